"""Which answers differ from those that were given: as truths, and read back from a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest

import msgspec

from authorisation.analysis.encoding.answers import AnswerVariables, ListSlot, step_of
from authorisation.analysis.encoding.calendar import FIRST_YEAR, LAST_YEAR, CivilDate, civil_date
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
from authorisation.model.question import TEXTS, Question, ValueType
from authorisation.model.value import Answer, Duration, Items


class ChangedPart(msgspec.Struct, frozen=True, eq=False):
    """Whether a part of an answer that counts as one change differs, and how.

    It `moves` a number or a date, or adds an item to a finished list; it `replaces` an answer by
    another, or takes something out. With neither it supplies what is missing.
    """

    differs: Truth
    moves: Truth = False
    replaces: Truth = False


class ChangeTerms(msgspec.Struct, frozen=True, eq=False):
    """The terms of how an answer may differ from the one given: each part that is one change."""

    path: str
    parts: tuple[ChangedPart, ...]

    @property
    def any(self) -> Truth:
        """Whether anything of it differs."""
        return any_(part.differs for part in self.parts)


def change_terms(space: GivenAnswers) -> tuple[ChangeTerms, ...]:
    """The terms of how each answer that was looked at may differ, in the order in which that was.

    An answer is one change, also one to a question that had none, or the rest of a list that may
    still grow; of a list that is finished, each item changed, added or removed is one.
    """
    return tuple(
        ChangeTerms(path, tuple(_parts(variables, space.given.get(path, NOT_GIVEN), space)))
        for path, variables in space.made.items()
    )


def _parts(variables: AnswerVariables, given: Given, space: GivenAnswers) -> Iterator[ChangedPart]:
    if variables.question.type not in {ValueType.LIST, ValueType.CHOICES}:
        yield _single_part(variables, given, space)
        return
    items, finished = items_of(given)
    if variables.question.type is ValueType.CHOICES:
        added = [truth for option, truth in variables.options.items() if option not in items]
        yield from (_replacing(not_(variables.options[str(option)])) for option in items)
    else:
        added = [slot.there for slot in variables.slots[len(items) :]]
        for slot, item in zip(variables.slots, items, strict=False):
            yield _item_part(slot, item, space)
    if finished:
        yield from (ChangedPart(truth, moves=truth) for truth in added)
    else:
        yield ChangedPart(or_(not_(variables.missing), *added))


def _replacing(truth: Truth) -> ChangedPart:
    return ChangedPart(truth, replaces=truth)


def _item_part(slot: ListSlot, item: Answer, space: GivenAnswers) -> ChangedPart:
    gone = not_(slot.there)
    if not isinstance(item, Mapping):
        number = slot.text
        same = number is None or _same_text("", number, str(item), space)
        return _replacing(or_(gone, not_(same)))
    fields = [
        part
        for name, field in slot.fields.items()
        for part in _parts(field, item.get(name, NOT_GIVEN), space)
    ]
    return ChangedPart(
        or_(gone, *(part.differs for part in fields)),
        any_(part.moves for part in fields),
        or_(gone, *(part.replaces for part in fields)),
    )


def _single_part(variables: AnswerVariables, given: Given, space: GivenAnswers) -> ChangedPart:
    if isinstance(given, NotGiven):
        return ChangedPart(not_(variables.missing))
    if given is None:
        return ChangedPart(not_(variables.none))
    differs = or_(variables.none, not_(_same(variables, given, space)))
    if isinstance(given, Decimal | date | Duration):
        return ChangedPart(differs, moves=differs, replaces=variables.none)
    return _replacing(differs)


def _same(variables: AnswerVariables, given: Answer, space: GivenAnswers) -> Truth:
    kind = variables.question.type
    if kind is ValueType.BOOLEAN:
        return variables.truth if given else not_(variables.truth)
    if kind is ValueType.CHOICE:
        return variables.options[str(given)]
    if isinstance(given, date) and variables.date is not None:
        return variables.date.equals(settled_day(given))
    if variables.number is None:
        return True
    if kind in TEXTS:
        return _same_text(variables.path, variables.number, str(given), space)
    return equal_numbers(variables.number, steps_given(given, variables.question))


def settled_day(day: date) -> CivilDate:
    """A date that was given.

    Raises:
        NotEncoded: dates are not reckoned with so far from today.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotEncoded(f"the date {day.isoformat()}")
    return civil_date(day)


def steps_given(given: Answer, question: Question) -> Linear:
    """A number that was given, in the steps in which its variable counts.

    Raises:
        NotEncoded: it is a length of time in months.
    """
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
        parts = _parts(variables, given, self._given)
        if not any(self._holds(part.differs) for part in parts):
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
            changed = self._holds(_item_part(slot, item, self._given).differs)
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
            if not all(map(self._model.knows, parts)):
                return self._today
        return super()._value(variables)
