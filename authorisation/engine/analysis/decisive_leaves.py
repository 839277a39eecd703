"""The comparisons that decided a condition: each of them, turned round alone, changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.judge.conditions import number_needed
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan
from authorisation.engine.results import Step
from authorisation.model.condition import AllOf, AnyOf, Every, Not
from authorisation.model.verdict import MET, NOT_MET, VerdictSet


def decisive_leaves(step: Step) -> Iterator[LeafPlan]:
    """Yield each comparison below a step that is met or not met, and changes it if turned round.

    That is the test of modified condition and decision coverage (MC/DC). A comparison on the items
    of a list counts where turning it round for one item is enough. Criteria that are referred to
    are judged by themselves.
    """
    yield from _decisive(step, lambda possible: possible != step.possible)


def _decisive(step: Step, changes: Callable[[VerdictSet], bool]) -> Iterator[LeafPlan]:
    match step.plan:
        case LeafPlan():
            if step.possible in (MET, NOT_MET) and changes(logic.NEGATION[step.possible]):
                yield step.plan
        case GroupPlan() | ItemsPlan():
            for place, part in enumerate(step.because):
                yield from _decisive(part, _changes_with(step, place, changes))


def _changes_with(
    step: Step, place: int, changes: Callable[[VerdictSet], bool]
) -> Callable[[VerdictSet], bool]:
    """Whether the whole changes if one part of a step has another verdict."""

    def changed(possible: VerdictSet) -> bool:
        sets = [part.possible for part in step.because]
        sets[place] = possible
        return changes(_combined(step, sets))

    return changed


def _combined(step: Step, sets: list[VerdictSet]) -> VerdictSet:
    """The verdicts of a step whose parts have these."""
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
