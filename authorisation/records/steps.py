"""Findings as records, each with the tree of steps that explains it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from authorisation.engine.analysis.provenance import step_provenance, support_level
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, Plan, RefPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Margin, Provenance, Step, walk_steps
from authorisation.model.canonical import decimal_text
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Every, Not
from authorisation.model.value import EvidenceLevel
from authorisation.model.verdict import verdicts_in
from authorisation.records.assessment_shape import (
    FindingRecord,
    MarginRecord,
    StepRecord,
    ValueRecord,
)
from authorisation.records.values import value_json

_BasisName: TypeAlias = Literal["", "stated", "evidenced", "checked"]
_StepKind: TypeAlias = Literal[
    "test", "all", "any", "not", "at_least", "every", "some", "criterion"
]
_BASIS_NAMES: dict[EvidenceLevel | None, _BasisName] = {
    None: "",
    EvidenceLevel.STATED: "stated",
    EvidenceLevel.EVIDENCED: "evidenced",
    EvidenceLevel.CHECKED: "checked",
}


def finding_record(finding: Finding, assessment: Assessment, program: Program) -> FindingRecord:
    """The record of one finding."""
    step = finding.step
    return FindingRecord(
        criterion=finding.criterion.id,
        title=finding.criterion.title,
        severity=finding.severity.value,
        verdict=finding.verdict.value,
        possible=tuple(verdict.value for verdict in verdicts_in(finding.possible)),
        basis=_BASIS_NAMES[support_level(step, assessment, program) if step else None],
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
        possible=tuple(verdict.value for verdict in verdicts_in(step.possible)),
        left=value_json(step.left),
        right=value_json(step.right),
        margin=_margin_record(step.margin, _unit(step)),
        reason=step.reason,
        rests_on=tuple(sorted(step.rests_on)),
        seen=tuple(map(_value_record, step_provenance(step, assessment, program))),
        because=()
        if refers
        else tuple(step_record(part, assessment, program) for part in step.because),
    )


def _step_kind(plan: Plan) -> _StepKind:
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


def _unit(step: Step) -> str:
    """The unit of a margin: that of the first leaf, at or below the step, with one; else empty."""
    leaves = (part.plan for part in walk_steps(step) if isinstance(part.plan, LeafPlan))
    return next((plan.condition.unit for plan in leaves if plan.condition.unit), "")


def _margin_record(margin: Margin | None, unit: str) -> MarginRecord | None:
    if margin is None:
        return None
    low, high = margin if isinstance(margin, tuple) else (margin, margin)
    return MarginRecord(
        low=None if low is None else decimal_text(low),
        high=None if high is None else decimal_text(high),
        unit=unit,
    )


def _value_record(origins: Provenance) -> ValueRecord:
    return ValueRecord(
        name=origins.name,
        origin=origins.origin,
        value=value_json(origins.value),
        unit=origins.unit,
        level=origins.level,
        document=origins.document,
        since=origins.since.isoformat() if origins.since else None,
        source=origins.source,
        standing=origins.standing,
        overridden=origins.overridden,
        of=tuple(map(_value_record, origins.of)),
    )
