"""Days, months and instants counted over any year, beyond the reach of `datetime`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from authorisation.feel.temporal.kinds import (
    DAY_NANOSECONDS,
    NANOSECONDS,
    Date,
    DateTime,
    Time,
    date_of,
    days_in_month,
    zone_of,
)

_CYCLE_YEARS: Final = 400
_CYCLE_DAYS: Final = 146_097
_FIRST_YEAR, _LAST_YEAR = 2, 9998
"""The years `datetime` holds whatever the zone does to them."""

REFERENCE: Final = Date(1970, 1, 1)
"""The date at which the offset of a time of day in a zone is taken."""


def day_number(date: Date) -> int:
    """Count the days since 1970-01-01."""
    year = date.year - (date.month <= 2)  # noqa: PLR2004 (a year that begins in March)
    cycle, year_of_cycle = divmod(year, _CYCLE_YEARS)
    day_of_year = (153 * ((date.month + 9) % 12) + 2) // 5 + date.day - 1
    day_of_cycle = year_of_cycle * 365 + year_of_cycle // 4 - year_of_cycle // 100 + day_of_year
    return cycle * _CYCLE_DAYS + day_of_cycle - 719_468


def date_at(number: int) -> Date:
    """Give the date so many days after 1970-01-01. Raises: FeelError beyond the last year."""
    cycle, day = divmod(number + 719_468, _CYCLE_DAYS)
    year = (day - day // 1_460 + day // 36_524 - day // 146_096) // 365
    day_of_year = day - (365 * year + year // 4 - year // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = (shifted + 2) % 12 + 1
    day_of_month = day_of_year - (153 * shifted + 2) // 5 + 1
    return date_of(cycle * _CYCLE_YEARS + year + (month <= 2), month, day_of_month)  # noqa: PLR2004


def add_months(date: Date, months: int) -> Date:
    """Move by calendar months; a day that the month does not have becomes its last day."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return date_of(year, month + 1, min(date.day, days_in_month(year, month + 1)))


def nanosecond_of_day(time: Time) -> int:
    """Count the nanoseconds since midnight on the clock."""
    return ((time.hour * 60 + time.minute) * 60 + time.second) * NANOSECONDS + time.nanosecond


def time_at(nanosecond: int, like: Time) -> Time:
    """Give the time so many nanoseconds after midnight, in the zone of `like`."""
    seconds, fraction = divmod(nanosecond, NANOSECONDS)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return Time(hour, minute, second, fraction, like.offset, like.zone)


def offset_of(value: DateTime) -> int | None:
    """Give the distance from UTC in seconds; None for a local date and time."""
    time = value.time
    if time.zone is None:
        return time.offset
    local = _within_datetime_years(value.date, time).replace(tzinfo=zone_of(time.zone))
    return _seconds(local.utcoffset())


def time_offset(time: Time) -> int | None:
    """Give a time's distance from UTC in seconds; a zone's is that of 1970-01-01."""
    return offset_of(DateTime(REFERENCE, time))


def local_nanoseconds(value: DateTime) -> int:
    """Count the nanoseconds on the wall clock since 1970-01-01."""
    return day_number(value.date) * DAY_NANOSECONDS + nanosecond_of_day(value.time)


def instant(value: DateTime) -> int | None:
    """Count the nanoseconds since 1970-01-01 in UTC; None for a local date and time."""
    offset = offset_of(value)
    return None if offset is None else local_nanoseconds(value) - offset * NANOSECONDS


def add_nanoseconds(value: DateTime, nanoseconds: int) -> DateTime:
    """Move by elapsed time: in a zone the clock may change on the way."""
    time = value.time
    start = instant(value) if time.zone is not None else None
    if start is None or time.zone is None:
        days, rest = divmod(local_nanoseconds(value) + nanoseconds, DAY_NANOSECONDS)
        return DateTime(date_at(days), time_at(rest, time))
    days, rest = divmod(start + nanoseconds, DAY_NANOSECONDS)
    in_utc = _within_datetime_years(date_at(days), time_at(rest, time)).replace(tzinfo=UTC)
    offset = _seconds(in_utc.astimezone(zone_of(time.zone)).utcoffset())
    days, rest = divmod(start + nanoseconds + offset * NANOSECONDS, DAY_NANOSECONDS)
    return DateTime(date_at(days), time_at(rest, time))


def _within_datetime_years(date: Date, time: Time) -> datetime:
    """A `datetime` in a year that it can hold, of the same weekday and season."""
    year = date.year
    if year > _LAST_YEAR:
        year = 9_200 + year % _CYCLE_YEARS
    elif year < _FIRST_YEAR:
        year = 400 + year % _CYCLE_YEARS
    return datetime(  # noqa: DTZ001 (the zone is the caller's business)
        year, date.month, date.day, time.hour, time.minute, time.second
    )


def _seconds(distance: timedelta | None) -> int:
    return 0 if distance is None else round(distance.total_seconds())
