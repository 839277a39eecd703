"""Expressions evaluated in contexts of Python values, which become FEEL values first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from authorisation.feel import compile  # noqa: A004 - as `re` has it
from authorisation.feel.temporal.kinds import Date, DateTime, DaysTime, Time, temporal_kind
from authorisation.feel.values.values import (
    CONTEXT,
    Bounds,
    Function,
    PartialList,
    Range,
    Unknown,
    Value,
)

_PLAIN: Final = (str, bool, type(None), Bounds, Function, PartialList, Range, Unknown)
_MAX_DEPTH: Final = 100
_NANOSECONDS: Final = 1000
_SECONDS_A_DAY: Final = 86_400
_MICROSECONDS: Final = 1_000_000


def evaluate(
    text: str,
    context: Mapping[str, object] | None = None,
    *,
    now: dt.datetime | None = None,
    reasons: list[str] | None = None,
) -> Value:
    """Give the value of an expression in a context of Python or FEEL values.

    What cannot be worked out is null, with the reason added to `reasons`; so are `now()` and
    `today()` without `now`.
    """
    values = value_from_python(context or {})
    clock = from_datetime(now) if now is not None else None
    return compile(text, tuple(values)).evaluate(values, now=clock, reasons=reasons)


def from_datetime(value: dt.datetime) -> DateTime:
    """Convert a `datetime`; of its zone the offset is kept."""
    distance = value.utcoffset()
    offset = None if distance is None else round(distance.total_seconds())
    time = Time(value.hour, value.minute, value.second, value.microsecond * 1000, offset)
    return DateTime(Date(value.year, value.month, value.day), time)


def value_from_python(value: object, depth: int = 0) -> Value:
    """Convert a Python value to a FEEL value: numbers, dates, times, lists and mappings.

    Raises:
        TypeError: for what FEEL has no value for, such as a set or an infinite number.
    """
    if depth > _MAX_DEPTH:
        raise TypeError(f"more than {_MAX_DEPTH} values deep")
    match value:
        case bool() | str():
            return value
        case int() | float() | Decimal():
            return _number(value)
        case Mapping():
            return {str(key): value_from_python(item, depth + 1) for key, item in value.items()}
        case list() | tuple():
            return [value_from_python(item, depth + 1) for item in value]
        case dt.datetime():
            return from_datetime(value)
        case dt.date():
            return Date(value.year, value.month, value.day)
        case dt.time():
            return from_datetime(dt.datetime.combine(dt.date.min, value)).time
        case dt.timedelta():
            seconds = value.days * _SECONDS_A_DAY + value.seconds
            return DaysTime((seconds * _MICROSECONDS + value.microseconds) * _NANOSECONDS)
    if isinstance(value, _PLAIN) or temporal_kind(value):
        return value
    raise TypeError(f"a value of type {type(value).__name__} has no counterpart in FEEL")


def _number(value: float | Decimal) -> Decimal:
    number = CONTEXT.create_decimal(repr(value) if isinstance(value, float) else value)
    if not number.is_finite():
        raise TypeError(f"{value} is no number in FEEL")
    return number
