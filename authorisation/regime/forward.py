"""The same rules followed in plain Python, keeping what each conclusion matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from authorisation.regime.rules import Fact, Run, Table


@dataclass(frozen=True, slots=True)
class Derived:
    """What one run concludes, and for each conclusion the facts that first led to it."""

    facts: frozenset[Fact]
    matched: Mapping[Fact, tuple[Fact, ...]]


def follow(runs: Sequence[Run]) -> tuple[Derived, ...]:
    """Follow the rules of each run until nothing new comes, along the wires between runs."""
    known: list[set[Fact]] = [set(run.facts) for run in runs]
    found: list[Derived] = []
    for number, run in enumerate(runs):
        matched = _run(run, number, known)
        found.append(Derived(frozenset(matched), matched))
    return tuple(found)


def _run(run: Run, number: int, known: list[set[Fact]]) -> dict[Fact, tuple[Fact, ...]]:
    matched: dict[Fact, tuple[Fact, ...]] = {}
    here = known[number]
    chained = _chained(run.table)
    growing = True
    while growing:
        growing = False
        for rule in run.table.rules:
            if rule.then not in matched and here.issuperset(rule.when):
                matched[rule.then] = rule.when
                here.add(rule.then)
                growing = chained
                for key, leads_to, there in run.wires:
                    if key == rule.then[0]:
                        known[leads_to].add((there, rule.then[1]))
    return matched


@cache
def _chained(table: Table) -> bool:
    """Say whether a conclusion of a table may be what another of its rules looks at."""
    looked_at = {key for rule in table.rules for key, _ in rule.when}
    return any(key in looked_at for key, _ in table.conclusions)
