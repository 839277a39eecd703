"""Combinations of verdicts as rules: a small table of rules for each kind of combination.

A verdict is a letter: T met, F not met, N not applicable, and D for the verdict of an item that
is not in the list after all. What may still turn out to be several is several facts, one a
letter: *this may be met*, *this may be not met*. Whatever may come of a combination is then what
its rules conclude from any choice of letters, so that no rule needs *not* or *otherwise*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from authorisation.inference.facts import MAX_RULES, MAX_TESTS, Fact, Rule, Table

ANY: Final = ""
"""In a row: this part may come to anything."""
NONE: Final = "none"
"""A tally while no part of it has applied yet."""
MAX_TALLY: Final = 50
"""The largest number of parts that a tally can tell apart."""

Row = tuple[tuple[str, ...], str]
"""The letters of the parts, and what they come to."""


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of combination: how many parts it has, and what they come to."""

    name: str
    parts: int
    rows: tuple[Row, ...]


def _dominated(dominant: str, weak: str) -> tuple[Row, ...]:
    """Give the rows of two parts of which one letter settles the whole; N and D stand aside."""
    beside = ((weak, weak), (weak, "N"), ("N", weak), (weak, "D"), ("D", weak))
    return (
        ((dominant, ANY), dominant),
        ((ANY, dominant), dominant),
        *((pair, weak) for pair in beside),
        *((pair, "N") for pair in (("N", "N"), ("N", "D"), ("D", "N"))),
        (("D", "D"), "D"),
    )


BOTH: Final = Kind("a", 2, _dominated("F", "T"))
EITHER: Final = Kind("o", 2, _dominated("T", "F"))
OPPOSITE: Final = Kind("n", 1, ((("T",), "F"), (("F",), "T"), (("N",), "N")))
_KEPT: Final[tuple[Row, ...]] = ((("T",), "T"), (("F",), "F"), (("N",), "N"))
EVERY: Final = Kind("e", 1, (*_KEPT, (("D",), "T")))
"""Ends a list under `every`: an empty list is met."""
SOME: Final = Kind("s", 1, (*_KEPT, (("D",), "F")))
FINDING: Final = Kind("f", 1, _KEPT)
"""What a criterion that always applies requires."""
WHERE_IT_APPLIES: Final = Kind(
    "w",
    2,
    (
        (("F", ANY), "N"),
        (("N", ANY), "N"),
        (("T", "T"), "T"),
        (("T", "F"), "F"),
        (("T", "N"), "N"),
    ),
)
"""Whether a criterion applies, and what it requires: what does not apply is not required."""


@cache
def tally(most: int) -> Kind:
    """Give the gate that counts a part more, up to `most`; what does not apply is not counted."""
    counts = [f"c{number}" for number in range(most + 1)]
    met = [((counts[n], "T"), counts[min(n + 1, most)]) for n in range(most + 1)]
    rest = [((count, letter), count) for count in counts for letter in "FN"]
    first = [
        ((NONE, "T"), counts[min(1, most)]),
        ((NONE, "F"), counts[0]),
        ((NONE, "N"), NONE),
    ]
    return Kind("t", 2, (*met, *rest, *first))


@cache
def enough(low: int, high: int) -> Kind:
    """Give the gate that judges a count where the number needed is from `low` to `high`."""
    met = [((f"c{n}",), "T") for n in range(low, high + 1)]
    unmet = [((f"c{n}",), "F") for n in range(high)]
    return Kind("u", 1, (*met, *unmet, ((NONE,), "N")))


def key(kind: Kind, slot: int, part: int) -> str:
    """Give the key of facts about a part of a slot, or its result (the part after the last)."""
    return f"{kind.name}{slot}{'xyz'[part]}"


@dataclass(frozen=True, slots=True, eq=False)
class Fabric:
    """A table with several slots of each of some kinds, so that it can hold any tree piecewise.

    The trees differ from one submission to the next, the fabric does not: durable-rules loads
    few rules, once.
    """

    slots: dict[Kind, int]
    table: Table


def fabric(slots: dict[Kind, int]) -> Fabric:
    """Build the fabric with these slots."""
    rules = [
        rule for kind, number in slots.items() for n in range(number) for rule in _slot(kind, n)
    ]
    return Fabric(slots, Table(tuple(rules)))


def _slot(kind: Kind, slot: int) -> Iterator[Rule]:
    for letters, result in kind.rows:
        when = [(key(kind, slot, n), letter) for n, letter in enumerate(letters) if letter != ANY]
        yield Rule(tuple(when), _fact(kind, slot, result))


def _fact(kind: Kind, slot: int, letter: str) -> Fact:
    return key(kind, slot, kind.parts), letter


COMMON: Final = fabric(
    {BOTH: 5, EITHER: 2, OPPOSITE: 1, EVERY: 2, SOME: 1, FINDING: 14, WHERE_IT_APPLIES: 3}
)
"""Holds about as much of each kind as whole rule sets have."""


@cache
def counting(low: int, high: int) -> Fabric:
    """Give the fabric for `at least`; `low` and `high` are at most `MAX_TALLY`."""
    last, step = enough(low, high), tally(high)
    room = MAX_RULES - len(last.rows), MAX_TESTS - _tests(last.rows)
    number = min(8, room[0] // len(step.rows), room[1] // _tests(step.rows))
    return fabric({step: number, last: 1})


def _tests(rows: Sequence[Row]) -> int:
    return sum(letter != ANY for letters, _ in rows for letter in letters)
