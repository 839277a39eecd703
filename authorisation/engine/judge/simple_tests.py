"""The commonest criterion, prepared for one day: an answer compared with a parameter.

`judge_leaf` defines what such a test means; the form here comes to the same in fewer steps.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from decimal import Decimal
from sys import intern

import msgspec

from authorisation.engine.judge.conditions import judge_leaf
from authorisation.engine.plans.binding import Binder
from authorisation.engine.plans.plan import Bindings, CriterionPlan, LeafPlan, Origin
from authorisation.engine.results import Step
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.values.values import CONTEXT, Value
from authorisation.model.rules import Criterion, Severity
from authorisation.model.verdict import MET, NOT_MET

_subtract = CONTEXT.subtract


class DatedCriterion(msgspec.Struct, frozen=True, gc=False):
    """A criterion's plan, and its severity on one day."""

    plan: CriterionPlan
    severity: Severity


class SimpleTest(msgspec.Struct, frozen=True, gc=False):
    """A criterion such as `population.registered >= self_pooling_population`, on one day.

    Everything that judging it touches stands in this one object, so that many criteria still
    fit the processor's cache.
    """

    criterion: Criterion
    severity: Severity
    referred: bool
    """Whether another criterion refers to it."""
    plan: LeafPlan
    holds: Callable[[Decimal, Decimal], bool]
    upward: bool
    group: str
    name: str
    value: Decimal
    """The parameter on that day."""
    blank: Value
    """The absent value of the answer."""
    absent_step: Step
    """The step while it is missing, but for its scope."""
    parameter: str
    dated_criterion: DatedCriterion
    """The same criterion, to be judged as any other where its parameter is set for one run."""


def simple_test_of(
    dated_criterion: DatedCriterion, settings: Bindings, binder: Binder, reserved: AbstractSet[str]
) -> SimpleTest | None:
    """Give a criterion as a simple test; None for one of another form.

    `settings` are the parameters of the day; `reserved` are names that mean something else in some
    assessment, which no simple test may use.
    """
    plan = dated_criterion.plan
    leaf = plan.require
    if plan.applies is not None or plan.criterion.judgement is not None:
        return None
    if not isinstance(leaf, LeafPlan) or leaf.comparator is None:
        return None
    match leaf.test.syntax:
        case syntax.Comparison(
            left=syntax.Path(of=syntax.Name(name=group), name=name),
            right=syntax.Name(name=parameter),
        ):
            pass
        case _:
            return None
    origins = tuple(reference.origin for reference in leaf.references)
    if origins != (Origin.ANSWER, Origin.PARAMETER) or not reserved.isdisjoint((group, parameter)):
        return None
    value, blank = settings[parameter], binder.blank(group, name)
    if type(value) is not Decimal or blank is None:
        return None
    absent_step = judge_leaf(leaf, {group: {name: blank}, parameter: value})
    return SimpleTest(
        plan.criterion,
        dated_criterion.severity,
        plan.referred,
        leaf,
        leaf.comparator,
        leaf.upward,
        intern(group),
        intern(name),
        value,
        blank,
        absent_step,
        parameter,
        dated_criterion,
    )


def judge_simple_test(test: SimpleTest, scope: Bindings) -> Step:
    """Judge a simple test; the step is the one that `judge_leaf` gives."""
    answer = scope[test.group][test.name]
    if type(answer) is Decimal:
        value = test.value
        return Step(
            test.plan,
            MET if test.holds(answer, value) else NOT_MET,
            scope,
            (),
            _subtract(answer, value) if test.upward else _subtract(value, answer),
            answer,
            value,
        )
    if answer is test.blank:
        prepared_step = test.absent_step
        return Step(
            test.plan,
            prepared_step.possible,
            scope,
            (),
            prepared_step.margin,
            answer,
            test.value,
            prepared_step.rests_on,
            prepared_step.reason,
        )
    return judge_leaf(test.plan, scope)
