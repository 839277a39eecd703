"""One row an assessment, for a list of several; no score, no personal answers.

What is not met already below a finding that is unknown is named, without any answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from authorisation.engine.analysis.provenance import question_behind
from authorisation.engine.judge.margins import margin_unit
from authorisation.engine.plans.plan import LeafPlan, Origin, RefPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.explain.assessment.outcome import format_departures_beside, outcome_title
from authorisation.explain.assessment.page_header import (
    PUBLISHED_FACTS_ONLY,
    assessment_warnings,
    format_also_in_force,
)
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.assessment.view import View
from authorisation.explain.assessment.wanted_evidence import describe_wanted_evidence
from authorisation.explain.words.formulas import FormulaFormatter
from authorisation.explain.words.margins import format_margin
from authorisation.explain.words.quantities import format_count, format_date, join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import Titles
from authorisation.model.question import ValueType
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.submission import Stage
from authorisation.model.value import NaturalOrder, natural_order
from authorisation.model.verdict import NOT_MET, Verdict

_FAILING: Final = (Verdict.NOT_MET, Verdict.OPEN)
"""What stands against a group: what is not met, then what is not shown."""


class Attention(IntEnum):
    """The attention of a person that an assessment needs; an order of reading and not of merit."""

    CONTRADICTED = 0
    """Another submission contradicts it."""
    GATES = 1
    UNSETTLED = 2
    CONDITIONS = 3
    NONE = 4
    PUBLISHED = 5
    """Nobody answered: facts that were published stand in for a submission."""


class SubmissionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One submission's row; rows sort by what needs a person, by how much does, then by name."""

    attention: Attention
    name: str
    code: str
    outcome: str
    """Empty where there are published facts alone, which are no assessment of the group."""
    reason: str
    warnings: tuple[str, ...]
    as_of: str
    stage: Stage
    also_in_force: str = ""
    wanted_evidence: str = ""
    """How much is met on answers that will need evidence; empty where nothing is."""
    needs: int = 0
    """How many gates are not met or not shown, or else conditions; of those contradicted, 0."""

    @property
    def order(self) -> tuple[int, int, NaturalOrder, str]:
        """The key that rows sort by."""
        return (self.attention, -self.needs, natural_order(self.name), self.code)


def with_contradiction(row: SubmissionRow, contradiction: str) -> SubmissionRow:
    """The row with what others contradict the submission in; published facts contradict nobody."""
    if not contradiction or row.attention is Attention.PUBLISHED:
        return row
    reason = "; ".join(filter(None, (visible(contradiction), row.reason)))
    return replace(row, attention=Attention.CONTRADICTED, reason=reason, needs=0)


def describe_submission_row(assessment: Assessment, program: Program) -> SubmissionRow:
    """The row of one assessment, taken by itself."""
    published = assessment.submission.published_facts_only
    attention, reason = (
        _find_published_attention(assessment) if published else _find_attention(assessment)
    )
    departures = format_departures_beside(assessment, why=False)
    outcome = VERDICT_WORDS[Verdict.UNKNOWN]
    if assessment.settled:
        outcome = outcome_title(assessment.outcomes[0].row.id, assessment.rules)
    return SubmissionRow(
        attention=attention,
        name=visible(assessment.submission.name),
        code=visible(assessment.submission.code),
        outcome="" if published else outcome,
        reason=reason,
        warnings=(
            *(w for w in assessment_warnings(assessment) if w != PUBLISHED_FACTS_ONLY),
            *(f"Departed from: {each}." for each in departures),
        ),
        as_of=format_date(assessment.as_of),
        stage=assessment.stage,
        also_in_force=format_also_in_force(assessment.rules, assessment.dated_on),
        wanted_evidence=describe_wanted_evidence(View.of(assessment, program)).count,
        needs=0 if published else _count_needs(assessment),
    )


def _count_needs(assessment: Assessment) -> int:
    """The number of gates that are not met or not shown; where there are none, of conditions."""
    for severity in (Severity.GATE, Severity.CONDITION):
        found = sum(len(assessment.findings_with(severity, v)) for v in _FAILING)
        if found:
            return found
    return 0


