"""Margins: how far a comparison is from its line."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from authorisation.engine.plans.plan import LeafPlan
from authorisation.engine.results import Margin, Step
from authorisation.feel.temporal.calendar import day_number
from authorisation.feel.temporal.kinds import DAY_NANOSECONDS, Date, DaysTime, YearsMonths
from authorisation.feel.values.absent import endpoints
from authorisation.feel.values.values import CONTEXT, Bounds, Value

_HUNDRED = Decimal(100)


def margin_between(larger: Value, smaller: Value) -> Margin | None:
    """Give `larger - smaller`: positive where the first is the larger.

    Numbers in their unit, dates and days-and-time durations in days, years-and-months durations
    in months, bounds as a pair; None for everything else.
    """
    if type(larger) is Decimal and type(smaller) is Decimal:
        return CONTEXT.subtract(larger, smaller)
    match larger, smaller:
        case Date(), Date():
            return Decimal(day_number(larger) - day_number(smaller))
        case DaysTime(), DaysTime():
            nanoseconds = Decimal(larger.nanoseconds - smaller.nanoseconds)
            return CONTEXT.divide(nanoseconds, Decimal(DAY_NANOSECONDS))
        case YearsMonths(), YearsMonths():
            return Decimal(larger.months - smaller.months)
        case ((Bounds() | Decimal()), (Bounds() | Decimal())):
            return margin_of_bounds(larger, smaller)
        case _:
            return None


def margin_unit(step: Step) -> str:
    """The unit of a step's margin: that of the test at or below it which the margin comes from.

    A length of time is measured as it is written: months where either side is one of months.
    """
    if isinstance(step.plan, LeafPlan):
        months = YearsMonths in {type(step.left), type(step.right)}
        return "month" if months else step.plan.condition.unit
    with_one = [part for part in step.because if part.margin is not None]
    nearest = sorted(with_one, key=lambda part: part.margin != step.margin)
    return margin_unit(nearest[0]) if nearest else ""


def number_in_unit(number: Decimal, unit: str) -> Decimal:
    """A number as it is said in its unit: a share, held as a fraction, in per cent."""
    return (
        CONTEXT.multiply(number, _HUNDRED)
        if unit.split("/", maxsplit=1)[0].strip() == "%"
        else number
    )


def margin_in_unit(margin: Margin, unit: str) -> Margin:
    """A margin as it is said in its unit."""
    if isinstance(margin, Decimal):
        return number_in_unit(margin, unit)
    low, high = (None if end is None else number_in_unit(end, unit) for end in margin)
    return low, high


def margin_of_bounds(
    larger: Bounds | Decimal, smaller: Bounds | Decimal
) -> tuple[Decimal | None, Decimal | None]:
    """Give the least and the greatest that `larger - smaller` may be; None is unbounded."""
    low, high = endpoints(larger)
    bottom, top = endpoints(smaller)
    return (
        None if low is None or top is None else CONTEXT.subtract(low, top),
        None if high is None or bottom is None else CONTEXT.subtract(high, bottom),
    )


def least_margin(margins: Iterable[Margin | None], *, open_below: bool = False) -> Margin | None:
    """Give the smallest margin, for `every`; `open_below` where more items may come."""
    pairs = [_margin_ends(margin) for margin in margins if margin is not None]
    if not pairs:
        return None
    lows = [low for low, _ in pairs]
    low = None if open_below or None in lows else min(x for x in lows if x is not None)
    highs = [high for _, high in pairs if high is not None]
    return _margin_from_ends(low, min(highs) if highs else None)


def greatest_margin(margins: Iterable[Margin | None], *, open_above: bool = False) -> Margin | None:
    """Give the largest margin, for `some`; `open_above` where more items may come."""
    pairs = [_margin_ends(margin) for margin in margins if margin is not None]
    if not pairs:
        return None
    highs = [high for _, high in pairs]
    high = None if open_above or None in highs else max(x for x in highs if x is not None)
    lows = [low for low, _ in pairs if low is not None]
    return _margin_from_ends(max(lows) if lows else None, high)


def negate_margin(margin: Margin | None) -> Margin | None:
    """Give the margin of the opposite, for `not`."""
    if margin is None:
        return None
    low, high = _margin_ends(margin)
    return _margin_from_ends(
        None if high is None else CONTEXT.minus(high), None if low is None else CONTEXT.minus(low)
    )


def _margin_ends(margin: Margin) -> tuple[Decimal | None, Decimal | None]:
    return margin if isinstance(margin, tuple) else (margin, margin)


def _margin_from_ends(low: Decimal | None, high: Decimal | None) -> Margin:
    return low if low is not None and low == high else (low, high)
