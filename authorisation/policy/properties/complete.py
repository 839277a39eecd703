"""Completes a submission: whatever it leaves out is answered as plainly as may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from authorisation.model.case import Case
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.value import Answer, Duration, Items

_A_DAY: Final = date(2012, 1, 1)


def completed(case: Case, questions: Mapping[str, Question]) -> Case:
    """The case with every question answered, and every field of every entry of its lists.

    What was left out is *there is none* where that is offered, else the least or the first.
    """
    given = {**case.given, **completed_answers(case.given, questions)}
    return replace(case, given=MappingProxyType(given))


def completed_answers(
    answers: Mapping[str, Answer], questions: Mapping[str, Question], place: int = 1
) -> dict[str, Answer]:
    """An answer to each of some questions: those that there are, completed, and plain ones.

    In a list each `place` has a code and a name of its own, since no two entries may share one.
    """
    return {
        name: _whole(answers[name], question) if name in answers else plain_answer(question, place)
        for name, question in questions.items()
    }


def _whole(answer: Answer, question: Question) -> Answer:
    if not isinstance(answer, Items) or not question.each:
        return answer
    entries = tuple(
        MappingProxyType(completed_answers(item, question.each, place))
        if isinstance(item, Mapping)
        else item
        for place, item in enumerate(answer.items, start=1)
    )
    return Items(entries, so_far=answer.so_far)


def plain_answer(question: Question, place: int = 1) -> Answer:
    """The plainest answer to a question, of an entry by its place in the list."""
    if question.type in {ValueType.LIST, ValueType.CHOICES}:
        return Items(())
    if question.none or question.type is ValueType.DOCUMENT:
        return None
    if question.type in NUMERIC:
        return question.minimum if question.minimum is not None else Decimal(0)
    match question.type:
        case ValueType.BOOLEAN:
            return False
        case ValueType.CHOICE:
            return question.of[0]
        case ValueType.DATE:
            return _A_DAY
        case ValueType.DURATION:
            return Duration()
        case ValueType.CODE:
            return f"A{place:05}"
        case _:
            return "Name" if place == 1 else f"Name {place}"
