"""The definition of a built-in function, and checks of its arguments and its result.

Each check raises FeelError for what is not allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

import msgspec

from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.kinds import Date, DateTime, temporal_kind
from authorisation.feel.temporal.text import format_temporal
from authorisation.feel.values.values import (
    ABSENT,
    MAX_TEXT,
    Bounds,
    Function,
    PartialList,
    Range,
    Unknown,
    Value,
)

MAX_ITEMS: Final = 1_000_000
"""The longest list that a built-in makes."""

ABSENT_TYPES: Final = frozenset(ABSENT)
_MAX_QUOTED: Final = 40


def quote_value(value: Value) -> str:
    """A value as messages quote it: short, in backticks where it is a scalar."""
    match value:
        case None | bool():
            return f"`{str(value).lower() if value is not None else 'null'}`"
        case str():
            return f'`"{value if len(value) <= _MAX_QUOTED else value[:_MAX_QUOTED] + "…"}"`'
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
    return f"`{format_temporal(value)}`" if temporal_kind(value) else "a value"


def argument_error(function: str, value: Value, wanted: str) -> FeelError:
    """The error for an argument that is not what the function takes."""
    return FeelError(f"{function}: {quote_value(value)} is not {wanted}")


def optional_argument(args: Sequence[Value], position: int) -> Value:
    """An optional argument; None where it was left out."""
    return args[position] if position < len(args) else None


def require_number(function: str, value: Value) -> Decimal:
    """The argument, which must be a number. Raises: FeelError."""
    if type(value) is Decimal:
        return value
    raise argument_error(function, value, "a number")


def require_text(function: str, value: Value) -> str:
    """The argument, which must be a text. Raises: FeelError."""
    if type(value) is str:
        return value
    raise argument_error(function, value, "a text")


def require_boolean(function: str, value: Value) -> bool:
    """The argument, which must be true or false. Raises: FeelError."""
    if type(value) is bool:
        return value
    raise argument_error(function, value, "true or false")


def require_context(function: str, value: Value) -> dict[str, Value]:
    """The argument, which must be a context. Raises: FeelError."""
    if type(value) is dict:
        return value
    raise argument_error(function, value, "a context")


def require_list(function: str, value: Value) -> list[Value]:
    """The argument as a list; any other value but null is a list of itself. Raises: FeelError."""
    if type(value) is list:
        return value
    if value is None:
        raise argument_error(function, value, "a list")
    return [value]


def list_or_arguments(function: str, args: Sequence[Value]) -> list[Value]:
    """The items, given either as one list or one by one. Raises: FeelError."""
    if len(args) == 1:
        return require_list(function, args[0])
    if not args:
        raise FeelError(f"{function}: nothing was given")
    return list(args)


def require_truncated(function: str, value: Value) -> int:
    """A number without its fraction, fit for a position or a scale. Raises: FeelError."""
    exact = require_number(function, value)
    if exact.adjusted() > 18:  # noqa: PLR2004 (digits of the greatest whole number in use)
        raise argument_error(function, value, "a number of this size")
    return int(exact)


def require_integer(function: str, value: Value) -> int:
    """The argument, which must be a number without a fraction. Raises: FeelError."""
    result = require_truncated(function, value)
    if result != value:
        raise argument_error(function, value, "a whole number")
    return result


def require_date(function: str, value: Value) -> Date:
    """The argument, or its date where it is a date and time. Raises: FeelError."""
    if type(value) is Date:
        return value
    if type(value) is DateTime:
        return value.date
    raise argument_error(function, value, "a date")


def require_finite(function: str, value: Decimal) -> Decimal:
    """The result. Raises: FeelError where it is infinite or no number."""
    if value.is_finite():
        return value
    raise FeelError(f"{function}: the result is not a number, or too great for one")


def require_text_size(function: str, value: str) -> str:
    """The text. Raises: FeelError where it is longer than MAX_TEXT."""
    if len(value) > MAX_TEXT:
        raise FeelError(f"{function}: the text would be too long")
    return value


def require_list_size(function: str, value: list[Value]) -> list[Value]:
    """The list. Raises: FeelError where it is longer than MAX_ITEMS."""
    if len(value) > MAX_ITEMS:
        raise FeelError(f"{function}: the list would be too long")
    return value


Call: TypeAlias = Callable[[Sequence[Value]], Value]
COST: Final = 50
CHEAP: Final = 10
_TAKES_A_LIST: Final = frozenset(
    {"list", "entries", "contexts", "keys", "element", "newItem", "value", "value1?", "value2?"}
)
"""The parameters that take a list as it is; so does one that takes the rest, others one value."""

_TAKE_ANYTHING: Final = frozenset({"string", "index of", "list replace", "is"})
"""The functions whose parameters of such names as `from` and `match` may be lists."""


class Builtin(msgspec.Struct, frozen=True, gc=False):
    """A built-in function of the standard.

    `parameters` holds its alternative signatures by the standard's names; an optional parameter
    ends in `?`, one that takes the rest in `...`. `call` takes positional values and raises
    FeelError for whatever the standard says is null. Where `lifted`, it also takes absent values
    and gives as narrow a result as they allow; else the caller must keep them from it.
    """

    name: str
    parameters: tuple[tuple[str, ...], ...]
    call: Call
    lifted: bool = False
    walks: bool = True
    """Whether its work grows with what it is given."""

    cost: int = COST
    """What one call costs, in tenths of a microsecond, whatever it is given."""

    cost_of: Callable[[Sequence[Value]], int] | None = None
    """What a call costs more, where the number of items and characters does not say it."""

    def __post_init__(self) -> None:
        if not self.parameters:
            raise ValueError(f"{self.name} has no signature")

    def single_positions(self, signatures: Sequence[Sequence[str]] = ()) -> tuple[int, ...]:
        """The positions at which every signature, or each of those given, takes one value."""
        if self.name in _TAKE_ANYTHING:
            return ()
        chosen = signatures or self.parameters
        return tuple(
            at
            for at in range(min(map(len, chosen)))
            if not any(each[at] in _TAKES_A_LIST or each[at].endswith("...") for each in chosen)
        )


def builtin(
    name: str,
    *signatures: str,
    call: Call,
    lifted: bool = False,
    walks: bool = True,
    cost: int = COST,
    cost_of: Callable[[Sequence[Value]], int] | None = None,
) -> Builtin:
    """Define a built-in by its signatures in the standard: `builtin("floor", "n, scale?", ...)`."""
    parameters = tuple(
        tuple(part.strip() for part in signature.split(",")) if signature else ()
        for signature in signatures
    )
    return Builtin(name, parameters, call, lifted, walks, cost, cost_of)
