"""What a cell of the workbook form accepts: in words, as a number format, as a validation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from authorisation.forms.accepted import AcceptedWords, accepted_values
from authorisation.forms.workbook.layout import NO, YES
from authorisation.language.answers.answers import PERCENT
from authorisation.model.canonical import decimal_text
from authorisation.model.question import NUMERIC, Question, ValueType

Validation: TypeAlias = dict[str, "str | date | list[str]"]
TEXT_FORMAT: Final = "@"
MAX_MESSAGE: Final = 255
MAX_NUMBER: Final = Decimal("1e15")
"""The bound of numbers without one; beyond it a spreadsheet loses digits."""
MIN_DATE: Final = date(1900, 3, 1)
"""The first date accepted; spreadsheets disagree on the dates of earlier serial numbers."""

_WORDS: Final = AcceptedWords(
    choice="one of: {}",
    choices="any of these, with ; between them: {}",
    percentage="a percentage, such as 5%",
    types={
        ValueType.BOOLEAN: "yes or no",
        ValueType.CODE: "a code",
        ValueType.LIST: "texts, with ; between them",
    },
)


def cell_accepted_values(question: Question, *, in_list: bool = False) -> str:
    """Format the values that a cell accepts; in a field of a list, `none` is typed too."""
    none = question.none
    if not none and in_list and question.type in {ValueType.CHOICES, ValueType.DOCUMENT}:
        none = "none of them" if question.type is ValueType.CHOICES else "no document"
    answered = "none" if in_list else "there is none"
    return accepted_values(question, _WORDS, none and f"{answered}: {none}")


def cell_number_format(question: Question) -> str:
    """The number format of an answer's cell; text stays the text that was typed."""
    match question.type:
        case kind if kind in NUMERIC and question.unit == PERCENT:
            return "0.00%"
        case ValueType.INTEGER:
            return "#,##0"
        case ValueType.MONEY:
            return "#,##0.00"
        case ValueType.NUMBER:
            return "General"
        case ValueType.DATE:
            return "yyyy-mm-dd"
        case _:
            return TEXT_FORMAT


def cell_validation(question: Question, choices: str, *, in_list: bool = False) -> Validation:
    """The validation of a cell while typing; `choices` is the range that holds the choices."""
    rules = _allowed_values(question, choices)
    words = cell_accepted_values(question, in_list=in_list)
    rules["input_message"] = shorten_message(words)
    rules["error_message"] = shorten_message(f"This cell takes {words}.")
    typed_none = in_list and bool(question.none) and question.type is not ValueType.CHOICE
    if typed_none or question.type is ValueType.DATE:
        rules["error_type"] = "warning"  # `none` may be typed all the same, and a day before 1900
    return rules


def _allowed_values(question: Question, choices: str) -> Validation:
    if question.type in NUMERIC:
        low, high = question.minimum, question.maximum
        return {
            "validate": "integer" if question.type is ValueType.INTEGER else "decimal",
            "criteria": "between",
            "minimum": decimal_text(-MAX_NUMBER if low is None else low),
            "maximum": decimal_text(MAX_NUMBER if high is None else high),
        }
    match question.type:
        case ValueType.CHOICE:
            return {"validate": "list", "source": choices}
        case ValueType.BOOLEAN:
            return {"validate": "list", "source": [YES, NO]}
        case ValueType.DATE:
            return {"validate": "date", "criteria": ">=", "value": MIN_DATE}
        case _:
            return {"validate": "any"}


def shorten_message(text: str) -> str:
    """The message, cut to the length that spreadsheets accept."""
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1] + "…"
