"""What an encoding comes to for one submission: its variables set to the answers, no solver."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from authorisation.analysis.encoding.answers import AnswerSpace, AnswerVariables, step_of
from authorisation.analysis.encoding.calendar import civil_date, months_later, settled_date
from authorisation.analysis.encoding.terms import Linear, Term, Truth
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.feel.regex import match as regex
from authorisation.model.question import NUMERIC, ValueType
from authorisation.model.value import Duration, Items
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET


class Assignment:
    """The value of every variable of a space of answers under some answers and grades."""

    def __init__(
        self,
        space: AnswerSpace,
        answers: Mapping[str, Any],
        encoded: RuleSetTerms,
        grades: Mapping[str, str] | None = None,
    ) -> None:
        self._space = space
        self.values: dict[Term, Any] = {}
        self._dates: dict[str, date] = {}
        for path, variables in list(space.made.items()):
            self._answer(variables, answers.get(path, _MISSING))
        for (name, pattern), truth in space.patterns.items():
            self.values[truth] = regex.matches(answers.get(name) or "", pattern)
        for identifier, truths in encoded.grades.items():
            for grade, truth in truths.items():
                self.values[truth] = (grades or {}).get(identifier) == grade

    def _set(self, truth: Truth, value: bool) -> None:
        if isinstance(truth, Term):
            self.values[truth] = value
        else:
            assert truth is value, "what the encoding leaves out cannot be so"

    def _number(self, number: Linear | None, value: int) -> None:
        if number is not None and number.parts:
            (term,) = number.parts
            self.values[term] = value - number.constant

    def _answer(self, variables: AnswerVariables, answer: Any) -> None:
        question = variables.question
        missing = answer is _MISSING
        if question.type in {ValueType.LIST, ValueType.CHOICES}:
            items = Items((), so_far=True) if missing else answer
            self._set(variables.missing, items.so_far)
            if isinstance(variables.begun, Term):
                self.values[variables.begun] = not missing
            for option, truth in variables.options.items():
                self._set(truth, option in items.items)
            if question.type is ValueType.LIST:
                self._list(variables, items.items)
            return
        self._set(variables.missing, missing)
        self._set(variables.none, answer is None)
        given = None if missing else answer
        for option, truth in variables.options.items():
            self._set(truth, option == given)
        if question.type is ValueType.BOOLEAN:
            self._set(variables.truth, given is True)
        elif variables.date is not None:
            self._dates[variables.path] = given if isinstance(given, date) else date(2000, 1, 1)
            civil = civil_date(self._dates[variables.path])
            self._number(variables.date.month, int(civil.month.constant))
            self._number(variables.date.day, int(civil.day.constant))
        elif question.type in NUMERIC:
            steps = Fraction(given if given is not None else 0) / step_of(question)
            assert steps.denominator == 1
            self._number(variables.number, int(steps))
        elif question.type is ValueType.DURATION:
            self._number(variables.number, given.days if isinstance(given, Duration) else 0)
        elif variables.number is not None:
            self._number(variables.number, self._space.number_of_text(str(given)))

    def _list(self, variables: AnswerVariables, items: tuple[Any, ...]) -> None:
        assert len(items) <= len(variables.slots), "more entries than places"
        for place, slot in enumerate(variables.slots):
            there = place < len(items)
            self._set(slot.there, there)
            self._number(slot.times, int(there))
            item = items[place] if there else {}
            if slot.text is not None:
                self._number(slot.text, self._space.number_of_text(str(item)))
            for name, field in list(slot.fields.items()):
                self._answer(field, item.get(name, _MISSING))

    def holds(self, truth: Truth) -> bool:
        """Whether a truth holds."""
        return truth if isinstance(truth, bool) else bool(self._value(truth))

    def number(self, number: Linear) -> Fraction:
        """The value of a sum."""
        total = number.constant
        for part, factor in number.parts.items():
            total += factor * self._value(part)
        return total

    def _value(self, term: Term) -> Any:
        if term not in self.values:
            self.values[term] = self._worked_out(term)
        return self.values[term]

    def _worked_out(self, term: Term) -> Any:
        match term.op, term.args:
            case "not", (part,):
                return not self._value(part)
            case "and", parts:
                return all(self._value(part) for part in parts)
            case "or", parts:
                return any(self._value(part) for part in parts)
            case "product", (truth, number):
                return self.number(number) if self._value(truth) else 0
            case "least", (constant, *parts):
                return constant + sum(self._value(part) * factor for part, factor in parts) <= 0
            case "integer", (str() as name, *_) if name.endswith(": number"):
                return self._date(name.removesuffix(": number")).toordinal() - _FIRST
            case "integer", (str() as name, *_) if name.endswith(": day"):
                return self._date(name.removesuffix(": day")).day
            case _:
                raise AssertionError(f"{term!r} was not set")

    def _date(self, name: str) -> date:
        """The date of a variable, or of one so many months later, as the encoding calls it."""
        if name in self._dates:
            return self._dates[name]
        before, months = _LATER.fullmatch(name).groups()
        return settled_date(months_later(civil_date(self._date(before)), int(months)))

    def possible(self, encoded: RuleSetTerms, criterion: str) -> int:
        """The set of possible verdicts on a criterion, as the engine has it."""
        found = encoded.finding(criterion).possible
        return (
            MET * self.holds(found.met)
            | NOT_MET * self.holds(found.not_met)
            | NOT_APPLICABLE * self.holds(found.not_applicable)
        )


_MISSING = object()
_FIRST = date(1901, 1, 1).toordinal()
_LATER = re.compile(r"(.*) and (-?[0-9]+) months")
