"""Judge a leaf: one comparison, or any other formula that is true or false."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from authorisation.engine.judge.margins import least_margin, margin_between, margin_of_bounds
from authorisation.engine.plans.plan import Bindings, LeafPlan
from authorisation.engine.results import Margin, Step
from authorisation.feel.closures.expression import frame_of
from authorisation.feel.closures.frames import BudgetExhausted, charge_values
from authorisation.feel.operators import compare
from authorisation.feel.values.absent import NUMERIC
from authorisation.feel.values.intervals import united_paths
from authorisation.feel.values.values import CONTEXT, NOWHERE, Bounds, Unknown, Value
from authorisation.model.verdict import EITHER, MET, NOT_APPLICABLE, NOT_MET, VerdictSet

_OR_EQUAL: Final = frozenset((">=", "<="))
_subtract: Final = CONTEXT.subtract


def judge_leaf(plan: LeafPlan, scope: Bindings) -> Step:
    """Judge one comparison, or any other formula that is true or false."""
    if plan.left is None or plan.right is None:
        return _leaf_step(plan, scope, plan.test.evaluate(scope))
    frame = frame_of(scope)
    try:
        left = plan.left(frame)
        right = plan.right(frame)
        if plan.comparator is None:
            charge_values(frame, left, right)
            return _judge_unordered(plan, scope, left, right)
    except (RecursionError, BudgetExhausted):
        return _leaf_step(plan, scope, None)
    return judge_sides(plan, scope, left, right)


def judge_sides(plan: LeafPlan, scope: Bindings, left: Value, right: Value) -> Step:
    """Judge a comparison that has a margin, by what its two sides come to."""
    if plan.comparator is not None and type(left) is Decimal and type(right) is Decimal:
        return Step(
            plan,
            MET if plan.comparator(left, right) else NOT_MET,
            scope,
            (),
            _subtract(left, right) if plan.upward else _subtract(right, left),
            left,
            right,
        )
    if type(left) in NUMERIC and type(right) in NUMERIC:
        return _judge_bounded(plan, scope, left, right)
    margin = margin_between(left, right) if plan.upward else margin_between(right, left)
    return _leaf_step(plan, scope, compare(plan.operator, left, right), margin, left, right)


def _judge_bounded(
    plan: LeafPlan, scope: Bindings, left: Bounds | Decimal, right: Bounds | Decimal
) -> Step:
    """Compare where a side is only bounded: settled when the whole margin is on one side."""
    margin = margin_of_bounds(left, right) if plan.upward else margin_of_bounds(right, left)
    low, high = margin
    or_equal = plan.operator in _OR_EQUAL
    if low is not None and (low >= 0 if or_equal else low > 0):
        return Step(plan, MET, scope, (), margin, left, right)
    if high is not None and (high < 0 if or_equal else high <= 0):
        return Step(plan, NOT_MET, scope, (), margin, left, right)
    return Step(plan, EITHER, scope, (), margin, left, right, united_paths(left, right))


def _judge_unordered(plan: LeafPlan, scope: Bindings, left: Value, right: Value) -> Step:
    """Judge an equality, which has no margin, or a `between`, whose nearer end counts."""
    if plan.upper is None:
        return _leaf_step(plan, scope, compare(plan.operator, left, right), None, left, right)
    upper = plan.upper(frame_of(scope))
    ends = (margin_between(left, right), margin_between(upper, left))
    return _leaf_step(
        plan,
        scope,
        plan.test.evaluate(scope),
        least_margin(ends, open_below=None in ends),
        left,
        (right, upper),
    )


def _leaf_step(
    plan: LeafPlan,
    scope: Bindings,
    value: Value,
    margin: Margin | None = None,
    left: Value = None,
    right: Value = None,
) -> Step:
    """Give the step of a leaf, its formula's value read as a set of verdicts."""
    if value is True:
        return Step(plan, MET, scope, (), margin, left, right)
    if value is False:
        return Step(plan, NOT_MET, scope, (), margin, left, right)
    if isinstance(value, Unknown):
        possible = possible_verdicts(value)
        rests_on = NOWHERE if possible == NOT_APPLICABLE else value.rests_on
        margin = None if possible == NOT_APPLICABLE else margin
        return Step(plan, possible, scope, (), margin, left, right, rests_on)
    reasons: list[str] = []
    plan.test.evaluate(scope, reasons=reasons)
    reason = "; ".join(dict.fromkeys(reasons)) or "it comes to no value"
    return Step(plan, EITHER, scope, (), None, left, right, NOWHERE, reason)


def possible_verdicts(value: Unknown) -> VerdictSet:
    """The verdicts of a condition that comes to an unknown value."""
    if value.inapplicable:
        return NOT_APPLICABLE
    return EITHER | NOT_APPLICABLE if value.perhaps_inapplicable else EITHER
