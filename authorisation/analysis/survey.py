"""Many truths asked for at once: which of them no submission shows, and which are always alike.

A submission that the solver finds settles every truth that holds in it, and tells apart whatever
differs in it. So hundreds of questions take some tens of searches, and one proof at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import count
from time import monotonic
from typing import Final, Generic, TypeAlias, TypeVar

import msgspec

from authorisation.analysis.encoding.terms import Truth, any_, not_, or_, unlike, variable
from authorisation.analysis.solver import Solver, SolverAnswer

Key = TypeVar("Key", bound=Hashable)
Classes: TypeAlias = tuple[tuple[str, ...], ...]


_NUMBERS: Final = count()
"""Of names: two surveys may ask the same solver."""


class SurveyResult(msgspec.Struct, Generic[Key], frozen=True):
    """The truths that no submission shows, and the classes of those that come to the same in each.

    Nothing here is confirmed by the engine, and needs to be: that a truth is shown is used only to
    ask no more about it.
    """

    never: frozenset[Key]
    alike: Classes
    settled: bool = True
    """Whether there was time enough; else only what is false by its terms is never shown."""


class _Survey(Generic[Key]):
    def __init__(self, solver: Solver, truths: Mapping[Key, Truth], ends: float) -> None:
        self._solver = solver
        self._ends = ends
        self._names: dict[Key, Truth] = {}
        self.open = {key for key, truth in truths.items() if truth is not False}
        self.settled = True
        for key, truth in truths.items():
            if isinstance(truth, bool):
                self._names[key] = truth
            else:
                # A name for each truth: so a submission is read at once, however deep they are.
                name = self._names[key] = variable(f"surveyed {next(_NUMBERS)}")
                self._solver.require(or_(not_(name), truth), or_(name, not_(truth)))

    def rule_out(self) -> None:
        """Ask for what is open until nothing is left that some submission shows."""
        while self.open and self._show(any_(self._names[key] for key in self.open)):
            pass

    def refine(self, classes: Classes, parts: Mapping[str, Sequence[Key]]) -> Classes:
        """Tell apart what differs in some submission."""
        while pairs := [(each[0], other) for each in classes for other in each[1:]]:
            if not self._show(any_(self._differ(parts[a], parts[b]) for a, b in pairs)):
                break
            classes = tuple(part for each in classes for part in self._split(each, parts))
        return classes

    def _differ(self, one: Iterable[Key], other: Iterable[Key]) -> Truth:
        both = zip(one, other, strict=True)
        names = ((self._names[a], self._names[b]) for a, b in both)
        return any_(unlike(a, b) for a, b in names)

    def _split(self, each: Sequence[str], parts: Mapping[str, Sequence[Key]]) -> Classes:
        found: defaultdict[tuple[bool, ...], list[str]] = defaultdict(list)
        for name in each:
            found[tuple(self._holds(key) for key in parts[name])].append(name)
        return tuple(map(tuple, found.values()))

    def _holds(self, key: Key) -> bool:
        return self._solver.model.holds(self._names[key])

    def _show(self, wanted: Truth) -> bool:
        """Whether a submission shows it; what else it shows is open no longer."""
        if wanted is False:
            return False
        self._solver.seconds = max(0.1, self._ends - monotonic())
        answer = self._solver.solve(wanted)
        if answer is SolverAnswer.UNDECIDED:
            self.settled = False
        if answer is not SolverAnswer.POSSIBLE:
            return False
        self.open -= {key for key in self.open if self._holds(key)}
        return True


def survey(
    solver: Solver,
    truths: Mapping[Key, Truth],
    classes: Classes = (),
    parts: Mapping[str, Sequence[Key]] | None = None,
    *,
    seconds: float,
) -> SurveyResult[Key]:
    """The truths among these that no submission shows, and the classes that stay together in each.

    What is in one class is alike where its `parts`, which are some of the truths, are. Within so
    many seconds, in all.
    """
    asked = _Survey(solver, truths, monotonic() + seconds)
    alike = asked.refine(classes, parts or {})
    asked.rule_out()
    never = {key for key, truth in truths.items() if truth is False}
    if not asked.settled:
        return SurveyResult(frozenset(never), (), settled=False)
    together = tuple(each for each in alike if len(each) > 1)
    return SurveyResult(frozenset(never | asked.open), together)
