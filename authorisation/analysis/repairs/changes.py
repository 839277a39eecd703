"""Which answers differ from those that were given: as truths, and read back from a model."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from typing import Final

import msgspec

from authorisation.analysis.encoding.answers import AnswerVariables, ListSlot, step_of
from authorisation.analysis.encoding.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    CivilDate,
    civil_date,
)
from authorisation.analysis.encoding.shapes import NotEncoded
from authorisation.analysis.encoding.terms import (
    Linear,
    Truth,
    and_,
    any_,
    constant,
    equal_numbers,
    not_,
    or_,
)
from authorisation.analysis.model_answers import NOT_GIVEN, AnswerReader, Given, NotGiven
from authorisation.analysis.repairs.given_answers import GivenAnswers, items_of
from authorisation.analysis.solver import Model
from authorisation.feel.regex import match as regex
from authorisation.model.question import Question, ValueType
from authorisation.model.value import Answer, Duration, Items

_TEXTS: Final = frozenset({ValueType.TEXT, ValueType.CODE, ValueType.DOCUMENT})


class ChangeTerms(msgspec.Struct, frozen=True, eq=False):
    """Whether one answer differs from the one given: each part that counts as one change."""

    path: str
    parts: tuple[Truth, ...]

    @property
    def any(self) -> Truth:
        """Whether anything of it differs."""
        return any_(self.parts)


class NumberTerms(msgspec.Struct, frozen=True, eq=False):
    """A number that may differ, or a date as one, and the number that it is to be near to."""

    variable: Linear
    near: Linear


def change_terms(space: GivenAnswers) -> tuple[ChangeTerms, ...]:
    """How each answer that was looked at may differ, in the order in which that was.

    An answer is one change, also one to a question that had none, or the rest of a list that may
    still grow; of a list that is finished, each item changed, added or removed is one.
    """
    return tuple(
        ChangeTerms(path, tuple(_parts(variables, space.given.get(path, NOT_GIVEN), space)))
        for path, variables in space.made.items()
    )


def _parts(variables: AnswerVariables, given: Given, space: GivenAnswers) -> Iterator[Truth]:
    if variables.question.type not in {ValueType.LIST, ValueType.CHOICES}:
        yield _differs(variables, given, space)
        return
    items, finished = items_of(given)
    if variables.question.type is ValueType.CHOICES:
        added = [truth for option, truth in variables.options.items() if option not in items]
        yield from (not_(variables.options[str(option)]) for option in items)
    else:
        added = [slot.there for slot in variables.slots[len(items) :]]
        for slot, item in zip(variables.slots, items, strict=False):
            yield or_(not_(slot.there), _item_differs(slot, item, space))
    if finished:
        yield from added
    else:
        yield or_(not_(variables.missing), *added)


def _item_differs(slot: ListSlot, item: Answer, space: GivenAnswers) -> Truth:
    if not isinstance(item, Mapping):
        number = slot.text
        return False if number is None else not_(_same_text("", number, str(item), space))
    return any_(
        part
        for name, field in slot.fields.items()
        for part in _parts(field, item.get(name, NOT_GIVEN), space)
    )


def _differs(variables: AnswerVariables, given: Given, space: GivenAnswers) -> Truth:
    if isinstance(given, NotGiven):
        return not_(variables.missing)
    if given is None:
        return not_(variables.none)
    return or_(variables.none, not_(_same(variables, given, space)))


def _same(variables: AnswerVariables, given: Answer, space: GivenAnswers) -> Truth:
    kind = variables.question.type
    if kind is ValueType.BOOLEAN:
        return variables.truth if given else not_(variables.truth)
    if kind is ValueType.CHOICE:
        return variables.options[str(given)]
    if isinstance(given, date) and variables.date is not None:
        return variables.date.equals(_settled(given))
    if variables.number is None:
        return True
    if kind in _TEXTS:
        return _same_text(variables.path, variables.number, str(given), space)
    return equal_numbers(variables.number, _steps(given, variables.question))


def _settled(day: date) -> CivilDate:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotEncoded(f"the date {day.isoformat()}")
    return civil_date(day)


def _steps(given: Answer, question: Question) -> Linear:
    """A number that was given, in the steps in which its variable counts."""
    if isinstance(given, Duration):
        if given.months:
            raise NotEncoded(f"a length of time in months, as that of `{question.path}`,")
        return constant(given.days)
    return constant(Fraction(Decimal(str(given))) / step_of(question))


def _same_text(name: str, number: Linear, given: str, space: GivenAnswers) -> Truth:
    equal = equal_numbers(number, constant(space.number_of_text(given)))
    matching = (
        truth if regex.matches(given, pattern) else not_(truth)
        for (text, pattern), truth in space.patterns.items()
        if text == name
    )
    return and_(equal, *matching)


def number_terms(
    variables: AnswerVariables, given: Given, today: date, fields: Collection[str]
) -> Iterator[NumberTerms]:
    """The numbers and dates in an answer that may change, of items those in some fields.

    Each is to be near to the one given; where none was, a number to the least that it may be, and a
    date to `today`.
    """
    question, number = variables.question, variables.number
    if question.type is ValueType.LIST:
        items, _ = items_of(given)
        for place, slot in enumerate(variables.slots):
            item = items[place] if place < len(items) else {}
            if not isinstance(item, Mapping):
                continue
            for name in (each for each in question.each if each in slot.fields and each in fields):
                inner: Given = item.get(name, NOT_GIVEN)
                yield from number_terms(slot.fields[name], inner, today, fields)
    elif variables.date is not None:
        day = given if isinstance(given, date) else today
        yield NumberTerms(_order(variables.date), _order(_settled(day)))
    elif number is not None and question.type not in _TEXTS:
        low, _ = number.ends()
        near = constant(max(low or 0, 0))
        if not isinstance(given, NotGiven) and given is not None:
            near = _steps(given, question)
        yield NumberTerms(number, near)


def _order(civil: CivilDate) -> Linear:
    """A number that grows with a date, by one a day within a month."""
    return civil.month.times(31) + civil.day


class ChangeReader(AnswerReader):
    """Reads the answers that a model has, where they differ from those given.

    `today` stands for any day.
    """

    def __init__(self, model: Model, space: GivenAnswers, today: date) -> None:
        super().__init__(model, space)
        self._given = space
        self._today = today

    def answers(self) -> dict[str, Answer]:
        """All answers: those that differ as the model has them, the others as they were given."""
        found = dict(self._given.given)
        for path, variables in self._space.made.items():
            answer = self._changed(variables, self._given.given.get(path, NOT_GIVEN))
            if not isinstance(answer, NotGiven):
                found[path] = answer
        return found

    def _changed(self, variables: AnswerVariables, given: Given) -> Given:
        if not any(self._holds(part) for part in _parts(variables, given, self._given)):
            return given
        if variables.question.type is not ValueType.LIST:
            return self._answer(variables)
        items, _ = items_of(given)
        entries = [
            self._item(slot, variables.question, item)
            for slot, item in zip_longest(variables.slots, items, fillvalue=NOT_GIVEN)
            if isinstance(slot, ListSlot) and self._holds(slot.there)
        ]
        return Items(tuple(entries), so_far=self._holds(variables.missing))

    def _item(self, slot: ListSlot, question: Question, item: Given) -> Answer:
        if isinstance(item, NotGiven):
            entry, named = self._entry(slot, question), question.name_by
            if not isinstance(entry, Mapping) or not named or named in entry:
                return entry
            return {**entry, named: self._text(question.each[named], "", None)}
        if not isinstance(item, Mapping):
            changed = self._holds(_item_differs(slot, item, self._given))
            return self._entry(slot, question) if changed else item
        found = {}
        for name in question.each:
            answer: Given = item.get(name, NOT_GIVEN)
            if name in slot.fields:
                answer = self._changed(slot.fields[name], answer)
            if not isinstance(answer, NotGiven):
                found[name] = answer
        return found

    def _value(self, variables: AnswerVariables) -> Answer:
        if variables.date is not None:
            parts = (*variables.date.month.parts, *variables.date.day.parts)
            if not all(map(self._model.looked_at, parts)):
                return self._today
        return super()._value(variables)
