"""The answers that a solver's model stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from authorisation.analysis.encoding.answers import AnswerSpace, AnswerVariables, ListSlot, step_of
from authorisation.analysis.encoding.calendar import date_of
from authorisation.analysis.encoding.shapes import NotEncoded
from authorisation.analysis.encoding.terms import Linear, Truth
from authorisation.analysis.solver import Model
from authorisation.feel.regex import match as regex
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.value import Answer, Duration, Items

_SPECIAL: Final = re.compile(r"\\(.)|\.[+*]?|[\^$]|\[([^\]^\\])[^\]]*\][+*]?|\(\?:|[()?+*|{}]")
_PLAIN: Final = ("Example", "example", "1", "")


class NotGiven:
    """Stands for an answer that was not given."""


NOT_GIVEN: Final = NotGiven()
Given = Answer | NotGiven


class AnswerReader:
    """Reads answers from a model; every text that need not be equal to another is different."""

    def __init__(self, model: Model, space: AnswerSpace) -> None:
        self._model = model
        self._space = space
        self._written = {number: text for text, number in space.texts.items()}
        self._used = set(space.texts)
        self.examples: set[str] = set()
        """The texts that stand for any."""
        self.patterned: set[str] = set()
        """The texts that stand for any that matches the same patterns."""

    def answers(self) -> dict[str, Answer]:
        """All answers that there are, by path."""
        found = ((path, self._answer(each)) for path, each in self._space.made.items())
        return {path: answer for path, answer in found if not isinstance(answer, NotGiven)}

    def _holds(self, truth: Truth) -> bool:
        return self._model.holds(truth)

    def _answer(self, variables: AnswerVariables) -> Given:
        question = variables.question
        if question.type is ValueType.CHOICES:
            chosen = [o for o, truth in variables.options.items() if self._holds(truth)]
            return self._list(variables, chosen)
        if question.type is ValueType.LIST:
            entries: list[Answer] = []
            for slot in filter(lambda slot: self._holds(slot.there), variables.slots):
                times = 1 if slot.times is None else max(1, self._model.number(slot.times))
                entries += (self._entry(slot, question) for _ in range(times))
            return self._list(variables, entries)
        if self._holds(variables.missing):
            return NOT_GIVEN
        return None if self._holds(variables.none) else self._value(variables)

    def _list(self, variables: AnswerVariables, entries: list[Answer] | list[str]) -> Given:
        grows = self._holds(variables.missing)
        answered = entries or not grows or self._holds(variables.begun)
        return Items(tuple(entries), so_far=grows) if answered else NOT_GIVEN

    def _entry(self, slot: ListSlot, question: Question) -> Answer:
        """One entry; of which nothing was looked at, it is named, where it has a name."""
        if not question.each:
            return self._text(question, "", slot.text)
        fields = {name: slot.fields[name] for name in question.each if name in slot.fields}
        found = ((name, self._answer(field)) for name, field in fields.items())
        entry = {name: answer for name, answer in found if not isinstance(answer, NotGiven)}
        name = question.name_by or next(
            (n for n, f in question.each.items() if f.type in {ValueType.TEXT, ValueType.CODE}), ""
        )
        # A name that was looked at and is missing stays so.
        if entry or not name or name in fields:
            return entry
        field = question.each[name]
        return {name: field.of[0] if field.of else self._text(field, "", None)}

    def _value(self, variables: AnswerVariables) -> Answer:
        question, number = variables.question, variables.number
        match question.type:
            case ValueType.BOOLEAN:
                return self._holds(variables.truth)
            case ValueType.CHOICE:
                held = (o for o, truth in variables.options.items() if self._holds(truth))
                return next(held, question.of[0])
            case ValueType.DATE if variables.date is not None:
                month, day = variables.date.month, variables.date.day
                return date_of(self._model.number(month), self._model.number(day))
            case ValueType.DURATION if number is not None:
                return Duration(days=self._model.number(number))
            case kind if kind in NUMERIC and number is not None:
                step = step_of(question)
                return Decimal(self._model.number(number) * step.numerator) / step.denominator
            case _:
                return self._text(question, variables.path, number)

    def _text(self, question: Question, name: str, number: Linear | None) -> str:
        wanted = {
            pattern: self._holds(truth)
            for (text, pattern), truth in self._space.patterns.items()
            if text == name
        }
        knows = number is not None and all(map(self._model.knows, number.parts))
        value = self._model.number(number) if number is not None and knows else None
        if wanted:
            written = self._written.get(value, "") if value is not None else ""
            if written and all(regex.matches(written, each) is so for each, so in wanted.items()):
                return written
            self.patterned.add(text := _example_of(wanted))
            return text
        if value is None:
            return self._unique_text(question)
        if value not in self._written:
            self._written[value] = self._unique_text(question)
        return self._written[value]

    def _unique_text(self, question: Question) -> str:
        """A text that stands nowhere else."""
        place = 1
        while (text := _example(question, place)) in self._used:
            place += 1
        self._used.add(text)
        self.examples.add(text)
        return text


def _example(question: Question, place: int) -> str:
    if question.type is ValueType.CODE or question.codes:
        return f"A{place:05}"
    return f"Paper {place}" if question.type is ValueType.DOCUMENT else f"Name {place}"


def _example_of(patterns: Mapping[str, bool]) -> str:
    """A text that matches every pattern that it shall match, and none that it shall not.

    Raises:
        NotEncoded: none was found.
    """
    candidates = [*map(_simplest, patterns), *_PLAIN]
    for text in candidates:
        if all(regex.matches(text, pattern) is wanted for pattern, wanted in patterns.items()):
            return text
    raise NotEncoded(f"the pattern {' or '.join(patterns)}, for which no example was found")


def _simplest(pattern: str) -> str:
    """A text for a pattern of plain characters, `.` and sets; another pattern may not match it."""

    def plain(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        if found[0].startswith("."):
            return "" if found[0] == ".*" else "Example"
        return found[2] or ""

    return _SPECIAL.sub(plain, pattern)
