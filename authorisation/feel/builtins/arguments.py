"""What built-ins ask of their arguments, and how they say that one is not that."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.operations import Date, DateTime, kind, to_text
from authorisation.feel.values.values import (
    ABSENT,
    Bounds,
    Function,
    PartialList,
    Range,
    Unknown,
    Value,
)

MAX_TEXT: Final = 1_000_000
"""The longest text, in characters, that a built-in makes."""

MAX_ITEMS: Final = 1_000_000
"""The longest list that a built-in makes."""

ABSENT_TYPES: Final = frozenset(ABSENT)
_SHOWN: Final = 40


def show(value: Value) -> str:
    """Give a value as a message quotes it: short, in backticks where it is a scalar."""
    match value:
        case None | bool():
            return f"`{str(value).lower() if value is not None else 'null'}`"
        case str():
            return f'`"{value if len(value) <= _SHOWN else value[:_SHOWN] + "…"}"`'
        case Decimal():
            return f"`{value}`"
        case list() | PartialList():
            return "a list"
        case dict():
            return "a context"
        case Range():
            return "a range"
        case Function():
            return "a function"
        case Unknown() | Bounds():
            return "an unknown value"
    return f"`{to_text(value)}`" if kind(value) else "a value"


def refusal(function: str, value: Value, wanted: str) -> FeelError:
    """Say what a function was given instead of what it takes."""
    return FeelError(f"{function}: {show(value)} is not {wanted}")


def given(args: Sequence[Value], position: int) -> Value:
    """Give an optional argument: None where it was left out."""
    return args[position] if position < len(args) else None


def number(function: str, value: Value) -> Decimal:
    """Insist on a number."""
    if type(value) is Decimal:
        return value
    raise refusal(function, value, "a number")


def text(function: str, value: Value) -> str:
    """Insist on a text."""
    if type(value) is str:
        return value
    raise refusal(function, value, "a text")


def boolean(function: str, value: Value) -> bool:
    """Insist on true or false."""
    if type(value) is bool:
        return value
    raise refusal(function, value, "true or false")


def context(function: str, value: Value) -> dict[str, Value]:
    """Insist on a context."""
    if type(value) is dict:
        return value
    raise refusal(function, value, "a context")


def items(function: str, value: Value) -> list[Value]:
    """Insist on a list; any other value but null is a list of itself."""
    if type(value) is list:
        return value
    if value is None:
        raise refusal(function, value, "a list")
    return [value]


def spread(function: str, args: Sequence[Value]) -> list[Value]:
    """Take either one list, or the items one by one."""
    if len(args) == 1:
        return items(function, args[0])
    if not args:
        raise FeelError(f"{function}: nothing was given")
    return list(args)


def whole(function: str, value: Value) -> int:
    """Insist on a number and drop its fraction; none too great to be a position or a scale."""
    exact = number(function, value)
    if exact.adjusted() > 18:  # noqa: PLR2004 (digits of the greatest whole number in use)
        raise refusal(function, value, "a number of this size")
    return int(exact)


def integer(function: str, value: Value) -> int:
    """Insist on a number without a fraction."""
    result = whole(function, value)
    if result != value:
        raise refusal(function, value, "a whole number")
    return result


def date(function: str, value: Value) -> Date:
    """Insist on a date, or take that of a date and time."""
    if type(value) is Date:
        return value
    if type(value) is DateTime:
        return value.date
    raise refusal(function, value, "a date")


def finite(function: str, value: Decimal) -> Decimal:
    """Let a result through unless it is too great, or no number at all."""
    if value.is_finite():
        return value
    raise FeelError(f"{function}: the result is not a number, or too great for one")


def bounded_text(function: str, value: str) -> str:
    """Let a text through unless it is too long."""
    if len(value) > MAX_TEXT:
        raise FeelError(f"{function}: the text would be too long")
    return value


def bounded_list(function: str, value: list[Value]) -> list[Value]:
    """Let a list through unless it is too long."""
    if len(value) > MAX_ITEMS:
        raise FeelError(f"{function}: the list would be too long")
    return value
