"""Units of measure: products of named bases, equal or not, never converted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import msgspec

_TOKEN: Final = re.compile(r"\s*(?:([/*()])|([A-Za-z%][A-Za-z0-9%&' -]*)|(1))")
_LONGEST: Final = 120

ITEM: Final = "item"
PERCENT: Final = "%"

MEASURED: Final = frozenset(
    {
        *("GBP", "GBP thousand", "GBP million", "%"),
        *("hour", "day", "week", "month", "quarter", "year"),
        *("mile", "km", "patient"),
    }
)
"""Bases that are measured or estimated; the count of a list is never one of these.

Every other base (`practice`, `member`, `locality`) is something that rules list one by one.
"""


class Unit(msgspec.Struct, frozen=True):
    """A product of bases with whole exponents; without any base it is a plain number.

    `GBP thousand` is a base of its own and no multiple of `GBP`. `%` is held as a fraction, so it
    leaves the unit that it scales as it was, and is left over only where nothing else is.
    """

    bases: tuple[tuple[str, int], ...] = ()
    """In order of name, no exponent 0."""

    def __str__(self) -> str:
        """Write the unit as rules do: `GBP/patient/year`; empty for a plain number."""
        over = [base for base, power in self.bases for _ in range(power)]
        under = [base for base, power in self.bases for _ in range(-power)]
        if not under:
            return "*".join(over)
        return "/".join(["*".join(over) or "1", *under])

    def __mul__(self, other: Unit) -> Unit:
        if PERCENTAGE in (self, other):
            scaled = self if other == PERCENTAGE else other
            return PERCENTAGE if scaled == PLAIN else scaled
        return _product((*self.bases, *other.bases))

    def __truediv__(self, other: Unit) -> Unit:
        if other == PERCENTAGE and self not in (PERCENTAGE, PLAIN):
            return self
        return _product((*self.bases, *((base, -power) for base, power in other.bases)))

    def power(self, exponent: int) -> Unit:
        """Raise the unit to a whole power."""
        return _product((base, power * exponent) for base, power in self.bases)

    def agrees(self, other: Unit) -> bool:
        """Whether figures in the two units may be added or compared.

        They must be equal, with one allowance: what was counted (`item`) agrees with a plain
        number and with any one base that rules list one by one, so that `count(practices)` may
        stand against a number of `practice`, and never against `patient` or `GBP`.
        """
        rest = dict(_product((*self.bases, *((b, -p) for b, p in other.bases))).bases)
        counted = rest.pop(ITEM, 0)
        if not rest or not counted:
            return not rest
        return all(b not in MEASURED and p == -counted for b, p in rest.items()) and len(rest) == 1


PLAIN: Final = Unit()
PERCENTAGE: Final = Unit(((PERCENT, 1),))
COUNT: Final = Unit(((ITEM, 1),))
DAY: Final = Unit((("day", 1),))


def parse_unit(text: str) -> Unit | None:
    """Read a unit such as `GBP/patient/year` or `GBP/(patient*year)`; None if it is not one."""
    tokens = _tokens(text)
    if tokens is None:
        return None
    if not tokens:
        return PLAIN
    found, rest = _expression(tokens)
    return found if not rest else None


def _tokens(text: str) -> list[str] | None:
    if len(text) > _LONGEST:
        return None
    found: list[str] = []
    position, text = 0, text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return None
        found.append(" ".join(match[0].split()))
        position = match.end()
    return found


def _expression(tokens: list[str]) -> tuple[Unit | None, list[str]]:
    unit, rest = _factor(tokens)
    while unit is not None and rest and rest[0] in "*/":
        sign = 1 if rest[0] == "*" else -1
        factor, rest = _factor(rest[1:])
        if factor is None:
            return None, rest
        unit = _product((*unit.bases, *factor.power(sign).bases))
    return unit, rest


def _factor(tokens: list[str]) -> tuple[Unit | None, list[str]]:
    match tokens:
        case ["(", *inside]:
            unit, rest = _expression(inside)
            return (unit, rest[1:]) if rest[:1] == [")"] else (None, rest)
        case ["1", *rest]:
            return PLAIN, rest
        case [base, *rest] if base not in "*/)":
            return Unit(((base, 1),)), rest
        case _:
            return None, tokens


def _product(bases: Iterable[tuple[str, int]]) -> Unit:
    powers: dict[str, int] = {}
    for base, power in bases:
        powers[base] = powers.get(base, 0) + power
    return Unit(tuple(sorted((base, power) for base, power in powers.items() if power)))
