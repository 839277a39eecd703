"""The reader of a list's sheet: its state, and one row an item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from typing import Final

from msgspec.structs import replace

from authorisation.forms.workbook import layout
from authorisation.forms.workbook.read_cells import CellContent, Sheet
from authorisation.forms.workbook.read_text import (
    answer_text,
    is_unanswered,
    list_node,
    scalar_node,
)
from authorisation.language.answers.answers import SO_FAR, as_listed
from authorisation.language.yaml.characters import fold_text, quote
from authorisation.language.yaml.document import Mapping, Node, Sequence
from authorisation.language.yaml.problems import MAX_SUGGESTED, Problems
from authorisation.language.yaml.scalars import InvalidScalar, suggest_name, suggest_path
from authorisation.model.question import Question, ValueType
from authorisation.model.source import Location

TOP_ROWS: Final = 30
"""The state and the keys stand within this many rows from the top."""
MAX_STRAYS: Final = 20
_KEY: Final = re.compile(r"\[[a-z][a-z0-9_.]*\]")
USE_FRESH_FORM: Final = "copy the answers into a fresh form"
ENTRY: Final = ""
"""Stands for the name of the one column of a list of plain texts."""
WRITE_A_STATE: Final = f"write one of {', '.join(map(quote, layout.STATES))}"
LEAVE_ENTRY_OUT: Final = f"leave it out, and choose {quote(layout.MORE_TO_COME)} above"


def answer_node(content: CellContent, question: Question, at: Location) -> Node:
    """The node of an answer's cell, as the YAML reader would have it for this question.

    Raises:
        InvalidScalar: if the cell cannot hold such an answer.
    """
    if question.type in {ValueType.CHOICES, ValueType.LIST}:
        return list_node(at, answer_text(content, ValueType.TEXT), question.of)
    text = answer_text(content, question.type)
    is_plain = question.type is ValueType.TEXT and not question.none
    return scalar_node(at, text if is_plain else as_listed(text, question.of))


def find_state_cell(sheet: Sheet) -> tuple[int, int] | None:
    """The row and column of the cell with the state of a list; None on any other sheet."""
    return next(
        (
            (row, column + 1)
            for row, column in _top_places(sheet)
            if sheet.text(row, column) == layout.LIST_IS
        ),
        None,
    )


def _top_places(sheet: Sheet) -> Iterator[tuple[int, int]]:
    return (place for place in sheet.cells if place[0] <= TOP_ROWS)


def read_list_sheet(
    sheet: Sheet,
    state: tuple[int, int] | None,
    questions: MappingOf[str, Question],
    problems: Problems,
) -> tuple[str, Node | None]:
    """The path of a list's sheet and its items; no items if it is not answered or faulty.

    A list without the cell of a `state` is what its rows hold.
    """
    keys = find_keys(sheet, state[0] if state else 0)
    if not keys:
        message = "the row of names in brackets, under the headings, is gone"
        problems.wrong(sheet.at(), message, USE_FRESH_FORM)
        return "", None
    question = _question(sheet, keys, questions, problems)
    if question is None:
        return "", None
    (key_row, _), *_ = keys
    columns = {
        column: question.each.get(path.removeprefix(f"{question.path}."), _entry_question(question))
        for (_, column), path in keys.items()
    }
    items = _items(sheet, key_row, columns, problems)
    return question.path, _apply_state(sheet, state, items, problems) if state else items


def _entry_question(question: Question) -> Question:
    """The question that each entry of a list of plain texts answers."""
    return replace(question, path=ENTRY, type=ValueType.CHOICE if question.of else ValueType.TEXT)


def find_keys(sheet: Sheet, after: int = 0) -> dict[tuple[int, int], str]:
    """The paths in the first row of keys below the state, by their cells; empty without one."""
    rows = sorted({row for row, _ in _top_places(sheet) if row > after})
    for wanted in rows:
        found = {
            place: layout.path_in_key(content)
            for place, content in sheet.cells.items()
            if place[0] == wanted and isinstance(content, str) and _KEY.fullmatch(content)
        }
        if found:
            return found
    return {}


def _question(
    sheet: Sheet,
    keys: MappingOf[tuple[int, int], str],
    questions: MappingOf[str, Question],
    problems: Problems,
) -> Question | None:
    """The one list that every key belongs to; else None, and a problem for each faulty key."""
    known = {
        key: question
        for question in questions.values()
        if question.type is ValueType.LIST
        for key in ([f"{question.path}.{name}" for name in question.each] or [question.path])
    }
    first: Question | None = None
    before = len(problems)
    paths_so_far: set[str] = set()
    for place, path in keys.items():
        question = known.get(path)
        if question is None:
            message = f"no list has the field {quote(path)}"
            near = suggest_path(path, known) if len(problems) < MAX_SUGGESTED else ""
            problems.wrong(sheet.at(*place), message, near or USE_FRESH_FORM)
        elif path in paths_so_far:
            problems.wrong(sheet.at(*place), f"{quote(path)} has two columns", "keep one")
        elif first is not None and question is not first:
            message = f"{quote(path)} does not belong to the list {quote(first.path)}"
            problems.wrong(sheet.at(*place), message, "keep each list on a sheet of its own")
        else:
            first = question
        paths_so_far.add(path)
    return first if len(problems) == before else None


def _items(
    sheet: Sheet, key_row: int, columns: MappingOf[int, Question], problems: Problems
) -> Sequence:
    """The items of a list: one for each row below the keys that holds something."""
    found = Sequence(sheet.at(key_row + 1))
    rows: dict[int, dict[int, CellContent]] = {}
    strays: list[Location] = []
    for (row, column), content in sheet.cells.items():
        if row <= key_row:
            continue
        if column in columns:
            rows.setdefault(row, {})[column] = content
        else:
            strays.append(sheet.at(row, column))
    for at in strays[:MAX_STRAYS]:
        message = "nothing is asked in this column, so what stands here would not be read"
        problems.wrong(at, message, "remove it, or move it to a sheet of your own")
    for row, cells in rows.items():
        found.append(_item(sheet, row, cells, columns, problems))
    return found


def _item(
    sheet: Sheet,
    row: int,
    cells: MappingOf[int, CellContent],
    columns: MappingOf[int, Question],
    problems: Problems,
) -> Node:
    item = Mapping(sheet.at(row, min(cells)))
    for column, content in cells.items():
        question = columns[column]
        at = sheet.at(row, column)
        if is_unanswered(content):
            if question.path == ENTRY:
                problems.wrong(at, "an entry that is not known yet", LEAVE_ENTRY_OUT)
            continue
        try:
            item.put(question.path, answer_node(content, question, at), at)
        except InvalidScalar as refused:
            problems.refused(at, refused)
    return item.get(ENTRY, item)


def _apply_state(
    sheet: Sheet, place: tuple[int, int], items: Sequence, problems: Problems
) -> Node | None:
    """The items with the list's state applied; None if it is not answered or contradicts them."""
    at = sheet.at(*place)
    content = sheet.cells.get(place)
    state = fold_text(content) if isinstance(content, str) else content
    match state:
        case None | "don't know yet" if not items:
            return None
        case "complete" if items:
            return items
        case "there is none" | "none" | "[]" if not items:
            return Sequence(at)
        case "so far, more may come":
            so_far = Mapping(at)
            so_far.put(SO_FAR, items, at)
            return so_far
        case None:
            problems.wrong(
                at, "rows are filled in, but not whether the list is complete", WRITE_A_STATE
            )
        case "complete":
            message = "the list is complete, but no row is filled in"
            problems.wrong(at, message, f"choose {quote(layout.THERE_IS_NONE)} if there is none")
        case "there is none" | "don't know yet" as empty:
            message = f"rows are filled in below `{empty}`"
            problems.wrong(at, message, "empty the rows, or change this cell")
        case str():
            near = suggest_name(state, layout.STATES) or WRITE_A_STATE
            problems.wrong(at, f"{quote(state)} does not say what this list is", near)
        case _:
            problems.wrong(at, "this cell does not say what this list is", WRITE_A_STATE)
    return None
