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
from authorisation.engine.plans.plan import CriterionPlan, LeafPlan, Origin, Scope
from authorisation.engine.results import Step
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.values.values import CONTEXT, Value
from authorisation.model.rules import Criterion, Severity
from authorisation.model.verdict import MET, NOT_MET

_subtract = CONTEXT.subtract


class Weighed(msgspec.Struct, frozen=True, gc=False):
    """A criterion's plan, and its severity on one day."""

    plan: CriterionPlan
    severity: Severity


class Line(msgspec.Struct, frozen=True, gc=False):
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
    waiting: Step
    """The step while it is missing, but for its scope."""
    parameter: str
    weighed: Weighed
    """The same criterion, to be judged as any other where its parameter is set for one run."""


def line_of(
    weighed: Weighed, settings: Scope, binder: Binder, taken: AbstractSet[str]
) -> Line | None:
    """Give a criterion as a simple test; None for one of another form.

    `settings` are the parameters of the day; `taken` are names that mean something else in some
    assessment, which no simple test may use.
    """
    plan = weighed.plan
    leaf = plan.require
    if plan.applies is not None or not isinstance(leaf, LeafPlan) or leaf.ordered is None:
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
    if origins != (Origin.ANSWER, Origin.PARAMETER) or not taken.isdisjoint((group, parameter)):
        return None
    value, blank = settings[parameter], binder.blank(group, name)
    if type(value) is not Decimal or blank is None:
        return None
    waiting = judge_leaf(leaf, {group: {name: blank}, parameter: value})
    return Line(
        plan.criterion,
        weighed.severity,
        plan.referred,
        leaf,
        leaf.ordered,
        leaf.upward,
        intern(group),
        intern(name),
        value,
        blank,
        waiting,
        parameter,
        weighed,
    )


def judge_line(line: Line, scope: Scope) -> Step:
    """Judge a simple test; the step is the one that `judge_leaf` gives."""
    answer = scope[line.group][line.name]
    if type(answer) is Decimal:
        value = line.value
        return Step(
            line.plan,
            MET if line.holds(answer, value) else NOT_MET,
            scope,
            (),
            _subtract(answer, value) if line.upward else _subtract(value, answer),
            answer,
            value,
        )
    if answer is line.blank:
        known = line.waiting
        return Step(
            line.plan,
            known.possible,
            scope,
            (),
            known.margin,
            answer,
            line.value,
            known.rests_on,
            known.reason,
        )
    return judge_leaf(line.plan, scope)
