"""Margins: how far a comparison is from its line, at least and at most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from authorisation.portfolio.expressions import NULL, RowExpression, operation
from authorisation.portfolio.formulas.numbers import number_difference
from authorisation.portfolio.formulas.tables import KNOWN
from authorisation.portfolio.formulas.values import (
    DateValue,
    DaysValue,
    NumberValue,
    QuotientEnd,
    Value,
    state_of_value,
    typed,
)
from authorisation.portfolio.simplified_expressions import (
    case_of,
    conjunction,
    disjunction,
    equals,
    is_null,
    minus,
)


class Margin(msgspec.Struct, frozen=True, eq=False):
    """From `low` to `high`; null where there is no such end, and both where there is no margin.

    `rounded` says that it is that of a quotient, to `numbers.MARGIN_PLACES` decimals.
    """

    low: RowExpression
    high: RowExpression
    rounded: bool = False

    def where(self, condition: RowExpression) -> Margin:
        """This margin where a condition holds, else none."""
        low = case_of(((condition, self.low),), NULL)
        high = low if self.low is self.high else case_of(((condition, self.high),), NULL)
        return Margin(low, high, self.rounded)

    @property
    def none(self) -> RowExpression:
        """Whether there is no margin."""
        return conjunction((is_null(self.low), is_null(self.high)))

    def ends(self, *, every: bool) -> tuple[RowExpression, RowExpression]:
        """The end that a further item may move, then the other."""
        return (self.low, self.high) if every else (self.high, self.low)


def margin_between(larger: Value, smaller: Value) -> Margin | None:
    """`larger - smaller`, where both are numbers, dates or lengths of time; else None."""
    larger, smaller = typed(larger), typed(smaller)
    rounded = False
    match larger, smaller:
        case NumberValue(), NumberValue():
            low = number_difference(larger.low, smaller.high)
            high = low
            if not (larger.exact and smaller.exact):
                high = number_difference(larger.high, smaller.low)
            rounded = isinstance(larger.low, QuotientEnd) or isinstance(smaller.low, QuotientEnd)
        case DateValue(day=one), DateValue(day=other):
            low = high = operation("days between", one, other)
        case DaysValue(days=one), DaysValue(days=other):
            low = high = operation("-", one, other)
        case _:
            return None
    states = state_of_value(larger), state_of_value(smaller)
    known = conjunction(equals(state, KNOWN) for state in states)
    return Margin(low, high, rounded).where(known)


def nearer(first: Margin | None, second: Margin | None) -> Margin | None:
    """The least of two margins; where there is only one of them, it is open below."""
    if first is None or second is None:
        known = first or second
        return None if known is None else Margin(NULL, known.high, known.rounded)
    missing = disjunction((first.none, second.none))
    ends = disjunction((is_null(first.low), is_null(second.low)))
    low = operation("least", first.low, second.low)
    return Margin(
        case_of(((disjunction((missing, ends)), NULL),), low),
        operation("least", first.high, second.high),
        first.rounded or second.rounded,
    )


def opposite_margin(margin: Margin | None) -> Margin | None:
    """The margin of the opposite."""
    if margin is None:
        return None
    low = minus(margin.high)
    high = low if margin.low is margin.high else minus(margin.low)
    return Margin(low, high, margin.rounded)


_KINDS: Final = {True: "least", False: "greatest"}


def extreme_kind(*, every: bool) -> str:
    """The name of the margin that counts of several: `least` for `every`, `greatest` for `some`."""
    return _KINDS[every]


def extreme_of(ends: Sequence[RowExpression], *, every: bool) -> RowExpression:
    """The margin's end that counts, of several; those that are null are passed over."""
    return ends[0] if len(ends) == 1 else operation(extreme_kind(every=every), *ends)


def margin_of_ends(
    outer: RowExpression, inner: RowExpression, open_: RowExpression, *, every: bool, rounded: bool
) -> Margin:
    """The margin over items, of its two ends; the outer one is open where a condition holds."""
    end = case_of(((open_, NULL),), outer)
    return Margin(end, inner, rounded) if every else Margin(inner, end, rounded)
