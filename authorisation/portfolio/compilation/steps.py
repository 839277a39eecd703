"""What conditions come to: the verdicts that each leaves, its margin and what it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from authorisation.engine.judge.conditions import number_needed
from authorisation.feel.interpretation import NotInterpreted
from authorisation.feel.values.values import Unknown
from authorisation.model.verdict import EITHER, MET, NOT_APPLICABLE, NOT_MET, SETTLED_SETS
from authorisation.portfolio.expressions import FALSE, NULL, ZERO, RowExpression, operation
from authorisation.portfolio.formulas import tables
from authorisation.portfolio.formulas.numbers import number_difference
from authorisation.portfolio.formulas.values import (
    NOTHING,
    DateValue,
    DaysValue,
    NumberValue,
    QuotientEnd,
    Settled,
    Value,
    Waiting,
    state_of_value,
    typed,
    united,
)
from authorisation.portfolio.simplified_expressions import (
    case_of,
    conjunction,
    constant,
    disjunction,
    equals,
    is_null,
    minus,
    negation,
    one_of,
    union,
)


class StepColumns(msgspec.Struct, frozen=True, eq=False):
    """The columns of what a condition comes to.

    `unshown` says that its verdict rests on an answer that needs evidence and has none, as
    `authorisation.engine.evidence` works it out.
    """

    possible: RowExpression
    waits: Waiting = NOTHING
    margin: Margin | None = None
    unshown: RowExpression = FALSE


def is_settled(possible: RowExpression) -> RowExpression:
    """Whether only one verdict is left."""
    return one_of(possible, SETTLED_SETS)


def parent_waits(possible: RowExpression, parts: Iterable[Waiting]) -> Waiting:
    """The paths a step above some parts waits for: while it is unsettled, those of the parts."""
    return united(parts).where(negation(is_settled(possible)))


def group_step(parts: Sequence[StepColumns], *, every: bool) -> StepColumns:
    """Parts under `all`, or under `any`."""
    sets = [part.possible for part in parts]
    possible = tables.all_of(sets) if every else tables.any_of(sets)
    waits = parent_waits(possible, (part.waits for part in parts))
    flags = union(support_flags(part, every=every) for part in parts)
    return StepColumns(possible, waits, None, support_of(possible, flags, FALSE, every=every))


_SHOWN, _UNSHOWN, _PART = 1, 2, 4


def support_flags(
    part: StepColumns, *, every: bool, there: RowExpression | None = None
) -> RowExpression:
    """The flags of a part, as bits, for the evidence behind the whole.

    That it alone settles the whole and is shown; that it applies and is not shown; that it is a
    part at all, which an item of a list may not be.
    """
    decisive = equals(part.possible, NOT_MET if every else MET)
    applies = negation(equals(part.possible, NOT_APPLICABLE))
    if part.unshown is FALSE:
        flags = case_of(((decisive, constant(_SHOWN | _PART)),), constant(_PART))
    else:
        flags = case_of(
            (
                (conjunction((part.unshown, applies)), constant(_UNSHOWN | _PART)),
                (conjunction((decisive, negation(part.unshown))), constant(_SHOWN | _PART)),
            ),
            constant(_PART),
        )
    return flags if there is None else case_of(((there, flags),), ZERO)


def support_of(
    possible: RowExpression, flags: RowExpression, empty: RowExpression, *, every: bool
) -> RowExpression:
    """Whether a group is not shown: any part of it, or where one suffices, all that suffice.

    `empty` is what counts where there is no part.
    """
    unshown = _has(flags, _UNSHOWN)
    suffices = equals(possible, NOT_MET if every else MET)
    return disjunction(
        (
            conjunction((negation(_has(flags, _PART)), empty)),
            conjunction((suffices, unshown, negation(_has(flags, _SHOWN)))),
            conjunction((negation(suffices), unshown)),
        )
    )


def _has(flags: RowExpression, bit: int) -> RowExpression:
    if flags.among is not None and not any(each & bit for each in flags.among):
        return FALSE
    if flags.among is not None:
        return one_of(flags, (each for each in flags.among if each & bit))
    return operation("<>", operation("&", flags, constant(bit)), ZERO)


def opposite_step(part: StepColumns) -> StepColumns:
    """A part under `not`."""
    possible = tables.opposite_of(part.possible)
    applies = negation(equals(part.possible, NOT_APPLICABLE))
    return StepColumns(
        possible,
        parent_waits(possible, (part.waits,)),
        opposite_margin(part.margin),
        conjunction((applies, part.unshown)),
    )


def at_least_step(number: Value, parts: Sequence[StepColumns]) -> StepColumns:
    """Parts under `at least` a number, which must be settled.

    Raises:
        NotInterpreted: it rests on answers.
    """
    if not isinstance(number, Settled):
        raise NotInterpreted("a number of parts that rests on answers")
    if isinstance(number.value, Unknown):
        return StepColumns(constant(tables.state_of(number.value)))
    needed = number_needed(number.value)
    if needed is None:
        return StepColumns(constant(EITHER))
    possible = tables.at_least(needed, [part.possible for part in parts])
    is_met = equals(possible, MET)
    met = disjunction(conjunction((equals(p.possible, MET), p.unshown)) for p in parts)
    others = disjunction(
        conjunction((negation(equals(p.possible, NOT_APPLICABLE)), p.unshown)) for p in parts
    )
    unshown = disjunction((conjunction((is_met, met)), conjunction((negation(is_met), others))))
    return StepColumns(possible, parent_waits(possible, (p.waits for p in parts)), None, unshown)


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
    known = conjunction(equals(state, tables.KNOWN) for state in states)
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
