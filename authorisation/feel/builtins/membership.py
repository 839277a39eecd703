"""Built-ins that search, join and filter lists of which not everything is known."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from decimal import Decimal
from typing import Final

from authorisation.feel.builtins.arguments import ABSENT_TYPES, bounded_list
from authorisation.feel.builtins.equality import Same, key, same
from authorisation.feel.builtins.partial import View, as_value, rests, unknown, view
from authorisation.feel.builtins.table import builtin
from authorisation.feel.operators import equal, kleene_or
from authorisation.feel.values.absent import INAPPLICABLE
from authorisation.feel.values.logic import Truth
from authorisation.feel.values.values import NOWHERE, Bounds, Unknown, Value

_MAX_COMPARISONS: Final = 1_000_000


def contains(args: Sequence[Value]) -> Value:
    """True where an item surely equals the element, false where none can, else an Unknown."""
    values, element = args
    if type(values) is list and (type(element) is str or type(element) is Decimal):
        return _contains_scalar(values, element)
    if isinstance(element, Unknown) and element.inapplicable:
        return unknown([values, element])
    seen = view("list contains", values)
    if isinstance(seen, Unknown):
        return unknown([values, element])
    doubts: list[Value] = []
    maybe = [seen.tail] if seen.open and same(seen.tail, element) is not Same.NO else []
    lost = True
    for item, perhaps in seen.marked():
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
    return unknown([], seen.rests_on if maybe else NOWHERE, [*doubts, *maybe, element])


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
        return bounded_list("append", values + more)
    seen = view("append", values)
    if isinstance(seen, Unknown):
        return seen
    return as_value(_joined([seen, _plain(more)]))


def concatenate(args: Sequence[Value]) -> Value:
    """The items of several lists in one list, in order."""
    seen = [view("concatenate", value) for value in args]
    known = [part for part in seen if isinstance(part, View)]
    if len(known) < len(seen):
        return unknown([part for part in seen if isinstance(part, Unknown)], rests(args))
    bounded_list("concatenate", [item for part in known for item in part.items])
    return as_value(_joined(known))


def distinct(args: Sequence[Value]) -> Value:
    """Keep the first of equal items; those that may equal another are perhaps there."""
    seen = view("distinct values", args[0])
    if isinstance(seen, Unknown):
        return seen
    keys = [_key(item) for item in seen.items]
    if seen.settled and None not in keys:
        first = dict(zip(reversed(keys), reversed(seen.items), strict=True))
        return [first[name] for name in dict.fromkeys(keys)]
    return as_value(_distinct_partial(seen, keys))


def _distinct_partial(seen: View, keys: list[Hashable]) -> View:
    """Mark each item: a known and sure one stays so, its equals go, the others are perhaps."""
    known: dict[Hashable, bool] = {}
    for name, perhaps in zip(keys, seen.perhaps, strict=True):
        if name is not None:
            known[name] = known.get(name, False) or not perhaps
    kept: list[tuple[Value, Hashable, bool]] = []
    met: set[Hashable] = set()
    for (item, perhaps), name in zip(seen.marked(), keys, strict=True):
        if name is None or name not in met:
            kept.append((item, name, perhaps if name is None else not known[name]))
        if name is not None:
            met.add(name)
    rivals = [item for item, _, _ in kept]
    blurred = len(rivals) * keys.count(None) > _MAX_COMPARISONS
    marks = [
        perhaps or (name is None and (blurred or _may_equal_another(at, rivals)))
        for at, (_, name, perhaps) in enumerate(kept)
    ]
    if all(marks) and not all(seen.perhaps):
        first = next(item for item, perhaps in seen.marked() if not perhaps)
        marks[next(at for at, item in enumerate(rivals) if item is first)] = False
    # An unknown item may yet give up its place to an equal one that is known.
    unsure = (at for at, (_, name, _) in enumerate(kept) if marks[at] or name is None)
    prefix = next(unsure, len(marks))
    moved = prefix if not seen.open else min(prefix, seen.prefix)
    paths = seen.rests_on | rests(item for item, mark in zip(rivals, marks, strict=True) if mark)
    return View(tuple(rivals), tuple(marks), seen.open, seen.tail, moved, paths)


def _may_equal_another(at: int, rivals: list[Value]) -> bool:
    item = rivals[at]
    return any(
        same(item, other) is not Same.NO for place, other in enumerate(rivals) if place != at
    )


def _key(value: Value) -> Hashable:
    try:
        return key(value)
    except KeyError:
        return None


def _plain(values: list[Value]) -> View:
    seen = view("append", values)
    assert isinstance(seen, View)  # noqa: S101 (a list is never unknown)
    return seen


def _joined(parts: list[View]) -> View:
    """Join lists; positions are certain up to the first item that may not be there."""
    prefix = 0
    for part in parts:
        prefix += part.prefix
        if not part.settled:
            break
    return View(
        tuple(item for part in parts for item in part.items),
        tuple(mark for part in parts for mark in part.perhaps),
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
        return Bounds(low, high, rests(tails))
    return unknown([], rests(tails))


MEMBERSHIP: Final = (
    builtin("list contains", "list, element", call=contains, lifted=True),
    builtin("append", "list, item...", call=append, lifted=True),
    builtin("concatenate", "list...", call=concatenate, lifted=True),
    builtin("distinct values", "list", call=distinct, lifted=True),
)
