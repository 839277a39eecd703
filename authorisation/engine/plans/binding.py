"""Answers as FEEL values: every question has a value, answered or absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from sys import intern

from authorisation.engine.plans.plan import Bindings
from authorisation.feel.temporal.kinds import DAY_NANOSECONDS, Date, DaysTime, YearsMonths
from authorisation.feel.values.values import Bounds, PartialList, Unknown, Value
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.value import Answer, Duration, Items

_SAME_IN_FEEL: frozenset[type] = frozenset((Decimal, str, bool, type(None)))
"""Answers whose FEEL value is the same Python value."""
_TRUE_FALSE_NULL = frozenset((True, False, None))
"""A yes or no that was not given; not a number, so it can only filter by condition."""


class Binder:
    """Turns the answers of a submission into the nested contexts that formulas look into.

    Made once for a set of questions; the absent value of each is worked out then.
    """

    def __init__(self, questions: Iterable[Question]) -> None:
        self._places: dict[str, tuple[str, str, Question]] = {}
        """For each path: its group, its own name there, its question."""
        self._blank: dict[str, Bindings] = {"": {}}
        """Every group by its path, with the absent value of each question."""
        self._around: dict[str, tuple[str, str]] = {}
        """For each group, outermost first: the group around it, and its name there."""
        self._absent: dict[str, Value] = {}
        """Fields of items that were left out, by path: the same for every submission."""
        for question in questions:
            group, _, name = question.path.rpartition(".")
            self._open(group)
            name = intern(name)
            self._blank[group][name] = absent_value(question, question.path)
            self._places[question.path] = (group, name, question)
        for group, (around, name) in self._around.items():
            self._blank[around][name] = self._blank[group]

    def _open(self, group: str) -> None:
        if group in self._blank:
            return
        around, _, name = group.rpartition(".")
        self._open(around)
        self._blank[group] = {}
        self._around[group] = around, name

    def bind(self, answers: Mapping[str, Answer]) -> Bindings:
        """Give the value of every question, by group; answers to other questions are left out.

        Only what has an answer is made anew, so nobody may write into what is given.
        """
        values = self._blank[""].copy()
        last, groups = "", {"": values}
        place_of = self._places.get
        for path, answer in answers.items():
            place = place_of(path)
            if place is None:
                continue
            group, name, question = place
            if group != last:  # answers of a group mostly stand together
                last, values = group, self._copied(group, groups)
            kind = type(answer)
            if kind is Decimal or kind in _SAME_IN_FEEL:  # a figure is what is asked for most
                values[name] = answer
            else:
                values[name] = _bind_answer(answer, question, path, self._absent)
        return groups[""]

    def _copied(self, group: str, groups: dict[str, Bindings]) -> Bindings:
        """Give a group to write answers into; groups without any are shared by all."""
        if group not in groups:
            around, name = self._around[group]
            groups[group] = self._blank[group].copy()
            self._copied(around, groups)[name] = groups[group]
        return groups[group]


def absent_value(question: Question, path: str) -> Value:
    """Give the value of a question that was not answered.

    A number that cannot be *there is none* lies within its bounds; a list is empty and open;
    anything else may be any value at all.
    """
    rests_on = frozenset((path,))
    if question.type in NUMERIC and not question.none:
        return Bounds(question.minimum, question.maximum, rests_on)
    if question.type in (ValueType.LIST, ValueType.CHOICES):
        return PartialList((), open=True, tail=_further_item(question, path), rests_on=rests_on)
    if question.type is ValueType.BOOLEAN:
        return Unknown(rests_on, _TRUE_FALSE_NULL)
    return Unknown(rests_on)


def _further_item(question: Question, path: str) -> Value:
    """Give the value of any further item; it rests on the list as a whole."""
    if question.type is ValueType.CHOICES or not question.each:
        return Unknown(frozenset((path,)))
    return {name: absent_value(field, path) for name, field in question.each.items()}


def _bind_answer(answer: Answer, question: Question, path: str, absent: dict[str, Value]) -> Value:
    """Give the value of an answer; fields left out of an item are absent, each under its path."""
    if isinstance(answer, Items):
        items = [
            _bind_item(item, question, path, number, absent)
            for number, item in enumerate(answer.items, start=1)
        ]
        if not answer.so_far:
            return items
        return PartialList(
            tuple(items),
            open=True,
            tail=_further_item(question, path),
            prefix=len(items),
            rests_on=frozenset((path,)),
        )
    return feel_value(answer)


def _bind_item(
    item: Answer, question: Question, path: str, number: int, absent: dict[str, Value]
) -> Value:
    # Asking for the type first spares most items the slow look whether they are mappings.
    if type(item) is not dict and not isinstance(item, Mapping):
        return feel_value(item)
    values: Bindings = {}
    for name, field in question.each.items():
        if name not in item:
            at = f"{path}[{number}].{name}"
            if at not in absent:
                absent[at] = absent_value(field, at)
            values[name] = absent[at]
        elif type(answer := item[name]) in _SAME_IN_FEEL:
            values[name] = answer
        else:
            values[name] = _bind_answer(answer, field, f"{path}[{number}].{name}", absent)
    return values


def feel_value(answer: Answer) -> Value:
    """Give the FEEL value of an answer or parameter that needs no question to be read."""
    match answer:
        case date():
            return Date(answer.year, answer.month, answer.day)
        case Duration():
            if answer.months:
                return YearsMonths(answer.months)
            return DaysTime(answer.days * DAY_NANOSECONDS)
        case Items():
            return [feel_value(item) for item in answer.items]
        case _ if isinstance(answer, Mapping):
            return {name: feel_value(field) for name, field in answer.items()}
        case _:
            return answer
