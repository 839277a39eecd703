"""What a question accepts, in the words of one kind of form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from authorisation.language.answers.answers import PERCENT, format_bound
from authorisation.model.question import NUMERIC, Question, ValueType


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedWords:
    """The words of one kind of form for what is written into it; `{}` stands for the choices."""

    choice: str
    choices: str
    percentage: str
    types: Mapping[ValueType, str]
    """Those that are written differently than in other forms."""


_TYPES: Final[Mapping[ValueType, str]] = {
    ValueType.INTEGER: "a whole number",
    ValueType.NUMBER: "a number",
    ValueType.MONEY: "an amount",
    ValueType.TEXT: "text",
    ValueType.DATE: "a date, such as 2012-10-01",
    ValueType.DURATION: "a length of time, such as 28 days or 3 months",
    ValueType.DOCUMENT: "the name or number of a document",
}


def accepted_values(question: Question, words: AcceptedWords, none: str = "") -> str:
    """Format the values that a question accepts: `a whole number (patient), at least 1`.

    Bounds stand as they may be typed, without marks between their digits. `none` says how *there
    is none* is answered; empty where it is not offered here.
    """
    accepted = ", ".join([_format_type(question, words), *_bounds(question)])
    return f"{accepted}; or {none}" if none else accepted


def _format_type(question: Question, words: AcceptedWords) -> str:
    match question.type:
        case ValueType.CHOICE:
            return words.choice.format("; ".join(question.of))
        case ValueType.CHOICES:
            return words.choices.format("; ".join(question.of))
        case kind if kind in NUMERIC and question.unit == PERCENT:
            return words.percentage
        case kind:
            unit = f" ({question.unit})" if question.unit else ""
            return {**_TYPES, **words.types}[kind] + unit


def _bounds(question: Question) -> Iterator[str]:
    if question.minimum is not None:
        yield f"at least {format_bound(question.minimum, question)}"
    if question.maximum is not None:
        yield f"at most {format_bound(question.maximum, question)}"
