"""A network of combinations, laid out over fabrics and derived by the second engine.

Combinations of verdicts are rules: a small table of rules for each kind of combination. A verdict
is a letter: T met, F not met, N not applicable, and D for the verdict of an item that is not in
the list after all. What may still turn out to be several is several facts, one a letter: *this
may be met*, *this may be not met*. Whatever may come of a combination is then what its rules
conclude from any choice of letters, so that no rule needs *not* or *otherwise*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from authorisation.inference.durable.engine import DurableEngine
from authorisation.inference.facts import (
    MAX_RULES,
    MAX_TESTS,
    Fact,
    InferenceRun,
    Rule,
    RuleTable,
    Wire,
)

ANY_LETTER: Final = ""
"""In a row: this part may come to anything."""
EMPTY_TALLY: Final = "none"
"""A tally while no part of it has applied yet."""
MAX_TALLY: Final = 50
"""The largest number of parts that a tally can tell apart."""

GateRow = tuple[tuple[str, ...], str]
"""The letters of the parts, and what they come to."""


@dataclass(frozen=True, slots=True, eq=False)
class GateKind:
    """One kind of combination: how many parts it has, and what they come to."""

    name: str
    parts: int
    rows: tuple[GateRow, ...]


def _dominated_rows(dominant: str, weak: str) -> tuple[GateRow, ...]:
    """Give the rows of two parts of which one letter settles the whole; N and D stand aside."""
    beside = ((weak, weak), (weak, "N"), ("N", weak), (weak, "D"), ("D", weak))
    return (
        ((dominant, ANY_LETTER), dominant),
        ((ANY_LETTER, dominant), dominant),
        *((pair, weak) for pair in beside),
        *((pair, "N") for pair in (("N", "N"), ("N", "D"), ("D", "N"))),
        (("D", "D"), "D"),
    )


AND_GATE: Final = GateKind("a", 2, _dominated_rows("F", "T"))
OR_GATE: Final = GateKind("o", 2, _dominated_rows("T", "F"))
NOT_GATE: Final = GateKind("n", 1, ((("T",), "F"), (("F",), "T"), (("N",), "N")))
_IDENTITY_ROWS: Final[tuple[GateRow, ...]] = ((("T",), "T"), (("F",), "F"), (("N",), "N"))
EVERY_GATE: Final = GateKind("e", 1, (*_IDENTITY_ROWS, (("D",), "T")))
"""Ends a list under `every`: an empty list is met."""
SOME_GATE: Final = GateKind("s", 1, (*_IDENTITY_ROWS, (("D",), "F")))
FINDING_GATE: Final = GateKind("f", 1, _IDENTITY_ROWS)
"""What a criterion that always applies requires."""
APPLIES_GATE: Final = GateKind(
    "w",
    2,
    (
        (("F", ANY_LETTER), "N"),
        (("N", ANY_LETTER), "N"),
        (("T", "T"), "T"),
        (("T", "F"), "F"),
        (("T", "N"), "N"),
    ),
)
"""Whether a criterion applies, and what it requires: what does not apply is not required."""


@cache
def tally_gate(most: int) -> GateKind:
    """Give the gate that counts a part more, up to `most`; what does not apply is not counted."""
    counts = [f"c{number}" for number in range(most + 1)]
    met = [((counts[n], "T"), counts[min(n + 1, most)]) for n in range(most + 1)]
    rest = [((count, letter), count) for count in counts for letter in "FN"]
    first = [
        ((EMPTY_TALLY, "T"), counts[min(1, most)]),
        ((EMPTY_TALLY, "F"), counts[0]),
        ((EMPTY_TALLY, "N"), EMPTY_TALLY),
    ]
    return GateKind("t", 2, (*met, *rest, *first))


@cache
def threshold_gate(low: int, high: int) -> GateKind:
    """Give the gate that judges a count where the number needed is from `low` to `high`."""
    met = [((f"c{n}",), "T") for n in range(low, high + 1)]
    unmet = [((f"c{n}",), "F") for n in range(high)]
    return GateKind("u", 1, (*met, *unmet, ((EMPTY_TALLY,), "N")))


def fact_key(kind: GateKind, slot: int, part: int) -> str:
    """Give the key of facts about a part of a slot, or its result (the part after the last)."""
    return f"{kind.name}{slot}{'xyz'[part]}"


@dataclass(frozen=True, slots=True, eq=False)
class Fabric:
    """A table with several slots of each of some kinds, so that it can hold any tree piecewise.

    The trees differ from one submission to the next, the fabric does not: durable-rules loads
    few rules, once.
    """

    slots: dict[GateKind, int]
    table: RuleTable


def fabric_with(slots: dict[GateKind, int]) -> Fabric:
    """Build the fabric with these slots."""
    rules = [
        rule
        for kind, number in slots.items()
        for n in range(number)
        for rule in _slot_rules(kind, n)
    ]
    return Fabric(slots, RuleTable(tuple(rules)))


def _slot_rules(kind: GateKind, slot: int) -> Iterator[Rule]:
    for letters, result in kind.rows:
        when = [
            (fact_key(kind, slot, n), letter)
            for n, letter in enumerate(letters)
            if letter != ANY_LETTER
        ]
        yield Rule(tuple(when), (fact_key(kind, slot, kind.parts), result))


COMMON_FABRIC: Final = fabric_with(
    {
        AND_GATE: 5,
        OR_GATE: 2,
        NOT_GATE: 1,
        EVERY_GATE: 2,
        SOME_GATE: 1,
        FINDING_GATE: 14,
        APPLIES_GATE: 3,
    }
)
"""Holds about as much of each kind as whole rule sets have."""


@cache
def counting_fabric(low: int, high: int) -> Fabric:
    """Give the fabric for `at least`; `low` and `high` are at most `MAX_TALLY`."""
    last, step = threshold_gate(low, high), tally_gate(high)
    room = MAX_RULES - len(last.rows), MAX_TESTS - _count_tests(last.rows)
    number = min(8, room[0] // len(step.rows), room[1] // _count_tests(step.rows))
    return fabric_with({step: number, last: 1})


def _count_tests(rows: Sequence[GateRow]) -> int:
    return sum(letter != ANY_LETTER for letters, _ in rows for letter in letters)


Letters = frozenset[str]


@dataclass(frozen=True, slots=True)
class Signal:
    """The letters that a part may come to: those given, and those of a gate."""

    letters: Letters = frozenset()
    gate: int | None = None


@dataclass(frozen=True, slots=True)
class _Gate:
    kind: GateKind
    fabric: Fabric
    parts: tuple[Signal, ...]


@dataclass(slots=True)
class _RunBuilder:
    """One run in the making: a fabric, and which of its slots are taken."""

    fabric: Fabric
    taken: dict[GateKind, int] = field(default_factory=dict)
    facts: set[Fact] = field(default_factory=set)
    wires: list[Wire] = field(default_factory=list)

    def has_room(self, gate: _Gate) -> bool:
        return self.fabric is gate.fabric and (
            self.taken.get(gate.kind, 0) < self.fabric.slots[gate.kind]
        )


@dataclass(frozen=True, slots=True)
class _GateOutput:
    fill: int
    key: str
    """The key of the facts that the gate comes to."""


class Network:
    """Gates, each after those it rests on; the same combination of the same parts is one gate.

    What a gate comes to depends on its parts alone, so an equal question is put once.
    """

    def __init__(self) -> None:
        self._gates: dict[_Gate, int] = {}

    def add(self, kind: GateKind, *parts: Signal, fabric: Fabric = COMMON_FABRIC) -> Signal:
        """Add a gate; give the signal that it comes to, for use as a part of others."""
        gate = _Gate(kind, fabric, parts)
        return Signal(gate=self._gates.setdefault(gate, len(self._gates)))

    def derive(self, second_engine: DurableEngine) -> tuple[Letters, ...]:
        """Give the letters that each gate comes to, in the order in which they were added.

        Raises:
            EngineUnavailable: the engine cannot be used, or failed.
        """
        fills: list[_RunBuilder] = []
        places: list[_GateOutput] = []
        for gate in self._gates:
            places.append(_place_gate(gate, fills, places))
        runs = [InferenceRun(f.fabric.table, frozenset(f.facts), tuple(f.wires)) for f in fills]
        derived = second_engine.derive(runs)
        found: list[dict[str, set[str]]] = [{} for _ in fills]
        for by_key, facts in zip(found, derived, strict=True):
            for name, letter in facts:
                by_key.setdefault(name, set()).add(letter)
        return tuple(frozenset(found[p.fill].get(p.key, ())) for p in places)


def _place_gate(
    gate: _Gate, fills: list[_RunBuilder], places: Sequence[_GateOutput]
) -> _GateOutput:
    """Put a gate in the first fill that has room, and is not before what the gate rests on."""
    sources = [places[part.gate] if part.gate is not None else None for part in gate.parts]
    at = max((source.fill for source in sources if source), default=0)
    while at < len(fills) and not fills[at].has_room(gate):
        at += 1
    if at == len(fills):
        fills.append(_RunBuilder(gate.fabric))
    fill = fills[at]
    slot = fill.taken.get(gate.kind, 0)
    fill.taken[gate.kind] = slot + 1
    for number, (part, source) in enumerate(zip(gate.parts, sources, strict=True)):
        name = fact_key(gate.kind, slot, number)
        fill.facts.update((name, letter) for letter in part.letters)
        if source is not None:
            fills[source.fill].wires.append((source.key, at, name))
    return _GateOutput(at, fact_key(gate.kind, slot, gate.kind.parts))
