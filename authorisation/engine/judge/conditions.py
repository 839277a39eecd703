"""Judge a condition in a scope: every part of it, so that the answer can be explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, assert_never

from msgspec.structs import replace

from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.judge.leaves import judge_leaf, possible_verdicts
from authorisation.engine.judge.margins import greatest_margin, least_margin, negate_margin
from authorisation.engine.plans.plan import Bindings, GroupPlan, ItemsPlan, LeafPlan, Plan, RefPlan
from authorisation.engine.results import Finding, Margin, Step, walk_steps
from authorisation.feel.values.absent import endpoints
from authorisation.feel.values.values import NOWHERE, Bounds, PartialList, Paths, Unknown, Value
from authorisation.model.condition import AllOf, AnyOf, Every, Not
from authorisation.model.verdict import EITHER, NOT_APPLICABLE, VerdictSet

FindingsById = Mapping[str, Finding]
"""The findings made so far, by criterion."""

_INFINITE: Final = 1 << 30


def judge(plan: Plan, scope: Bindings, findings: FindingsById) -> Step:
    """Judge a condition and every part of it, settled or not; pure and total."""
    match plan:
        case LeafPlan():
            return judge_leaf(plan, scope)
        case GroupPlan():
            return _judge_group(plan, scope, findings)
        case ItemsPlan():
            return _judge_items(plan, scope, findings)
        case RefPlan():
            return _judge_reference(plan, scope, findings)
        case _:
            assert_never(plan)


def _judge_group(plan: GroupPlan, scope: Bindings, findings: FindingsById) -> Step:
    parts = tuple([judge(part, scope, findings) for part in plan.parts])
    sets = [part.possible for part in parts]
    condition = plan.condition
    if isinstance(condition, AllOf):
        return _parent_step(plan, logic.all_of(sets), scope, parts)
    if isinstance(condition, AnyOf):
        return _parent_step(plan, logic.any_of(sets), scope, parts)
    if isinstance(condition, Not):
        margin = negate_margin(parts[0].margin)
        return _parent_step(plan, logic.NEGATION[sets[0]], scope, parts, margin)
    return _judge_at_least(plan, scope, parts, sets)


def _judge_at_least(
    plan: GroupPlan, scope: Bindings, parts: tuple[Step, ...], sets: list[VerdictSet]
) -> Step:
    reasons: list[str] = []
    n = None if plan.n is None else plan.n.evaluate(scope, reasons=reasons)
    if isinstance(n, Unknown):
        return _parent_step(plan, possible_verdicts(n), scope, parts, also=n.rests_on)
    needed = number_needed(n)
    if needed is None:
        reason = "; ".join(reasons) or "how many are needed cannot be worked out"
        return Step(plan, EITHER, scope, parts, reason=reason)
    also = n.rests_on if isinstance(n, Bounds) else NOWHERE
    return _parent_step(plan, logic.at_least(*needed, sets), scope, parts, also=also)


def combine_parts(step: Step, sets: Sequence[VerdictSet]) -> VerdictSet:
    """The verdicts that a step would have if its parts, in their order, had these."""
    plan = step.plan
    if isinstance(plan, ItemsPlan):
        sure = [each for each, part in zip(sets, step.because, strict=True) if not part.perhaps]
        perhaps = [each for each, part in zip(sets, step.because, strict=True) if part.perhaps]
        combine = logic.every_item if isinstance(plan.condition, Every) else logic.some_item
        return combine(sure, perhaps)
    match plan.condition:
        case AllOf():
            return logic.all_of(sets)
        case AnyOf():
            return logic.any_of(sets)
        case Not():
            return logic.NEGATION[sets[0]]
        case _:
            n = plan.n.evaluate(step.scope) if isinstance(plan, GroupPlan) and plan.n else None
            needed = number_needed(n)
            # How many are needed is not known, or nobody set it: no part changes that.
            return step.possible if needed is None else logic.at_least(*needed, sets)


def number_needed(n: Value) -> tuple[int, int] | None:
    """The numbers of parts that `at least` n is, from and to; None where n is no number."""
    if not isinstance(n, Decimal | Bounds):
        return None
    low, high = endpoints(n)
    return (0 if low is None else _round_up(low), _INFINITE if high is None else _round_up(high))


def _round_up(number: Decimal) -> int:
    """Round up: at least 1.5 of the parts means 2 of them."""
    if number <= 0:
        return 0
    return -int(-number // 1) if number < _INFINITE else _INFINITE


def _judge_items(plan: ItemsPlan, scope: Bindings, findings: FindingsById) -> Step:
    reasons: list[str] = []
    within = plan.within.evaluate(scope, reasons=reasons)
    condition = plan.condition
    if isinstance(within, Unknown):
        return _judge_unknown_list(plan, within, scope, findings)
    if isinstance(within, PartialList):
        listed = tuple(within.marked_items)
    elif within is None:
        reason = "; ".join(reasons) or "the list cannot be worked out"
        return Step(plan, EITHER, scope, reason=reason)
    else:
        listed = tuple((i, False) for i in (within if isinstance(within, list) else [within]))

    def item_step(item: Value, name: str, *, perhaps: bool) -> Step:
        body = judge(plan.body, {**scope, condition.item: item}, findings)
        return replace(body, item=name, perhaps=perhaps)

    parts = [
        item_step(item, _item_name(item, condition.name_by, number), perhaps=perhaps)
        for number, (item, perhaps) in enumerate(listed, start=1)
    ]
    is_open = isinstance(within, PartialList) and within.open
    if isinstance(within, PartialList) and within.open:
        parts.append(item_step(within.tail, "any further item", perhaps=True))
    sure = [part.possible for part in parts if not part.perhaps]
    unsure = [part.possible for part in parts if part.perhaps]
    margins = [part.margin for part in parts if not part.perhaps]
    also = within.rests_on if isinstance(within, PartialList) else NOWHERE
    # An item that is not settled and has no margin yet may still be the one that counts.
    more = bool(unsure) or any(
        part.margin is None and not logic.is_settled(part.possible) for part in parts
    )
    if isinstance(condition, Every):
        possible, margin = logic.every_item(sure, unsure), least_margin(margins, open_below=more)
    else:
        possible, margin = logic.some_item(sure, unsure), greatest_margin(margins, open_above=more)
    return _parent_step(
        plan, possible, scope, tuple(parts), margin, also if unsure or is_open else NOWHERE
    )


def _judge_unknown_list(
    plan: ItemsPlan, within: Unknown, scope: Bindings, findings: FindingsById
) -> Step:
    """Judge a list of which nothing is known: it may be empty, or hold anything at all."""
    if within.inapplicable:
        return Step(plan, NOT_APPLICABLE, scope)
    anything = judge(plan.body, {**scope, plan.condition.item: within}, findings)
    possible = anything.possible | possible_verdicts(within)
    return Step(plan, possible, scope, rests_on=within.rests_on | anything.rests_on)


def _item_name(item: Value, name_by: str, number: int) -> str:
    """Give an item's name: its naming field, itself where it is plain, else its number."""
    called = item.get(name_by) if isinstance(item, dict) else item
    match called:
        case str():
            return called
        case Decimal():
            return str(called)
        case _:
            return f"item {number}"


