"""Temporal values parsed and formatted, in the forms of ISO 8601 that FEEL takes."""

from __future__ import annotations

import re
from typing import Final

from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.calendar import add_nanoseconds
from authorisation.feel.temporal.kinds import (
    DAY_NANOSECONDS,
    NANOSECONDS,
    Date,
    DateTime,
    DaysTime,
    Temporal,
    Time,
    YearsMonths,
    date_of,
    days_time,
    time_of,
    years_months,
)

_LONGEST: Final = 200
_DATE = r"(?P<year>-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_TIME = (
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?"
    r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?(?P<zone>@[A-Za-z0-9_+\-/]+)?"
)
_DATE_FORM: Final = re.compile(_DATE)
_TIME_FORM: Final = re.compile(_TIME)
_DATE_TIME_FORM: Final = re.compile(_DATE + "T" + _TIME)
_NUMBER = "([0-9]{1,18})"
_YEARS_MONTHS: Final = re.compile(rf"(-?)P(?=[0-9])(?:{_NUMBER}Y)?(?:{_NUMBER}M)?")
_DAYS_TIME: Final = re.compile(
    rf"(-?)P(?=.)(?:{_NUMBER}D)?"
    rf"(?:T(?=[0-9])(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}(?:\.([0-9]*))?S)?)?"
)


def parse_temporal(text: str) -> Temporal:
    """Read the text of `@"..."` as whichever of the five temporal types it has the form of.

    Raises: FeelError.
    """
    if len(text) <= _LONGEST:
        if text[:1] == "P" or text[:2] == "-P":
            return parse_duration(text)
        if _DATE_FORM.fullmatch(text):
            return parse_date(text)
        return parse_time(text) if text[2:3] == ":" else parse_date_time(text)
    raise _invalid_text("date, time or duration", text)


def parse_date(text: str) -> Date:
    """Read a date such as `2012-04-01`. Raises: FeelError."""
    found = _fullmatch(_DATE_FORM, text)
    if found is None:
        raise _invalid_text("date such as `2012-04-01`", text)
    return _date_from(found, text)


def parse_time(text: str) -> Time:
    """Read a time such as `09:30:00` or `09:30:00@Europe/London`; 24:00:00 is midnight.

    Raises: FeelError.
    """
    found = _fullmatch(_TIME_FORM, text)
    if found is None:
        raise _invalid_text("time such as `09:30:00`", text)
    time, _ = _time_from(found, text)
    return time


def parse_date_time(text: str) -> DateTime:
    """Read a date and time such as `2012-04-01T09:30:00Z`; a date alone is its midnight.

    Raises: FeelError.
    """
    found = _fullmatch(_DATE_TIME_FORM, text)
    if found is None:
        if _fullmatch(_DATE_FORM, text):
            return DateTime(parse_date(text), Time(0, 0, 0))
        raise _invalid_text("date and time such as `2012-04-01T09:30:00`", text)
    date = _date_from(found, text)
    time, next_day = _time_from(found, text)
    if next_day:
        date = add_nanoseconds(DateTime(date, Time(0, 0, 0)), DAY_NANOSECONDS).date
    return DateTime(date, time)


def parse_duration(text: str) -> YearsMonths | DaysTime:
    """Read a duration such as `P1Y2M` or `P3DT4H`, never a mixture of both. Raises: FeelError."""
    if found := _fullmatch(_YEARS_MONTHS, text):
        sign, years, months = found.groups(default="0")
        return years_months(_signed(sign, int(years) * 12 + int(months)))
    if found := _fullmatch(_DAYS_TIME, text):
        sign, days, hours, minutes, seconds, fraction = found.groups(default="0")
        whole = ((int(days) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
        return days_time(_signed(sign, whole * NANOSECONDS + _parse_fraction(fraction)))
    raise _invalid_text("duration such as `P1Y2M` or `P3DT4H`", text)


def format_temporal(value: Temporal) -> str:
    """Write a temporal value in its one canonical form, which reads back as the same value."""
    match value:
        case Date(year, month, day):
            return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{day:02}"
        case Time():
            return _format_time(value)
        case DateTime(date, time):
            return f"{format_temporal(date)}T{_format_time(time)}"
        case YearsMonths(months):
            return _format_years_months(months)
        case DaysTime(nanoseconds):
            return _format_days_time(nanoseconds)


def _fullmatch(form: re.Pattern[str], text: str) -> re.Match[str] | None:
    return form.fullmatch(text) if len(text) <= _LONGEST else None


def _invalid_text(what: str, text: str) -> FeelError:
    shown = text if len(text) <= 40 else text[:40] + "…"  # noqa: PLR2004 (enough to know it by)
    return FeelError(f"`{shown}` is not a {what}")


def _date_from(found: re.Match[str], text: str) -> Date:
    try:
        return date_of(int(found["year"]), int(found["month"]), int(found["day"]))
    except FeelError:
        raise _invalid_text("date that exists", text) from None


def _time_from(found: re.Match[str], text: str) -> tuple[Time, bool]:
    """Build the time, and whether it is midnight at the end of the day."""
    if found["offset"] and found["zone"]:
        raise FeelError(f"`{text}` has both an offset and a zone")
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    nanosecond = _parse_fraction(found["fraction"] or "")
    next_day = (hour, minute, second, nanosecond) == (24, 0, 0, 0)
    zone = found["zone"][1:] if found["zone"] else None
    offset = _parse_offset(found["offset"], text)
    try:
        return time_of(0 if next_day else hour, minute, second, nanosecond, offset, zone), next_day
    except FeelError as error:
        raise FeelError(f"`{text}`: {error.reason}") from None


def _parse_offset(text: str | None, whole: str) -> int | None:
    if text is None or text == "Z":
        return None if text is None else 0
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if minutes >= 60 or (seconds and seconds[0] >= 60):  # noqa: PLR2004 (minutes in an hour)
        raise _invalid_text("time zone", whole)
    return _signed(text[0], hours * 3600 + minutes * 60 + (seconds[0] if seconds else 0))


def _signed(sign: str, value: int) -> int:
    return -value if sign == "-" else value


def _parse_fraction(fraction: str) -> int:
    """Read digits after the point; what is smaller than a nanosecond is dropped."""
    return int(fraction[:9].ljust(9, "0"))


def _format_fraction(nanosecond: int) -> str:
    return f".{nanosecond:09}".rstrip("0") if nanosecond else ""


def _format_time(time: Time) -> str:
    text = f"{time.hour:02}:{time.minute:02}:{time.second:02}{_format_fraction(time.nanosecond)}"
    if time.zone is not None:
        return f"{text}@{time.zone}"
    if time.offset is None:
        return text
    if time.offset == 0:
        return f"{text}Z"
    minutes, seconds = divmod(abs(time.offset), 60)
    tail = f":{seconds:02}" if seconds else ""
    return f"{text}{'-' if time.offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}{tail}"


def _format_years_months(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    parts = (f"{years}Y" if years else "") + (f"{rest}M" if rest or not years else "")
    return f"{'-' if months < 0 else ''}P{parts}"


def _format_days_time(nanoseconds: int) -> str:
    seconds, fraction = divmod(abs(nanoseconds), NANOSECONDS)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    exact = f"{second}{_format_fraction(fraction)}S" if second or fraction else ""
    clock = (f"{hour}H" if hour else "") + (f"{minute}M" if minute else "") + exact
    if not days and not clock:
        return "PT0S"
    day = f"{days}D" if days else ""
    return f"{'-' if nanoseconds < 0 else ''}P{day}{'T' + clock if clock else ''}"
