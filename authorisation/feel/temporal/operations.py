"""Arithmetic, comparison and properties of temporal values."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.calendar import (
    REFERENCE,
    add_months,
    add_nanoseconds,
    date_at,
    day_number,
    instant,
    local_nanoseconds,
    nanosecond_of_day,
    offset_of,
    time_at,
    time_offset,
)
from authorisation.feel.temporal.kinds import (
    DAY_NANOSECONDS,
    MIDNIGHT_UTC,
    NANOSECONDS,
    Date,
    DateTime,
    DaysTime,
    Temporal,
    Time,
    YearsMonths,
    days_time,
    temporal_kind,
    years_months,
)
from authorisation.feel.values.values import CONTEXT, Value


def add(left: Value, right: Value) -> Temporal:
    """Add a duration to a point in time or to its like, in either order. Raises: FeelError."""
    match left, right:
        case (Date(), YearsMonths(months)) | (YearsMonths(months), Date()):
            return add_months(left if isinstance(left, Date) else right, months)
        case (DateTime(), YearsMonths(months)) | (YearsMonths(months), DateTime()):
            point = left if isinstance(left, DateTime) else right
            return DateTime(add_months(point.date, months), point.time)
        case (YearsMonths(first), YearsMonths(second)):
            return years_months(first + second)
        case (DaysTime(first), DaysTime(second)):
            return days_time(first + second)
        case (_, DaysTime(nanoseconds)):
            return _shift(left, nanoseconds, right)
        case (DaysTime(nanoseconds), _):
            return _shift(right, nanoseconds, left)
    raise _operation_error("added", left, right)


def subtract(left: Value, right: Value) -> Temporal:
    """The point a duration earlier, or the duration between two points.

    A date is midnight in UTC where the other is a date and time; a local date and time has no
    distance from one in a zone. Raises: FeelError.
    """
    match left, right:
        case (_, YearsMonths(months)):
            return add(left, YearsMonths(-months))
        case (_, DaysTime(nanoseconds)):
            return add(left, DaysTime(-nanoseconds))
        case (Date(), Date()):
            return DaysTime((day_number(left) - day_number(right)) * DAY_NANOSECONDS)
        case (Date() | DateTime(), Date() | DateTime()):
            return _between(_moment(left), _moment(right))
        case (Time(), Time()):
            return _between(DateTime(REFERENCE, left), DateTime(REFERENCE, right))
    raise _operation_error("subtracted", left, right)


def multiply(left: Value, right: Value) -> Temporal:
    """Scale a duration by a number, in either order, towards zero. Raises: FeelError."""
    match left, right:
        case (YearsMonths(count), Decimal()) | (Decimal(), YearsMonths(count)):
            number = right if isinstance(right, Decimal) else left
            return years_months(_whole(CONTEXT.multiply(Decimal(count), number)))
        case (DaysTime(count), Decimal()) | (Decimal(), DaysTime(count)):
            number = right if isinstance(right, Decimal) else left
            return days_time(_whole(CONTEXT.multiply(Decimal(count), number)))
    raise _operation_error("multiplied", left, right)


def divide(left: Value, right: Value) -> Temporal | Decimal:
    """Divide a duration by a number, or by a duration of its kind. Raises: FeelError."""
    match left, right:
        case (YearsMonths(count), Decimal()):
            return years_months(_whole(_quotient(count, right)))
        case (DaysTime(count), Decimal()):
            return days_time(_whole(_quotient(count, right)))
        case (YearsMonths(count), YearsMonths(by)) | (DaysTime(count), DaysTime(by)):
            return _quotient(count, Decimal(by))
    raise _operation_error("divided", left, right)


def negate(value: Value) -> Temporal:
    """Negate a duration. Raises: FeelError."""
    match value:
        case YearsMonths(months):
            return YearsMonths(-months)
        case DaysTime(nanoseconds):
            return DaysTime(-nanoseconds)
    raise FeelError(f"a {temporal_kind(value) or 'value'} has no negative")


def ordering(left: Value, right: Value) -> int | None:
    """Order two values of one kind: -1, 0 or 1; None where they have no order.

    Times are compared to the second. A local time has no order with one in a zone.
    """
    if type(left) is Date and type(right) is Date:
        one, other = (left.year, left.month, left.day), (right.year, right.month, right.day)
        return (one > other) - (one < other)
    if type(left) is not type(right) or temporal_kind(left) is None:
        return None
    (form, first), (other_form, second) = comparison_key(left), comparison_key(right)
    if form != other_form:
        return None
    return (first > second) - (first < second)


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values of one type are equal; None for values of two types.

    A local time is never equal to one in a zone.
    """
    if type(left) is not type(right) or temporal_kind(left) is None:
        return None
    return left == right or comparison_key(left) == comparison_key(right)


