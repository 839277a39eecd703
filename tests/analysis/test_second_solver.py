"""A second solver comes to the same wherever a property of the shipped rules is said to hold."""

from __future__ import annotations

import importlib
from collections import Counter

import pytest

from authorisation.analysis.encoding.terms import Truth
from authorisation.analysis.solver import Solver, SolverAnswer
from authorisation.usecases.library import Library
from authorisation.usecases.prove import properties_containing, prove_properties
from tests.shipped import SETS

pytest.importorskip("cvc5", reason="cvc5 is not installed: pip install cvc5")
SECONDS = 120
HOLDING = tuple(name for name in SETS if properties_containing(name, Library(), ""))


@pytest.mark.fuzz
@pytest.mark.parametrize("name", HOLDING)
def test_what_z3_finds_impossible_is_impossible_to_cvc5(name, monkeypatch):
    check = importlib.import_module("tests.analysis.cvc5_solver").check
    required: dict[int, list[Truth]] = {}
    impossible: list[tuple[Truth, ...]] = []
    plain_require, plain_check = Solver.require, Solver.check

    def require(self, *truths):
        required.setdefault(id(self), []).extend(truths)
        plain_require(self, *truths)

    def recorded(self, *truths):
        found = plain_check(self, *truths)
        if found is SolverAnswer.IMPOSSIBLE and False not in truths:
            impossible.append((*required.get(id(self), ()), *truths))
        return found

    monkeypatch.setattr(Solver, "require", require)
    monkeypatch.setattr(Solver, "check", recorded)
    library = Library()
    prove_properties(name, library, properties_containing(name, library, ""))
    answers = Counter(check(truths, SECONDS) for truths in impossible)
    assert set(answers) == {SolverAnswer.IMPOSSIBLE}
