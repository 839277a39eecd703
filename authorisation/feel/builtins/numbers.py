"""Built-ins on numbers: rounding, arithmetic, and tests of parity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Final

from authorisation.feel.builtins.definitions import (
    Builtin,
    Call,
    argument_error,
    builtin,
    optional_argument,
    require_finite,
    require_number,
    require_truncated,
)
from authorisation.feel.builtins.partial import lift_monotone
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.kinds import DaysTime, YearsMonths
from authorisation.feel.values.values import CONTEXT, Bounds, Unknown, Value

MIN_SCALE: Final = -6111
MAX_SCALE: Final = 6176
"""The scales of a 34-digit decimal, as the standard bounds them."""

_TWO: Final = Decimal(2)


def round_to(function: str, value: Decimal, scale: int, rounding: str) -> Decimal:
    """Round to so many decimal places; places that a number does not have are not added."""
    if not MIN_SCALE <= scale <= MAX_SCALE:
        raise FeelError(f"{function}: a scale is between {MIN_SCALE} and {MAX_SCALE}")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= scale:
        return value
    if not value:
        return Decimal(0)
    unit = Decimal(1).scaleb(-scale, CONTEXT)
    rounded = value.quantize(unit, rounding=rounding, context=CONTEXT)
    return require_finite(function, CONTEXT.plus(rounded)) or Decimal(0)


def _rounding(function: str, rounding: str, scale: str) -> Builtin:
    """Make a rounding built-in, monotone over bounds; `scale` is how its signature has it."""

    def call(args: Sequence[Value]) -> Value:
        places = require_truncated(function, args[1]) if len(args) > 1 else 0
        return round_to(function, require_number(function, args[0]), places, rounding)

    return builtin(function, f"n{scale}", call=lift_monotone(call), lifted=True)


def _of_number(function: str, work: Callable[[Decimal], Decimal]) -> Call:
    def call(args: Sequence[Value]) -> Value:
        return require_finite(function, work(require_number(function, args[0])))

    return call


def _root(value: Decimal) -> Decimal:
    if value < 0:
        raise FeelError("sqrt: a negative number has no square root")
    return CONTEXT.sqrt(value)


def _logarithm(value: Decimal) -> Decimal:
    if value <= 0:
        raise FeelError("log: only a number above zero has a logarithm")
    return CONTEXT.ln(value)


def _abs(args: Sequence[Value]) -> Value:
    match args[0]:
        case Decimal() as value:
            return value.copy_abs()
        case DaysTime(nanoseconds):
            return DaysTime(abs(nanoseconds))
        case YearsMonths(months):
            return YearsMonths(abs(months))
        case Unknown():
            return args[0]
        case Bounds() as bounds:
            return _abs_bounds(bounds)
    raise argument_error("abs", args[0], "a number or a duration")


def _abs_bounds(bounds: Bounds) -> Bounds:
    low, high = bounds.low, bounds.high
    if low is not None and low >= 0:
        return bounds
    if high is not None and high <= 0:
        far = None if low is None else low.copy_abs()
        return Bounds(high.copy_abs(), far, bounds.rests_on)
    far = None if low is None or high is None else max(low.copy_abs(), high)
    return Bounds(Decimal(0), far, bounds.rests_on)


def _modulo(args: Sequence[Value]) -> Value:
    """Give `dividend - divisor * floor(dividend / divisor)`: the sign is the divisor's."""
    dividend, divisor = require_number("modulo", args[0]), require_number("modulo", args[1])
    if not divisor:
        raise FeelError("modulo: the divisor is zero")
    rest = require_finite("modulo", CONTEXT.remainder(dividend, divisor))
    if rest and rest.is_signed() != divisor.is_signed():
        rest = CONTEXT.add(rest, divisor)
    return rest or Decimal(0)


def _parity(function: str, rest: int) -> Builtin:
    """Make the built-in that tests what a number leaves when divided by two."""

    def call(args: Sequence[Value]) -> Value:
        value = require_number(function, optional_argument(args, 0))
        return require_finite(function, CONTEXT.remainder(value, _TWO)).copy_abs() == rest

    return builtin(function, "number", call=call)


NUMBERS: Final = (
    _rounding("decimal", ROUND_HALF_EVEN, ", scale"),
    _rounding("floor", ROUND_FLOOR, ", scale?"),
    _rounding("ceiling", ROUND_CEILING, ", scale?"),
    _rounding("round up", ROUND_UP, ", scale"),
    _rounding("round down", ROUND_DOWN, ", scale"),
    _rounding("round half up", ROUND_HALF_UP, ", scale"),
    _rounding("round half down", ROUND_HALF_DOWN, ", scale"),
    builtin("abs", "n", call=_abs, lifted=True),
    builtin("modulo", "dividend, divisor", call=_modulo),
    builtin("sqrt", "number", call=_of_number("sqrt", _root)),
    builtin("log", "number", call=_of_number("log", _logarithm), cost=300),
    builtin("exp", "number", call=_of_number("exp", CONTEXT.exp), cost=150),
    _parity("odd", 1),
    _parity("even", 0),
)
