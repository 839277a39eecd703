"""Who moves between outcomes, and the changes of the rules that each move comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain, combinations
from typing import Final, TypeAlias

from msgspec import Struct

from authorisation.engine.program.program import Program, compile_rules
from authorisation.explain.assessment.comparison import OutcomeChange
from authorisation.language.check.rule_set import checked_rule_set
from authorisation.model.rules import RuleSet
from authorisation.policy.comparison.changes import Change, RulesPart, undo

Outcomes: TypeAlias = "tuple[str, ...]"
"""What tells the outcomes that an application may come to: their ids or, if these stay, titles."""
Undone: TypeAlias = "tuple[int, ...]"
"""Which changes are undone, by their places in the list of changes, in that order."""
_FEW: Final = 6
"""Of how many changes every choice of fewer is tried."""
_MANY: Final = 100
"""Of more changes than that the rules may be two rule sets, and not one that was changed."""
_MOST_TRIED: Final = 2_000
"""How many sets of changes are tried for one move."""


class Responsible(Struct, frozen=True):
    """The changes that a move comes from, by their places in the list of changes.

    Undoing any one of them alone brings back the outcome; `together`, only undoing all of them.
    There are none where no change of the text does, such as where the day makes the difference,
    and where among very many none was found, not all being `tried`.
    """

    changes: Undone
    together: bool = False
    tried: bool = True


class Undoing:
    """The newer rules with some changes undone, compiled once for each choice of changes."""

    def __init__(self, old: RuleSet, new: RuleSet, changes: Sequence[Change]) -> None:
        self._old = old
        self._new = new
        self._changes = changes
        self._programs: dict[Undone, Program | None] = {}

    @cached_property
    def candidates(self) -> Undone:
        """The changes that may move anybody."""
        return tuple(at for at, change in enumerate(self._changes) if change.may_move)

    @cached_property
    def strangers(self) -> bool:
        """Whether there are very many changes, and the rules cannot be used without half of them.

        They are two rule sets then, and not one that was changed.
        """
        many = len(self.candidates) > _MANY
        return many and not any(map(self.program, halves(self.candidates)))

    def program(self, undone: Undone) -> Program | None:
        """The rules without these changes, compiled; None where they could not be used so."""
        if undone not in self._programs:
            rules = undo([self._changes[at] for at in undone], self._new, self._old)
            checked, problems = checked_rule_set(rules)
            self._programs[undone] = None if problems else compile_rules(checked)
        return self._programs[undone]

    def about(self, criteria: Iterable[str]) -> Undone:
        """The candidates that can bear upon any of these criteria, or upon the outcome table."""
        differing = {*criteria}
        return tuple(
            at
            for at in self.candidates
            if (reached := self._reached(self._changes[at])) is None or reached & differing
        )

    def _reached(self, change: Change) -> set[str] | None:
        """The criteria whose findings may come from a change; None for all of them."""
        named: set[str]
        match change.part:
            case RulesPart.CRITERION:
                named = {change.of}
            case RulesPart.FIGURE | RulesPart.DERIVED | RulesPart.QUESTION:
                named = {
                    plan.id
                    for program in self._both
                    for plan in program.plans_by_name.get(change.of, ())
                }
            case _:
                return None
        return named.union(*(above.get(each, ()) for above in self._resting_on for each in named))

    @cached_property
    def _both(self) -> tuple[Program, Program]:
        return compile_rules(self._old), compile_rules(self._new)

    @cached_property
    def _resting_on(self) -> tuple[Mapping[str, frozenset[str]], ...]:
        """The criteria that rest on each one, in each of the rule sets."""
        return tuple(program.criteria_resting_on() for program in self._both)


def find_responsible(
    undoing: Undoing,
    application: OutcomeChange,
    before: Outcomes,
    outcomes_under: Callable[[Program], Outcomes],
) -> Responsible:
    """The changes that one application owes its other outcome to.

    Changes are undone one at a time; where none alone brings back what it came to `before`, as
    few as can be found are undone together. `outcomes_under` assesses it under other rules. Of two
    rule sets that have little in common no change is undone.
    """
    if undoing.strangers:
        return Responsible((), tried=False)

    def brings_back(undone: Undone) -> bool:
        program = undoing.program(undone)
        return program is not None and outcomes_under(program) == before

    nearest = undoing.about(each.criterion for each in application.changes)
    return responsible_among((nearest, undoing.candidates), brings_back)


def responsible_among(
    candidates_in_turn: Iterable[Undone], brings_back: Callable[[Undone], bool]
) -> Responsible:
    """The changes among the first candidates that bring back what it was.

    One at a time; where none alone does, as few as can be found are undone together. No set is
    tried twice.
    """
    tried = cache(_limited(brings_back))
    try:
        for candidates in candidates_in_turn:
            if alone := tuple(at for at in candidates if tried((at,))):
                return Responsible(alone)
            if candidates and tried(candidates):
                return Responsible(_fewest(candidates, tried), together=True)
    except _TooManyTried:
        return Responsible((), tried=False)
    return Responsible(())


class _TooManyTried(Exception):
    """Nothing was found within the number of sets that may be tried."""


def _limited(brings_back: Callable[[Undone], bool]) -> Callable[[Undone], bool]:
    left = iter(range(_MOST_TRIED))

    def limited(undone: Undone) -> bool:
        if next(left, None) is None:
            raise _TooManyTried
        return brings_back(undone)

    return limited


def halves(group: Undone) -> tuple[Undone, Undone]:
    """The first and the second half of some changes."""
    middle = len(group) // 2
    return group[:middle], group[middle:]


def _fewest(candidates: Undone, brings_back: Callable[[Undone], bool]) -> Undone:
    """As few of those as bring it back together, of which none can be left out.

    Ever smaller groups are left out, at last one at a time; where one could be, large groups are
    tried anew, since it may have hidden what the others do. Of up to six there are no fewer; what
    one alone brings back is known.
    """
    needed, size = candidates, len(candidates) // 2
    while len(needed) > _FEW:
        before = needed
        for end in range(len(before), 0, -size):
            left_out = before[max(0, end - size) : end]
            fewer = tuple(each for each in needed if each not in left_out)
            needed = fewer if fewer and brings_back(fewer) else needed
        if size == 1 and needed == before:
            return needed
        largest = len(needed) if size == 1 else min(size, len(needed))
        size = max(1, largest // 2)
    fewer_of = (combinations(needed, number) for number in range(2, len(needed)))
    return next(filter(brings_back, chain.from_iterable(fewer_of)), needed)
