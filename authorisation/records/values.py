"""Answers and values in records: answers as a file has them, values as far as they are known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, TypeAlias

import msgspec

from authorisation.feel.temporal.kinds import DAY_NANOSECONDS, Date, DaysTime, YearsMonths
from authorisation.feel.values.values import Bounds, PartialList, Unknown, Value
from authorisation.model.canonical import decimal_text
from authorisation.model.question import Question
from authorisation.model.rules import RuleSet
from authorisation.model.value import Answer, Duration, Items
from authorisation.records.parts import DecimalText, Json, RecordPart, decimal_or_none


class UnansweredRecord(RecordPart, frozen=True, tag_field="known", tag="not answered"):
    """A value that nobody gave."""


class InapplicableRecord(RecordPart, frozen=True, tag_field="known", tag="does not apply"):
    """A value that does not apply on the day, so that no answer would give it."""


class BoundsRecord(RecordPart, frozen=True, tag_field="known", tag="within"):
    """A number known only to lie within these ends, both included; null is no end."""

    low: DecimalText | None
    high: DecimalText | None


class ListRecord(RecordPart, frozen=True, tag_field="known", tag="list"):
    """A list by its length: entries surely in it, those perhaps, and whether more may come."""

    sure: int
    perhaps: int
    open: bool


class EntryRecord(RecordPart, frozen=True, tag_field="known", tag="entry"):
    """An entry of a list; its answers stand in the submission."""


SingleValue: TypeAlias = (
    UnansweredRecord
    | InapplicableRecord
    | BoundsRecord
    | ListRecord
    | EntryRecord
    | str
    | bool
    | None
)
ValueEnds: TypeAlias = Annotated[tuple[SingleValue, ...], msgspec.Meta(min_length=2, max_length=2)]
RecordedValue: TypeAlias = SingleValue | ValueEnds
"""A value as a step used it, decimals as text; of a `between`, the two ends."""


def answers_json(
    answers: Mapping[str, Answer], questions: Mapping[str, Question]
) -> dict[str, Json]:
    """Answers by path as JSON; reading each as its question's type gives it back."""
    return {path: answer_json(answer, questions.get(path)) for path, answer in answers.items()}


def override_texts(overrides: Mapping[str, Answer], rules: RuleSet) -> dict[str, str]:
    """The parameters set for a run alone, as `--set` takes them."""
    parameters = rules.parameters
    return {
        name: scalar_text(value, parameters[name].unit if name in parameters else "")
        for name, value in overrides.items()
    }


def answer_json(answer: Answer, question: Question | None) -> Json:
    """An answer as JSON; reading it as the question's type gives the answer back."""
    match answer:
        case Items():
            items = [_item_json(item, question) for item in answer.items]
            return {"so_far": items} if answer.so_far else items
        case bool():
            return answer
        case Mapping():
            return _item_json(answer, question)
        case _:
            return scalar_text(answer, question.unit if question else "")


def _item_json(item: Answer, question: Question | None) -> Json:
    if not isinstance(item, Mapping):
        return answer_json(item, None)
    fields = question.each if question else {}
    return {name: answer_json(value, fields.get(name)) for name, value in item.items()}


def scalar_text(value: Answer, unit: str = "") -> str:
    """One answer as the text that a file or `--set` has for it."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case Decimal():
            scaled = value.scaleb(2) if unit == "%" else value
            return f"{decimal_text(scaled)}%" if unit == "%" else decimal_text(value)
        case date():
            return value.isoformat()
        case Duration():
            return f"{value.months} months" if value.months else f"{value.days} days"
        case Items():
            return ", ".join(scalar_text(item) for item in value.items)
        case _:
            return str(value)


def value_record(value: Value) -> RecordedValue:
    """The record of a value that a step used."""
    if isinstance(value, tuple):
        return tuple(map(_single_value, value))
    return _single_value(value)


def _single_value(value: Value) -> SingleValue:
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return decimal_text(value)
        case Date():
            return f"{value.year:04}-{value.month:02}-{value.day:02}"
        case DaysTime():
            return f"{decimal_text(Decimal(value.nanoseconds) / DAY_NANOSECONDS)} days"
        case YearsMonths():
            return f"{value.months} months"
        case Unknown():
            return InapplicableRecord() if value.inapplicable else UnansweredRecord()
        case Bounds():
            return BoundsRecord(low=decimal_or_none(value.low), high=decimal_or_none(value.high))
        case PartialList():
            perhaps = sum(value.perhaps)
            return ListRecord(sure=len(value.items) - perhaps, perhaps=perhaps, open=value.open)
        case list():
            return ListRecord(sure=len(value), perhaps=0, open=False)
        case Mapping():
            return EntryRecord()
        case _:
            return str(value)
