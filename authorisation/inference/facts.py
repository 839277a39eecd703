"""Rules for both inference engines, over facts that are pairs of short words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
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
