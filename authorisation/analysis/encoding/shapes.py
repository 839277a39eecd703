"""Values that depend on answers nobody has given yet: each is one of several shapes, by case.

A `Cases` is the value of a formula over every submission at once. Its shapes are the kinds of
value that the engine would have: in each submission exactly one case holds.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from fractions import Fraction
from functools import cache
from typing import Final, TypeAlias

import msgspec

from authorisation.analysis.encoding.calendar import CivilDate
from authorisation.analysis.encoding.terms import (
    ONE,
    Linear,
    Truth,
    and_,
    constant,
    equal_numbers,
    not_,
    or_,
)
from authorisation.feel.interpretation import NotInterpreted

NotEncoded: TypeAlias = NotInterpreted
"""A form of the language that has no encoding; `reason` says which, for a reader."""


class Missing(msgspec.Struct, frozen=True):
    """The engine's Unknown: not answered, or a figure that was never set (`inapplicable`)."""

    inapplicable: bool = False
    perhaps_inapplicable: bool = False


class AmongTexts(msgspec.Struct, frozen=True, eq=False):
    """A text, or null, that is one of several, each where its truth holds.

    It is a finding's open verdict, or its grade where that is not known.
    """

    possible: Mapping[str | None, Truth]


class Ratio(msgspec.Struct, frozen=True, eq=False):
    """A number as a quotient of sums; `below` is greater than 0.

    One that is `rounded` has more digits than the engine holds: it may be compared, for rounding
    keeps order, and not counted with.
    """

    above: Linear
    below: Linear = ONE
    rounded: bool = False


class NumberRange(msgspec.Struct, frozen=True, eq=False):
    """A number within inclusive ends; None is unbounded, and one object for both is exact."""

    low: Ratio | None
    high: Ratio | None

    @property
    def exact(self) -> bool:
        """Whether it is one number and not a range."""
        return self.low is self.high and self.low is not None


class OptionText(msgspec.Struct, frozen=True, eq=False):
    """A text that is one of several options, by the truth of each; exactly one holds."""

    options: Mapping[str, Truth]


class FreeText(msgspec.Struct, frozen=True, eq=False):
    """A text of which only equality counts: equal numbers are equal texts.

    `number_of_text` gives the number that stands for a text that the rules write; None where no
    answer can be that text.
    """

    name: str
    number: Linear
    number_of_text: Callable[[str], int | None]

    def equals(self, text: str) -> Truth:
        """Whether it is a text that the rules write."""
        number = self.number_of_text(text)
        return False if number is None else equal_numbers(self.number, constant(number))


class Day(msgspec.Struct, frozen=True, eq=False):
    """A date."""

    civil: CivilDate


class TimeSpan(msgspec.Struct, frozen=True, eq=False):
    """A length of time: of days, or of a settled number of months."""

    days: Linear | None = None
    months: int = 0


class Slot(msgspec.Struct, frozen=True, eq=False):
    """A place in a list: whether its item is surely or perhaps there, and how many times."""

    value: Cases
    sure: Truth = True
    perhaps: Truth = False
    times: Linear | None = None

    @property
    def there(self) -> Truth:
        """Whether the item is surely or perhaps there."""
        return or_(self.sure, self.perhaps)


class ListShape(msgspec.Struct, frozen=True, eq=False):
    """A list: its places, and whether it may still grow by such items as `tail`.

    `begun` says that it is an answer, though it has no entry yet and may still grow.
    """

    slots: tuple[Slot, ...]
    open: Truth = False
    tail: Cases = ()
    begun: Truth = False


class Entries(msgspec.Struct, frozen=True, eq=False):
    """A context: its entries by name, each worked out when it is looked at."""

    entry: Callable[[str], Cases | None]

    @staticmethod
    def of_fields(names: Container[str], value: Callable[[str], Cases]) -> Entries:
        """The context of some fields, the value of each worked out once."""
        once = cache(value)
        return Entries(lambda name: once(name) if name in names else None)


Shape: TypeAlias = (
    bool
    | str
    | Missing
    | AmongTexts
    | NumberRange
    | OptionText
    | FreeText
    | Day
    | TimeSpan
    | ListShape
    | Entries
    | None
)
Cases: TypeAlias = tuple[tuple[Truth, Shape], ...]

MISSING: Final = Missing()
INAPPLICABLE: Final = Missing(inapplicable=True)
PERHAPS_INAPPLICABLE: Final = Missing(perhaps_inapplicable=True)
_MERGED: Final = (bool, str, type(None), Missing)


def cases(pairs: Iterable[tuple[Truth, Shape]]) -> Cases:
    """The cases that may hold; those of equal plain shapes are one."""
    plain: dict[object, Truth] = {}
    others: list[tuple[Truth, Shape]] = []
    for guard, shape in pairs:
        if guard is False:
            continue
        if isinstance(shape, _MERGED):
            # True is 1 to a dict; the type keeps them apart.
            key = (type(shape), shape)
            plain[key] = or_(plain.get(key, False), guard)
        else:
            others.append((guard, shape))
    return (*((guard, key[1]) for key, guard in plain.items()), *others)  # type: ignore[index]


def one_case(shape: Shape) -> Cases:
    """A value of one shape in every submission."""
    return ((True, shape),)


def map_cases(of: Callable[[Shape], Cases], value: Cases) -> Cases:
    """The cases that an operation comes to in every case of a value."""
    return cases((and_(guard, inner), shape) for guard, each in value for inner, shape in of(each))


def map_pairs(of: Callable[[Shape, Shape], Cases], left: Cases, right: Cases) -> Cases:
    """The cases that an operation comes to in every case of two values."""
    return cases(
        (and_(a, b, inner), shape)
        for a, one in left
        for b, other in right
        for inner, shape in of(one, other)
    )


def exact_number(number: Linear | Fraction | int) -> NumberRange:
    """A number that is one sum."""
    end = Ratio(number if isinstance(number, Linear) else constant(number))
    return NumberRange(end, end)


def truth_case(truth: Truth) -> Cases:
    """True where a truth holds, else false."""
    return cases(((truth, True), (not_(truth), False)))


def guard_of(value: Cases, wanted: Shape) -> Truth:
    """Whether a value is a given plain shape."""
    found: Truth = False
    for guard, shape in value:
        if type(shape) is type(wanted) and shape == wanted:
            found = or_(found, guard)
    return found


def missing_guards(value: Cases) -> tuple[Truth, Truth, Truth]:
    """The truths that a value is missing and applies, is inapplicable, and may be inapplicable."""
    plain: Truth = False
    never: Truth = False
    perhaps: Truth = False
    for guard, shape in value:
        if isinstance(shape, Missing):
            if shape.inapplicable:
                never = or_(never, guard)
            elif shape.perhaps_inapplicable:
                perhaps = or_(perhaps, guard)
            else:
                plain = or_(plain, guard)
    return plain, never, perhaps


def unanswered(value: Cases) -> Truth:
    """Whether the value of a question says that it was not answered."""
    found: Truth = False
    for guard, shape in value:
        if isinstance(shape, ListShape):
            empty = and_(shape.open, not_(shape.begun), *(not_(s.there) for s in shape.slots))
            found = or_(found, and_(guard, empty))
        elif isinstance(shape, Missing) or (isinstance(shape, NumberRange) and not shape.exact):
            found = or_(found, guard)
    return found