def _find_attention(assessment: Assessment) -> tuple[Attention, str]:
    for verdict in _FAILING:
        if gates := assessment.findings_with(Severity.GATE, verdict):
            return Attention.GATES, _format_failures(gates, verdict)
    if not assessment.settled:
        gates, conditions, notes = (
            assessment.findings_with(each, Verdict.UNKNOWN)
            for each in (Severity.GATE, Severity.CONDITION, Severity.NOTE)
        )
        waiting = gates + conditions or notes
        reasons = [
            _format_failures_so_far(assessment),
            f"waits for: {_format_titles(waiting)}" if waiting else "",
        ]
        return Attention.UNSETTLED, "; ".join(filter(None, reasons))
    for verdict in _FAILING:
        if conditions := assessment.findings_with(Severity.CONDITION, verdict):
            return Attention.CONDITIONS, _format_failures(conditions, verdict)
    return Attention.NONE, ""


def _find_published_attention(assessment: Assessment) -> tuple[Attention, str]:
    gates = assessment.findings_with(Severity.GATE, Verdict.NOT_MET)
    reason = (
        _format_failures(gates, Verdict.NOT_MET) if gates else _format_failures_so_far(assessment)
    )
    return Attention.PUBLISHED, reason or "these facts alone show nothing that falls short"


def _format_failures(findings: Sequence[Finding], verdict: Verdict) -> str:
    return f"{VERDICT_WORDS[verdict]}: {_format_titles(findings)}"


def _format_failures_so_far(assessment: Assessment) -> str:
    """Format what is not met already while the outcome is open: gates in part, else conditions."""
    waiting = assessment.findings_with(Severity.GATE, Verdict.UNKNOWN)
    waiting += assessment.findings_with(Severity.GATE, Verdict.OPEN)
    in_part = [(f, text) for f in waiting if (text := _format_partial_failure(f, assessment))]
    if in_part:
        first, text = in_part[0]
        more = len(in_part) - 1
        others = f" and {format_count(more, 'other')}" if more else ""
        return f"so far not met for {first.criterion.id}: {text}{others}"
    conditions = assessment.findings_with(Severity.CONDITION, Verdict.NOT_MET)
    return f"already {_format_failures(conditions, Verdict.NOT_MET)}" if conditions else ""


def _format_titles(findings: Sequence[Finding]) -> str:
    first = findings[0].criterion
    more = [format_count(len(findings) - 1, "other")] if len(findings) > 1 else []
    return join_words([f"{visible(first.title)} ({first.id})", *more])


def _format_partial_failure(finding: Finding, assessment: Assessment) -> str:
    """Format the first judgement that is not met already, with its margin; empty if none is."""
    leaf = next(_failed_leaves(finding.step), None) if finding.step is not None else None
    return "" if leaf is None else _format_leaf(leaf, assessment.rules)


def _failed_leaves(step: Step) -> Iterator[Step]:
    """Yield the leaves that are not met below a step that is unknown or not met."""
    if isinstance(step.plan, RefPlan):
        return
    if isinstance(step.plan, LeafPlan):
        if step.possible == NOT_MET:
            yield step
    elif step.verdict is Verdict.UNKNOWN:
        for part in step.because:
            yield from _failed_leaves(part)
    elif step.possible == NOT_MET:
        for part in step.decisive:
            yield from _failed_leaves(part)


def _format_leaf(leaf: Step, rules: RuleSet) -> str:
    plan = leaf.plan
    assert isinstance(plan, LeafPlan)  # noqa: S101 only leaves are yielded above
    title = visible(plan.condition.title) or FormulaFormatter(Titles(rules)).format_node(
        plan.test.syntax
    )
    margin = _format_impersonal_margin(leaf, plan, rules)
    return f"{title} ({margin})" if margin else title


def _format_impersonal_margin(leaf: Step, plan: LeafPlan, rules: RuleSet) -> str:
    """Format a margin between parameters and answers that are not personal; else empty."""
    for reference in plan.references:
        if reference.origin is Origin.PARAMETER:
            continue
        question = question_behind(reference, rules)
        open_to_all = question and not question.personal and question.type is not ValueType.LIST
        if reference.origin is not Origin.ANSWER or not open_to_all:
            return ""
    return format_margin(leaf.margin, margin_unit(leaf), plan.operator)
