"""Witnesses of what advice is about: comparisons that come to null, rows that cross or uncover."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from itertools import combinations
from typing import Final

from msgspec.structs import replace

from authorisation.analysis.encoding.terms import Truth, and_, not_
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.questions import Found, Impossible, Inquiry, Reply, RulesOnDay, confirms
from authorisation.analysis.small_submissions import smallest
from authorisation.analysis.solver import ROWS_SECONDS, WITNESS_SECONDS
from authorisation.analysis.witnesses import Witness, reduced_witness
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment
from authorisation.forms.answers_yaml import format_submission
from authorisation.language.check.advice import null_risks
from authorisation.language.yaml.characters import quote
from authorisation.model.condition import Leaf
from authorisation.model.rules import Outcome, RuleSet
from authorisation.model.source import AdviceCode, Problem
from authorisation.model.submission import Stage
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET
from authorisation.policy.advice.claims import Claim, ClaimKind
from authorisation.policy.advice.comparisons import comparisons_of
from authorisation.policy.advice.never import days_of
from authorisation.policy.advice.shown_by_cases import ShownByCases, rows_that_hold

_RISK: Final = "comes to null"
"""The id of the criterion by which it is asked whether a test comes to null."""
_SHOWN_BY: Final = {
    ClaimKind.MET: (MET,),
    ClaimKind.NOT_MET: (NOT_MET,),
    ClaimKind.TOGETHER: (MET, NOT_APPLICABLE),
}
"""The verdicts of which every criterion of a claim has one where it is shown."""


def find_witness(view: RulesOnDay, claim: Claim) -> Reply:
    """A complete submission that shows a claim of some criteria, if one is found at once.

    Raises:
        EngineUnavailable: the solver is not installed.
    """
    inquiry = Inquiry(view, partial=False, criteria=claim.of, seconds=WITNESS_SECONDS)
    return inquiry.find(
        lambda terms: claim.truth(terms[0]),
        lambda witness: shows_claim(view.assess(witness), claim),
    )


def format_witness(reply: Reply, view: RulesOnDay, claim: Claim) -> str:
    """The YAML of as little of a witness as shows a claim; empty where none is found."""
    if not isinstance(reply, Found):
        return ""
    small = smallest(
        [view], reply.witness, lambda _: claim.of, lambda found: [shows_claim(found, claim)]
    )
    submission = replace(small.submission, received_on=None)
    return format_submission(submission, view.rules.bank) if submission.answers else ""


def shows_claim(assessment: Assessment, claim: Claim) -> bool:
    """Whether the engine finds a claim of some criteria in an assessment."""
    if claim.kind is ClaimKind.ALONE:
        first, *others = (assessment.finding(each).possible for each in claim.of)
        return bool(first & MET) and MET not in others
    verdicts = _SHOWN_BY[claim.kind]
    return all(assessment.finding(each).possible in verdicts for each in claim.of)


class AdviceWitnesses:
    """Finds witnesses for advice on one rule set."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def with_witness(self, advice: Problem) -> Problem | None:
        """The advice with a witness; None where no submission can be one, so that it is idle.

        Raises:
            EngineUnavailable: the solver is not installed.
        """
        rules = self._program.rules
        if advice.code == AdviceCode.MAY_BE_NULL:
            return self._null(advice)
        if advice.code in (AdviceCode.UNPROVEN_DOCUMENT, AdviceCode.NOT_COVERED):
            for criterion in rules.criteria.values():
                if criterion.at == advice.at:
                    view = RulesOnDay(program=self._program, day=rules.in_force[0])
                    claim = Claim(ClaimKind.MET, (criterion.id,))
                    found = format_witness(find_witness(view, claim), view, claim)
                    return replace(advice, example=found)
            for row in rules.outcomes:
                if row.when.at == advice.at:
                    return replace(advice, example=OutcomeRows(self._program).witness(row))
        return advice

    def _null(self, advice: Problem) -> Problem | None:
        risk = self._risks.get(advice)
        if risk is None:
            return advice
        claim, idle = Claim(ClaimKind.MET, (_RISK,)), True
        program = compile_rules(risk)
        for day in days_of(self._program):
            view = RulesOnDay(program=program, day=day)
            reply = find_witness(view, claim)
            if isinstance(reply, Found):
                return replace(advice, example=format_witness(reply, view, claim))
            idle = idle and isinstance(reply, Impossible)
        return None if idle else advice

    @cached_property
    def _risks(self) -> Mapping[Problem, RuleSet]:
        """Rules with one criterion, that a test comes to null, by the advice on that test."""
        rules, found = self._program.rules, dict[Problem, RuleSet]()
        for criterion in rules.criteria.values():
            within = {id(leaf.test): of_item for leaf, of_item in comparisons_of(criterion)}
            for risk in null_risks(criterion, rules):
                if id(risk.test) in within:
                    leaf = Leaf(test=replace(risk.test, text=risk.when))
                    asked = replace(
                        criterion, id=_RISK, require=within[id(risk.test)](leaf), judgement=None
                    )
                    criteria = {**rules.criteria, _RISK: asked}
                    found[risk.problem] = replace(rules, criteria=criteria)
        return found


