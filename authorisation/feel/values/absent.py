"""Absent values: how operations on them combine what is unknown or does not apply.

Logic on them is Kleene's, over true, false, null and unknown; unknown outranks null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, TypeAlias

from authorisation.feel.values.values import (
    NOWHERE,
    Bounds,
    Function,
    PartialList,
    Paths,
    Range,
    Unknown,
    Value,
)

UNKNOWN: Final = Unknown()
INAPPLICABLE: Final = Unknown(inapplicable=True)

_SETTLED: Final = frozenset((Decimal, str, bool, type(None), Function))
"""Types that hold nothing absent."""


def unite_paths(left: Paths, right: Paths) -> Paths:
    """Unite two sets of paths, making no new set where one side adds nothing."""
    if not right or left is right:
        return left
    return left | right if left else right


def strict_absence(*values: Value) -> Unknown | None:
    """The result of a strict operation on values of which some are absent; None where none is.

    What is inapplicable dominates: whatever the rest turn out to be, the result does not apply.
    """
    found = False
    perhaps = False
    paths = NOWHERE
    for value in values:
        kind = type(value)
        if kind is Unknown:
            if value.inapplicable:
                return INAPPLICABLE
            perhaps = perhaps or value.perhaps_inapplicable
        elif kind is not Bounds and kind is not PartialList:
            continue
        found = True
        paths = unite_paths(paths, value.rests_on)
    return Unknown(paths, perhaps_inapplicable=perhaps) if found else None


def deep_absence(values: Iterable[Value]) -> Unknown | None:
    """As `strict_absence`, counting what is absent inside lists, contexts and intervals."""
    found = list(_absences(values))
    return strict_absence(*found) if found else None


def _absences(values: Iterable[Value]) -> Iterator[Value]:
    for value in values:
        kind = type(value)
        if kind in _SETTLED:
            continue
        if kind is Unknown or kind is Bounds:
            yield value
        elif kind is list:
            yield from _absences(value)
        elif kind is dict:
            yield from _absences(value.values())
        elif kind is Range:
            yield from _absences((value.low, value.high))
        elif kind is PartialList:
            yield from _partial_absences(value)


def _partial_absences(value: PartialList) -> Iterator[Value]:
    yield value
    for item, perhaps in value.marked_items:
        for absence in _absences((item,)):
            yield weaken_absence(absence) if perhaps else absence
    if value.open:
        yield from map(weaken_absence, _absences((value.tail,)))


def weaken_absence(value: Value) -> Value:
    """Weaken `inapplicable` to `perhaps_inapplicable`, for a part that may not be needed."""
    if type(value) is Unknown and value.inapplicable:
        return Unknown(perhaps_inapplicable=True)
    return value


def without_among(value: Unknown) -> Unknown:
    """An Unknown without `among`, for a result of other values that rests on the same answers."""
    if value.among is None:
        return value
    return Unknown(value.rests_on, None, value.inapplicable, value.perhaps_inapplicable)


def identical(left: Value, right: Value) -> bool:
    """Are these the same known value? A number is the same with noughts at its end and without."""
    kind = type(left)
    if kind is not type(right) or kind in {Unknown, Bounds, PartialList}:
        return False
    if kind is list:
        return len(left) == len(right) and all(map(identical, left, right))
    if kind is dict:
        return list(left) == list(right) and all(
            identical(value, right[key]) for key, value in left.items()
        )
    if kind is Range:
        return (
            identical(left.low, right.low)
            and identical(left.high, right.high)
            and left.form == right.form
        )
    return bool(left is right or (kind is not Function and left == right))


def merge_branches(condition: Unknown, then: Value, other: Value) -> Value:
    """The value of an `if` with an unknown condition: equal branches settle it, else their hull."""
    if condition.inapplicable:
        return INAPPLICABLE
    if condition.perhaps_inapplicable:
        # Not even equal branches settle what may yet turn out not to apply.
        return Unknown(hull(then, other, condition.rests_on).rests_on, perhaps_inapplicable=True)
    return then if identical(then, other) else hull(then, other, condition.rests_on)


def doubt_value(absence: Unknown, value: Value) -> Unknown:
    """The Unknown of a result that rests on `absence`, an Unknown, and may come to `value`."""
    if absence.inapplicable:
        return INAPPLICABLE
    perhaps = absence.perhaps_inapplicable or _may_not_apply(value)
    return Unknown(unite_paths(absence.rests_on, _paths(value)), perhaps_inapplicable=perhaps)


def hull(left: Value, right: Value, paths: Paths) -> Unknown | Bounds:
    """The narrowest absent value that covers both: bounds of two numbers, else an Unknown."""
    paths = unite_paths(paths, unite_paths(_paths(left), _paths(right)))
    if type(left) in NUMERIC and type(right) in NUMERIC:
        left_low, left_high = endpoints(left)
        right_low, right_high = endpoints(right)
        return Bounds(
            None if left_low is None or right_low is None else min(left_low, right_low),
            None if left_high is None or right_high is None else max(left_high, right_high),
            paths,
        )
    return Unknown(paths, perhaps_inapplicable=_may_not_apply(left) or _may_not_apply(right))


def endpoints(value: Value) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest that a number may be; None where there is no such end.

    What is no number has neither.
    """
    kind = type(value)
    if kind is Decimal:
        return value, value
    return (value.low, value.high) if kind is Bounds else (None, None)


