"""Findings as records, each with the tree of steps that explains it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from authorisation.engine.analysis.provenance import basis, seen
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, Plan, RefPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Margin, Origins, Step, below
from authorisation.model.canonical import decimal_text
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Every, Not
from authorisation.model.value import Level
from authorisation.model.verdict import members
from authorisation.records.assessment_shape import FindingKept, MarginKept, Seen, StepKept
from authorisation.records.values import value_kept

_Basis: TypeAlias = Literal["", "stated", "evidenced", "checked"]
_Kind: TypeAlias = Literal["test", "all", "any", "not", "at_least", "every", "some", "criterion"]
_LEVELS: dict[Level | None, _Basis] = {
    None: "",
    Level.STATED: "stated",
    Level.EVIDENCED: "evidenced",
    Level.CHECKED: "checked",
}


def finding_kept(finding: Finding, assessment: Assessment, program: Program) -> FindingKept:
    """The record of one finding."""
    step = finding.step
    return FindingKept(
        criterion=finding.criterion.id,
        title=finding.criterion.title,
        severity=finding.severity.value,
        verdict=finding.verdict.value,
        possible=tuple(verdict.value for verdict in members(finding.possible)),
        basis=_LEVELS[basis(step, assessment, program) if step else None],
        why_open=finding.why_open,
        rests_on=tuple(sorted(finding.rests_on)),
        sources=finding.criterion.sources,
        applies=step_kept(finding.applies, assessment, program) if finding.applies else None,
        step=step_kept(step, assessment, program) if step else None,
    )


def step_kept(step: Step, assessment: Assessment, program: Program) -> StepKept:
    """The record of a step and those below it, but for those of a criterion it refers to."""
    refers = isinstance(step.plan, RefPlan)
    return StepKept(
        kind=_kind(step.plan),
        test=_test(step.plan),
        title=step.plan.condition.title,
        item=step.item,
        perhaps=step.perhaps,
        possible=tuple(verdict.value for verdict in members(step.possible)),
        left=value_kept(step.left),
        right=value_kept(step.right),
        margin=_margin(step.margin, _unit(step)),
        reason=step.reason,
        rests_on=tuple(sorted(step.rests_on)),
        seen=tuple(map(_seen, seen(step, assessment, program))),
        because=()
        if refers
        else tuple(step_kept(part, assessment, program) for part in step.because),
    )


def _kind(plan: Plan) -> _Kind:
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


def _test(plan: Plan) -> str:
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
    leaves = (part.plan for part in below(step) if isinstance(part.plan, LeafPlan))
    return next((plan.condition.unit for plan in leaves if plan.condition.unit), "")


def _margin(margin: Margin | None, unit: str) -> MarginKept | None:
    if margin is None:
        return None
    low, high = margin if isinstance(margin, tuple) else (margin, margin)
    return MarginKept(
        low=None if low is None else decimal_text(low),
        high=None if high is None else decimal_text(high),
        unit=unit,
    )


def _seen(origins: Origins) -> Seen:
    return Seen(
        name=origins.name,
        origin=origins.origin,
        value=value_kept(origins.value),
        unit=origins.unit,
        level=origins.level,
        document=origins.document,
        since=origins.since.isoformat() if origins.since else None,
        source=origins.source,
        standing=origins.standing,
        overridden=origins.overridden,
        of=tuple(map(_seen, origins.of)),
    )
