"""The writer of a list's sheet: one row an item, one column a field."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from authorisation.explain.words.questions import ask_in_cells
from authorisation.forms.workbook import layout
from authorisation.forms.workbook.styles import WorkbookBuilder, question_heading, row_height
from authorisation.forms.workbook.validation import (
    TEXT_FORMAT,
    cell_accepted_values,
    cell_number_format,
    cell_validation,
    shorten_message,
)
from authorisation.forms.workbook.write_answers import write_answer
from authorisation.model.question import Question, ValueType
from authorisation.model.value import Items

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

STATE_ROW: Final = 2
KEY_ROW: Final = 6
CHECKED_ROWS: Final = 1000
COLOURED_ROWS: Final = 25
"""How many rows are coloured as to be filled in; more may be."""
COLUMN_WIDTH: Final = 26
_MIN_COLUMNS: Final = 4
_LINE_HEIGHT: Final = 15
_STATE_HELP: Final = (
    "Fill in one row for each entry. Then say above whether the list is complete, holds what you "
    "know so far, or that there is none. Leave a cell empty where you do not know yet."
)
_ROWS_HELP: Final = (
    "Fill in one row for each entry. Leave a cell empty where nothing is to be said."
)
_ALL_HELP: Final = " Then say above whether these are all, or that there is none."


@dataclass(frozen=True, slots=True)
class ListSheet:
    """The sheet of a list: its name, and the reference of the cell with the list's state."""

    name: str
    state: str


def write_list_sheet(
    builder: WorkbookBuilder,
    question: Question,
    given: Items | None = None,
    states: Sequence[str] = layout.STATES,
) -> ListSheet:
    """Add the sheet of one list question, with the entries that are `given`.

    `states` are what it may be said to be; without any, its rows alone count.
    """
    sheet = builder.sheet(question_heading(question))
    fields = _column_questions(question)
    last = max(len(fields), _MIN_COLUMNS) - 1
    sheet.set_column(0, last, COLUMN_WIDTH)
    why = [question.why, question.evidence and f"Evidence wanted: {question.evidence}."]
    for row, text, look in (
        (0, ask_in_cells(question), "title"),
        (1, " ".join(filter(None, why)), "plain"),
        (3, _fill_in_help(question, states), "hint"),
    ):
        sheet.merge_range(row, 0, row, last, "", builder.named_format(look))
        sheet.write_string(row, 0, text, builder.named_format(look))
        per_line = COLUMN_WIDTH * (last + 1) * (0.7 if look == "title" else 1)
        height = _LINE_HEIGHT * max(1, math.ceil(len(text) / per_line))
        sheet.set_row(row, height * (1.4 if look == "title" else 1))
    if states:
        _write_state(builder, sheet, given, states)
    headings = ((ask_in_cells(field, in_list=True), COLUMN_WIDTH) for field in fields.values())
    sheet.set_row(KEY_ROW - 2, row_height(headings))
    takes = (cell_accepted_values(f, in_list=bool(question.each)) for f in fields.values())
    sheet.set_row(KEY_ROW - 1, row_height((text, COLUMN_WIDTH) for text in takes))
    for column, (path, field) in enumerate(fields.items()):
        _write_column(builder, sheet, column, path, field, question)
    for row, item in enumerate(given.items if given else (), start=KEY_ROW + 1):
        named = item if isinstance(item, Mapping) else {question.path: item}
        cells = {path.removeprefix(f"{question.path}."): path for path in fields}
        entry = [(column, name) for column, name in enumerate(cells) if name in named]
        for column, name in entry:
            write_answer(builder, sheet, row, column, named[name], fields[cells[name]])
        if not entry:
            sheet.write_string(row, 0, layout.NOT_KNOWN, builder.input_format(TEXT_FORMAT))
    sheet.freeze_panes(KEY_ROW + 1, 0)
    sheet.repeat_rows(KEY_ROW - 2, KEY_ROW - 1)
    quoted = sheet.name.replace("'", "''")
    return ListSheet(sheet.name, f"'{quoted}'!$B${STATE_ROW + 1}")


def _write_state(
    builder: WorkbookBuilder, sheet: Worksheet, given: Items | None, states: Sequence[str]
) -> None:
    sheet.write_string(STATE_ROW, 0, layout.LIST_IS, builder.named_format("strong"))
    sheet.write(STATE_ROW, 1, _state(given), builder.input_format("@"))
    checks = {
        "validate": "list",
        "source": builder.states_range() if states is layout.STATES else [*states],
        "input_message": "Choose whether this list is complete.",
    }
    sheet.data_validation(STATE_ROW, 1, STATE_ROW, 1, checks)


def _state(given: Items | None) -> str | None:
    if given is None:
        return None
    if given.so_far:
        return layout.MORE_TO_COME
    return layout.COMPLETE if given.items else layout.THERE_IS_NONE


def _column_questions(question: Question) -> Mapping[str, Question]:
    """The question of each column, by path; a field that has fields of its own has no column."""
    if not question.each:
        kind = ValueType.CHOICE if question.of else ValueType.TEXT
        return {question.path: replace(question, type=kind, ask=question_heading(question))}
    return {
        f"{question.path}.{name}": field for name, field in question.each.items() if not field.each
    }


def _fill_in_help(question: Question, states: Sequence[str]) -> str:
    if layout.MORE_TO_COME not in states:
        return _ROWS_HELP + (_ALL_HELP if states else "")
    nested = [name for name, field in question.each.items() if field.each]
    yaml_only = f" {', '.join(nested)}: can only be given in the YAML form." if nested else ""
    return _STATE_HELP + yaml_only


def _write_column(
    builder: WorkbookBuilder,
    sheet: Worksheet,
    column: int,
    path: str,
    field: Question,
    question: Question,
) -> None:
    in_list = bool(question.each)
    ask = ask_in_cells(field, in_list=in_list)
    sheet.write_string(KEY_ROW - 2, column, ask, builder.named_format("heading"))
    sheet.write_string(
        KEY_ROW - 1,
        column,
        cell_accepted_values(field, in_list=in_list),
        builder.named_format("hint"),
    )
    sheet.write_string(KEY_ROW, column, layout.column_key(path), builder.named_format("quiet"))
    last = KEY_ROW + min(question.max_items, CHECKED_ROWS)
    sheet.set_column(
        column, column, COLUMN_WIDTH, builder.uncoloured_format(cell_number_format(field))
    )
    for row in range(KEY_ROW + 1, min(last, KEY_ROW + COLOURED_ROWS) + 1):
        sheet.write_blank(row, column, None, builder.input_format(cell_number_format(field)))
    checks = cell_validation(
        field, builder.question_choices_range(field, in_list=in_list), in_list=in_list
    )
    checks["input_title"] = shorten_message(field.title or field.path)[:32]
    sheet.data_validation(KEY_ROW + 1, column, last, column, checks)
