"""A second solver comes to the same wherever something is said to hold of the shipped rules."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from authorisation.analysis.encoding.terms import Truth
from authorisation.analysis.solver import Solver, SolverAnswer
from authorisation.usecases.assessing.assess import Request
from authorisation.usecases.assessing.compare_rules import compare_rules
from authorisation.usecases.library import Library
from authorisation.usecases.mutate import Mutation
from authorisation.usecases.prove import properties_containing, prove_properties
from tests.shipped import SETS

pytest.importorskip("cvc5", reason="cvc5 is not installed: pip install cvc5")
SECONDS = 120
PROMISING = tuple(name for name in SETS if properties_containing(name, Library(), ""))


def prove(name: str) -> None:
    """Prove what a rule set promises."""
    library = Library()
    prove_properties(name, library, properties_containing(name, library, ""))


def compare(old: str, new: str) -> None:
    """Compare what two rule sets mean."""
    compare_rules(Request(rules=old), Request(rules=new))


def mutate(name: str) -> None:
    """Tell the mutants of a rule set from those that come to the same for everybody."""
    Mutation(name, Library(), cached=False).run(jobs=1)


QUESTIONS: dict[str, Callable[[], None]] = {
    **{f"promises of {name}": partial(prove, name) for name in PROMISING},
    "the same in 2012 and 2022": partial(compare, "statutory-2012", "statutory-2022"),
    **{f"mutants of {name}": partial(mutate, name) for name in PROMISING},
}


@pytest.mark.fuzz
@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_what_z3_finds_impossible_is_impossible_to_cvc5(ask, monkeypatch):
    check = importlib.import_module("tests.analysis.cvc5_solver").check
    impossible: list[tuple[Truth, ...]] = []
    plain_require, plain_check = Solver.require, Solver.check

    def require(self, *truths):
        vars(self).setdefault("asked", []).extend(truths)
        plain_require(self, *truths)

    def recorded(self, *truths):
        found = plain_check(self, *truths)
        if found is SolverAnswer.IMPOSSIBLE and False not in truths:
            impossible.append((*vars(self).get("asked", ()), *truths))
        return found

    monkeypatch.setattr(Solver, "require", require)
    monkeypatch.setattr(Solver, "check", recorded)
    ask()
    answers = Counter(check(truths, SECONDS) for truths in impossible)
    assert set(answers) == {SolverAnswer.IMPOSSIBLE}
