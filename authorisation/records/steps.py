"""Findings as records, each with the tree of steps that explains it."""

from __future__ import annotations

from decimal import Decimal

from authorisation.engine.analysis.provenance import step_provenance, support_level
from authorisation.engine.judge.margins import margin_in_unit, margin_unit, number_in_unit
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, Plan, RefPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Provenance, Step
from authorisation.feel.values.values import Bounds, Value
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Every, Not
from authorisation.model.verdict import verdicts_in
from authorisation.records.assessment_shape import (
    FindingRecord,
    ProvenanceRecord,
    StepKind,
    StepRecord,
)
from authorisation.records.parts import copied_record, margin_record
from authorisation.records.values import value_record


def finding_record(finding: Finding, assessment: Assessment, program: Program) -> FindingRecord:
    """The record of one finding."""
    step = finding.step
    basis = support_level(step, assessment, program) if step else None
    return FindingRecord(
        criterion=finding.criterion.id,
        title=finding.criterion.title,
        severity=finding.severity,
        verdict=finding.verdict,
        possible=verdicts_in(finding.possible),
        basis="" if basis is None else basis.word,
        why_open=finding.why_open,
        rests_on=tuple(sorted(finding.rests_on)),
        sources=finding.criterion.sources,
        applies=step_record(finding.applies, assessment, program) if finding.applies else None,
        step=step_record(step, assessment, program) if step else None,
    )


def step_record(step: Step, assessment: Assessment, program: Program) -> StepRecord:
    """The record of a step and those below it, but for those of a criterion it refers to."""
    refers = isinstance(step.plan, RefPlan)
    return StepRecord(
        kind=_step_kind(step.plan),
        test=_test_text(step.plan),
        title=step.plan.condition.title,
        item=step.item,
        perhaps=step.perhaps,
        possible=verdicts_in(step.possible),
        left=value_record(step.left),
        right=value_record(step.right),
        margin=margin_record(step.margin, margin_unit(step)),
        reason=step.reason,
        rests_on=tuple(sorted(step.rests_on)),
        provenance=tuple(map(_provenance_record, step_provenance(step, assessment, program))),
        because=()
        if refers
        else tuple(step_record(part, assessment, program) for part in step.because),
    )


def _step_kind(plan: Plan) -> StepKind:
    match plan:
        case LeafPlan():
            return "test"
        case GroupPlan(condition=AllOf()):
            return "all"
        case GroupPlan(condition=AnyOf()):
            return "any"
        case GroupPlan(condition=Not()):
            return "not"
        case GroupPlan(condition=AtLeast()):
            return "at_least"
        case ItemsPlan(condition=condition):
            return "every" if isinstance(condition, Every) else "some"
        case _:
            return "criterion"


def _test_text(plan: Plan) -> str:
    match plan:
        case LeafPlan(condition=leaf):
            return leaf.test.text
        case GroupPlan(condition=AtLeast(n=n)):
            return n.text
        case ItemsPlan(condition=condition):
            return f"{condition.item} in {condition.within.text}"
        case RefPlan(condition=condition):
            return condition.criterion
        case _:
            return ""


def _in_unit(value: Value, unit: str) -> Value:
    match value:
        case Decimal():
            return number_in_unit(value, unit)
        case Bounds(low, high):
            converted = margin_in_unit((low, high), unit)
            assert isinstance(converted, tuple)  # noqa: S101 two ends give two
            return Bounds(*converted, value.rests_on)
        case _:
            return value


def _provenance_record(origins: Provenance) -> ProvenanceRecord:
    return copied_record(
        ProvenanceRecord,
        origins,
        value=value_record(_in_unit(origins.value, origins.unit)),
        of=tuple(map(_provenance_record, origins.of)),
    )
