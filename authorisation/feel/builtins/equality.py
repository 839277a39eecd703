"""Equality of two values of which parts may be unknown: no, perhaps or yes."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from enum import Enum

from authorisation.feel.operators import equal
from authorisation.feel.temporal import operations as temporal
from authorisation.feel.values.values import ABSENT, Range, Unknown, Value


class Same(Enum):
    """Whether two values are the same in every completion, in none, or in some."""

    NO = "no"
    PERHAPS = "perhaps"
    YES = "yes"


def same(left: Value, right: Value) -> Same:
    """Compare as `=` does; values that cannot be compared are not the same."""
    verdict = equal(left, right)
    if isinstance(verdict, Unknown):
        return Same.PERHAPS
    return Same.YES if verdict else Same.NO


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
        ends = (value.low_included, value.high_included, value.op)
        return Range, key(value.low), key(value.high), ends
    return (kind, temporal.identity(value)) if temporal.kind(value) else (kind, id(value))