def comparison_key(value: Temporal) -> tuple[str, int]:
    """A key that equal values share: their form, and their place on its scale."""
    match value:
        case Date():
            return "date", day_number(value)
        case YearsMonths(months):
            return "months", months
        case DaysTime(nanoseconds):
            return "days", nanoseconds
        case Time():
            offset = time_offset(value)
            seconds = nanosecond_of_day(value) // NANOSECONDS
            return ("time", seconds) if offset is None else ("time in UTC", seconds - offset)
        case DateTime():
            moment = instant(value)
            if moment is None:
                return "date and time", local_nanoseconds(value) // NANOSECONDS
            return "date and time in UTC", moment // NANOSECONDS


def property_of(value: Temporal, name: str) -> Value:
    """A property, such as `year` or `time offset`; None where it is not set.

    Raises: FeelError where the kind of value has no such part.
    """
    part = _PARTS.get((type(value), name))
    if part is None:
        raise FeelError(f"a {temporal_kind(value) or 'value'} has no `{name}`")
    return part(value)


def _shift(point: Value, nanoseconds: int, duration: Value) -> Temporal:
    match point:
        case DateTime():
            return add_nanoseconds(point, nanoseconds)
        case Date():
            return date_at(day_number(point) + nanoseconds // DAY_NANOSECONDS)
        case Time():
            return time_at((nanosecond_of_day(point) + nanoseconds) % DAY_NANOSECONDS, point)
    raise _operation_error("added", point, duration)


def _moment(value: Date | DateTime) -> DateTime:
    return DateTime(value, MIDNIGHT_UTC) if isinstance(value, Date) else value


def _between(left: DateTime, right: DateTime) -> DaysTime:
    first, second = instant(left), instant(right)
    if (first is None) != (second is None):
        raise FeelError("a local time and one in a zone have no distance")
    if first is None or second is None:
        first, second = local_nanoseconds(left), local_nanoseconds(right)
    return DaysTime(first - second)


def _quotient(count: int, by: Decimal) -> Decimal:
    if not by:
        raise FeelError("a duration cannot be divided by zero")
    return CONTEXT.divide(Decimal(count), by)


def _whole(number: Decimal) -> int:
    """A number without its fraction. Raises: FeelError where it is past any duration."""
    if not number.is_finite() or number.adjusted() > 60:  # noqa: PLR2004 (past any duration)
        raise FeelError("the duration is too long")
    return int(number)


def _operation_error(done: str, left: Value, right: Value) -> FeelError:
    first, second = temporal_kind(left) or "value", temporal_kind(right) or "value"
    return FeelError(f"a {first} and a {second} cannot be {done}")


def _offset(seconds: int | None) -> DaysTime | None:
    return None if seconds is None else DaysTime(seconds * NANOSECONDS)


def _split_months(months: int) -> tuple[int, int]:
    years, rest = divmod(abs(months), 12)
    return (-years, -rest) if months < 0 else (years, rest)


def _whole_units(unit: int, per: int | None) -> Callable[[DaysTime], Decimal]:
    """A function to the whole units of a duration, less those that make up the next larger one."""

    def whole_units(duration: DaysTime) -> Decimal:
        count = abs(duration.nanoseconds) // unit
        count = count if per is None else count % per
        return Decimal(-count if duration.nanoseconds < 0 else count)

    return whole_units


def _of_date(part: Callable[[Date], Value]) -> Callable[[DateTime], Value]:
    return lambda value: part(value.date)


def _of_time(part: Callable[[Time], Value]) -> Callable[[DateTime], Value]:
    return lambda value: part(value.time)


_DATE_PARTS: Final[dict[str, Callable[[Date], Value]]] = {
    "year": lambda date: Decimal(date.year),
    "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day),
    "weekday": lambda date: Decimal((day_number(date) + 3) % 7 + 1),
}
_TIME_PARTS: Final[dict[str, Callable[[Time], Value]]] = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": lambda time: Decimal(time.second),
    "timezone": lambda time: time.zone,
}
_DURATION_PARTS: Final[dict[str, Callable[[DaysTime], Value]]] = {
    "days": _whole_units(DAY_NANOSECONDS, None),
    "hours": _whole_units(3600 * NANOSECONDS, 24),
    "minutes": _whole_units(60 * NANOSECONDS, 60),
    "seconds": _whole_units(NANOSECONDS, 60),
}
_PARTS: Final[dict[tuple[type, str], Callable[[Value], Value]]] = {
    **{(Date, name): part for name, part in _DATE_PARTS.items()},
    **{(Time, name): part for name, part in _TIME_PARTS.items()},
    **{(DaysTime, name): part for name, part in _DURATION_PARTS.items()},
    **{(DateTime, name): _of_date(part) for name, part in _DATE_PARTS.items()},
    **{(DateTime, name): _of_time(part) for name, part in _TIME_PARTS.items()},
    (Time, "time offset"): lambda value: _offset(time_offset(value)),
    (DateTime, "time offset"): lambda value: _offset(offset_of(value)),
    (YearsMonths, "years"): lambda value: Decimal(_split_months(value.months)[0]),
    (YearsMonths, "months"): lambda value: Decimal(_split_months(value.months)[1]),
}
