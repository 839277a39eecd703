"""Rules over facts that are pairs of short words, for both engines; forward chaining by them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias

Fact: TypeAlias = tuple[str, str]
"""A key and a value, both words of our own making: never a number, never what a user wrote."""

Wire: TypeAlias = tuple[str, int, str]
"""A key of one run, the run it leads to (itself or a later one), and the key it has there."""

MAX_RULES: Final = 299
"""With the rule that opens a state, 300: durable-rules hangs at 512 and fails sooner at times."""
MAX_TESTS: Final = 399
"""How many facts the rules of a table may look at between them; 500 fail on the first fact."""
MAX_JOINED: Final = 8
"""How many facts one rule may look at; from 17 on it would never fire."""
OPENING_KEY: Final = "OPEN"
"""The key of the fact that opens a state; no rule may use it."""

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,15}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: where all the facts of `when` hold, `then` does."""

    when: tuple[Fact, ...]
    then: Fact


@dataclass(frozen=True, slots=True, eq=False)
class RuleTable:
    """Rules that are evaluated together.

    Compared by identity: a child process is sent each table once, so make a table once.

    Raises:
        ValueError: more than durable-rules bears, or a word that is not one.
    """

    rules: tuple[Rule, ...]
    conclusions: frozenset[Fact] = field(init=False)
    """Every fact that these rules could conclude."""

    def __post_init__(self) -> None:
        """Refuse what is known to hang or crash the engine, and list the conclusions."""
        facts = [fact for rule in self.rules for fact in (*rule.when, rule.then)]
        tests = sum(len(rule.when) for rule in self.rules)
        if not 0 < len(self.rules) <= MAX_RULES or tests > MAX_TESTS:
            raise ValueError(f"{len(self.rules)} rules with {tests} tests are not one table")
        if any(not 0 < len(rule.when) <= MAX_JOINED for rule in self.rules):
            raise ValueError(f"a rule looks at no fact, or at more than {MAX_JOINED}")
        wrong = [word for fact in facts for word in fact if not _WORD.fullmatch(word)]
        if wrong or any(key == OPENING_KEY for key, _ in facts):
            raise ValueError(f"not a word for facts: {(wrong or [OPENING_KEY])[0]!r}")
        object.__setattr__(self, "conclusions", frozenset(rule.then for rule in self.rules))


@dataclass(frozen=True, slots=True)
class InferenceRun:
    """One evaluation: a table, the facts given, and the wires that its conclusions follow.

    A conclusion is a fact for the rules of its own table as it is; a wire makes it one under
    another key as well, in the same run or a later one.
    """

    table: RuleTable
    facts: frozenset[Fact]
    wires: tuple[Wire, ...] = ()


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
