"""Built-ins that search, join and filter lists of which not everything is known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from decimal import Decimal
from functools import cache
from typing import Final

from authorisation.feel.builtins.definitions import ABSENT_TYPES, CHEAP, builtin, require_list_size
from authorisation.feel.builtins.equality import Sameness, compare_sameness, equality_key
from authorisation.feel.builtins.partial import (
    as_partial,
    collect_paths,
    list_or_partial,
    partial_argument,
    unknown_result,
)
from authorisation.feel.operators import equal
from authorisation.feel.values.absent import INAPPLICABLE, Truth, kleene_or
from authorisation.feel.values.values import NOWHERE, Bounds, PartialList, Unknown, Value

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
    if len(fitting) <= _MOST_TRIED:
        return {*known, *_best_choice(items, fitting)}
    chosen: list[int] = []
    for at in fitting:
        if all(surely_differ(items[at], items[one]) for one in chosen):
            chosen.append(at)
    return {*known, *chosen}


def _end(value: Value) -> Decimal:
    return value.high if type(value) is Bounds and value.high is not None else _INFINITE


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


_MAX_COMPARISONS: Final = 100_000


def contains(args: Sequence[Value]) -> Value:
    """True where an item surely equals the element, false where none can, else an Unknown."""
    values, element = args
    if type(values) is list and (type(element) is str or type(element) is Decimal):
        return _contains_scalar(values, element)
    if isinstance(element, Unknown) and element.inapplicable:
        return unknown_result([values, element])
    partial = partial_argument("list contains", values)
    if isinstance(partial, Unknown):
        return unknown_result([values, element])
    doubts: list[Value] = []
    maybe = (
        [partial.tail]
        if partial.open and compare_sameness(partial.tail, element) is not Sameness.NO
        else []
    )
    lost = True
    for item, perhaps in partial.marked_items:
        verdict = equal(item, element)
        if verdict is True and not perhaps:
            return True
        if verdict:
            (maybe if perhaps else doubts).append(item)
            lost = lost and isinstance(verdict, Unknown) and verdict.inapplicable and not perhaps
    if not doubts and not maybe:
        return False
    if lost and not maybe:
        return INAPPLICABLE
    # An item that does not apply may yet be outweighed by one that is surely the element.
    return unknown_result([], partial.rests_on if maybe else NOWHERE, [*doubts, *maybe, element])


def _contains_scalar(values: list[Value], element: Value) -> Value:
    kind = type(element)
    for value in values:
        if type(value) is kind and value == element:
            return True
    if ABSENT_TYPES.isdisjoint(map(type, values)):
        return False
    verdict: Truth = False
    for value in values:
        verdict = kleene_or(verdict, equal(value, element) or False)
    return verdict


def append(args: Sequence[Value]) -> Value:
    """Put items at the end; a list that may still grow may do so before them."""
    values, *more = args
    if type(values) is list:
        return require_list_size("append", values + more)
    partial = partial_argument("append", values)
    if isinstance(partial, Unknown):
        return partial
    return list_or_partial(_concatenate([partial, as_partial(more)]))


def concatenate(args: Sequence[Value]) -> Value:
    """The items of several lists in one list, in order."""
    parts = [partial_argument("concatenate", value) for value in args]
    known = [part for part in parts if isinstance(part, PartialList)]
    if len(known) < len(parts):
        return unknown_result(
            [part for part in parts if isinstance(part, Unknown)], collect_paths(args)
        )
    require_list_size("concatenate", [item for part in known for item in part.items])
    return list_or_partial(_concatenate(known))


def distinct(args: Sequence[Value]) -> Value:
    """Keep the first of equal items; those that may equal another are perhaps there."""
    partial = partial_argument("distinct values", args[0])
    if isinstance(partial, Unknown):
        return partial
    keys = [_key(item) for item in partial.items]
    if partial.settled and None not in keys:
        first = dict(zip(reversed(keys), reversed(partial.items), strict=True))
        return [first[name] for name in dict.fromkeys(keys)]
    return list_or_partial(_distinct_partial(partial, keys))


def _distinct_partial(partial: PartialList, keys: list[Hashable]) -> PartialList:
    """Mark as sure as many items as differ from each other whatever is answered.

    An unknown item may give up its place to an equal one that is known, so that places are
    certain only as far as every item is there and differs from all those before it.
    """
    known: dict[Hashable, bool] = {}
    for name, (_, perhaps) in zip(keys, partial.marked_items, strict=True):
        if name is not None:
            known[name] = known.get(name, False) or not perhaps
    kept: list[Value] = []
    sure_known: list[int] = []
    sure_unknown: list[int] = []
    places = 0
    met: set[Hashable] = set()
    blurred = len(keys) * keys.count(None) > _MAX_COMPARISONS
    for (item, perhaps), name in zip(partial.marked_items, keys, strict=True):
        if name is not None and name in met:
            continue
        if places == len(kept) and not perhaps and not (blurred and kept):
            places += all(surely_differ(item, other) for other in kept)
        if name is None and not perhaps:
            sure_unknown.append(len(kept))
        if name is not None and known[name]:
            sure_known.append(len(kept))
        met.add(name)
        kept.append(item)
    if blurred:
        sure = set(sure_known or sure_unknown[:1])
    else:
        sure = most_different(kept, sure_known, sure_unknown)
    marks = tuple(at not in sure for at in range(len(kept)))
    prefix = min(places, partial.prefix) if partial.open else places
    paths = partial.rests_on | collect_paths(
        item for item, mark in zip(kept, marks, strict=True) if mark
    )
    return PartialList(tuple(kept), marks, partial.open, partial.tail, prefix, paths)


def _key(value: Value) -> Hashable:
    try:
        return equality_key(value)
    except KeyError:
        return None


def _concatenate(parts: list[PartialList]) -> PartialList:
    """Join lists; positions are certain up to the first item that may not be there."""
    prefix = 0
    for part in parts:
        prefix += part.prefix
        if not part.settled:
            break
    return PartialList(
        tuple(item for part in parts for item in part.items),
        tuple(mark for part in parts for _, mark in part.marked_items),
        any(part.open for part in parts),
        _common_tail([part.tail for part in parts if part.open]),
        prefix,
        NOWHERE.union(*(part.rests_on for part in parts)),
    )


def _common_tail(tails: list[Value]) -> Value:
    """A value that stands for any further item of several lists that may still grow."""
    first, *others = tails or [None]
    if all(other == first for other in others):
        return first
    if all(isinstance(tail, Bounds) for tail in tails):
        lows, highs = [tail.low for tail in tails], [tail.high for tail in tails]
        low = None if None in lows else min(lows)
        high = None if None in highs else max(highs)
        return Bounds(low, high, collect_paths(tails))
    return unknown_result([], collect_paths(tails))


MEMBERSHIP: Final = (
    builtin("list contains", "list, element", call=contains, lifted=True, cost=CHEAP),
    builtin("append", "list, item...", call=append, lifted=True),
    builtin("concatenate", "list...", call=concatenate, lifted=True),
    builtin("distinct values", "list", call=distinct, lifted=True),
)
