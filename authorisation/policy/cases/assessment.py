"""Runs the cases of applications: assesses one and compares it with what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.engine.judge.margins import margin_unit
from authorisation.engine.program.program import Program
from authorisation.engine.results import Finding, Step
from authorisation.explain.assessment.page import _decisive_criteria
from authorisation.explain.assessment.reasons import MAX_POINTS, decisive_lines, describe_reason
from authorisation.explain.assessment.view import View
from authorisation.explain.words.quantities import plural
from authorisation.model.case import Case, CaseMargin, CriterionExpectation
from authorisation.model.submission import Judgements, Submission
from authorisation.model.verdict import Verdict
from authorisation.policy.cases.results import (
    CaseContradiction,
    CaseDifference,
    CaseResult,
    MarginDifference,
    OutcomeDifference,
    UnknownCriterion,
    VerdictDifference,
)

_WIDER: Final = {"year": (12, "month"), "week": (7, "day")}
"""Lengths of time that a case may say a margin in, and how many of the lesser ones each has."""


def run_case(program: Program, case: Case) -> CaseResult:
    """Run one case; without a date of its own it is assessed on the rules' first day in force."""
    submission = _submission(case)
    contradictory = program.check_contradictions(submission)
    if contradictory:
        return CaseResult(case, tuple(map(CaseContradiction, contradictory)))
    assessment = assess(
        program,
        submission,
        as_of=case.as_of or program.rules.in_force[0],
        stage=case.stage,
        overrides=case.set,
        judgements=Judgements(entries=case.judgements),
        others=tuple(
            Submission(name=f"{case.name}, other {number}", answers=answers)
            for number, answers in enumerate(case.others, start=1)
        ),
        complete=case.complete,
    )
    differences = case_differences(case.expect, case.outcome, View.of(assessment, program))
    return CaseResult(case, tuple(differences))


def _submission(case: Case) -> Submission:
    return Submission(
        name=case.name,
        answers=case.given,
        stage=case.stage,
        as_of=case.as_of,
        received_on=case.received_on,
        evidence=case.evidence,
    )


def case_differences(
    expect: Mapping[str, CriterionExpectation], outcome: str | Sequence[str] | None, view: View
) -> Iterator[CaseDifference]:
    """Yield each way in which an assessment is not as expected; what is left out is not compared.

    `outcome` is the id of the outcome, or those of all that are to be still possible.
    """
    findings = {finding.criterion.id: finding for finding in view.assessment.findings}
    for criterion, expected in expect.items():
        finding = findings.get(criterion)
        if finding is None:
            yield UnknownCriterion(criterion)
        else:
            yield from _finding_differences(expected, finding, view)
    if outcome is not None:
        wanted = (outcome,) if isinstance(outcome, str) else tuple(outcome)
        yield from _outcome_differences(wanted, view)


def _finding_differences(
    expected: CriterionExpectation, finding: Finding, view: View
) -> Iterator[CaseDifference]:
    criterion = finding.criterion.id
    if expected.verdict is not None and expected.verdict is not finding.verdict:
        reason = describe_reason(finding, view)
        if expected.verdict is Verdict.NOT_APPLICABLE and finding.applies is not None:
            applies = tuple(decisive_lines(finding.applies, view))
            reason = replace(reason, points=applies[:MAX_POINTS], more_points=0)
        yield VerdictDifference(criterion, expected.verdict, finding.verdict, reason)
    if expected.margin is not None:
        got = margin_of(finding.step) if finding.step else None
        if got is None or not _margins_equal(expected.margin, got):
            yield MarginDifference(criterion, expected.margin, got, describe_reason(finding, view))


def _margins_equal(expected: CaseMargin, got: CaseMargin) -> bool:
    """Return whether two margins are equal; a unit that the case leaves out is not compared."""
    wider, of = _WIDER.get(expected.unit.removesuffix("s"), (None, ""))
    if wider is not None and of == got.unit:
        ends = (None if end is None else end * wider for end in (expected.low, expected.high))
        return tuple(ends) == (got.low, got.high)
    units = ("", got.unit, plural(got.unit, 2))
    return (expected.low, expected.high) == (got.low, got.high) and expected.unit in units


def _outcome_differences(wanted: tuple[str, ...], view: View) -> Iterator[OutcomeDifference]:
    assessment = view.assessment
    if set(wanted) == set(assessment.outcome_ids):
        return
    deciding = _decisive_criteria(assessment, view.program)
    reasons = tuple(
        describe_reason(finding, view)
        for finding in assessment.findings
        if finding.criterion.id in deciding
        or (finding.verdict is Verdict.UNKNOWN and not assessment.settled)
    )
    yield OutcomeDifference(wanted, assessment.outcome_ids, reasons)


def margin_of(step: Step) -> CaseMargin | None:
    """Return a step's margin, with the unit of the leaf that it comes from; None without one."""
    match step.margin:
        case None:
            return None
        case Decimal() as exact:
            return CaseMargin(low=exact, high=exact, unit=margin_unit(step))
        case (low, high):
            return CaseMargin(low=low, high=high, unit=margin_unit(step))
