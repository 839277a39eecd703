"""The answers of a submission as variables, made when a formula first looks at them.

One space of answers may serve several rule sets, so that they are asked about one submission.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Final

import msgspec

from authorisation.analysis.encoding.calendar import CivilDate, date_variable
from authorisation.analysis.encoding.shapes import (
    MISSING,
    Cases,
    Day,
    Entries,
    FreeText,
    ListShape,
    Missing,
    NotEncoded,
    NumberRange,
    OptionText,
    Ratio,
    Shape,
    Slot,
    cases,
    exact_number,
    one_case,
)
from authorisation.analysis.encoding.terms import (
    Linear,
    Term,
    Truth,
    and_,
    at_most,
    at_most_zero,
    constant,
    define,
    exactly_one,
    integer,
    not_,
    or_,
    variable,
)
from authorisation.feel.regex import match as regex
from authorisation.language.answers.answers import NONE
from authorisation.language.answers.steps import answer_step
from authorisation.model.question import NUMERIC, Question, ValueType, without_places
from authorisation.model.value import fold_code

LARGEST: Final = 10**15
"""How far numbers go where a question has no bounds."""
DECIMALS: Final = 6
"""Of decimals, where a question says nothing of them."""
"""The place of an entry in the path of its fields."""
MOST_TEXTS: Final = 10**6
"""How many texts are distinguished."""


class AnswerVariables(msgspec.Struct, frozen=True, eq=False):
    """The variables of one answer, by which a model of them is read back.

    `missing` says that it is not answered, `none` that the answer is *there is none*; for a list,
    `missing` says that it may still grow, and `begun` that it is an answer even so, and without an
    entry. Of the rest there is what its type needs.
    """

    path: str
    question: Question
    missing: Truth
    none: Truth = False
    begun: Truth = False
    truth: Truth = False
    number: Linear | None = None
    date: CivilDate | None = None
    options: Mapping[str, Truth] = {}
    slots: tuple[ListSlot, ...] = ()


class ListSlot(msgspec.Struct, frozen=True, eq=False):
    """A place in a list that is an answer: whether an entry is there, and its fields."""

    there: Truth
    fields: dict[str, AnswerVariables]
    text: Linear | None = None
    times: Linear | None = None


class AnswerSpace:
    """Variables for answers, by path; `partial` says that some may be missing.

    `slots` gives how many places each list has, by path; `multiplied` names the lists of which each
    place stands for any number of equal entries.
    """

    def __init__(
        self, *, partial: bool, slots: Mapping[str, int], multiplied: frozenset[str] = frozenset()
    ) -> None:
        self.partial = partial
        self.made: dict[str, AnswerVariables] = {}
        self.patterns: dict[tuple[str, str], Term] = {}
        """Whether a text matches a pattern, by the text's name and the pattern."""
        self.texts: dict[str, int] = {}
        self._compared: dict[str, dict[int, str]] = {}
        """The texts of the rules that an answer is compared with, by its name and their number."""
        self._slots = slots
        self._multiplied = multiplied
        self._values: dict[str, Cases] = {}

    def answer(self, question: Question) -> Cases:
        """The value of a question."""
        path = question.path
        known = self.made.get(path)
        if known is not None and known.question != question:
            raise NotEncoded(f"`{path}` is asked in two ways")
        if path not in self._values:
            variables, value = self._answer(path, question)
            self.made[path] = variables
            self._values[path] = value
        return self._values[path]

    def number_of_text(self, text: str) -> int:
        """The number that stands for a text that the rules write."""
        return self.texts.setdefault(text, len(self.texts))

    def matches(self, text: FreeText, pattern: str) -> Term:
        """Whether a text matches a pattern of the rules."""
        key = (text.name, pattern)
        if key not in self.patterns:
            self.patterns[key] = variable(f"{text.name} matches {pattern}")
            for number, written in self._compared.get(text.name, {}).items():
                self._agree(key, text.number, number, written)
        return self.patterns[key]

    def _compare(self, name: str, number: Linear, text: str) -> int:
        """The number of a text that an answer is compared with; its patterns go with that."""
        of_text = self.number_of_text(text)
        if of_text not in self._compared.setdefault(name, {}):
            self._compared[name][of_text] = text
            for key in self.patterns:
                if key[0] == name:
                    self._agree(key, number, of_text, text)
        return of_text

    def _agree(self, key: tuple[str, str], number: Linear, of_text: int, text: str) -> None:
        """Have an answer match what a text of the rules does, where it is that text."""
        matches = self.patterns[key]
        found = matches if regex.matches(text, key[1]) else not_(matches)
        least, most = at_most(constant(of_text), number), at_most(number, constant(of_text))
        agreed = or_(not_(least), not_(most), found)
        for each in (matches, least, most):
            if isinstance(each, Term):
                # Not of the number: that may be with the solver before it is compared with this.
                each.where.append(agreed)

    def _answer(self, path: str, question: Question) -> tuple[AnswerVariables, Cases]:
        if question.type in {ValueType.LIST, ValueType.CHOICES}:
            return self._list(path, question)
        return self._single(path, question, partial=self.partial)

    def _single(
        self, path: str, question: Question, *, partial: bool
    ) -> tuple[AnswerVariables, Cases]:
        """The variables of an answer that is no list; `partial` says that it may be missing."""
        missing: Truth = variable(f"{path}: missing") if partial else False
        offered = bool(question.none) or question.type is ValueType.DOCUMENT
        none: Truth = variable(f"{path}: none") if offered else False
        if question.type is ValueType.CHOICE:
            return self._choice(path, question, missing, none)
        if missing is not False and none is not False:
            define([missing, none], or_(not_(missing), not_(none)))
        given = and_(not_(missing), not_(none))
        variables = AnswerVariables(path, question, missing, none)
        if question.type is ValueType.BOOLEAN:
            truth = variable(path)
            pairs = ((and_(given, truth), True), (and_(given, not_(truth)), False))
            return msgspec.structs.replace(variables, truth=truth), cases(
                (*pairs, (missing, MISSING), (none, None))
            )
        if question.type is ValueType.DATE:
            civil = date_variable(path)
            return msgspec.structs.replace(variables, date=civil), cases(
                ((given, Day(civil)), (missing, MISSING), (none, None))
            )
        number, shape = self._number(path, question)
        absent: Shape = MISSING
        if question.type in NUMERIC and not question.none:
            absent = NumberRange(_end(question.minimum), _end(question.maximum))
        return msgspec.structs.replace(variables, number=number), cases(
            ((given, shape), (missing, absent), (none, None))
        )

    def _number(self, path: str, question: Question) -> tuple[Linear, Shape]:
        """The variable of an answer that is counted, and the value that it stands for."""
        if question.type in NUMERIC:
            step = step_of(question)
            number = integer(path, *_steps(question, step))
            return number, exact_number(number.times(step))
        if question.type is ValueType.DURATION:
            # It may be one of months or one of days, which do not compare with each other.
            raise NotEncoded(f"`{question.path}`, an answer that is a length of time,")
        number = integer(path, 0, MOST_TEXTS)
        return number, self.free_text(path, number, question)

    def free_text(self, name: str, number: Linear, question: Question) -> FreeText:
        """A text that is an answer."""
        return FreeText(
            name,
            number,
            lambda text: self._compare(name, number, text) if may_be(text, question) else None,
        )

    def _choice(
        self, path: str, question: Question, missing: Truth, none: Truth
    ) -> tuple[AnswerVariables, Cases]:
        # One and only one holds of other truths where nothing can be missing: other variables.
        of = path if missing is not False else f"{path}, answered"
        options = {option: variable(f"{of}: {option}") for option in question.of}
        every = [*options.values(), missing, none]
        define(every, exactly_one(every))
        given = and_(not_(missing), not_(none))
        variables = AnswerVariables(path, question, missing, none, options=options)
        return variables, cases(((given, OptionText(options)), (missing, MISSING), (none, None)))

    def _list(self, path: str, question: Question) -> tuple[AnswerVariables, Cases]:
        grows: Truth = variable(f"{path}: may grow") if self.partial else False
        begun: Truth = variable(f"{path}: begun") if self.partial else False
        if question.type is ValueType.CHOICES:
            options = {option: variable(f"{path}: {option}") for option in question.of}
            chosen = tuple(Slot(one_case(o), truth) for o, truth in options.items())
            variables = AnswerVariables(path, question, grows, begun=begun, options=options)
            return variables, one_case(ListShape(chosen, grows, one_case(MISSING), begun))
        of = without_places(path)
        places = min(self._slots.get(of, 0), question.max_items)
        slots = [self._slot(path, question, place) for place in range(1, places + 1)]
        there = [slot.there for slot, _ in slots]
        for before, after in pairwise(there):
            define([after], or_(not_(after), before))
        if any(slot.times is not None for slot, _ in slots):
            total = constant(-question.max_items)
            for slot, _ in slots:
                total += slot.times or constant(0)
            define(there, at_most_zero(total))
        of_items = tuple(slot for slot, _ in slots)
        variables = AnswerVariables(path, question, grows, begun=begun, slots=of_items)
        tail = one_case(further_item(question))
        return variables, one_case(ListShape(tuple(s for _, s in slots), grows, tail, begun))

    def _slot(self, path: str, question: Question, place: int) -> tuple[ListSlot, Slot]:
        name = f"{path}[{place}]"
        there = variable(name)
        times = None
        if without_places(path) in self._multiplied:
            times = integer(f"{name}: times", 0, question.max_items)
            define([there, *times.parts], _same(there, times))
        if not question.each:
            number = integer(f"{name}: text", 0, MOST_TEXTS)
            text = self.free_text(name, number, question)
            return ListSlot(there, {}, number, times), Slot(one_case(text), there, times=times)
        fields: dict[str, AnswerVariables] = {}

        def value(field: str) -> Cases:
            fields[field], found = self._answer(f"{name}.{field}", question.each[field])
            return found

        entries = one_case(Entries.of_fields(question.each, value))
        return ListSlot(there, fields, None, times), Slot(entries, there, times=times)


