"""The variables of answers: what is true of them in one space says nothing in another."""

from __future__ import annotations

from fractions import Fraction

from authorisation.analysis.encoding.answers import DECIMALS, LARGEST, AnswerSpace
from authorisation.analysis.encoding.calendar import FIRST_YEAR, LAST_YEAR
from authorisation.analysis.encoding.terms import at_most, constant, integer, product, variable
from authorisation.analysis.solver import Solver, SolverAnswer
from authorisation.explain.words.proofs import PROOF_LIMITS
from authorisation.model.question import Question, ValueType

PAPER = Question(path="paper", type=ValueType.DOCUMENT, ask="")
CHOICE = Question(path="model", type=ValueType.CHOICE, ask="", of=("alone", "federated"))


def test_a_choice_may_be_missing_though_it_may_not_in_another_space() -> None:
    complete, partial = (AnswerSpace(partial=partial, slots={}) for partial in (False, True))
    complete.answer(CHOICE)
    partial.answer(CHOICE)

    found = Solver().solve(partial.made["model"].missing)

    assert complete.made["model"].missing is False
    assert found is SolverAnswer.POSSIBLE


def test_a_proof_says_which_numbers_and_dates_were_looked_at() -> None:
    assert f"at most {DECIMALS} decimals" in PROOF_LIMITS
    assert f"10^{len(str(LARGEST)) - 1} of 0" in PROOF_LIMITS
    assert f"from {FIRST_YEAR} to {LAST_YEAR}" in PROOF_LIMITS


def test_an_answer_that_is_a_text_of_the_rules_matches_what_that_text_does() -> None:
    space, solver = AnswerSpace(partial=False, slots={}), Solver()
    text = space.free_text("paper", integer("paper", 0, 9), PAPER)
    begins = space.matches(text, "^A")
    first = solver.solve(begins, text.equals("A1"))
    later = solver.solve(begins, text.equals("B1"))

    assert first is SolverAnswer.POSSIBLE
    assert later is SolverAnswer.IMPOSSIBLE


def test_a_sum_of_hundredths_counts_where_its_entry_is_there() -> None:
    there, pence = variable("there"), integer("pence", 0, 500)
    solver = Solver()
    pounds = product(there, pence.times(Fraction(1, 100)))
    assert solver.solve(at_most(constant(3), pounds)) is SolverAnswer.POSSIBLE
    assert solver.model.number(pence) >= 300
    assert solver.model.holds(there)
