"""The names that a property may use, and the check of what it says."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from authorisation.feel.syntax import tree as syntax
from authorisation.language.check.conditions import RuleProblems
from authorisation.language.check.expressions.checker import ExpressionChecker
from authorisation.language.check.rule_set import derived_types
from authorisation.language.check.types.comparisons import Operand
from authorisation.language.check.types.scope import (
    FINDINGS,
    NameScope,
    finding_type,
    group_types,
    rule_scope,
)
from authorisation.language.check.types.types import Fields, ListOf, Number, Text, Type
from authorisation.model.rules import RuleSet

OUTCOME: Final = "outcome"
OUTCOMES: Final = "outcomes"
BESIDE: Final = "beside"
_NO_OTHERS: Final = "a property is about one submission, and no other is assessed with it"
_NO_BESIDE: Final = "name the other rule set under `beside`, such as `beside: SET`"


class PropertyChecker(ExpressionChecker):
    """The check of a formula in which a bare number may stand for a threshold.

    In rules a threshold is a parameter, so that it can be changed; a promise names its figure, and
    that is in the unit of what it is compared with.
    """

    __slots__ = ()

    def operand(self, node: syntax.Node, kind: Type) -> Operand:
        """Pair a part's type with its text."""
        if isinstance(kind, Number) and kind.written:
            kind = replace(kind, unit=None)
        return Operand(self.quote(node), kind)


def property_scope(rules: RuleSet, beside: RuleSet | None) -> NameScope:
    """The names of the rules, and what came out under them and under those beside them."""
    scope = rule_scope(rules, derived_types(rules, RuleProblems()))
    elsewhere = {"others": _NO_OTHERS}
    top = dict(scope.top)
    questions = dict(rules.questions)
    if beside is None:
        elsewhere[BESIDE] = _NO_BESIDE
    else:
        questions |= beside.questions
        top |= group_types(questions)
        top[BESIDE] = Fields(_results(beside), group=BESIDE)
    return replace(
        scope,
        top={**top, **_results(rules)},
        questions=tuple(questions),
        unasked=scope.unasked - questions.keys(),
        elsewhere=elsewhere,
    )


def _results(rules: RuleSet) -> dict[str, Type]:
    """The types of the results of an assessment, by name."""
    outcome = Text(tuple(row.id for row in rules.outcomes))
    return {
        FINDINGS: ListOf(finding_type(rules)),
        OUTCOME: outcome,
        OUTCOMES: ListOf(outcome),
    }
