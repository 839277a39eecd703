"""Runs the cases of applications: assesses one and compares it with what is expected."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from authorisation.engine.assess import assess
from authorisation.engine.consistency import check_contradictions
from authorisation.engine.plans.plan import LeafPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.model.case import Case, CaseMargin, CriterionExpectation
from authorisation.model.submission import Judgements, Submission
from authorisation.policy.cases.results import (
    CaseDifference,
    CaseResult,
    Contradiction,
    MarginDifference,
    OutcomeDifference,
    UnknownCriterion,
    VerdictDifference,
)


def run_case(program: Program, case: Case) -> CaseResult:
    """Run one case; without a date of its own it is assessed on the rules' first day in force."""
    submission = _submission(case)
    contradictory = check_contradictions(program.rules, submission)
    if contradictory:
        return CaseResult(case, tuple(map(Contradiction, contradictory)))
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
    return (expected.low, expected.high) == (got.low, got.high) and expected.unit in ("", got.unit)


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
            return CaseMargin(low=exact, high=exact, unit=_margin_unit(step))
        case (low, high):
            return CaseMargin(low=low, high=high, unit=_margin_unit(step))


def _margin_unit(step: Step) -> str:
    if isinstance(step.plan, LeafPlan):
        return step.plan.condition.unit
    same = (part for part in step.because if part.margin is not None)
    best = sorted(same, key=lambda part: part.margin != step.margin)
    return _margin_unit(best[0]) if best else ""
