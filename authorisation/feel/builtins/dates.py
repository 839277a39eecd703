"""Built-ins on dates, times and durations: constructors, and a date's place in the year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from authorisation.feel.builtins.definitions import (
    Builtin,
    argument_error,
    builtin,
    require_date,
    require_integer,
    require_number,
    require_text,
    require_truncated,
)
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.calendar import day_number
from authorisation.feel.temporal.kinds import (
    MIDNIGHT_UTC,
    MONTHS,
    NANOSECONDS,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    date_of,
    time_of,
)
from authorisation.feel.temporal.text import parse_date, parse_date_time, parse_duration, parse_time
from authorisation.feel.values.values import CONTEXT, Value

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK: Final = 7


def _date(args: Sequence[Value]) -> Value:
    match args:
        case [str() as written]:
            return parse_date(written)
        case [value]:
            return require_date("date", value)
        case [year, month, day]:
            parts = [require_integer("date", part) for part in (year, month, day)]
            return date_of(*parts)
    raise FeelError("date: give a text, or year, month and day")


def _time(args: Sequence[Value]) -> Value:
    match args:
        case [str() as written]:
            return parse_time(written)
        case [Time() as value]:
            return value
        case [DateTime() as value]:
            return value.time
        case [Date()]:
            return MIDNIGHT_UTC
        case [hour, minute, second, *offset] if len(offset) <= 1:
            return _time_of(hour, minute, second, offset[0] if offset else None)
        case [value]:
            raise argument_error("time", value, "a time")
    raise FeelError("time: give a text, or hour, minute and second")


def _time_of(hour: Value, minute: Value, second: Value, offset: Value) -> Time:
    seconds = require_number("time", second)
    whole_second = require_truncated("time", seconds)
    fraction = CONTEXT.subtract(seconds, Decimal(whole_second))
    nanosecond = int(CONTEXT.scaleb(fraction, Decimal(9)))
    return time_of(
        require_integer("time", hour),
        require_integer("time", minute),
        whole_second if seconds >= 0 else -1,
        nanosecond if seconds >= 0 else 0,
        _offset(offset),
    )


def _offset(value: Value) -> int | None:
    if value is None:
        return None
    if not isinstance(value, DaysTime):
        raise argument_error("time", value, "a days and time duration")
    return int(value.nanoseconds / NANOSECONDS)


def _date_and_time(args: Sequence[Value]) -> Value:
    match args:
        case [str() as written]:
            return parse_date_time(written)
        case [DateTime() as value]:
            return value
        case [Date() as value]:
            return DateTime(value, MIDNIGHT_UTC)
        case [day, Time() as time]:
            return DateTime(require_date("date and time", day), time)
    raise argument_error("date and time", args[-1] if args else None, "a date, a time or a text")


def _duration(args: Sequence[Value]) -> Value:
    if isinstance(args[0], DaysTime | YearsMonths):
        return args[0]
    return parse_duration(require_text("duration", args[0]))


def _years_and_months(args: Sequence[Value]) -> Value:
    """Count the whole months from one date to another, whatever the time of day."""
    start = require_date("years and months duration", args[0])
    end = require_date("years and months duration", args[1])
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonths(months)


def _of_date(function: str, work: Callable[[Date], Value]) -> Builtin:
    return builtin(function, "date", call=lambda args: work(require_date(function, args[0])))


def _day_of_year(day: Date) -> Value:
    return Decimal(day_number(day) - day_number(Date(day.year, 1, 1)) + 1)


def _weekday(day: Date) -> int:
    """Give 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday."""
    return (day_number(day) + 3) % _WEEK


def _week_of_year(day: Date) -> Value:
    """Give the week of ISO 8601: the one that the Thursday of this week is in."""
    thursday = day_number(day) - _weekday(day) + 3
    year = next(
        year
        for year in (day.year + 1, day.year, day.year - 1)
        if day_number(Date(year, 1, 1)) <= thursday
    )
    return Decimal((thursday - day_number(Date(year, 1, 1))) // _WEEK + 1)


DATES: Final = (
    builtin("date", "from", "year, month, day", call=_date),
    builtin("time", "from", "hour, minute, second, offset?", call=_time),
    builtin("date and time", "from", "date, time", call=_date_and_time, cost=120),
    builtin("duration", "from", call=_duration),
    builtin("years and months duration", "from, to", call=_years_and_months),
    _of_date("day of year", _day_of_year),
    _of_date("day of week", lambda day: _WEEKDAYS[_weekday(day)]),
    _of_date("month of year", lambda day: MONTHS[day.month - 1]),
    _of_date("week of year", _week_of_year),
)