def _same(there: Truth, times: Linear) -> Truth:
    """That an entry is there, and that it is there once at least, are the same."""
    once = at_most(constant(1), times)
    return or_(and_(there, once), and_(not_(there), not_(once)))


def further_item(question: Question) -> Missing | Entries:
    """Any further item of a list that may still grow."""
    if question.type is ValueType.CHOICES or not question.each:
        return MISSING

    return Entries.of_fields(
        question.each, lambda field: one_case(absent_shape(question.each[field]))
    )


def absent_shape(question: Question) -> Shape:
    """The value of a question that was not answered."""
    if question.type in NUMERIC and not question.none:
        return NumberRange(_end(question.minimum), _end(question.maximum))
    if question.type in {ValueType.LIST, ValueType.CHOICES}:
        return ListShape((), open=True, tail=one_case(further_item(question)))
    return MISSING


def may_be(text: str, question: Question) -> bool:
    """Whether a text can be an answer: those read are without spaces around, and not empty."""
    if question.type is ValueType.CODE or question.codes:
        return bool(text) and text == fold_code(text)
    return bool(text) and text == text.strip() and text != NONE


def step_of(question: Question) -> Fraction:
    """The least by which two answers of a question differ."""
    return Fraction(answer_step(question, DECIMALS))


def _steps(question: Question, step: Fraction) -> tuple[int, int]:
    low = Fraction(-LARGEST if question.minimum is None else question.minimum)
    high = Fraction(LARGEST if question.maximum is None else question.maximum)
    return ceil(low / step), floor(high / step)


def _end(number: Decimal | None) -> Ratio | None:
    return None if number is None else Ratio(constant(Fraction(number)))
