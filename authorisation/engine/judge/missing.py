"""What missing answers leave possible, worked out once for all submissions that miss them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import is_, itemgetter
from typing import Final, TypeAlias

from authorisation.engine.plans.plan import (
    Bindings,
    GroupPlan,
    ItemsPlan,
    LeafPlan,
    Origin,
    Plan,
    PossibleVerdicts,
    RefPlan,
    looks_at_no_more,
)
from authorisation.feel.closures.calls import STANDARD
from authorisation.feel.syntax.tree import Node
from authorisation.feel.values.values import Bounds, PartialList, Unknown, Value
from authorisation.model.verdict import EITHER, VerdictSet

LookUp: TypeAlias = Callable[[Bindings], Value]
"""Gives the value of a name in a scope; raises one of `NOT_PLAIN` where it takes more than that."""
NOT_PLAIN: Final = (KeyError, TypeError)
_NO_VALUE: Final = object()
_ABSENT: Final = frozenset((Unknown, Bounds, PartialList))


def look_up_of(chain: Sequence[str]) -> LookUp | None:
    """Compile the look-up of a name of one to three parts; None for no name, or a longer one."""
    match chain:
        case (first, *_) if first in STANDARD:
            return None
        case (name,):
            return itemgetter(name)
        case (group, name):
            return lambda scope: scope[group][name]
        case (group, part, name):
            return lambda scope: scope[group][part][name]
        case _:
            return None


def remember_missing(
    plans: Sequence[Plan], known: PossibleVerdicts, groups: Collection[str]
) -> PossibleVerdicts:
    """Judge by `known`, but what a missing answer leaves possible only where that is new.

    All submissions have the very same value for an answer that is missing. So conditions that look
    at one answer, beside any figures, come to the same as the last time that all were the same.
    `plans` are all the parts of the condition; of any other condition `known` is given back.
    """
    chain, figures = _answer_and_figures(plans, groups)
    look_up = look_up_of(chain)
    if look_up is None:
        return known
    last: tuple[Value, list[Value], VerdictSet] = _NO_VALUE, [], EITHER

    def verdicts(scope: Bindings, found: Mapping[str, VerdictSet]) -> VerdictSet:
        nonlocal last
        try:
            value = look_up(scope)
        except NOT_PLAIN:
            return known(scope, found)
        if type(value) not in _ABSENT:
            return known(scope, found)
        beside = [scope.get(figure) for figure in figures]
        last_value, last_beside, possible = last  # at once, as other threads may write it
        if value is not last_value or not all(map(is_, beside, last_beside)):
            possible = known(scope, found)
            last = value, beside, possible
        return possible

    return verdicts


def _answer_and_figures(
    plans: Sequence[Plan], groups: Collection[str]
) -> tuple[Sequence[str], Sequence[str]]:
    """Give the one answer that conditions look at, by its parts, and the figures.

    An item that they do not run over themselves may stand in place of the answer. Where they look
    at more, there is no answer.
    """
    answers: set[str] = set()
    figures: set[str] = set()
    within = {plan.condition.item for plan in plans if isinstance(plan, ItemsPlan)}
    for plan in plans:
        if isinstance(plan, RefPlan):
            return (), ()
        for reference in plan.references:
            match reference.origin:
                case Origin.ANSWER:
                    answers.add(reference.question)
                case Origin.ITEM:
                    if reference.name.partition(".")[0] not in within:
                        answers.add(reference.name)
                case Origin.PARAMETER:
                    figures.add(reference.name)
                case _:
                    return (), ()
    if len(answers) != 1:
        return (), ()
    chain = answers.pop().split(".")
    known = [tuple(chain), *((figure,) for figure in figures)]
    if all(looks_at_no_more(node, known, groups) for plan in plans for node in _syntax(plan)):
        return chain, tuple(figures)
    return (), ()


def _syntax(plan: Plan) -> Iterator[Node]:
    match plan:
        case LeafPlan():
            yield plan.test.syntax
        case ItemsPlan():
            yield plan.within.syntax
        case GroupPlan() if plan.n is not None:
            yield plan.n.syntax
        case _:
            return
