"""The variables of answers: what is true of them in one space says nothing in another."""

from __future__ import annotations

from authorisation.analysis.encoding.answers import AnswerSpace
from authorisation.analysis.solver import Solver, SolverAnswer
from authorisation.model.question import Question, ValueType

CHOICE = Question(path="model", type=ValueType.CHOICE, ask="", of=("alone", "federated"))


def test_a_choice_may_be_missing_though_it_may_not_in_another_space() -> None:
    complete, partial = (AnswerSpace(partial=partial, slots={}) for partial in (False, True))
    complete.answer(CHOICE)
    partial.answer(CHOICE)

    found = Solver().check(partial.made["model"].missing)

    assert complete.made["model"].missing is False
    assert found is SolverAnswer.POSSIBLE