class OutcomeRows:
    """The rows of a table of outcomes: what they are for, at the decision on the rules' first day.

    Nothing is open then: each row is so of a submission, or is not.
    """

    def __init__(self, program: Program) -> None:
        self._view = RulesOnDay(
            program=program, day=program.rules.in_force[0], stage=Stage.DECISION
        )
        self._inquiry = Inquiry(self._view, seconds=ROWS_SECONDS)

    def crossing(self, shown: ShownByCases) -> Iterator[Problem]:
        """Yield a problem for each two rows that cross, unless a case is shown that falls on both.

        Each is then for something that the other is not: neither is an exception from the other.

        Raises:
            EngineUnavailable: the solver is not installed.
        """
        for first, other in combinations(self._view.rules.outcomes[:-1], 2):
            if shown.overrules(first.id, other.id):
                continue
            both = self._find({first.id, other.id}, set(), first)
            if both is None or self._find({first.id}, {other.id}, first) is None:
                continue
            if shown.outcome(other.id) or self._find({other.id}, {first.id}, other):
                yield self._problem(first, other, both)

    def witness(self, row: Outcome) -> str:
        """The YAML of a small submission of which a row is so; empty where none is found."""
        found = self._find({row.id}, set())
        return "" if found is None else self._format(found, {row.id})

    def _problem(self, first: Outcome, other: Outcome, both: Witness) -> Problem:
        one, two = quote(first.id), quote(other.id)
        says = f"the rows {one} and {two} are both so of some submissions, which come to {one}"
        remedy = (
            "nothing, if they are to: a case of which both rows are so says it; else put this row"
            f" before {one}, or correct one of them"
        )
        witness = self._format(both, {first.id, other.id}, first)
        return Problem(other.when.at, says, remedy, AdviceCode.OVERLAPPING_ROWS, witness)

    def _find(
        self, holding: set[str], failing: set[str], taken: Outcome | None = None
    ) -> Witness | None:
        """A submission of which some rows are so and others not; one of them is `taken`."""

        def wanted(terms: RuleSetTerms) -> Truth:
            rows = {row.id: row.when for row in terms.rules.outcomes}
            sure = terms.sure_outcomes[taken.id] if taken is not None else True
            return and_(
                sure,
                *(terms.truth(rows[name]) for name in holding),
                *(not_(terms.truth(rows[name])) for name in failing),
            )

        shows = self._shows(holding, failing, taken)
        reply = self._inquiry.find(lambda terms: wanted(terms[0]), shows)
        return reply.witness if isinstance(reply, Found) else None

    def _shows(
        self, holding: set[str], failing: set[str], taken: Outcome | None
    ) -> Callable[[Witness], bool]:
        def shows(witness: Witness) -> bool:
            assessment = self._view.assess(witness)
            rows = rows_that_hold(self._view.program, assessment)
            is_taken = taken is None or assessment.outcome_ids == (taken.id,)
            return is_taken and holding <= rows and failing.isdisjoint(rows)

        return shows

    def _format(self, found: Witness, holding: set[str], taken: Outcome | None = None) -> str:
        """The YAML of it, without what it can do without; empty if assessors have a part in it."""
        shows = self._shows(holding, set(), taken)
        small = reduced_witness(found, partial(confirms, shows=shows))
        if small.grades:
            return ""
        submission = replace(self._view.assess(small).submission, received_on=None)
        return format_submission(submission, self._view.rules.bank)
