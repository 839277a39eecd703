"""Which of two known values comes first."""

from __future__ import annotations

from decimal import Decimal

from authorisation.feel.builtins.arguments import quote_value
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal import operations as temporal
from authorisation.feel.values.values import Value


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
