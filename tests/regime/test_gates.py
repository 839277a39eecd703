"""Every combination that the second engine knows, against our own logic, exhaustively."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from authorisation.engine.judge import verdict_sets as logic
from authorisation.inference.durable.engine import DurableEngine
from authorisation.model.verdict import VerdictSet
from authorisation.second_opinion.network import (
    AND_GATE,
    APPLIES_GATE,
    EVERY_GATE,
    FINDING_GATE,
    MAX_TALLY,
    NOT_GATE,
    OR_GATE,
    SOME_GATE,
    Letters,
    Network,
    Signal,
    counting_fabric,
    tally_gate,
    threshold_gate,
)

SETS = range(1, 8)
BITS = {1: "T", 2: "F", 4: "N"}


def letters(possible: VerdictSet, *, perhaps: bool = False) -> Letters:
    found = frozenset(letter for bit, letter in BITS.items() if possible & bit)
    return found | {"D"} if perhaps else found


def signal(possible: VerdictSet, *, perhaps: bool = False) -> Signal:
    return Signal(letters(possible, perhaps=perhaps))


def last_gates(rete: DurableEngine, wholes: Sequence[Signal], network: Network) -> list[Letters]:
    derived = network.derive(rete)
    return [derived[whole.gate] for whole in wholes]


@pytest.mark.parametrize(
    ("kind", "of"), [(AND_GATE, logic.all_of), (OR_GATE, logic.any_of)], ids=["all", "any"]
)
@pytest.mark.parametrize("number", [2, 3])
def test_all_and_any(rete: DurableEngine, kind, of, number) -> None:
    network, wholes = Network(), []
    worlds = list(itertools.product(SETS, repeat=number))
    for sets in worlds:
        whole = signal(sets[0])
        for each in sets[1:]:
            whole = network.add(kind, whole, signal(each))
        wholes.append(whole)

    assert last_gates(rete, wholes, network) == [letters(of(sets)) for sets in worlds]


@pytest.mark.parametrize(
    ("fold", "end", "of"),
    [(AND_GATE, EVERY_GATE, logic.every_item), (OR_GATE, SOME_GATE, logic.some_item)],
    ids=["every", "some"],
)
def test_lists_of_up_to_two_items_sure_or_perhaps(rete: DurableEngine, fold, end, of) -> None:
    network, wholes, expected = Network(), [], []
    for number in range(3):
        for items in itertools.product(itertools.product(SETS, (False, True)), repeat=number):
            parts = [signal(possible, perhaps=perhaps) for possible, perhaps in items]
            parts = parts or [Signal(frozenset("D"))]
            whole = parts[0] if len(parts) == 1 else network.add(fold, *parts)
            wholes.append(network.add(end, whole))
            sure = [possible for possible, perhaps in items if not perhaps]
            unsure = [possible for possible, perhaps in items if perhaps]
            expected.append(letters(of(sure, unsure)))

    assert last_gates(rete, wholes, network) == expected
    assert len(expected) == 1 + 14 + 196


def test_the_opposite_and_what_always_applies(rete: DurableEngine) -> None:
    network = Network()
    wholes = [network.add(kind, signal(s)) for kind in (NOT_GATE, FINDING_GATE) for s in SETS]

    assert last_gates(rete, wholes, network) == [
        *(letters(logic.NEGATION[possible]) for possible in SETS),
        *(letters(possible) for possible in SETS),
    ]


def test_what_applies_perhaps(rete: DurableEngine) -> None:
    network, wholes, expected = Network(), [], []
    for applies, require in itertools.product(SETS, SETS):
        wholes.append(network.add(APPLIES_GATE, signal(applies), signal(require)))
        aside = letters(4) if applies != 1 else letters(0)
        expected.append(aside | (letters(require) if applies & 1 else letters(0)))

    assert last_gates(rete, wholes, network) == expected


@pytest.mark.parametrize(
    ("low", "high"), [(low, high) for high in range(5) for low in range(high + 1)]
)
def test_at_least(rete: DurableEngine, low: int, high: int) -> None:
    fabric, network, wholes, expected = counting_fabric(low, high), Network(), [], []
    for number in range(1, 4):
        for sets in itertools.combinations_with_replacement(SETS, number):
            count = Signal(frozenset({"none"}))
            for each in sets:
                count = network.add(tally_gate(high), count, signal(each), fabric=fabric)
            wholes.append(network.add(threshold_gate(low, high), count, fabric=fabric))
            expected.append(letters(logic.at_least(low, high, sets)))

    assert last_gates(rete, wholes, network) == expected


def test_the_largest_count(rete: DurableEngine) -> None:
    fabric, network = counting_fabric(MAX_TALLY, MAX_TALLY), Network()
    count = Signal(frozenset({"none"}))
    for _ in range(MAX_TALLY - 1):
        count = network.add(tally_gate(MAX_TALLY), count, signal(1), fabric=fabric)
    fewer = network.add(threshold_gate(MAX_TALLY, MAX_TALLY), count, fabric=fabric)
    count = network.add(tally_gate(MAX_TALLY), count, signal(3), fabric=fabric)
    whole = network.add(threshold_gate(MAX_TALLY, MAX_TALLY), count, fabric=fabric)

    assert last_gates(rete, [fewer, whole], network) == [letters(2), letters(3)]
