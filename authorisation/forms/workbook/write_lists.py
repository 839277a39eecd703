"""The writer of a list's sheet: one row an item, one column a field."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from authorisation.forms.workbook.layout import LIST_IS, key_of
from authorisation.forms.workbook.styles import Book, heading_of
from authorisation.forms.workbook.validation import number_format, shortened, takes, validation
from authorisation.model.question import Question, ValueType

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

STATE_ROW: Final = 2
KEY_ROW: Final = 6
CHECKED_ROWS: Final = 1000
COLOURED_ROWS: Final = 25
"""How many rows are coloured as to be filled in; more may be."""
WIDTH: Final = 26
_WIDE: Final = 4
_LINE: Final = 15
_STATE_HELP: Final = (
    "Fill in one row for each entry. Then say above whether the list is complete, holds what you "
    "know so far, or that there is none. Leave a cell empty where you do not know yet."
)


@dataclass(frozen=True, slots=True)
class ListSheet:
    """The sheet of a list: its name, and the reference of the cell with the list's state."""

    name: str
    state: str


def add_list(book: Book, question: Question) -> ListSheet:
    """Add the sheet of one list question."""
    sheet = book.sheet(heading_of(question))
    fields = _fields(question)
    last = max(len(fields), _WIDE) - 1
    sheet.set_column(0, last, WIDTH)
    why = [question.why, question.evidence and f"Evidence wanted: {question.evidence}."]
    for row, text, look in (
        (0, question.ask, "title"),
        (1, " ".join(filter(None, why)), "plain"),
        (3, _help(question), "hint"),
    ):
        sheet.merge_range(row, 0, row, last, "", book.look(look))
        sheet.write_string(row, 0, text, book.look(look))
        per_line = WIDTH * (last + 1) * (0.7 if look == "title" else 1)
        height = _LINE * max(1, math.ceil(len(text) / per_line))
        sheet.set_row(row, height * (1.4 if look == "title" else 1))
    sheet.write_string(STATE_ROW, 0, LIST_IS, book.look("strong"))
    sheet.write_blank(STATE_ROW, 1, None, book.fill_in("@"))
    sheet.data_validation(
        STATE_ROW,
        1,
        STATE_ROW,
        1,
        {
            "validate": "list",
            "source": book.states(),
            "input_message": "Choose whether this list is complete.",
        },
    )
    for column, (path, field) in enumerate(fields.items()):
        _add_column(book, sheet, column, path, field, question)
    sheet.freeze_panes(KEY_ROW + 1, 0)
    sheet.repeat_rows(KEY_ROW - 2, KEY_ROW - 1)
    quoted = sheet.name.replace("'", "''")
    return ListSheet(sheet.name, f"'{quoted}'!$B${STATE_ROW + 1}")


def _fields(question: Question) -> Mapping[str, Question]:
    """The question of each column, by path; a field that has fields of its own has no column."""
    if not question.each:
        kind = ValueType.CHOICE if question.of else ValueType.TEXT
        return {question.path: replace(question, type=kind, ask=heading_of(question))}
    return {
        f"{question.path}.{name}": field for name, field in question.each.items() if not field.each
    }


def _help(question: Question) -> str:
    nested = [name for name, field in question.each.items() if field.each]
    said = f" {', '.join(nested)}: can only be given in the YAML form." if nested else ""
    return _STATE_HELP + said


def _add_column(
    book: Book, sheet: Worksheet, column: int, path: str, field: Question, question: Question
) -> None:
    in_list = bool(question.each)
    sheet.write_string(KEY_ROW - 2, column, field.ask, book.look("heading"))
    sheet.write_string(KEY_ROW - 1, column, takes(field, in_list=in_list), book.look("hint"))
    sheet.write_string(KEY_ROW, column, key_of(path), book.look("quiet"))
    last = KEY_ROW + min(question.max_items, CHECKED_ROWS)
    sheet.set_column(column, column, WIDTH, book.typed(number_format(field)))
    for row in range(KEY_ROW + 1, min(last, KEY_ROW + COLOURED_ROWS) + 1):
        sheet.write_blank(row, column, None, book.fill_in(number_format(field)))
    checks = validation(field, book.choices_for(field, in_list=in_list), in_list=in_list)
    checks["input_title"] = shortened(field.title or field.path)[:32]
    sheet.data_validation(KEY_ROW + 1, column, last, column, checks)