def _judge_reference(plan: RefPlan, scope: Bindings, findings: FindingsById) -> Step:
    finding = findings[plan.condition.criterion]
    because = (finding.step,) if finding.step is not None else ()
    waits = finding.rests_on or logic.is_settled(finding.possible)
    return Step(
        plan,
        finding.possible,
        scope,
        because,
        finding.margin,
        rests_on=finding.rests_on,
        reason="" if waits else _first_reason(finding.applies),
    )


def _first_reason(step: Step | None) -> str:
    """Give the reason why a condition cannot be worked out, which no answer would change."""
    if step is None:
        return ""
    return next((part.reason for part in walk_steps(step) if part.reason), "")


def _parent_step(
    plan: Plan,
    possible: VerdictSet,
    scope: Bindings,
    parts: tuple[Step, ...],
    margin: Margin | None = None,
    also: Paths = NOWHERE,
) -> Step:
    """Give the step above some parts; while unsettled it rests on what the unsettled ones do."""
    if logic.is_settled(possible):
        return Step(plan, possible, scope, parts, margin)
    rests_on = also
    for part in parts:
        if part.rests_on is not rests_on:
            rests_on = rests_on | part.rests_on if rests_on else part.rests_on
    return Step(plan, possible, scope, parts, margin, rests_on=rests_on)
