"""Runs the cases of applications: assesses one and compares it with what is expected."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from authorisation.engine.assess import assess
from authorisation.engine.judge.margins import margin_unit
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.explain.words.quantities import plural
from authorisation.model.case import Case, CaseMargin, CriterionExpectation
from authorisation.model.submission import Judgements, Submission
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
    return CaseResult(case, tuple(_differences(case, assessment)))


def _submission(case: Case) -> Submission:
    return Submission(
        name=case.name,
        answers=case.given,
        stage=case.stage,
        as_of=case.as_of,
        received_on=case.received_on,
        evidence=case.evidence,
    )


def _differences(case: Case, assessment: Assessment) -> Iterator[CaseDifference]:
    findings = {finding.criterion.id: finding for finding in assessment.findings}
    for criterion, expected in case.expect.items():
        finding = findings.get(criterion)
        if finding is None:
            yield UnknownCriterion(criterion)
        else:
            yield from _finding_differences(expected, finding)
    yield from _outcome_differences(case.outcome, assessment)


def _finding_differences(
    expected: CriterionExpectation, finding: Finding
) -> Iterator[CaseDifference]:
    criterion = finding.criterion.id
    if expected.verdict is not None and expected.verdict is not finding.verdict:
        yield VerdictDifference(criterion, expected.verdict, finding.verdict)
    if expected.margin is not None:
        got = margin_of(finding.step) if finding.step else None
        if got is None or not _margins_equal(expected.margin, got):
            yield MarginDifference(criterion, expected.margin, got)


def _margins_equal(expected: CaseMargin, got: CaseMargin) -> bool:
    """Return whether two margins are equal; a unit that the case leaves out is not compared."""
    wider, of = _WIDER.get(expected.unit.removesuffix("s"), (None, ""))
    if wider is not None and of == got.unit:
        ends = (None if end is None else end * wider for end in (expected.low, expected.high))
        return tuple(ends) == (got.low, got.high)
    units = ("", got.unit, plural(got.unit, 2))
    return (expected.low, expected.high) == (got.low, got.high) and expected.unit in units


def _outcome_differences(
    expected: str | tuple[str, ...] | None, assessment: Assessment
) -> Iterator[OutcomeDifference]:
    if expected is None:
        return
    wanted = (expected,) if isinstance(expected, str) else expected
    if set(wanted) != set(assessment.outcome_ids):
        yield OutcomeDifference(wanted, assessment.outcome_ids)


def margin_of(step: Step) -> CaseMargin | None:
    """Return a step's margin, with the unit of the leaf that it comes from; None without one."""
    match step.margin:
        case None:
            return None
        case Decimal() as exact:
            return CaseMargin(low=exact, high=exact, unit=margin_unit(step))
        case (low, high):
            return CaseMargin(low=low, high=high, unit=margin_unit(step))
