"""What a condition may come to, worked out without the steps that explain it.

`judge` defines what a condition means; here it is compiled into a function that gives the verdicts
which `judge` would find possible, and nothing else. Parts that can change nothing any more are
passed over, and what a function does not know at sight, such as an answer of an odd type, it leaves
to `judge_leaf`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.judge.conditions import number_needed
from authorisation.engine.judge.leaf_verdicts import compile_leaf_verdicts
from authorisation.engine.judge.leaves import possible_verdicts
from authorisation.engine.judge.missing import remember_missing
from authorisation.engine.plans.plan import (
    Bindings,
    GroupPlan,
    ItemsPlan,
    LeafPlan,
    Plan,
    PossibleVerdicts,
    RefPlan,
    walk,
)
from authorisation.feel.values.values import PartialList, Unknown
from authorisation.model.condition import AllOf, AnyOf, Every, Not
from authorisation.model.verdict import EITHER, MET, NOT_APPLICABLE, NOT_MET, VerdictSet

PossibleById = Mapping[str, VerdictSet]
"""What the criteria before may come to, by id."""


def compile_criterion_verdicts(
    applies: Plan | None, require: Plan, groups: Collection[str]
) -> PossibleVerdicts:
    """Compile what a criterion requires, where it applies; `groups` are those of the questions."""
    required = compile_verdicts(require, groups)
    if applies is None:
        return required
    applying = compile_verdicts(applies, groups)

    def verdicts(scope: Bindings, found: PossibleById) -> VerdictSet:
        whether = applying(scope, found)
        if not whether & MET:
            return NOT_APPLICABLE
        possible = required(scope, found)
        return possible if whether == MET else possible | NOT_APPLICABLE

    return verdicts


def compile_verdicts(plan: Plan, groups: Collection[str]) -> PossibleVerdicts:
    """Compile a condition into what gives its possible verdicts."""
    match plan:
        case LeafPlan():
            return compile_leaf_verdicts(plan, groups)
        case GroupPlan():
            return _compile_group(plan, [compile_verdicts(part, groups) for part in plan.parts])
        case ItemsPlan():
            known = _compile_items(plan, compile_verdicts(plan.body, groups))
            return remember_missing([*walk(plan)], known, groups)
        case RefPlan():
            criterion = plan.condition.criterion
            return lambda _, found: found[criterion]


def _compile_group(plan: GroupPlan, parts: Sequence[PossibleVerdicts]) -> PossibleVerdicts:
    match plan.condition:
        case AllOf():
            return _combined(parts, logic.CONJUNCTION, settles=NOT_MET)
        case AnyOf():
            return _combined(parts, logic.DISJUNCTION, settles=MET)
        case Not():
            [part] = parts
            return lambda scope, found: logic.NEGATION[part(scope, found)]
        case _:
            return _at_least(plan, parts)


def _combined(
    parts: Sequence[PossibleVerdicts], table: Sequence[Sequence[VerdictSet]], settles: VerdictSet
) -> PossibleVerdicts:
    """Combine parts one after another, until one settles it whatever the others come to."""

    def verdicts(scope: Bindings, found: PossibleById) -> VerdictSet:
        possible = NOT_APPLICABLE
        for part in parts:
            possible = table[possible][part(scope, found)]
            if possible == settles:
                break
        return possible

    return verdicts


def _at_least(plan: GroupPlan, parts: Sequence[PossibleVerdicts]) -> PossibleVerdicts:
    def verdicts(scope: Bindings, found: PossibleById) -> VerdictSet:
        n = None if plan.n is None else plan.n.evaluate(scope)
        if isinstance(n, Unknown):
            return possible_verdicts(n)
        needed = number_needed(n)
        if needed is None:
            return EITHER
        return logic.at_least(*needed, [part(scope, found) for part in parts])

    return verdicts


def _compile_items(plan: ItemsPlan, body: PossibleVerdicts) -> PossibleVerdicts:
    name, within = plan.condition.item, plan.within
    combine = logic.every_item if isinstance(plan.condition, Every) else logic.some_item

    def verdicts(scope: Bindings, found: PossibleById) -> VerdictSet:
        items = within.evaluate(scope)
        if items is None:
            return EITHER
        inner = scope.copy()  # one for all items, as no step keeps it

        def judge(item: object) -> VerdictSet:
            inner[name] = item
            return body(inner, found)

        if isinstance(items, Unknown):
            if items.inapplicable:
                return NOT_APPLICABLE
            return judge(items) | possible_verdicts(items)
        if not isinstance(items, PartialList):
            return combine(map(judge, items if isinstance(items, list) else [items]), ())
        judged = [(judge(item), perhaps) for item, perhaps in items.marked_items]
        if items.open:
            judged.append((judge(items.tail), True))
        sure = [possible for possible, perhaps in judged if not perhaps]
        return combine(sure, [possible for possible, perhaps in judged if perhaps])

    return verdicts
