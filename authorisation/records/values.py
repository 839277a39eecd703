"""Answers and values as JSON for records; answers as a submission's file has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from authorisation.feel.temporal.operations import Date, DaysTime, YearsMonths
from authorisation.feel.values.values import Bounds, PartialList, Unknown, Value
from authorisation.model.canonical import decimal_text
from authorisation.model.question import Question
from authorisation.model.value import Answer, Duration, Items
from authorisation.records.assessment_shape import Json

_NANOSECONDS_A_DAY = 86_400_000_000_000


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


def value_json(value: Value) -> Json:
    """A value that a step used, as JSON; of a list only its length, for its answers are kept."""
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return decimal_text(value)
        case Date():
            return f"{value.year:04}-{value.month:02}-{value.day:02}"
        case DaysTime():
            return f"{decimal_text(Decimal(value.nanoseconds) / _NANOSECONDS_A_DAY)} days"
        case YearsMonths():
            return f"{value.months} months"
        case Unknown():
            return {"known": "does not apply" if value.inapplicable else "not answered"}
        case Bounds():
            return {
                "known": "within",
                "low": _bound_text(value.low),
                "high": _bound_text(value.high),
            }
        case PartialList():
            perhaps = sum(value.perhaps)
            sure = len(value.items) - perhaps
            return {"known": "list", "sure": sure, "perhaps": perhaps, "open": value.open}
        case list():
            return {"known": "list", "sure": len(value), "perhaps": 0, "open": False}
        case tuple():
            return [value_json(part) for part in value]
        case Mapping():
            return {"known": "entry"}
        case _:
            return str(value)


def _bound_text(number: Decimal | None) -> str | None:
    return None if number is None else decimal_text(number)
