"""A submission on which a mutant comes to something else, as a case, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, TypeAlias

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
from authorisation.analysis.solver import MUTANT_SECONDS
from authorisation.analysis.witnesses import Witness, reduced_witness
from authorisation.engine.analysis.breakpoints import parameter_figures, written_figures
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.explain.words.proofs import format_lists
from authorisation.explain.words.quantities import format_date, join_words
from authorisation.explain.words.safe import shorten
from authorisation.feel.closures.expression import compile  # noqa: A004  (FEEL's own)
from authorisation.feel.syntax.tree import mentions
from authorisation.forms.answers_yaml import dump_yaml
from authorisation.language.cases.assessment import OUTCOME
from authorisation.model.case import Case, CriterionExpectation
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.policy.cases.assessment import run_case
from authorisation.policy.mutation.edits import Mutant, format_difference

_STAGES: Final = (Stage.SELF_ASSESSMENT, Stage.DECISION)
_LONGEST_NAME: Final = 160


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
        if any(mentions(compile(text).syntax, "as_of") for text in _formulas(rules)):
            days |= {day + timedelta(days=by) for day in _named_days(rules) for by in (-1, 0, 1)}
    yield from sorted(filter(old.is_in_force, days))


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


class KillingCase:
    """A case of what the rules make of a submission, as far as a mutant makes something else."""

    def __init__(self, killing: Killing, mutant: Mutant) -> None:
        self.complete = True
        """Whether it says that there are no other submissions."""
        self._both = (killing.rules, killing.mutant)
        self._witness = killing.witness
        self._rules = killing.rules
        place = f"line {mutant.at.line}, column {mutant.at.column}"
        self._name = shorten(f"{mutant.of}, {place}: {format_difference(mutant)}", _LONGEST_NAME)
        before, after = (each.assess(self._witness) for each in self._both)
        self._verdicts = {
            now.criterion.id: now.verdict
            for now, then in zip(before.findings, after.findings, strict=True)
            if now.verdict is not then.verdict
        }
        same = set(before.outcome_ids) == set(after.outcome_ids)
        self._outcomes = () if same else before.outcome_ids

    def to_case(self) -> Case:
        """The case, to be run."""
        submission = self._witness.submission(self._rules.rules)
        return Case(
            name=self._name,
            given=submission.answers,
            expect={key: CriterionExpectation(verdict=v) for key, v in self._verdicts.items()},
            outcome=self._outcomes or None,
            stage=self._rules.stage,
            as_of=self._rules.day,
            received_on=submission.received_on,
            evidence=submission.evidence,
            judgements=self._witness.judgements().entries,
            complete=self.complete,
        )

    def confirm(self) -> bool:
        """Whether the case tells the rules from the mutant, without others where it needs none."""
        for complete in (False, True):
            self.complete = complete
            before, after = (run_case(each.program, self.to_case()) for each in self._both)
            if before.passed and not after.passed:
                return True
        return False

    def to_yaml(self) -> str:
        """The case as YAML, an entry of a list, with nothing that it can do without."""
        rules, witness = self._rules.rules, self._witness
        case: dict[str, Any] = {"case": self._name, "as_of": self._rules.day}
        if rules.dated_by != "as_of":
            case["received_on"] = self._rules.day
        if self._rules.stage is Stage.DECISION:
            case["stage"] = self._rules.stage.value
        case["given"] = dict(witness.answers)
        if self._rules.stage is Stage.DECISION and (shown := witness.evidence(rules)):
            case["evidence"] = shown
        if judged := witness.judgements().entries:
            case["judgements"] = [
                {
                    "criterion": each.criterion,
                    "assessor": each.assessor,
                    "on": each.on,
                    "grade": each.grade,
                    "reason": each.reason,
                }
                for each in judged
            ]
        if self.complete:
            case["complete"] = True
        case["expect"] = {
            **{key: verdict.value for key, verdict in self._verdicts.items()},
            **self._expected_outcome(),
        }
        return dump_yaml([case], short=True)

    def _expected_outcome(self) -> Mapping[str, str | list[str]]:
        outcomes = list(self._outcomes)
        if not outcomes:
            return {}
        return {OUTCOME: outcomes[0] if len(outcomes) == 1 else outcomes}
