"""Which of equally few changes come first, and the answers nearest to those given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from time import monotonic
from typing import TypeAlias

import msgspec

from authorisation.analysis.encoding.answers import AnswerVariables
from authorisation.analysis.encoding.calendar import CivilDate
from authorisation.analysis.encoding.terms import (
    Linear,
    Truth,
    and_,
    any_,
    at_most,
    constant,
    not_,
    number_of,
)
from authorisation.analysis.model_answers import NOT_GIVEN, Given, NotGiven
from authorisation.analysis.repairs.changes import ChangeTerms, settled_day, steps_given
from authorisation.analysis.repairs.given_answers import items_of
from authorisation.analysis.solver import Model, Solver, SolverAnswer
from authorisation.model.question import TEXTS, ValueType


class NumberTerms(msgspec.Struct, frozen=True, eq=False):
    """A number that may differ, or a date as one, and the number that it is to be near to.

    Where it was not given, `none` says that there is none, which is nearer than any.
    """

    variable: Linear
    near: Linear
    none: Truth = False


class OptionTerms(msgspec.Struct, frozen=True, eq=False):
    """The truths of what else an answer may be: the first of these that can hold is to."""

    truths: tuple[Truth, ...]


AnswerTerms: TypeAlias = NumberTerms | OptionTerms


def answer_terms(
    variables: AnswerVariables, given: Given, today: date, fields: Collection[str]
) -> Iterator[AnswerTerms]:
    """The terms of what in an answer may differ, of items in some fields.

    A number or date is to be near to the one given; where none was, it is to be *there is none*,
    else a number the least that it may be, and a date `today`. Any other answer is to be *there is
    none*, else no, else the option that its question names first; of several, as few as may be.
    """
    question, number = variables.question, variables.number
    none = variables.none if isinstance(given, NotGiven) else False
    if question.type is ValueType.LIST:
        items, _ = items_of(given)
        for place, slot in enumerate(variables.slots):
            item = items[place] if place < len(items) else {}
            if not isinstance(item, Mapping):
                continue
            for name in (each for each in question.each if each in slot.fields and each in fields):
                inner: Given = item.get(name, NOT_GIVEN)
                yield from answer_terms(slot.fields[name], inner, today, fields)
    elif variables.date is not None:
        day = given if isinstance(given, date) else today
        yield NumberTerms(_order(variables.date), _order(settled_day(day)), none)
    elif number is not None and question.type not in TEXTS:
        low, _ = number.ends()
        near = constant(max(low or 0, 0))
        if not isinstance(given, NotGiven) and given is not None:
            near = steps_given(given, question)
        yield NumberTerms(number, near, none)
    elif question.type is ValueType.CHOICES:
        yield from (OptionTerms((not_(truth),)) for truth in variables.options.values())
    else:
        no = (not_(variables.truth),) if question.type is ValueType.BOOLEAN else ()
        yield OptionTerms((variables.none, *no, *variables.options.values()))


def _order(civil: CivilDate) -> Linear:
    """A number that grows with a date, by one a day within a month."""
    return civil.month.times(31) + civil.day


def nearest_answers(solver: Solver, answers: Iterable[AnswerTerms], ends: float) -> Model | None:
    """The solver's model where each answer is as near as may be, the first before the others.

    Numbers come before all else. None where that was not settled by `ends`, by the clock.
    """
    terms = list(answers)
    search = _NearestSearch(solver, ends)
    if search.solve() is not SolverAnswer.POSSIBLE:
        return None
    search.model = solver.model
    numbers = all(search.settle_number(each) for each in terms if isinstance(each, NumberTerms))
    options = numbers and all(
        search.settle_option(each) for each in terms if isinstance(each, OptionTerms)
    )
    return search.model if options else None


class _NearestSearch:
    """A search that fixes one answer after another; each step says whether it was in time."""

    model: Model

    def __init__(self, solver: Solver, ends: float) -> None:
        self._solver = solver
        self._ends = ends

    def solve(self, *truths: Truth) -> SolverAnswer:
        """Whether some truths can hold with all that is fixed; where they can, so they do."""
        self._solver.seconds = max(0.0, self._ends - monotonic())
        answer = self._solver.solve(*truths)
        if answer is SolverAnswer.POSSIBLE:
            self.model = self._solver.model
        return answer

    def settle_number(self, number: NumberTerms) -> bool:
        """Have a number be as near as may be."""
        if not all(self.model.knows(part) for part in number.variable.parts):
            return True
        if self.model.holds(number.none) or self.solve(number.none) is SolverAnswer.POSSIBLE:
            self._solver.require(number.none)
            return True
        low, distance = 0, self._distance(number)
        while low < distance:
            middle = (low + distance) // 2
            answer = self.solve(_within(number, middle))
            if answer is SolverAnswer.UNDECIDED:
                return False
            if answer is SolverAnswer.POSSIBLE:
                distance = self._distance(number)
            else:
                low = middle + 1
        self._solver.require(_within(number, distance))
        return True

    def _distance(self, number: NumberTerms) -> int:
        return abs(self.model.number(number.variable) - int(number.near.constant))

    def settle_option(self, option: OptionTerms) -> bool:
        """Have the first truth hold that can."""
        for truth in option.truths:
            answer = SolverAnswer.POSSIBLE
            if not self.model.holds(truth):
                answer = self.solve(truth)
            if answer is SolverAnswer.POSSIBLE:
                self._solver.require(truth)
                return True
            if answer is SolverAnswer.UNDECIDED:
                return False
        return True


def _within(number: NumberTerms, distance: int) -> Truth:
    far = constant(distance)
    return and_(
        at_most(number.variable, number.near + far), at_most(number.near - far, number.variable)
    )


class FirstChanges(msgspec.Struct, frozen=True, eq=False):
    """The changes that come first; `settled` says that there was time to tell."""

    model: Model
    settled: bool


def first_changes(
    solver: Solver, changes: Sequence[ChangeTerms], unlike: Sequence[Truth], ends: float
) -> FirstChanges | SolverAnswer:
    """The changes that come first of those that a solver finds with the truths in `unlike`.

    Of equally few, those that replace or take out the fewest answers that were given; of these,
    those that move the fewest numbers or add the fewest items; of these, those to the questions
    that come first. So what is missing is supplied before anything that was given changes.
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
