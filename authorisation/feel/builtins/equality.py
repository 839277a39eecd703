"""Equality of two values of which parts may be unknown (no, perhaps or yes), and their order."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from enum import Enum

from authorisation.feel.builtins.definitions import quote_value
from authorisation.feel.errors import FeelError
from authorisation.feel.operators import equal
from authorisation.feel.temporal import operations as temporal
from authorisation.feel.temporal.kinds import temporal_kind
from authorisation.feel.values.values import ABSENT, Range, Unknown, Value


class Sameness(Enum):
    """Whether two values are the same in every completion, in none, or in some."""

    NO = "no"
    PERHAPS = "perhaps"
    YES = "yes"


def compare_sameness(left: Value, right: Value) -> Sameness:
    """Compare as `=` does; values that cannot be compared are not the same."""
    verdict = equal(left, right)
    if isinstance(verdict, Unknown):
        return Sameness.PERHAPS
    return Sameness.YES if verdict else Sameness.NO


def equality_key(value: Value) -> Hashable:
    """Give a hashable stand-in that two known values share exactly when they are the same.

    Raises: KeyError where a part of the value is absent.
    """
    kind = type(value)
    if kind is str or value is None or kind is Decimal or kind is bool:
        return kind, value
    if isinstance(value, ABSENT):
        raise KeyError(value)
    if isinstance(value, list):
        return list, tuple(equality_key(item) for item in value)
    if isinstance(value, dict):
        return dict, frozenset((name, equality_key(item)) for name, item in value.items())
    if isinstance(value, Range):
        return Range, equality_key(value.low), equality_key(value.high), value.form
    return (kind, temporal.comparison_key(value)) if temporal_kind(value) else (kind, id(value))


def ordering(left: Value, right: Value) -> int:
    """Order two numbers, texts (by code point) or temporal values of one kind: -1, 0 or 1.

    Raises: FeelError where they have no order.
    """
    kind = type(left)
    if kind is type(right) and kind in (Decimal, str):
        return int(left > right) - int(left < right)
    order = temporal.ordering(left, right)
    if order is None:
        raise FeelError(f"{quote_value(left)} and {quote_value(right)} have no common order")
    return order
