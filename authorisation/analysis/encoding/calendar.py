"""Dates in whole numbers: by month and day, and by day number where two are subtracted.

Years run from 1901 to 2099, where every fourth is a leap year.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Final

from authorisation.analysis.encoding.terms import (
    ZERO,
    Linear,
    Term,
    Truth,
    and_,
    at_most,
    constant,
    define,
    equal_numbers,
    exactly_one,
    integer,
    less,
    not_,
    or_,
    product,
    variable,
)
from authorisation.model.calendar import add_months

FIRST_YEAR: Final = 1901
LAST_YEAR: Final = 2099
_FIRST: Final = date(FIRST_YEAR, 1, 1)
_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY: Final = 1
"""Its place among the months, from 0."""
_SHORTEST: Final = 28
_FOUR_YEARS: Final = 4 * 365 + 1
_MOST_MONTHS: Final = 12 * (LAST_YEAR - FIRST_YEAR + 1) - 1
_NEAR: Final = 12 * (2012 - FIRST_YEAR)
"""January 2012, counted from the first month."""


class CivilDate:
    """A date by its month, counted from the first that can be encoded, and its day."""

    def __init__(self, name: str, month: Linear, day: Linear) -> None:
        self.name = name
        self.month = month
        self.day = day

    def before(self, other: CivilDate) -> Truth:
        """Whether it is earlier than another date."""
        return or_(
            less(self.month, other.month),
            and_(equal_numbers(self.month, other.month), less(self.day, other.day)),
        )

    def equals(self, other: CivilDate) -> Truth:
        """Whether it is the same date as another."""
        return and_(equal_numbers(self.month, other.month), equal_numbers(self.day, other.day))

    @cached_property
    def number(self) -> Linear:
        """The day number, counted from the first day that can be encoded."""
        if self.month.settled and self.day.settled:
            return constant(settled_date(self).toordinal() - _FIRST.toordinal())
        parts = _MonthParts(self.name, self.month)
        number = integer(f"{self.name}: number", 0, _MOST_MONTHS * 31)
        define(number.parts, parts.links, equal_numbers(number, parts.days_before + self.day))
        return number


def settled_date(civil: CivilDate) -> date:
    """The date where month and day are settled."""
    year, month = divmod(int(civil.month.constant), 12)
    return date(FIRST_YEAR + year, month + 1, int(civil.day.constant))


def date_of(month: int, day: int) -> date:
    """The date of a month, counted from the first that can be encoded, and a day."""
    return settled_date(CivilDate("", constant(month), constant(day)))


def civil_date(day: date) -> CivilDate:
    """A date that is settled."""
    months = 12 * (day.year - FIRST_YEAR) + day.month - 1
    return CivilDate(day.isoformat(), constant(months), constant(day.day))


def date_variable(name: str) -> CivilDate:
    """A date that is free."""
    # Counted from a month of today's rules, so that a date of which nothing is asked lies near it.
    month = integer(f"{name}: month", -_NEAR, _MOST_MONTHS - _NEAR) + constant(_NEAR)
    day = integer(f"{name}: day", 1, 31)
    if not _where(day):
        parts = _MonthParts(name, month)
        exists = or_(_in_every_month(day), and_(parts.links, at_most(day, parts.length)))
        define([*month.parts, *day.parts], exists)
    return CivilDate(name, month, day)


def months_later(civil: CivilDate, months: int) -> CivilDate:
    """The same day of a later month, or of an earlier one.

    A day that the other month lacks becomes its last. Where the calendar would end before, there
    is no such date.
    """
    if civil.month.settled and civil.day.settled:
        return civil_date(add_months(settled_date(civil), months))
    name = f"{civil.name} and {months} months"
    month = civil.month + constant(months)
    day = integer(f"{name}: day", 1, 31)
    if not _where(day):
        parts = _MonthParts(name, month)
        longest = at_most(civil.day, parts.length)
        moved = and_(
            parts.links,
            or_(not_(longest), equal_numbers(day, civil.day)),
            or_(longest, equal_numbers(day, parts.length)),
        )
        kept = and_(_in_every_month(civil.day), equal_numbers(day, civil.day))
        within = and_(at_most(ZERO, month), at_most(month, constant(_MOST_MONTHS)))
        define(day.parts, within, or_(kept, and_(not_(_in_every_month(civil.day)), moved)))
    return CivilDate(name, month, day)


def _where(number: Linear) -> list[Truth]:
    (term,) = number.parts
    return term.where


def _in_every_month(day: Linear) -> Truth:
    return at_most(day, constant(_SHORTEST))


class _MonthParts:
    """A month taken apart: its place in the year, and whether that is a leap year.

    `links` ties the parts to the month; they mean nothing where it is not required.
    """

    def __init__(self, name: str, month: Linear) -> None:
        fours = integer(f"{name}: fours", 0, (LAST_YEAR - FIRST_YEAR) // 4)
        of_four = [variable(f"{name}: year {each} of four") for each in range(4)]
        self._leap: Term = of_four[3]
        self._months = [variable(f"{name}: month {each}") for each in range(1, 13)]
        year = _place_of(of_four)
        self.links: Truth = and_(
            exactly_one(of_four),
            exactly_one(self._months),
            equal_numbers(month, fours.times(48) + year.times(12) + _place_of(self._months)),
        )
        self._days_of_years = fours.times(_FOUR_YEARS) + year.times(365)

    @property
    def length(self) -> Linear:
        """The number of days that the month has."""
        total = product(and_(self._months[_FEBRUARY], self._leap), constant(1))
        for truth, days in zip(self._months, _LENGTHS, strict=True):
            total += product(truth, constant(days))
        return total

    @property
    def days_before(self) -> Linear:
        """The day number of the last day before the month."""
        days = self._days_of_years - constant(1)
        for place, truth in enumerate(self._months):
            days += product(truth, constant(sum(_LENGTHS[:place])))
            if place > _FEBRUARY:
                days += product(and_(truth, self._leap), constant(1))
        return days


def _place_of(truths: list[Term]) -> Linear:
    """The place of the one of several that is true, counted from 0."""
    total = ZERO
    for each, truth in enumerate(truths):
        total += product(truth, constant(each))
    return total
