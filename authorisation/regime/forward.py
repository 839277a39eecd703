"""The same rules followed in plain Python, keeping what each conclusion matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from authorisation.regime.rules import Fact, Run


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
    growing = True
    while growing:
        growing = False
        for rule in run.table.rules:
            if rule.then not in matched and all(fact in here for fact in rule.when):
                matched[rule.then] = rule.when
                here.add(rule.then)
                growing = True
                for key, leads_to, there in run.wires:
                    if key == rule.then[0]:
                        known[leads_to].add((there, rule.then[1]))
    return matched
