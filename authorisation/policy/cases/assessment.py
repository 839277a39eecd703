"""Runs the cases of applications: assesses one and compares it with what is expected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from authorisation.engine.analysis.decisive import decisive_criteria
from authorisation.engine.assess import assess
from authorisation.engine.judge.margins import margin_unit
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.errors import InvalidSubmission
from authorisation.explain.assessment.reasons import MAX_POINTS, decisive_lines, describe_reason
from authorisation.explain.assessment.step_tree import format_finding
from authorisation.explain.assessment.view import View
from authorisation.explain.words.quantities import format_date, plural
from authorisation.model.case import Case, CaseMargin, CriterionExpectation
from authorisation.model.submission import Judgements, Submission
from authorisation.model.verdict import Verdict
from authorisation.policy.cases.results import (
    CaseDifference,
    CaseResult,
    format_case_margin,
    format_decisive,
    format_names,
    format_problems,
)

_MOST_FINDINGS: Final = 8
"""How many criteria are named that an outcome rests on."""
_IN_FORCE: Final = "in force"
_WIDER: Final = {"year": (12, "month"), "week": (7, "day")}
"""Lengths of time that a case may say a margin in, and how many of the lesser ones each has."""


def run_case(
    program: Program, case: Case, observe: Callable[[Case, Assessment], None] | None = None
) -> CaseResult:
    """Run one case; without a date of its own it is assessed on the rules' first day in force.

    `observe` is given the case and its assessment, where there is one.
    """
    submission = Submission(
        name=case.name,
        answers=case.given,
        stage=case.stage,
        as_of=case.as_of,
        received_on=case.received_on,
        evidence=case.evidence,
    )
    contradictory = program.check_contradictions(submission)
    if contradictory:
        about = "the case contradicts itself"
        return CaseResult(case, tuple(CaseDifference(about, "", p.message) for p in contradictory))
    try:
        assessment = _assess(program, case, submission)
    except InvalidSubmission as error:
        says = format_problems(error.problems)
        return CaseResult(case, (CaseDifference("it cannot be assessed", "", says),))
    if observe is not None:
        observe(case, assessment)
    view = View.of(assessment, program)
    own = case.rule_set in {"", program.rules.id}  # a child has days of its own
    in_force = case.in_force if own else None
    differences = case_differences(case.expect, case.outcome, view, in_force=in_force)
    return CaseResult(case, tuple(differences))


def _assess(program: Program, case: Case, submission: Submission) -> Assessment:
    return assess(
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


def case_differences(
    expect: Mapping[str, CriterionExpectation],
    outcome: str | tuple[str, ...] | None,
    view: View,
    *,
    in_force: bool | None = None,
) -> Iterator[CaseDifference]:
    """Yield each way in which an assessment is not as expected; what is left out is not compared.

    `outcome` is the id of the outcome, or those of all that are to be still possible; `in_force`
    is whether the rules are to be in force on the day.
    """
    findings = view.assessment.findings_by_id
    for criterion, expected in expect.items():
        finding = findings.get(criterion)
        if finding is None:
            yield CaseDifference(criterion, "", "there is no such criterion in these rules")
        else:
            yield from _finding_differences(expected, finding, view)
    if outcome is not None:
        yield from _outcome_differences((outcome,) if isinstance(outcome, str) else outcome, view)
    actual = view.program.rules.is_in_force(view.assessment.as_of)
    if in_force is not None and in_force != actual:
        wanted, got = (_IN_FORCE if each else f"not {_IN_FORCE}" for each in (in_force, actual))
        yield CaseDifference(f"on {format_date(view.assessment.as_of)}", wanted, got)


def _finding_differences(
    expected: CriterionExpectation, finding: Finding, view: View
) -> Iterator[CaseDifference]:
    criterion = finding.criterion.id
    because: tuple[str, ...] = ()
    if expected.verdict is not None and expected.verdict is not finding.verdict:
        because = _decisive_judgements(expected.verdict, finding, view)
        yield CaseDifference(criterion, expected.verdict.value, finding.verdict.value, because)
    if expected.margin is not None:
        got = _margin_of(finding.step) if finding.step else None
        if got is None or not _margins_equal(expected.margin, got):
            wanted = f"a margin of {format_case_margin(expected.margin)}"
            actual = "none" if got is None else format_case_margin(got)
            # What decided the verdict has just been said.
            why = () if because else format_decisive(describe_reason(finding, view))
            yield CaseDifference(criterion, wanted, actual, why)


def _decisive_judgements(expected: Verdict, finding: Finding, view: View) -> tuple[str, ...]:
    """The lines on what decided a verdict; of a criterion that was not to apply, on why it does."""
    reason = describe_reason(finding, view)
    if expected is Verdict.NOT_APPLICABLE and finding.applies is not None:
        applies = tuple(decisive_lines(finding.applies, view))
        reason = replace(reason, points=applies[:MAX_POINTS], more_points=0)
    return format_decisive(reason)


def _margins_equal(expected: CaseMargin, got: CaseMargin) -> bool:
    """Return whether two margins are equal; a unit that the case leaves out is not compared."""
    wider, of = _WIDER.get(expected.unit.removesuffix("s"), (None, ""))
    if wider is not None and of == got.unit:
        ends = (None if end is None else end * wider for end in (expected.low, expected.high))
        return tuple(ends) == (got.low, got.high)
    units = ("", got.unit, plural(got.unit, 2))
    return (expected.low, expected.high) == (got.low, got.high) and expected.unit in units


def _outcome_differences(wanted: tuple[str, ...], view: View) -> Iterator[CaseDifference]:
    assessment = view.assessment
    if set(wanted) == set(assessment.outcome_ids):
        return
    deciding = decisive_criteria(assessment, view.program)
    named = [
        format_finding(finding)
        for finding in assessment.findings
        if finding.criterion.id in deciding
        or (finding.verdict is Verdict.UNKNOWN and not assessment.settled)
    ]
    more = len(named) - _MOST_FINDINGS
    because = (*named[:_MOST_FINDINGS], *([f"and {more} more"] if more > 0 else ()))
    expected, actual = format_names(wanted), format_names(assessment.outcome_ids)
    yield CaseDifference("outcome", expected, actual, because)


def _margin_of(step: Step) -> CaseMargin | None:
    """Return a step's margin, with the unit of the leaf that it comes from; None without one."""
    match step.margin:
        case None:
            return None
        case Decimal() as exact:
            return CaseMargin(low=exact, high=exact, unit=margin_unit(step))
        case (low, high):
            return CaseMargin(low=low, high=high, unit=margin_unit(step))
