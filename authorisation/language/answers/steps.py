"""The least by which the answers to a question differ, and how a number is given as one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from authorisation.language.answers.answers import PERCENT
from authorisation.model.question import Question, ValueType

_PLACES: Final = {ValueType.INTEGER: 0, ValueType.NUMBER: 3, ValueType.MONEY: 2}


def answer_step(question: Question, decimals: int | None = None) -> Decimal:
    """The least by which two of its answers differ, as a number is written.

    `decimals` are those of a question that sets no limit: as usual for its type where it is None.
    """
    places = _PLACES[question.type] if decimals is None else decimals
    places = places if question.decimals is None else question.decimals
    if question.type is ValueType.INTEGER:
        places = 0
    return Decimal(1).scaleb(-places - (2 if question.unit == PERCENT else 0))


def within_bounds(number: Decimal, question: Question) -> bool:
    """Whether a number may answer a question."""
    low, high = question.minimum, question.maximum
    return (low is None or number >= low) and (high is None or number <= high)


def as_written(question: Question) -> Any:  # noqa: ANN401 - int, Decimal or text
    """The function that turns a number into an answer: a percentage is written with its sign."""
    if question.unit == PERCENT:
        return lambda number: f"{(number * 100).normalize():f}%"
    if question.type is ValueType.INTEGER:
        return int
    return lambda number: number
