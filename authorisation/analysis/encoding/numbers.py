"""Numbers that are sums of answers, quotients of such, or ranges: compared and counted with."""

from __future__ import annotations

from authorisation.analysis.encoding.shapes import (
    MISSING,
    Cases,
    Missing,
    NotEncoded,
    NumberRange,
    Ratio,
    Shape,
    TimeSpan,
    cases,
    one_case,
    truth_case,
)
from authorisation.analysis.encoding.terms import (
    ZERO,
    Linear,
    Truth,
    and_,
    at_most,
    less,
    not_,
    or_,
)
from authorisation.feel.syntax.tree import MIRRORED


def compare_numbers(op: str, left: NumberRange, right: NumberRange) -> Cases:
    """The truth of `left op right`; missing where ranges leave it open."""
    if op in {"<", "<="}:
        return compare_numbers(MIRRORED[op], right, left)
    # INVARIANT: op is `>`, `>=` or `=`.
    strict = op == ">"
    if op == "=":
        never = or_(_below(left.high, right.low), _below(right.high, left.low))
        always = and_(
            _at_most(left.high, right.low),
            _at_most(right.high, left.low),
            left.low is not None and right.low is not None,
        )
    elif strict:
        always, never = _below(right.high, left.low), _at_most(left.high, right.low)
    else:
        always, never = _at_most(right.high, left.low), _below(left.high, right.low)
    if left.exact and right.exact:
        return truth_case(always)
    return cases(((always, True), (never, False), (not_(or_(always, never)), MISSING)))


def _at_most(left: Ratio | None, right: Ratio | None) -> Truth:
    """Whether one end is surely at most another; an end that there is not is infinite."""
    if left is None or right is None:
        return False
    return at_most(*_crossed(left, right))


def _below(left: Ratio | None, right: Ratio | None) -> Truth:
    if left is None or right is None:
        return False
    return less(*_crossed(left, right))


def _crossed(left: Ratio, right: Ratio) -> tuple[Linear, Linear]:
    if left.rounded and right.rounded:
        raise NotEncoded("two quotients, each of which may be rounded, compared")
    return times(left.above, right.below), times(right.above, left.below)


def times(left: Linear, right: Linear) -> Linear:
    """The product of two sums, of which one must be settled."""
    if right.settled:
        return left.times(right.constant)
    if left.settled:
        return right.times(left.constant)
    raise NotEncoded("an answer is multiplied by, or held in proportion to, another")


def added(left: NumberRange, right: NumberRange) -> NumberRange:
    """The sum of two numbers."""
    low, high = _sum(left.low, right.low), _sum(left.high, right.high)
    return NumberRange(low, low) if left.exact and right.exact else NumberRange(low, high)


def _sum(left: Ratio | None, right: Ratio | None) -> Ratio | None:
    if left is None or right is None:
        return None
    _refuse_rounded(left, right)
    if left.below.settled and right.below.settled:
        one = left.above.times(1 / left.below.constant)
        return Ratio(one + right.above.times(1 / right.below.constant))
    return Ratio(
        times(left.above, right.below) + times(right.above, left.below),
        times(left.below, right.below),
    )


def negated(value: NumberRange) -> NumberRange:
    """The opposite of a number."""
    low, high = _minus(value.high), _minus(value.low)
    return NumberRange(low, low) if value.exact else NumberRange(low, high)


def _minus(end: Ratio | None) -> Ratio | None:
    return None if end is None else Ratio(end.above.times(-1), end.below, end.rounded)


def multiplied(left: NumberRange, right: NumberRange) -> NumberRange:
    """The product of two numbers, of which one must be settled."""
    if not (left.exact and right.exact) or left.low is None or right.low is None:
        raise NotEncoded("a product of a number that may be missing")
    _refuse_rounded(left.low, right.low)
    end = Ratio(times(left.low.above, right.low.above), times(left.low.below, right.low.below))
    return NumberRange(end, end)


def divided(left: NumberRange, right: NumberRange) -> Shape:
    """A quotient; the divisor must be above 0 by its bounds, and what it divides not below 0."""
    if right.low is None or not _surely_above_zero(right.low):
        raise NotEncoded("a division by what may be 0 or less")
    if left.exact and right.exact:
        end = _quotient(left.low, right.low)
        return NumberRange(end, end)
    if left.low is None or not _surely_not_negative(left.low):
        raise NotEncoded("a quotient of what may be negative and may be missing")
    low = Ratio(ZERO) if right.high is None else _quotient(left.low, right.high)
    return NumberRange(low, _quotient(left.high, right.low))


def _quotient(left: Ratio | None, right: Ratio | None) -> Ratio | None:
    if left is None or right is None:
        return None
    _refuse_rounded(left, right)
    above, below = times(left.above, right.below), times(left.below, right.above)
    return Ratio(above, below, rounded=not _divides_evenly(below))


def _divides_evenly(below: Linear) -> bool:
    """Whether a quotient by it has an end as a decimal: it is settled, and of twos and fives."""
    number = below.constant.numerator
    for prime in (2, 5):
        while number and number % prime == 0:
            number //= prime
    return below.settled and number == 1


def _refuse_rounded(*ends: Ratio) -> None:
    if any(end.rounded for end in ends):
        raise NotEncoded("a quotient that may be rounded, counted with further")


def _surely_above_zero(end: Ratio) -> bool:
    low, _ = end.above.ends()
    return low is not None and low > 0


def _surely_not_negative(end: Ratio) -> bool:
    low, _ = end.above.ends()
    return low is not None and low >= 0


def absolute_of(value: Shape) -> Cases:
    """The size of a number, whatever its sign."""
    if isinstance(value, Missing):
        return one_case(value)
    if isinstance(value, TimeSpan):
        raise NotEncoded("the size of a length of time")
    if not isinstance(value, NumberRange):
        return one_case(None)
    negative = negated(value)
    zero = Ratio(ZERO)
    if value.exact:
        above = _at_most(zero, value.low)
        return cases(((above, value), (not_(above), negative)))
    above, below = _at_most(zero, value.low), _at_most(value.high, zero)
    between = not_(or_(above, below))
    higher = _at_most(negative.high, value.high) if value.high and negative.high else True
    unbounded = value.high is None or negative.high is None
    return cases(
        (
            (above, value),
            (and_(below, not_(above)), negative),
            (and_(between, higher), NumberRange(zero, None if unbounded else value.high)),
            (and_(between, not_(higher)), NumberRange(zero, negative.high)),
        )
    )
