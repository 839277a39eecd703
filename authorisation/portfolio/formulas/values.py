"""Values of FEEL as expressions: each has a state, what it is where known, and what it waits for.

A value that is the same in every row is the engine's own, and is worked out by the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

import msgspec

from authorisation.feel.interpretation import NotInterpreted
from authorisation.feel.temporal.kinds import DAY_NANOSECONDS, Date, DaysTime
from authorisation.feel.values.values import Unknown
from authorisation.feel.values.values import Value as FeelValue
from authorisation.portfolio.expressions import NULL, ZERO, RowExpression
from authorisation.portfolio.formulas.tables import KNOWN, state_of
from authorisation.portfolio.simplified_expressions import case_of, constant, lookup, union

SURE: Final = constant(KNOWN)
_MOST_DECIMALS: Final = 12
"""How many decimals a figure may have; with more an answer beside it might find no place."""
WORD: Final = 60
"""How many paths one integer holds."""


class Waiting(msgspec.Struct, frozen=True, eq=False):
    """The paths that a value rests on: for each integer its bits, and which they may be at all."""

    words: Mapping[int, RowExpression] = {}
    paths: frozenset[str] = frozenset()

    def where(self, condition: RowExpression) -> Waiting:
        """These paths where a condition holds, else none."""
        words = {
            at: found
            for at, bits in self.words.items()
            if (found := case_of(((condition, bits),), ZERO)) is not ZERO
        }
        return Waiting(words, self.paths if words else frozenset())


NOTHING: Final = Waiting()


def united(parts: Iterable[Waiting]) -> Waiting:
    """The paths that any of several values rest on."""
    found = [part for part in parts if part.words]
    if len(found) < 2:  # noqa: PLR2004 - none, or one
        return found[0] if found else NOTHING
    words = sorted({at for part in found for at in part.words})
    return Waiting(
        {at: union(part.words[at] for part in found if at in part.words) for at in words},
        frozenset[str]().union(*(part.paths for part in found)),
    )


class PathNumbers:
    """Numbers the paths of questions, in the order in which they are first looked at."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def waiting(self, path: str) -> Waiting:
        """The paths of a value that rests on this one alone."""
        at, bit = divmod(self._number(path), WORD)
        return Waiting({at: constant(1 << bit)}, frozenset((path,)))

    def place(self, path: str) -> tuple[int, int]:
        """The integer and the bit of a path."""
        return divmod(self._number(path), WORD)

    def _number(self, path: str) -> int:
        return self._numbers.setdefault(path, len(self._numbers))


class Settled(msgspec.Struct, frozen=True, eq=False):
    """A value of the engine, the same in every row."""

    value: FeelValue


class TruthValue(msgspec.Struct, frozen=True, eq=False):
    """True, false, null or unknown, as its state."""

    state: RowExpression
    waits: Waiting = NOTHING


class QuotientEnd(msgspec.Struct, frozen=True, eq=False):
    """An end of a number that is a quotient; `below` is greater than 0 where it counts."""

    above: RowExpression
    below: RowExpression


End: TypeAlias = RowExpression | QuotientEnd | None
"""An end of a number; None, or null in a row, where it has no such end."""


class NumberValue(msgspec.Struct, frozen=True, eq=False):
    """A number, from `low` to `high`; one object for both is exact in every row."""

    state: RowExpression
    low: End
    high: End
    waits: Waiting = NOTHING
    least: Decimal | None = None
    """What it is never below, in any row."""

    @property
    def exact(self) -> bool:
        """Whether it is never a range; with neither end it is any number."""
        return self.low is self.high and self.low not in {None, NULL}


class TextValue(msgspec.Struct, frozen=True, eq=False):
    """A text."""

    state: RowExpression
    text: RowExpression
    waits: Waiting = NOTHING


class DateValue(msgspec.Struct, frozen=True, eq=False):
    """A date."""

    state: RowExpression
    day: RowExpression
    waits: Waiting = NOTHING


class DaysValue(msgspec.Struct, frozen=True, eq=False):
    """A length of time in days."""

    state: RowExpression
    days: RowExpression
    waits: Waiting = NOTHING


