"""Items of a list that differ from each other whatever is answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from functools import cache
from typing import Final

from authorisation.feel.builtins.values.equality import Sameness, compare_sameness
from authorisation.feel.values.values import Bounds, Value

_MOST_TRIED: Final = 12
"""Of so many items every choice is tried; of more, each is taken that still fits."""

_INFINITE: Final = Decimal("Infinity")


def surely_differ(left: Value, right: Value) -> bool:
    """Whether two items differ whatever is answered."""
    return compare_sameness(left, right) is Sameness.NO


def most_different(
    items: Sequence[Value], known: Collection[int], unknown: Collection[int]
) -> set[int]:
    """The places of as many items as can be found that all differ from each other.

    The known ones differ already. None of them is worth less than what it keeps out: of items that
    differ, one at most can be equal to it.
    """
    fitting = [at for at in unknown if all(surely_differ(items[at], items[one]) for one in known)]
    # Of numbers within bounds, taking those that end first leaves room for most.
    fitting.sort(key=lambda at: _end(items[at]))
    if len(fitting) > _MOST_TRIED:
        return {*known, *_each_that_fits(items, fitting)}
    return {*known, *_best_choice(items, fitting)}


def _end(value: Value) -> Decimal:
    return value.high if type(value) is Bounds and value.high is not None else _INFINITE


def _each_that_fits(items: Sequence[Value], places: Sequence[int]) -> list[int]:
    chosen: list[int] = []
    for at in places:
        if all(surely_differ(items[at], items[one]) for one in chosen):
            chosen.append(at)
    return chosen


def _best_choice(items: Sequence[Value], places: Sequence[int]) -> list[int]:
    fits: list[list[bool]] = [
        [surely_differ(items[left], items[right]) for right in places] for left in places
    ]

    @cache
    def best(left: tuple[int, ...]) -> tuple[int, ...]:
        if not left:
            return ()
        first, *rest = left
        without = tuple(at for at in rest if fits[first][at])
        taken = (first, *best(without))
        if len(without) == len(rest):
            return taken
        return max(taken, best(tuple(rest)), key=len)

    found: Callable[[tuple[int, ...]], tuple[int, ...]] = best
    return [places[at] for at in found(tuple(range(len(places))))]
