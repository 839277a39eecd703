"""Forward chaining in plain Python, with the facts that led to each conclusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from authorisation.inference.facts import Fact, InferenceRun, RuleTable

_HELD: Final = 4096
"""How many derivations are held."""


@dataclass(frozen=True, slots=True)
class DerivedFacts:
    """The conclusions of one run, and for each the facts that first led to it."""

    facts: frozenset[Fact]
    matched: Mapping[Fact, tuple[Fact, ...]]


def forward_chain(runs: Sequence[InferenceRun]) -> tuple[DerivedFacts, ...]:
    """Give the conclusions of each run by forward chaining, along the wires between runs."""
    known: list[set[Fact]] = [set(run.facts) for run in runs]
    found: list[DerivedFacts] = []
    for number, run in enumerate(runs):
        own = tuple((key, there) for key, to, there in run.wires if to == number)
        derived = _derive(run.table, frozenset(known[number]), own)
        for key, leads_to, there in run.wires:
            known[leads_to].update((there, value) for name, value in derived.facts if name == key)
        found.append(derived)
    return tuple(found)


@lru_cache(_HELD)
def _derive(
    table: RuleTable, facts: frozenset[Fact], own_wires: tuple[tuple[str, str], ...]
) -> DerivedFacts:
    """Give what a table concludes from facts; the same are met again and again in one history."""
    matched: dict[Fact, tuple[Fact, ...]] = {}
    here = set(facts)
    places = _rules_by_first_fact(table)
    waiting = list(here)
    while waiting:
        # In the order of the table, so that the facts matched never depend on a set's order.
        ready = sorted(place for fact in waiting for place in places.get(fact, ()))
        waiting = []
        for rule in [table.rules[place] for place in ready]:
            if rule.then not in matched and here.issuperset(rule.when):
                matched[rule.then] = rule.when
                if rule.then not in here:
                    here.add(rule.then)
                    waiting = list(here) if _feeds_itself(table) else []
                here.update(
                    (there, rule.then[1]) for key, there in own_wires if key == rule.then[0]
                )
    return DerivedFacts(frozenset(matched), MappingProxyType(matched))


@cache
def _rules_by_first_fact(table: RuleTable) -> Mapping[Fact, tuple[int, ...]]:
    """Give the places of the rules that look at a fact first."""
    found: dict[Fact, list[int]] = {}
    for place, rule in enumerate(table.rules):
        found.setdefault(rule.when[0], []).append(place)
    return {fact: tuple(places) for fact, places in found.items()}


@cache
def _feeds_itself(table: RuleTable) -> bool:
    """Say whether a conclusion of a table may be what another of its rules looks at."""
    looked_at = {key for rule in table.rules for key, _ in rule.when}
    return any(key in looked_at for key, _ in table.conclusions)
