"""Answers as FEEL values: every question has one, given or absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from authorisation.engine.plan import Scope
from authorisation.feel.temporal import Date, DaysTime, YearsMonths
from authorisation.feel.values import Bounds, PartialList, Unknown, Value
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.value import Answer, Duration, Items

_NANOSECONDS_A_DAY = 86_400_000_000_000
_TRUE_FALSE_NULL = frozenset((True, False, None))
"""A yes or no that was not given; not a number, so it can only filter by condition."""


class Binder:
    """Turns the answers of a submission into the nested contexts that formulas look into.

    Made once for a set of questions; the absent value of each is worked out then.
    """

    def __init__(self, questions: Iterable[Question]) -> None:
        self._questions = {question.path: question for question in questions}
        self._blank: Scope = {}
        for question in self._questions.values():
            *groups, name = question.path.split(".")
            _inner(self._blank, groups)[name] = absent(question, question.path)

    def bind(self, answers: Mapping[str, Answer]) -> Scope:
        """Give every question's value by group; answers to other questions are left out."""
        scope = _copied(self._blank)
        for path, answer in answers.items():
            question = self._questions.get(path)
            if question is not None:
                *groups, name = path.split(".")
                _inner(scope, groups)[name] = given(answer, question, path)
        return scope


def _inner(scope: Scope, groups: Iterable[str]) -> Scope:
    for group in groups:
        scope = scope.setdefault(group, {})
    return scope


def _copied(scope: Scope) -> Scope:
    return {k: _copied(v) if type(v) is dict else v for k, v in scope.items()}


def absent(question: Question, path: str) -> Value:
    """Give the value of a question that was not answered.

    A number that cannot be *there is none* lies within its bounds; a list is empty and open;
    anything else may be any value at all.
    """
    rests_on = frozenset((path,))
    if question.type in NUMERIC and not question.none:
        return Bounds(question.minimum, question.maximum, rests_on)
    if question.type in (ValueType.LIST, ValueType.CHOICES):
        return PartialList((), open=True, tail=_tail(question, path), rests_on=rests_on)
    if question.type is ValueType.BOOLEAN:
        return Unknown(rests_on, _TRUE_FALSE_NULL)
    return Unknown(rests_on)


def _tail(question: Question, path: str) -> Value:
    """Stand for any further item; what it will say rests on the list as a whole."""
    if question.type is ValueType.CHOICES or not question.each:
        return Unknown(frozenset((path,)))
    return {name: absent(field, path) for name, field in question.each.items()}


def given(answer: Answer, question: Question, path: str) -> Value:
    """Give the value of an answer; fields left out of an item are absent, each under its path."""
    if isinstance(answer, Items):
        items = [
            _item(item, question, f"{path}[{number}]")
            for number, item in enumerate(answer.items, start=1)
        ]
        if not answer.so_far:
            return items
        return PartialList(
            tuple(items),
            open=True,
            tail=_tail(question, path),
            prefix=len(items),
            rests_on=frozenset((path,)),
        )
    return plain(answer)


def _item(item: Answer, question: Question, path: str) -> Value:
    if not isinstance(item, Mapping):
        return plain(item)
    return {
        name: given(item[name], field, f"{path}.{name}")
        if name in item
        else absent(field, f"{path}.{name}")
        for name, field in question.each.items()
    }


def plain(answer: Answer) -> Value:
    """Give the FEEL value of an answer or parameter that needs no question to be read."""
    match answer:
        case date():
            return Date(answer.year, answer.month, answer.day)
        case Duration():
            if answer.months:
                return YearsMonths(answer.months)
            return DaysTime(answer.days * _NANOSECONDS_A_DAY)
        case Items():
            return [plain(item) for item in answer.items]
        case _ if isinstance(answer, Mapping):
            return {name: plain(field) for name, field in answer.items()}
        case _:
            return answer
