"""Checks of a built-in's arguments and result; each raises FeelError for what is not allowed."""

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
    """A value as messages quote it: short, in backticks where it is a scalar."""
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
    """The error for an argument that is not what the function takes."""
    return FeelError(f"{function}: {show(value)} is not {wanted}")


def given(args: Sequence[Value], position: int) -> Value:
    """An optional argument; None where it was left out."""
    return args[position] if position < len(args) else None


def number(function: str, value: Value) -> Decimal:
    """The argument, which must be a number. Raises: FeelError."""
    if type(value) is Decimal:
        return value
    raise refusal(function, value, "a number")


def text(function: str, value: Value) -> str:
    """The argument, which must be a text. Raises: FeelError."""
    if type(value) is str:
        return value
    raise refusal(function, value, "a text")


def boolean(function: str, value: Value) -> bool:
    """The argument, which must be true or false. Raises: FeelError."""
    if type(value) is bool:
        return value
    raise refusal(function, value, "true or false")


def context(function: str, value: Value) -> dict[str, Value]:
    """The argument, which must be a context. Raises: FeelError."""
    if type(value) is dict:
        return value
    raise refusal(function, value, "a context")


def items(function: str, value: Value) -> list[Value]:
    """The argument as a list; any other value but null is a list of itself. Raises: FeelError."""
    if type(value) is list:
        return value
    if value is None:
        raise refusal(function, value, "a list")
    return [value]


def spread(function: str, args: Sequence[Value]) -> list[Value]:
    """The items, given either as one list or one by one. Raises: FeelError."""
    if len(args) == 1:
        return items(function, args[0])
    if not args:
        raise FeelError(f"{function}: nothing was given")
    return list(args)


def whole(function: str, value: Value) -> int:
    """A number without its fraction, fit for a position or a scale. Raises: FeelError."""
    exact = number(function, value)
    if exact.adjusted() > 18:  # noqa: PLR2004 (digits of the greatest whole number in use)
        raise refusal(function, value, "a number of this size")
    return int(exact)


def integer(function: str, value: Value) -> int:
    """The argument, which must be a number without a fraction. Raises: FeelError."""
    result = whole(function, value)
    if result != value:
        raise refusal(function, value, "a whole number")
    return result


def date(function: str, value: Value) -> Date:
    """The argument, or its date where it is a date and time. Raises: FeelError."""
    if type(value) is Date:
        return value
    if type(value) is DateTime:
        return value.date
    raise refusal(function, value, "a date")


def finite(function: str, value: Decimal) -> Decimal:
    """The result. Raises: FeelError where it is infinite or no number."""
    if value.is_finite():
        return value
    raise FeelError(f"{function}: the result is not a number, or too great for one")


def bounded_text(function: str, value: str) -> str:
    """The text. Raises: FeelError where it is longer than MAX_TEXT."""
    if len(value) > MAX_TEXT:
        raise FeelError(f"{function}: the text would be too long")
    return value


def bounded_list(function: str, value: list[Value]) -> list[Value]:
    """The list. Raises: FeelError where it is longer than MAX_ITEMS."""
    if len(value) > MAX_ITEMS:
        raise FeelError(f"{function}: the list would be too long")
    return value
