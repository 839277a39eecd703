"""Arithmetic and comparison of numbers of which only bounds are known.

Sound because rounding keeps order: an end worked out and rounded is an end of what is rounded.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, TypeAlias

from authorisation.feel.values.absent import endpoints, unite_paths
from authorisation.feel.values.values import CONTEXT, NOWHERE, Bounds, Paths, Unknown

Number: TypeAlias = Decimal | Bounds
_INFINITE: Final = Decimal("Infinity")
_ZERO: Final = Decimal(0)


def united_paths(left: Number, right: Number) -> Paths:
    """Give the paths that two numbers rest on."""
    return unite_paths(
        left.rests_on if isinstance(left, Bounds) else NOWHERE,
        right.rests_on if isinstance(right, Bounds) else NOWHERE,
    )


def negate_bounds(value: Bounds) -> Bounds:
    """Give the bounds of `-value`."""
    return Bounds(
        None if value.high is None else value.high.copy_negate(),
        None if value.low is None else value.low.copy_negate(),
        value.rests_on,
    )


def calculate_bounds(op: str, left: Number, right: Number) -> Number | Unknown | None:
    """The bounds of `left op right`; an Unknown where it may be null, None where it is."""
    match op:
        case "+":
            ends = map(CONTEXT.add, _infinite_endpoints(left), _infinite_endpoints(right))
            return _bounds([*ends], left, right)
        case "-":
            opposite = negate_bounds(right) if isinstance(right, Bounds) else right.copy_negate()
            return calculate_bounds("+", left, opposite)
        case "*":
            corners = [
                CONTEXT.multiply(a, b) if a and b else _ZERO
                for a in _distinct_endpoints(left)
                for b in _distinct_endpoints(right)
            ]
            return _bounds(corners, left, right)
        case "/":
            divisors = _distinct_endpoints(right)
            if divisors[0] <= _ZERO <= divisors[-1]:
                return Unknown(united_paths(left, right))
            # By an infinite end it comes as near to 0 as may be; other corners give the far end.
            corners = [
                CONTEXT.divide(a, b) if b.is_finite() else _ZERO
                for a in _distinct_endpoints(left)
                for b in divisors
            ]
            return _bounds(corners, left, right)
        case _:
            return Unknown(united_paths(left, right))


def compare_bounds(op: str, left: Number, right: Number) -> bool | Unknown:
    """The truth of `left op right`; an Unknown unless all values within the bounds agree."""
    left_low, left_high = _infinite_endpoints(left)
    right_low, right_high = _infinite_endpoints(right)
    match op:
        case "<":
            always, never = left_high < right_low, left_low >= right_high
        case "<=":
            always, never = left_high <= right_low, left_low > right_high
        case ">":
            always, never = left_low > right_high, left_high <= right_low
        case ">=":
            always, never = left_low >= right_high, left_high < right_low
        case "=":
            always = left_low == left_high == right_low == right_high
            never = left_high < right_low or left_low > right_high
        case _:
            always = left_high < right_low or left_low > right_high
            never = left_low == left_high == right_low == right_high
    if always or never:
        return always
    return Unknown(united_paths(left, right))


def _infinite_endpoints(value: Number) -> tuple[Decimal, Decimal]:
    low, high = endpoints(value)
    return -_INFINITE if low is None else low, _INFINITE if high is None else high


def _distinct_endpoints(value: Number) -> tuple[Decimal, ...]:
    return (value,) if type(value) is Decimal else _infinite_endpoints(value)


def _bounds(corners: list[Decimal], left: Number, right: Number) -> Bounds | Unknown:
    low, high = min(corners), max(corners)
    if low.is_finite() and high.is_finite():
        return Bounds(low, high, united_paths(left, right))
    unbounded = any(
        not end.is_finite() for end in (*_infinite_endpoints(left), *_infinite_endpoints(right))
    )
    if not unbounded:
        # Beyond the largest number the result is null, so it may be.
        return Unknown(united_paths(left, right))
    return Bounds(
        low if low.is_finite() else None,
        high if high.is_finite() else None,
        united_paths(left, right),
    )
