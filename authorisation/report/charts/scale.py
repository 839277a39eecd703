"""Round values for the axes of charts: 1, 2 or 5 and noughts."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import Final

EXACT: Final = Context(prec=50, rounding=ROUND_HALF_EVEN)
"""Whatever the caller's own context is, a chart has the same bytes."""
_ROUND: Final = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
_NOTHING_SPENT: Final = Decimal(-100)


def ticks(low: Decimal, high: Decimal, most: int = 6) -> tuple[Decimal, ...]:
    """Round values at even steps, the first at or below `low`, the last at or above `high`.

    No more than `most` steps lie between the two; the ends may add one each.

    Raises:
        ValueError: `high` is not above `low`.
    """
    if not low < high:
        raise ValueError("an axis has a length")
    step = _step(EXACT.divide(EXACT.subtract(high, low), Decimal(most)))
    first = _whole(low, step, ROUND_FLOOR)
    last = _whole(high, step, ROUND_CEILING)
    return tuple(EXACT.multiply(Decimal(number), step) for number in range(first, last + 1))


def sizes(low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    """The values of 1, 2 or 5 and noughts from `low`, which is above 0, up to `high`."""
    powers = range(low.adjusted(), high.adjusted() + 1)
    every = (digit.scaleb(power, EXACT) for power in powers for digit in _ROUND[:3])
    return tuple(value for value in every if low <= value <= high)


def _step(least: Decimal) -> Decimal:
    power = Decimal(1).scaleb(least.adjusted(), EXACT)
    every = (EXACT.multiply(digit, power) for digit in _ROUND)
    return next(step for step in every if step >= least)


def _whole(value: Decimal, step: Decimal, rounding: str) -> int:
    return int(EXACT.divide(value, step).to_integral_value(rounding=rounding))


def lower_limit(limit: Decimal) -> Decimal:
    """The lower of two limits in per cent of a budget: nobody spends less than nothing of it."""
    return max(-limit, _NOTHING_SPENT)
