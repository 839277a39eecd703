"""Advice on a failure regime that may be used as it is: what nothing looks at."""

from __future__ import annotations

from collections.abc import Iterator

from authorisation.language.check.advice import advise_unused_figures, dotted_names
from authorisation.language.regime.scope import PREVIOUS
from authorisation.language.yaml.characters import quote
from authorisation.model.regime import Regime
from authorisation.model.rules import RuleSet
from authorisation.model.source import AdviceCode, Problem


def advise_regime(regime: Regime, rules: RuleSet) -> Iterator[Problem]:
    """Yield a problem for each question of a return, and each figure, that nothing looks at.

    Figures of the `rules` whose regime it is are theirs.
    """
    used = _names_used(regime)
    for path in regime.returns:
        if path not in used and f"{PREVIOUS}.{path}" not in used:
            message = f"nothing looks at {quote(path)}, which every return is asked for"
            remedy = "look at it in a trigger, an exit test or a budget line, or do not ask it"
            at = regime.asked_at[path]
            yield Problem(at, message, remedy, AdviceCode.UNUSED_QUESTION)
    yield from advise_unused_figures(regime.rules, rules.parameters.keys() | regime.figures)


def _names_used(regime: Regime) -> set[str]:
    """The dotted names in tests, derived figures and budget lines, and all that lead to them."""
    rules = regime.rules
    formulas = [f for criterion in rules.criteria.values() for f in criterion.formulas]
    formulas += [each.value for each in rules.derived.values()]
    formulas += [each.test for each in rules.consistency]
    found = dotted_names(formulas)
    for line in regime.lines.values():
        found.update((line.variance, line.budget, line.planned, *line.populations))
    return found
