"""A network of combinations, laid out over fabrics and derived by the second engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from authorisation.inference.durable.engine import DurableEngine
from authorisation.inference.facts import Fact, InferenceRun, Wire
from authorisation.second_opinion.gates import COMMON_FABRIC, Fabric, GateKind, fact_key

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
        fills, places = self._lay_out()
        runs = [InferenceRun(f.fabric.table, frozenset(f.facts), tuple(f.wires)) for f in fills]
        derived = second_engine.derive(runs)
        found: list[dict[str, set[str]]] = [{} for _ in fills]
        for by_key, facts in zip(found, derived, strict=True):
            for name, letter in facts:
                by_key.setdefault(name, set()).add(letter)
        return tuple(frozenset(found[p.fill].get(p.key, ())) for p in places)

    def _lay_out(self) -> tuple[list[_RunBuilder], list[_GateOutput]]:
        fills: list[_RunBuilder] = []
        places: list[_GateOutput] = []
        for gate in self._gates:
            places.append(_place_gate(gate, fills, places))
        return fills, places


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