class OneOfTexts(msgspec.Struct, frozen=True, eq=False):
    """A text, or null, that is one of several: the verdict or the grade of a finding.

    `index` is the place in `sets` of those that it may be; where that is one, it is known.
    """

    index: RowExpression
    sets: tuple[frozenset[str | None], ...]


class Context(msgspec.Struct, frozen=True, eq=False):
    """A context: its entries by name, each worked out when it is looked at."""

    entry: Callable[[str], Value | None]


class PlacedItem(msgspec.Struct, frozen=True, eq=False):
    """An item of a list whose items are written out.

    It is surely there where `there` is 1, perhaps where it is 3, and not where it is 2.
    """

    value: Value
    there: RowExpression


class Slots(msgspec.Struct, frozen=True, eq=False):
    """A list whose items are written out, one by one.

    `waits` is all that it waits for while it is not certain what is in it.
    """

    slots: tuple[PlacedItem, ...]
    state: RowExpression = SURE
    waits: Waiting = NOTHING


class Rows(msgspec.Struct, frozen=True, eq=False):
    """A list that is a column, with what is worked out of each of its items.

    `item` gives the value of an item of `source`, and `there` whether it is in the list. Where
    `open` holds it may still grow by `tail`; `tail_there` says whether such an item would be in it.
    Places are 1, 3 and 2 as those of a `PlacedItem`. `waits` is all that it waits for while it is
    not certain what is in it.
    """

    source: RowExpression
    item: Callable[[RowExpression], Value]
    there: Callable[[RowExpression], RowExpression] | None
    open: RowExpression
    tail: Value
    tail_there: RowExpression
    state: RowExpression = SURE
    waits: Waiting = NOTHING


Value: TypeAlias = (
    Settled
    | TruthValue
    | NumberValue
    | TextValue
    | DateValue
    | DaysValue
    | OneOfTexts
    | Context
    | Slots
    | Rows
)
ItemCondition: TypeAlias = Callable[[Value], Value]


def truth_of(value: Value) -> TruthValue:
    """A value as a condition: what is neither true, false nor unknown counts as null."""
    match value:
        case TruthValue():
            return value
        case Settled(value=known):
            is_truth = isinstance(known, bool | Unknown)
            return TruthValue(constant(state_of(known) if is_truth else 0))
        case NumberValue(state=state, waits=waits) | TextValue(state=state, waits=waits):
            return TruthValue(unknown_part(state), waits)
        case DateValue(state=state, waits=waits) | DaysValue(state=state, waits=waits):
            return TruthValue(unknown_part(state), waits)
        case _:
            raise NotInterpreted("a condition that is a list, a context, a verdict or a grade")


def unknown_part(state: RowExpression) -> RowExpression:
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
            if -int(known.as_tuple().exponent) > _MOST_DECIMALS:
                raise NotInterpreted(f"a figure of more than {_MOST_DECIMALS} decimals")
            number = constant(known)
            return NumberValue(SURE, number, number)
        case str():
            return TextValue(SURE, constant(known))
        case Date(year=year, month=month, day=day):
            return DateValue(SURE, constant(date(year, month, day)))
        case DaysTime(nanoseconds=length) if length % DAY_NANOSECONDS == 0:
            return DaysValue(SURE, constant(length // DAY_NANOSECONDS))
        case list():
            return Slots(tuple(PlacedItem(Settled(each), SURE) for each in known))
        case _:
            return value


def state_of_value(value: Value) -> RowExpression:
    """The state of a value: 1 where it is known."""
    match value:
        case Settled(value=known):
            return constant(state_of(known) if known is not False else KNOWN)
        case TruthValue(state=state):
            return lookup((0, 1, 1, 3, 4, 5, 6, 7), state)
        case OneOfTexts():
            raise NotInterpreted("a verdict or grade in such a place")
        case Context():
            return SURE
        case _:
            return value.state


def waits_of(value: Value) -> Waiting:
    """The answers that a value waits for."""
    match value:
        case Settled() | OneOfTexts() | Context():
            return NOTHING
        case _:
            return value.waits
