"""Numbers within bounds: compared and counted with, and never divided."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from authorisation.feel.interpretation import NotInterpreted
from authorisation.feel.syntax.tree import MIRRORED
from authorisation.model.verdict import MET, NOT_MET
from authorisation.portfolio.expressions import (
    FALSE,
    NULL,
    Constant,
    Rounded,
    RowExpression,
    operation,
)
from authorisation.portfolio.formulas.tables import KNOWN, MISSING, NULL_STATE, at_most, less
from authorisation.portfolio.formulas.values import End, NumberValue, QuotientEnd, united
from authorisation.portfolio.simplified_expressions import (
    added,
    case_of,
    conjunction,
    constant,
    difference,
    disjunction,
    equals,
    is_null,
    minus,
    negation,
    times,
)

_MET: Final = constant(MET)
_NOT_MET: Final = constant(NOT_MET)
_MISSING: Final = constant(MISSING)


def number_truth(op: str, left: NumberValue, right: NumberValue) -> RowExpression:
    """The truth of `left op right` of two numbers that are known or within bounds."""
    if op in {"<", "<="}:
        return number_truth(MIRRORED[op], right, left)
    if op == "=":
        if left.exact and right.exact:
            return _settled(ends_order("=", left.low, right.low))
        always = conjunction(
            (
                ends_order("<=", left.high, right.low),
                ends_order("<=", right.high, left.low),
            )
        )
        never = disjunction(
            (ends_order("<", left.high, right.low), ends_order("<", right.high, left.low))
        )
        return case_of(((always, _MET), (never, _NOT_MET)), _MISSING)
    strict = op == ">"
    always = ends_order("<" if strict else "<=", right.high, left.low)
    if left.exact and right.exact:
        return _settled(always)
    never = ends_order("<=" if strict else "<", left.high, right.low)
    return case_of(((always, _MET), (never, _NOT_MET)), _MISSING)


def _settled(holds: RowExpression) -> RowExpression:
    return case_of(((holds, _MET),), _NOT_MET)


def ends_order(op: str, left: End, right: End) -> RowExpression:
    """Whether one end surely stands so to another; an end that there is not never does."""
    if left is None or right is None:
        return FALSE
    one, other = _crossed(left, right)
    if op == "<=":
        return at_most(one, other)
    return less(one, other) if op == "<" else operation("=", one, other)


def _crossed(left: End, right: End) -> tuple[RowExpression, RowExpression]:
    """Two ends, each multiplied by what the other is divided by."""
    match left, right:
        case QuotientEnd(), QuotientEnd():
            raise NotInterpreted("two quotients compared")
        case QuotientEnd(above=above, below=below), RowExpression():
            return above, times(right, below)
        case RowExpression(), QuotientEnd(above=above, below=below):
            return times(left, below), above
        case _:
            assert isinstance(left, RowExpression)  # noqa: S101 - both ends are there
            assert isinstance(right, RowExpression)  # noqa: S101
            return left, right


def number_sum(left: NumberValue, right: NumberValue, state: RowExpression) -> NumberValue:
    """The sum of two numbers."""
    low = _sum(left.low, right.low)
    high = low if left.exact and right.exact else _sum(left.high, right.high)
    return NumberValue(state, low, high, united((left.waits, right.waits)))


def _sum(left: End, right: End) -> End:
    if left is None or right is None:
        return None
    if isinstance(left, QuotientEnd) or isinstance(right, QuotientEnd):
        raise NotInterpreted("a sum of a quotient")
    return added((left, right))


def negated(of: NumberValue) -> NumberValue:
    """The opposite of a number."""
    low = _minus(of.high)
    return NumberValue(of.state, low, low if of.exact else _minus(of.low), of.waits)


def _minus(end: End) -> End:
    match end:
        case QuotientEnd(above=above, below=below):
            return QuotientEnd(minus(above), below)
        case RowExpression():
            return minus(end)
        case _:
            return None


def number_product(left: NumberValue, right: NumberValue, state: RowExpression) -> NumberValue:
    """The product of two numbers, of which one must be a constant."""
    for one, other in ((left, right), (right, left)):
        if one.exact and isinstance(one.low, Constant):
            factor = one.low
            if not factor.value:
                return NumberValue(state, factor, factor, other.waits)
            low, high = _scaled(other.low, factor), _scaled(other.high, factor)
            if factor.value < 0:  # type: ignore[operator]
                low, high = high, low
            return NumberValue(state, low, low if other.exact else high, other.waits)
    raise NotInterpreted("a product of two answers")


def _scaled(end: End, factor: Constant) -> End:
    match end:
        case QuotientEnd(above=above, below=below):
            return QuotientEnd(times(above, factor), below)
        case RowExpression():
            return times(end, factor)
        case _:
            return None


def inverse(number: Decimal) -> Decimal | None:
    """One divided by a number, where that is a decimal of a few places; else None."""
    if not number:
        return None
    for places in range(19):
        found = Decimal(1).scaleb(places) / number
        if found == found.to_integral_value():
            return found.to_integral_value().scaleb(-places)
    return None


def quotient(left: NumberValue, right: NumberValue, state: RowExpression) -> NumberValue:
    """A quotient; what divides must not be below 0, and where it may be 0 nothing is known.

    It is never worked out: whoever compares multiplies by what it is divided by.
    """
    if any(isinstance(end, QuotientEnd) for end in (left.low, left.high, right.low, right.high)):
        raise NotInterpreted("a quotient of a quotient")
    if right.exact and isinstance(right.low, Constant):
        divisor = Decimal(right.low.value)  # type: ignore[arg-type]
        if divisor < 0:
            return quotient(negated(left), negated(right), state)
        factor = inverse(divisor)
        if factor is not None:
            by = constant(factor)
            return number_product(left, NumberValue(right.state, by, by), state)
    elif right.least is None or right.least < 0:
        raise NotInterpreted("a division by what may be below 0")
    waits = united((left.waits, right.waits))
    state = _divided_state(right, state)
    if left.exact and right.exact:
        end = QuotientEnd(_plain(left.low), _plain(right.low))
        return NumberValue(state, end, end, waits)
    return NumberValue(state, _lowest(left, right), _highest(left, right), waits)


def _divided_state(right: NumberValue, state: RowExpression) -> RowExpression:
    """The state of a quotient: null where it divides by 0, unknown where it may."""
    if right.least is not None and right.least > 0:
        return state
    low, high = _plain(right.low), _plain(right.high)
    if isinstance(low, Constant) and low.value is not None and low.value > 0:  # type: ignore[operator]
        return state
    zero = constant(0)
    known = equals(state, KNOWN)
    none = conjunction((known, operation("=", low, zero), operation("=", high, zero)))
    perhaps = conjunction((known, disjunction((is_null(low), at_most(low, zero)))))
    return case_of(((none, constant(NULL_STATE)), (perhaps, _MISSING)), state)


def _lowest(left: NumberValue, right: NumberValue) -> End:
    """The least that a quotient may be: what is below 0 is divided by the least."""
    above, low, high = _plain(left.low), _plain(right.low), _plain(right.high)
    below_zero = less(above, constant(0))
    endless = is_null(high)
    return QuotientEnd(
        case_of(
            ((below_zero, above), (conjunction((endless, negation(is_null(above)))), constant(0))),
            above,
        ),
        case_of(((below_zero, low), (endless, constant(1))), high),
    )


def _highest(left: NumberValue, right: NumberValue) -> End:
    above, low, high = _plain(left.high), _plain(right.low), _plain(right.high)
    below_zero = less(above, constant(0))
    endless = conjunction((below_zero, is_null(high)))
    return QuotientEnd(
        case_of(((endless, constant(0)),), above),
        case_of(((endless, constant(1)), (below_zero, high)), low),
    )


def _plain(end: End) -> RowExpression:
    """An end as an expression: null where there is none."""
    assert not isinstance(end, QuotientEnd)  # noqa: S101 - refused before
    return NULL if end is None else end


def absolute(of: NumberValue) -> NumberValue:
    """The size of a number, whatever its sign."""
    if isinstance(of.low, QuotientEnd) or isinstance(of.high, QuotientEnd):
        raise NotInterpreted("the size of a quotient")
    if of.low is None and of.high is None:
        return NumberValue(of.state, constant(0), None, of.waits, Decimal(0))
    low, high = _plain(of.low), _plain(of.high)
    zero = constant(0)
    if of.exact:
        end = case_of(((less(low, zero), minus(low)),), low)
        return NumberValue(of.state, end, end, of.waits, Decimal(0))
    above, below = at_most(zero, low), at_most(high, zero)
    farther = case_of(
        (
            (disjunction((is_null(low), is_null(high))), NULL),
            (less(minus(low), high), high),
        ),
        minus(low),
    )
    return NumberValue(
        of.state,
        case_of(((above, low), (below, minus(high))), zero),
        case_of(((above, high), (below, minus(low))), farther),
        of.waits,
        Decimal(0),
    )


MARGIN_PLACES: Final = 6
"""To how many decimals the margin of a quotient is rounded."""


def number_difference(left: End, right: End) -> RowExpression:
    """`left - right` of two ends, as a margin: null where either is not there."""
    if left is None or right is None:
        return NULL
    match left, right:
        case QuotientEnd(above=above, below=below), RowExpression():
            return Rounded(difference(above, times(right, below)), below, MARGIN_PLACES)
        case RowExpression(), QuotientEnd(above=above, below=below):
            return Rounded(difference(times(left, below), above), below, MARGIN_PLACES)
        case RowExpression(), RowExpression():
            return difference(left, right)
        case _:
            raise NotInterpreted("two quotients compared")
