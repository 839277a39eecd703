"""The temporal kinds of FEEL: dates, times, dates and times, and the two durations."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import msgspec

from authorisation.feel.errors import FeelError

MAX_YEAR: Final = 999_999_999
MAX_OFFSET: Final = 18 * 3600
"""The largest distance from UTC, in seconds."""

NANOSECONDS: Final = 1_000_000_000
DAY_NANOSECONDS: Final = 86_400 * NANOSECONDS
MAX_COUNT: Final = 10**18
"""The most months, or days, that a duration may have."""

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LONG_MONTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY: Final = 2


class Date(msgspec.Struct, frozen=True, gc=False):
    """A day of the proleptic Gregorian calendar; there is a year 0, as in ISO 8601.

    The constructor trusts its caller; `date_of` checks.
    """

    year: int
    month: int
    day: int


class Time(msgspec.Struct, frozen=True, gc=False):
    """A time of day: local, at a distance from UTC in seconds, or in an IANA zone."""

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset: int | None = None
    zone: str | None = None


class DateTime(msgspec.Struct, frozen=True, gc=False):
    """A time of day on a date."""

    date: Date
    time: Time


class YearsMonths(msgspec.Struct, frozen=True, gc=False):
    """A duration in months; negative backwards."""

    months: int


class DaysTime(msgspec.Struct, frozen=True, gc=False):
    """A duration in nanoseconds, a day being 24 hours; negative backwards."""

    nanoseconds: int


Temporal: TypeAlias = Date | Time | DateTime | YearsMonths | DaysTime

KINDS: Final[dict[type, str]] = {
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTime: "days and time duration",
    YearsMonths: "years and months duration",
}
MIDNIGHT_UTC: Final = Time(0, 0, 0, offset=0)


def temporal_kind(value: object) -> str | None:
    """Give the name of a temporal value's type, or None for any other value."""
    return KINDS.get(type(value))


def days_in_month(year: int, month: int) -> int:
    """Count the days of a month, leap years included."""
    if month == _FEBRUARY and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _LONG_MONTHS[month - 1]


def date_of(year: int, month: int, day: int) -> Date:
    """Build a date that exists. Raises: FeelError."""
    if not (
        -MAX_YEAR <= year <= MAX_YEAR
        and 1 <= month <= len(_LONG_MONTHS)
        and 1 <= day <= days_in_month(year, month)
    ):
        raise FeelError("there is no such date")
    return Date(year, month, day)


def time_of(
    hour: int,
    minute: int,
    second: int,
    nanosecond: int = 0,
    offset: int | None = None,
    zone: str | None = None,
) -> Time:
    """Build a time of day that exists; 24:00:00 is not one here. Raises: FeelError."""
    if not (
        0 <= hour < 24  # noqa: PLR2004 (hours in a day)
        and 0 <= minute < 60  # noqa: PLR2004
        and 0 <= second < 60  # noqa: PLR2004
        and 0 <= nanosecond < NANOSECONDS
    ):
        raise FeelError("there is no such time of day")
    if offset is not None and abs(offset) > MAX_OFFSET:
        raise FeelError("a time zone is at most 18 hours from UTC")
    if zone is not None:
        zone_of(zone)
    return Time(hour, minute, second, nanosecond, offset, zone)


def years_months(months: int) -> YearsMonths:
    """Build a duration of so many months. Raises: FeelError where it is too long."""
    if abs(months) > MAX_COUNT:
        raise FeelError("the duration is too long")
    return YearsMonths(months)


def days_time(nanoseconds: int) -> DaysTime:
    """Build a duration of so many nanoseconds. Raises: FeelError where it is too long."""
    if abs(nanoseconds) > MAX_COUNT * DAY_NANOSECONDS:
        raise FeelError("the duration is too long")
    return DaysTime(nanoseconds)


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """Find a zone of the IANA database by its name. Raises: FeelError."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise FeelError(f"`{name}` is not a time zone") from None
