"""When two values are the same, and how likely that is when parts of them are unknown."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from enum import Enum

from authorisation.feel import temporal
from authorisation.feel.values import ABSENT, Bounds, PartialList, Range, Unknown, Value


class Same(Enum):
    """Whether two values are the same in every completion, in none, or in some."""

    NO = "no"
    PERHAPS = "perhaps"
    YES = "yes"


def same(left: Value, right: Value) -> Same:
    """Compare two values of any kind, deeply; different kinds are not the same."""
    if isinstance(left, ABSENT) or isinstance(right, ABSENT):
        return _same_absent(left, right)
    if type(left) is not type(right):
        return Same.NO
    if isinstance(left, list):
        if len(left) != len(right):
            return Same.NO
        return _all_same(list(zip(left, right, strict=True)))
    if isinstance(left, dict):
        if left.keys() != right.keys():
            return Same.NO
        return _all_same([(value, right[key]) for key, value in left.items()])
    if isinstance(left, Range):
        if (left.low_included, left.high_included) != (right.low_included, right.high_included):
            return Same.NO
        return _all_same([(left.low, right.low), (left.high, right.high)])
    if temporal.kind(left):
        return _verdict(yes=temporal.equal(left, right) is True)
    return _verdict(yes=left == right)


def key(value: Value) -> Hashable:
    """Give a hashable stand-in that two known values share exactly when they are the same.

    Raises: KeyError where a part of the value is absent.
    """
    kind = type(value)
    if kind is str or value is None or kind is Decimal or kind is bool:
        return kind, value
    if isinstance(value, ABSENT):
        raise KeyError(value)
    if isinstance(value, list):
        return list, tuple(key(item) for item in value)
    if isinstance(value, dict):
        return dict, frozenset((name, key(item)) for name, item in value.items())
    if isinstance(value, Range):
        ends = (value.low_included, value.high_included)
        return Range, key(value.low), key(value.high), ends
    return (kind, temporal.identity(value)) if temporal.kind(value) else (kind, id(value))


def _verdict(*, yes: bool) -> Same:
    return Same.YES if yes else Same.NO


def _all_same(pairs: list[tuple[Value, Value]]) -> Same:
    result = Same.YES
    for left, right in pairs:
        verdict = same(left, right)
        if verdict is Same.NO:
            return Same.NO
        if verdict is Same.PERHAPS:
            result = Same.PERHAPS
    return result


def _same_absent(left: Value, right: Value) -> Same:
    """Compare where at least one side is absent; never YES, as both may be null or differ."""
    if isinstance(right, Bounds | PartialList) and not isinstance(left, ABSENT):
        left, right = right, left
    match left, right:
        case Unknown(among=among), _ if among is not None and not isinstance(right, ABSENT):
            return Same.PERHAPS if any(same(one, right) is Same.YES for one in among) else Same.NO
        case _, Unknown(among=among) if among is not None and not isinstance(left, ABSENT):
            return Same.PERHAPS if any(same(one, left) is Same.YES for one in among) else Same.NO
        case (Unknown(), _) | (_, Unknown()):
            return Same.PERHAPS
        case Bounds(low, high), Bounds(other_low, other_high):
            return _overlap(low, high, other_low, other_high)
        case Bounds(low, high), Decimal():
            return _overlap(low, high, right, right)
        case PartialList(), PartialList() | list():
            return Same.PERHAPS
    return Same.NO


def _overlap(
    low: Decimal | None, high: Decimal | None, other_low: Decimal | None, other_high: Decimal | None
) -> Same:
    apart = (high is not None and other_low is not None and high < other_low) or (
        low is not None and other_high is not None and low > other_high
    )
    return Same.NO if apart else Same.PERHAPS
