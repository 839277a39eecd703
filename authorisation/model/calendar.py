"""The calendar of returns: periods by label, by date, and one after another."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from authorisation.model.regime import PeriodLength, Periods
from authorisation.model.returns import Period

_LABEL_PATTERN: Final = re.compile(r"(\d{4})-(\d{2})(?: ([QM])(\d{1,2}))?", re.ASCII)
_MONTHS: Final = 12
_LABEL_LETTER: Final = {PeriodLength.QUARTER: "Q", PeriodLength.MONTH: "M", PeriodLength.YEAR: None}
_HELD: Final = 1024
"""How many periods are held: a history goes through its own again and again."""
_FIRST_YEAR: Final = 1948
_LAST_YEAR: Final = 2200


@lru_cache(_HELD)
def period_of(year: int, number: int, periods: Periods) -> Period:
    """Return a period by the year its financial year begins in and its number in it."""
    months = periods.every.months
    first = year * _MONTHS + periods.year_begins - 1 + (number - 1) * months
    begins = date(first // _MONTHS, first % _MONTHS + 1, 1)
    last = first + months - 1
    ends = date(last // _MONTHS, last % _MONTHS + 1, 1)
    ends = ends.replace(day=calendar.monthrange(ends.year, ends.month)[1])
    return Period(
        year=year,
        number=number,
        label=_period_label(year, number, periods.every),
        begins=begins,
        ends=ends,
        due=ends + timedelta(days=periods.due_days),
        elapsed=number * months,
    )


def add_months(day: date, months: int) -> date:
    """Return the day so many months later; a day that the later month lacks becomes its last."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _period_label(year: int, number: int, every: PeriodLength) -> str:
    whole = f"{year}-{(year + 1) % 100:02}"
    match every:
        case PeriodLength.QUARTER:
            return f"{whole} Q{number}"
        case PeriodLength.MONTH:
            return f"{whole} M{number:02}"
        case PeriodLength.YEAR:
            return whole


def parse_period(text: str, periods: Periods) -> Period | None:
    """Parse `2013-14 Q1`, `2013-14 M01` or `2013-14`; None where there is no such period."""
    found = _LABEL_PATTERN.fullmatch(text)
    if found is None:
        return None
    year = int(found[1])
    if (year + 1) % 100 != int(found[2]) or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if found[3] != _LABEL_LETTER[periods.every]:
        return None
    number = int(found[4] or 1)
    if not 1 <= number <= _MONTHS // periods.every.months:
        return None
    return period_of(year, number, periods)


def next_period(period: Period, periods: Periods) -> Period:
    """Return the next period."""
    if period.number < _MONTHS // periods.every.months:
        return period_of(period.year, period.number + 1, periods)
    return period_of(period.year + 1, 1, periods)


def period_containing(day: date, periods: Periods) -> Period:
    """Return the period in which a day lies.

    Raises:
        ValueError: the day lies too far in the past or future for any group.
    """
    if not _FIRST_YEAR < day.year < _LAST_YEAR:
        raise ValueError(f"no group was watched in {day.year}")
    months = day.year * _MONTHS + day.month - 1 - (periods.year_begins - 1)
    year, month = divmod(months, _MONTHS)
    return period_of(year, month // periods.every.months + 1, periods)


def periods_due_by(
    first: Period, day: date, last_filed: Period | None, periods: Periods
) -> Iterator[Period]:
    """Yield each period whose return was due by that day, or that lies before one filed."""
    period = first
    while period.year < _LAST_YEAR and (
        period.due <= day or (last_filed is not None and period <= last_filed)
    ):
        yield period
        period = next_period(period, periods)


def example_label(periods: Periods) -> str:
    """Return the label of some period, to show how they are written."""
    return period_of(2013, 1, periods).label
