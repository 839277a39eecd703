"""Equality, order and arithmetic of any two values, known or not."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from authorisation.feel.errors import FeelError
from authorisation.feel.temporal import operations as temporal
from authorisation.feel.temporal.kinds import temporal_kind
from authorisation.feel.values import intervals
from authorisation.feel.values.absent import NUMERIC, Truth, kleene_and, kleene_not, strict_absence
from authorisation.feel.values.values import (
    CONTEXT,
    Bounds,
    Function,
    PartialList,
    Range,
    Unknown,
    Value,
)

COMPARED_BY: Final[dict[str, Callable[[Value, Value], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
"""How Python compares two numbers, or two texts."""

_KIND_NAMES: Final[dict[type, str]] = {
    type(None): "null",
    Decimal: "number",
    Bounds: "number",
    str: "string",
    bool: "boolean",
    list: "list",
    PartialList: "list",
    dict: "context",
    Range: "range",
    Function: "function",
    Unknown: "unknown",
}
_PLAIN: Final = frozenset((Decimal, str, bool, type(None)))
_ONE: Final = Decimal(1)


def kind_name(value: Value) -> str:
    """The name of a value's type in the standard, or `unknown`."""
    return _KIND_NAMES.get(type(value)) or temporal_kind(value) or "unknown"


def compare(op: str, left: Value, right: Value) -> Truth:
    """The truth of `left op right`, a comparison; None where the types cannot be compared."""
    kinds = type(left), type(right)
    if Unknown in kinds:
        return _compare_unknown(op, left, right)
    if op == "=":
        return equal(left, right)
    if op == "!=":
        return kleene_not(equal(left, right))
    if kinds[0] in NUMERIC and kinds[1] in NUMERIC:
        return intervals.compare_bounds(op, left, right)
    if kinds == (str, str):
        return COMPARED_BY[op](left, right)
    if temporal_kind(left) and temporal_kind(right):
        order = temporal.ordering(left, right)
        return None if order is None else COMPARED_BY[op](order, 0)
    return None


def _compare_unknown(op: str, left: Value, right: Value) -> Truth:
    among = left.among if type(left) is Unknown else None
    if among and type(right) is Unknown and right.among:
        pairs = ((one, other) for one in among for other in right.among or ())
        return _common_truth((compare(op, *pair) for pair in pairs), left, right)
    if among is None and type(right) in _PLAIN:
        # What `strict_absence` would make: it rests on the same answers and may apply as little.
        return left  # type: ignore[no-any-return]
    if among and type(right) is not Unknown:
        return _common_truth((compare(op, value, right) for value in among), left, right)
    among = right.among if type(right) is Unknown else None
    if among and type(left) is not Unknown:
        return _common_truth((compare(op, left, value) for value in among), left, right)
    return strict_absence(left, right)


def _common_truth(results: Iterable[Truth], left: Value, right: Value) -> Truth:
    """The truth that all possible values agree on, else an Unknown."""
    answers = set(results)
    if len(answers) == 1 and not isinstance(answer := answers.pop(), Unknown):
        return answer
    return strict_absence(left, right)


def equal(left: Value, right: Value) -> Truth:
    """Are two values equal? Null equals null alone; values of two kinds cannot be compared."""
    kinds = type(left), type(right)
    if Unknown in kinds:
        return _compare_unknown("=", left, right)
    if left is None or right is None:
        return left is right
    if kinds[0] in NUMERIC and kinds[1] in NUMERIC:
        return intervals.compare_bounds("=", left, right)
    if PartialList in kinds:
        return (
            strict_absence(left, right)
            if kinds[0] is list or kinds[1] is list or kinds[0] is kinds[1]
            else None
        )
    if temporal_kind(left) and temporal_kind(right):
        return temporal.equal(left, right)
    if kinds[0] is not kinds[1]:
        return None
    parts_equal = _EQUALS.get(kinds[0])
    return bool(left == right) if parts_equal is None else parts_equal(left, right)


def _lists_equal(left: list[Value], right: list[Value]) -> Truth:
    if len(left) != len(right):
        return False
    return _all_equal(zip(left, right, strict=True))


def _contexts_equal(left: dict[str, Value], right: dict[str, Value]) -> Truth:
    if left.keys() != right.keys():
        return False
    return _all_equal((value, right[key]) for key, value in left.items())


def _ranges_equal(left: Range, right: Range) -> Truth:
    if left.form != right.form:
        return False
    return _all_equal(((left.low, right.low), (left.high, right.high)))


def _all_equal(pairs: Iterable[tuple[Value, Value]]) -> Truth:
    result: Truth = True
    for left, right in pairs:
        result = kleene_and(result, equal(left, right))
        if result is False:
            return False
    return result


_EQUALS: Final[dict[type, Callable[[Value, Value], Truth]]] = {
    list: _lists_equal,
    dict: _contexts_equal,
    Range: _ranges_equal,
    Function: operator.is_,
}

CALCULATED_BY: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
    "**": lambda base, exponent: CONTEXT.power(base, exponent) if exponent else _ONE,
}
_TEMPORAL: Final[dict[str, Callable[[Value, Value], Value]]] = {
    "+": temporal.add,
    "-": temporal.subtract,
    "*": temporal.multiply,
    "/": temporal.divide,
}


def arithmetic(op: str, left: Value, right: Value) -> Value:
    """Give `left op right` for one of `+ - * / **`.

    Raises:
        FeelError: where the kinds do not allow it, or the result is no number.
    """
    kinds = type(left), type(right)
    if kinds == (Decimal, Decimal):
        return _number(op, left, right)
    if Unknown in kinds:
        return strict_absence(left, right)
    if op == "**" and kinds == (Bounds, Decimal) and not right:
        return _ONE
    if Bounds in kinds and op != "**" and kinds[0] in NUMERIC and kinds[1] in NUMERIC:
        if op == "/" and kinds[1] is Decimal and not right:
            raise FeelError("division by 0")
        return intervals.calculate_bounds(op, left, right)
    if Bounds in kinds and (temporal_kind(left) or temporal_kind(right) or op == "**"):
        return strict_absence(left, right)
    if op == "+" and kinds == (str, str):
        return left + right
    if op in _TEMPORAL and (temporal_kind(left) or temporal_kind(right)):
        return _TEMPORAL[op](left, right)
    raise FeelError(f"`{op}` does not go with a {kind_name(left)} and a {kind_name(right)}")


def negate(value: Value) -> Value:
    """Give `-value`.

    Raises:
        FeelError: where it is neither a number nor a duration.
    """
    of = type(value)
    if of is Decimal:
        return CONTEXT.minus(value)
    if of is Unknown:
        return strict_absence(value)
    if of is Bounds:
        return intervals.negate_bounds(value)
    if temporal_kind(value):
        return temporal.negate(value)
    raise FeelError(f"`-` does not go with a {kind_name(value)}")


def _number(op: str, left: Decimal, right: Decimal) -> Decimal:
    result = CALCULATED_BY[op](left, right)
    if result.is_finite():
        return result
    if op == "/" and not right:
        raise FeelError("division by 0")
    raise FeelError(f"`{left} {op} {right}` is no number")
