"""Values of FEEL as expressions: each has a state, what it is where it is known, and what it waits
for. A value of no column is the engine's own, and is worked out by the engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

import msgspec

from authorisation.feel.interpretation import NotInterpreted
from authorisation.feel.temporal.kinds import DAY_NANOSECONDS, Date, DaysTime
from authorisation.feel.values.values import Unknown
from authorisation.feel.values.values import Value as FeelValue
from authorisation.portfolio.compilation.tables import KNOWN, state_of
from authorisation.portfolio.compilation.waiting import NOTHING, Waiting
from authorisation.portfolio.expressions import Expression, constant, lookup

SURE: Final = constant(KNOWN)


class Settled(msgspec.Struct, frozen=True, eq=False):
    """A value of the engine, the same in every row."""

    value: FeelValue


class Truth(msgspec.Struct, frozen=True, eq=False):
    """True, false, null or unknown, as its state."""

    state: Expression
    waits: Waiting = NOTHING


class Ratio(msgspec.Struct, frozen=True, eq=False):
    """An end of a number that is a quotient; `below` is greater than 0 where it counts."""

    above: Expression
    below: Expression


End: TypeAlias = Expression | Ratio | None
"""An end of a number; None, or null in a row, where it has no such end."""


class Number(msgspec.Struct, frozen=True, eq=False):
    """A number, from `low` to `high`; one object for both is exact in every row."""

    state: Expression
    low: End
    high: End
    waits: Waiting = NOTHING
    least: Decimal | None = None
    """What it is never below, in any row."""

    @property
    def exact(self) -> bool:
        """Whether it is never a range."""
        return self.low is self.high and self.low is not None


class Text(msgspec.Struct, frozen=True, eq=False):
    """A text."""

    state: Expression
    text: Expression
    waits: Waiting = NOTHING


class Day(msgspec.Struct, frozen=True, eq=False):
    """A date."""

    state: Expression
    day: Expression
    waits: Waiting = NOTHING


class Days(msgspec.Struct, frozen=True, eq=False):
    """A length of time in days."""

    state: Expression
    days: Expression
    waits: Waiting = NOTHING


class AmongVerdicts(msgspec.Struct, frozen=True, eq=False):
    """The verdict of a finding, as the bits of those that it may be (`VERDICT_BITS`)."""

    bits: Expression


class Context(msgspec.Struct, frozen=True, eq=False):
    """A context: its entries by name, each worked out when it is looked at."""

    entry: Callable[[str], Value | None]


class Slot(msgspec.Struct, frozen=True, eq=False):
    """An item of a list whose items are written out: 1 where it is surely there, 3 where perhaps,
    2 where it is not."""

    value: Value
    there: Expression


class Slots(msgspec.Struct, frozen=True, eq=False):
    """A list whose items are written out, one by one.

    `waits` is all that it waits for while it is not certain what is in it.
    """

    slots: tuple[Slot, ...]
    state: Expression = SURE
    waits: Waiting = NOTHING


class Rows(msgspec.Struct, frozen=True, eq=False):
    """A list that is a column, with what is worked out of each of its items.

    `item` gives the value of an item of `source`, and `there` whether it is in the list. Where
    `open` holds it may still grow by `tail`; `tail_there` says whether such an item would be in it.
    Places are 1, 3 and 2 as those of a `Slot`. `waits` is all that it waits for while it is not
    certain what is in it.
    """

    source: Expression
    item: Callable[[Expression], Value]
    there: Callable[[Expression], Expression] | None
    open: Expression
    tail: Value
    tail_there: Expression
    state: Expression = SURE
    waits: Waiting = NOTHING


Value: TypeAlias = (
    Settled | Truth | Number | Text | Day | Days | AmongVerdicts | Context | Slots | Rows
)
ItemCondition: TypeAlias = Callable[[Value], Value]


def truth_of(value: Value) -> Truth:
    """A value as a condition: what is neither true, false nor unknown counts as null."""
    match value:
        case Truth():
            return value
        case Settled(value=known):
            is_truth = isinstance(known, bool | Unknown)
            return Truth(constant(state_of(known) if is_truth else 0))
        case Number(state=state, waits=waits) | Text(state=state, waits=waits):
            return Truth(unknown_part(state), waits)
        case Day(state=state, waits=waits) | Days(state=state, waits=waits):
            return Truth(unknown_part(state), waits)
        case _:
            raise NotInterpreted("a condition that is a list, a context or a verdict")


def unknown_part(state: Expression) -> Expression:
    """The state of a value that is no truth, as that of a truth: null where it is known."""
    return lookup((0, 0, 2, 3, 4, 5, 6, 7), state)


def typed(value: Value) -> Value:
    """A settled value as an expression, where it is of a kind that has one."""
    if not isinstance(value, Settled):
        return value
    known = value.value
    if isinstance(known, bool | Unknown) or known is None:
        return value
    match known:
        case Decimal():
            number = constant(known)
            return Number(SURE, number, number)
        case str():
            return Text(SURE, constant(known))
        case Date(year=year, month=month, day=day):
            return Day(SURE, constant(date(year, month, day)))
        case DaysTime(nanoseconds=length) if length % DAY_NANOSECONDS == 0:
            return Days(SURE, constant(length // DAY_NANOSECONDS))
        case list():
            return Slots(tuple(Slot(Settled(each), SURE) for each in known))
        case _:
            return value


def state_of_value(value: Value) -> Expression:
    """The state of a value: 1 where it is known."""
    match value:
        case Settled(value=known):
            return constant(state_of(known) if known is not False else KNOWN)
        case Truth(state=state):
            return lookup((0, 1, 1, 3, 4, 5, 6, 7), state)
        case AmongVerdicts():
            raise NotInterpreted("a verdict in such a place")
        case Context():
            return SURE
        case _:
            return value.state


def waits_of(value: Value) -> Waiting:
    """What a value waits for."""
    match value:
        case Settled() | AmongVerdicts() | Context():
            return NOTHING
        case _:
            return value.waits
