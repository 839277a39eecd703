"""Rounding of exact amounts and of statistics in floating point.

Money is exact, to the penny. Statistics are worked out in binary floating point, whose last few
of some sixteen digits may differ between machines; a figure is handed out once, as a decimal of
at most `PLACES` places, half to even, so that the bytes are the same everywhere. Whatever is
compared or multiplied afterwards is the rounded figure, the one that is printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation, Overflow
from typing import Final

EXACT: Final = Context(prec=50, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, Overflow])
"""Wide enough for any sum of pence, and independent of the caller's decimal context."""
PLACES: Final = 6
"""Decimals of a percentage: a millionth of 1 %, about a pound in GBP 110m."""
LARGEST: Final = Decimal(10) ** 15
"""No amount, and no population, is as large."""
_HUNDRED: Final = Decimal(100)


def round_statistic(value: float, places: int = PLACES) -> Decimal:
    """Give a statistic as a decimal, rounded half to even.

    Raises:
        ValueError: it is not a finite number.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} is no figure")
    rounded = EXACT.quantize(Decimal(value), Decimal((0, (1,), -places)))
    return rounded or rounded.copy_abs()  # no minus before a nought


def sum_amounts(amounts: Iterable[Decimal]) -> Decimal:
    """Give the exact sum of amounts; 0.00 for none."""
    result = Decimal("0.00")
    for amount in amounts:
        result = EXACT.add(result, amount)
    return result


def percent_to_pounds(percent: Decimal, whole: Decimal) -> Decimal:
    """Give the money that so many per cent of an amount are, to the penny, half to even."""
    return EXACT.quantize(EXACT.divide(EXACT.multiply(percent, whole), _HUNDRED), Decimal("0.01"))


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """Give an amount in per cent of another, which is above 0."""
    ratio = EXACT.divide(EXACT.multiply(part, _HUNDRED), whole)
    return EXACT.quantize(ratio, Decimal((0, (1,), -PLACES)))


def is_amount(value: Decimal) -> bool:
    """Say whether this is a sum of money: finite, of a size that occurs, and in whole pence."""
    return (
        value.is_finite()
        and value.copy_abs() < LARGEST
        and EXACT.compare(value, EXACT.quantize(value, Decimal("0.01"))) == 0
    )
