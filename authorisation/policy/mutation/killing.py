"""A submission on which a mutant comes to something else, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final, TypeAlias

from msgspec import Struct

from authorisation.analysis.encoding.terms import Truth, any_, forget_terms, unlike
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.questions import (
    Found,
    Impossible,
    Inquiry,
    RulesOnDay,
    Undecided,
    confirms,
)
from authorisation.analysis.time_limits import MUTANT_SECONDS
from authorisation.analysis.witnesses import Witness, reduced_witness
from authorisation.engine.analysis.breakpoints import parameter_figures, written_figures
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.explain.words.proofs import format_lists
from authorisation.explain.words.quantities import format_date, join_words
from authorisation.feel.closures.expression import compile  # noqa: A004  (FEEL's own)
from authorisation.feel.syntax.tree import mentions
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage

_STAGES: Final = (Stage.SELF_ASSESSMENT, Stage.DECISION)


class Killing(Struct, frozen=True):
    """A submission on which two rule sets come to something else, confirmed by the engine."""

    witness: Witness
    rules: RulesOnDay
    mutant: RulesOnDay


class Equivalent(Struct, frozen=True):
    """There is none, for the scope that is named."""

    scope: str


KillingAnswer: TypeAlias = Killing | Equivalent | Undecided


class ChangeReach(Struct, frozen=True):
    """The reach of one change: where two rule sets that differ in it can come to other results."""

    criteria: tuple[str, ...]
    """Those whose verdict may be another."""
    figures: tuple[str, ...]
    """Those that they look at: on the days on which these change more may differ."""
    outcomes: bool
    """Whether the outcome is looked at: where a weight or the table itself is changed."""


def killing_submission(old: Program, new: Program, where: ChangeReach) -> KillingAnswer:
    """The answer on a mutant: a submission that tells it apart, that there is none, or neither."""
    forget_terms()
    scopes: list[Impossible] = []
    days = tuple(_days(old.rules, new.rules, where))
    for day in days:
        for stage in _STAGES:
            views = [RulesOnDay(program=each, day=day, stage=stage) for each in (old, new)]
            criteria = None if where.outcomes else where.criteria
            inquiry = Inquiry(*views, criteria=criteria, seconds=MUTANT_SECONDS)
            shows = partial(_found_in, views=views)
            match inquiry.reply(lambda terms: _differ(terms, where), shows):
                case Found(witness=witness):
                    return Killing(reduced_witness(witness, partial(confirms, shows=shows)), *views)
                case Impossible() as proof:
                    scopes.append(proof)
                case Undecided() as undecided:
                    return undecided
    return Equivalent(_format_scope(scopes, days))


def _differ(terms: Sequence[RuleSetTerms], where: ChangeReach) -> Truth:
    old, new = terms
    if not where.outcomes:
        return any_(old.differs(new, each) for each in where.criteria)
    before, after = old.outcomes, new.outcomes
    return any_(unlike(before[row], after.get(row, False)) for row in before)


def _found_in(witness: Witness, views: Sequence[RulesOnDay]) -> bool:
    before, after = (_came_to(view.assess(witness)) for view in views)
    return before != after


def _came_to(assessment: Assessment) -> tuple[object, ...]:
    return (*(each.verdict for each in assessment.findings), frozenset(assessment.outcome_ids))


def _days(old: RuleSet, new: RuleSet, where: ChangeReach) -> Iterator[date]:
    """Yield the days that are looked at: the first in force, and those on which anything changes.

    Where a formula asks what day it is, that is each day written in one or standing as a figure,
    the day before and the day after as well.
    """
    days = {old.in_force[0]}
    for rules in (old, new):
        parameters = rules.parameters if where.outcomes else where.figures
        criteria = rules.criteria if where.outcomes else where.criteria
        for name in parameters:
            days |= {entry.since for entry in rules.parameters[name].values}
        for name in criteria:
            days |= {entry.since for entry in rules.criteria[name].severities[1:]}
        if _asks_the_day(rules):
            days |= {day + timedelta(days=by) for day in _named_days(rules) for by in (-1, 0, 1)}
    yield from sorted(filter(old.is_in_force, days))


def _asks_the_day(rules: RuleSet) -> bool:
    return any(mentions(compile(text).syntax, "as_of") for text in _formulas(rules))


def _formulas(rules: RuleSet) -> Iterator[str]:
    for criterion in rules.criteria.values():
        yield from (formula.text for formula in criterion.formulas)
    yield from (derived.value.text for derived in rules.derived.values())
    yield from (row.when.text for row in rules.outcomes)


def _named_days(rules: RuleSet) -> Iterator[date]:
    """Yield the days that formulas write, and those that figures stand for."""
    for text in _formulas(rules):
        yield from (day for day in written_figures(compile(text).syntax) if isinstance(day, date))
    for name in rules.parameters:
        found = parameter_figures(name, rules, {})
        yield from (day for day in found if isinstance(day, date))


def _format_scope(proofs: Sequence[Impossible], days: Sequence[date]) -> str:
    """Format for which submissions it is proved: whatever is answered, on these days."""
    limits = {path: most for each in proofs for path, most in each.scope.within.items()}
    within = f", with {format_lists(limits)}" if limits else ""
    dated = join_words([format_date(day) for day in days])
    scope = "every submission, whatever is not answered yet, with the figures in force on"
    return f"{scope} {dated}{within}"
