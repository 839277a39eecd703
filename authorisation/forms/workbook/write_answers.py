"""The writer of answers that are given already, so that they are read back as they were."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from authorisation.forms.answers_yaml import written_answer
from authorisation.forms.workbook.layout import AND_SO_ON, NO, NOT_KNOWN, SEPARATOR, YES
from authorisation.forms.workbook.styles import WorkbookBuilder
from authorisation.forms.workbook.validation import cell_number_format
from authorisation.language.answers.answers import NONE
from authorisation.language.yaml.characters import fold_text
from authorisation.model.canonical import decimal_text
from authorisation.model.question import Question
from authorisation.model.value import Answer, Items

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_FIRST_DATE: Final = date(1906, 1, 1)
"""Earlier days stand as text: to a cell they are numbers that may be meant as years, or none."""
_NOT_AS_THEY_ARE: Final = frozenset({NONE, "[]", NOT_KNOWN, *AND_SO_ON})


def write_answer(
    builder: WorkbookBuilder,
    sheet: Worksheet,
    row: int,
    column: int,
    answer: Answer,
    question: Question,
) -> None:
    """Write one answer into its cell, as a person would type it."""
    look = builder.input_format(cell_number_format(question))
    match _typed(answer, question):
        case date() as day:
            sheet.write_datetime(row, column, datetime.combine(day, time()), look)
        case float() as number:
            sheet.write_number(row, column, number, look)
        case text:
            sheet.write_string(row, column, text, look)


def _typed(answer: Answer, question: Question) -> str | float | date:
    match answer:
        case None:
            return NONE
        case bool():
            return YES if answer else NO
        case Decimal() if Decimal(f"{float(answer):.15g}") == answer:
            return float(answer)
        case date() if answer >= _FIRST_DATE:
            return answer
        case Items(items=items, so_far=so_far):
            parts = [_quoted(str(item)) for item in items] + [*AND_SO_ON[:1]] * so_far
            return f"{SEPARATOR} ".join(parts) or NONE
        case _:
            written = written_answer(answer, question)
            return decimal_text(written) if isinstance(written, Decimal) else str(written)


def _quoted(text: str) -> str:
    """One of several answers in a cell, in double quotes where it would be read otherwise."""
    if SEPARATOR in text or text.startswith('"') or fold_text(text) in _NOT_AS_THEY_ARE:
        return '"' + text.replace('"', '""') + '"'
    return text
