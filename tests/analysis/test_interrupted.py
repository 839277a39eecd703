"""Ctrl-C while the solver searches."""

from __future__ import annotations

from itertools import combinations

import pytest

from authorisation.analysis.encoding.terms import any_, not_, variable
from authorisation.analysis.solver import Solver
from tests.interruptions import interrupted_after


def test_an_interruption_is_no_answer_of_the_solver() -> None:
    holes = 10
    rows = [[variable(f"{n} in {hole}") for hole in range(holes)] for n in range(holes + 1)]
    solver = Solver(seconds=60)
    for row in rows:
        solver.require(any_(row))
    for column in zip(*rows, strict=True):
        for one, other in combinations(column, 2):
            solver.require(any_([not_(one), not_(other)]))

    with pytest.raises(KeyboardInterrupt), interrupted_after(0.2):
        solver.solve()