NUMERIC: Final = frozenset((Decimal, Bounds))
"""The types of a number, known or within bounds."""


def _paths(value: Value) -> Paths:
    absent = deep_absence((value,))
    return absent.rests_on if absent is not None else NOWHERE


def _may_not_apply(value: Value) -> bool:
    absent = deep_absence((value,))
    return absent is not None and (absent.inapplicable or absent.perhaps_inapplicable)


Truth: TypeAlias = bool | Unknown | None


def to_truth(value: Value) -> Truth:
    """The truth of a value as a condition: what is neither boolean nor unknown counts as null."""
    kind = type(value)
    if kind is bool or kind is Unknown:
        return value  # type: ignore[no-any-return]
    return None


def kleene_not(value: Value) -> Truth:
    """Negate; null and unknown stay as they are."""
    if value is True:
        return False
    if value is False:
        return True
    if type(value) is Unknown:
        return without_among(value)
    return None


def kleene_and(left: Value, right: Value) -> Truth:
    """Give false if either is false, true if both are true."""
    if left is False or right is False:
        return False
    if left is True and right is True:
        return True
    return _unknown_or_null(left, right)


def kleene_or(left: Value, right: Value) -> Truth:
    """Give true if either is true, false if both are false."""
    if left is True or right is True:
        return True
    if left is False and right is False:
        return False
    return _unknown_or_null(left, right)


def _unknown_or_null(left: Value, right: Value) -> Unknown | None:
    left_unknown, right_unknown = type(left) is Unknown, type(right) is Unknown
    if left_unknown and right_unknown:
        return _unite_unknowns(left, right)
    if left_unknown:
        return without_among(left)
    return without_among(right) if right_unknown else None


def _unite_unknowns(left: Unknown, right: Unknown) -> Unknown:
    if left.inapplicable and right.inapplicable:
        return left
    # A further answer may settle this or make it inapplicable: neither is certain yet.
    perhaps = (
        left.inapplicable
        or right.inapplicable
        or left.perhaps_inapplicable
        or right.perhaps_inapplicable
    )
    return Unknown(unite_paths(left.rests_on, right.rests_on), perhaps_inapplicable=perhaps)


def weaken_truth(value: Truth, by: Unknown | Bounds | PartialList) -> Unknown:
    """An Unknown for a condition that counts only perhaps, as the answers behind `by` will show."""
    paths = by.rests_on
    if type(value) is Unknown:
        return Unknown(
            unite_paths(paths, value.rests_on),
            perhaps_inapplicable=value.inapplicable or value.perhaps_inapplicable,
        )
    return Unknown(paths)
