"""Which of equally few changes come first.

Those that replace or take out the fewest answers that were given; of these, those that move the
fewest numbers or add the fewest items; of these, those to the questions that come first. So what is
missing is supplied before anything that was given changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

import msgspec

from authorisation.analysis.encoding.terms import Truth, any_, at_most, constant, not_, number_of
from authorisation.analysis.repairs.changes import ChangeTerms
from authorisation.analysis.solver import Model, Solver, SolverAnswer


class FirstChanges(msgspec.Struct, frozen=True, eq=False):
    """The changes that come first; `settled` says that there was time to tell."""

    model: Model
    settled: bool


def first_changes(
    solver: Solver, changes: Sequence[ChangeTerms], unlike: Sequence[Truth], ends: float
) -> FirstChanges | SolverAnswer:
    """The changes that come first of those that a solver finds with the truths in `unlike`.

    Where there are none that is impossible; undecided where it was not settled by `ends`, by the
    clock. `changes` are in the order of the questions.
    """
    search = _PreferenceSearch(solver, unlike, ends)
    if not search.allows():
        return search.answer
    parts = [part for each in changes for part in each.parts]
    search.have_fewest([part.replaces for part in parts])
    search.have_fewest([part.moves for part in parts])
    search.have_earliest(changes)
    return FirstChanges(search.model, search.answer is not SolverAnswer.UNDECIDED)


class _PreferenceSearch:
    """Requires one thing after another; once something was not settled in time, nothing more."""

    model: Model

    def __init__(self, solver: Solver, wanted: Sequence[Truth], ends: float) -> None:
        self._solver = solver
        self._wanted = list(wanted)
        self._ends = ends
        self.answer = SolverAnswer.POSSIBLE

    def allows(self, *truths: Truth) -> bool:
        """Whether some truths can hold as well; where they can, the model has them."""
        if self.answer is not SolverAnswer.UNDECIDED:
            self._solver.seconds = max(0.0, self._ends - monotonic())
            self.answer = self._solver.solve(*self._wanted, *truths)
        if self.answer is SolverAnswer.POSSIBLE:
            self.model = self._solver.model
        return self.answer is SolverAnswer.POSSIBLE

    def have_fewest(self, truths: Sequence[Truth]) -> None:
        """Have as few of some truths hold as may be."""
        counted, count = number_of(truths), self._count(truths)
        while count and self.allows(at_most(counted, constant(count - 1))):
            count = self._count(truths)
        self._wanted.append(at_most(counted, constant(count)))

    def _count(self, truths: Sequence[Truth]) -> int:
        return sum(map(self.model.holds, truths))

    def have_earliest(self, changes: Sequence[ChangeTerms]) -> None:
        """Have the answers change that come first."""
        may_change = set(self._changed(changes))
        while self.allows(any_(each.any for each in changes if each.path not in may_change)):
            may_change.update(self._changed(changes))
        for each in (each for each in changes if each.path in may_change):
            changes_too = self.model.holds(each.any) or self.allows(each.any)
            self._wanted.append(each.any if changes_too else not_(each.any))

    def _changed(self, changes: Sequence[ChangeTerms]) -> list[str]:
        return [each.path for each in changes if self.model.holds(each.any)]
