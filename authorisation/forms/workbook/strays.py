"""What stands beside the form in a workbook, where no reader looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from authorisation.forms.workbook import layout
from authorisation.forms.workbook.read_cells import Sheet, UnusableCell
from authorisation.forms.workbook.read_questions import find_header
from authorisation.model.source import column_letters

_HEADINGS: Final = (*layout.HEADINGS, layout.EXPLAINED)
_KEYS: Final = (layout.ABOUT_KEY, layout.FILE_KEY, layout.RETURN_KEY)
_LAST_LINES: Final = (layout.LAST_LINE, layout.LAST_LINE_OF_RETURNS)


def stray_cells(sheets: Iterable[Sheet]) -> Iterator[str]:
    """The cells, with their sheets, that stand on a sheet of the form and that nothing reads.

    On the sheets of lists they are problems, for there they may be meant as answers.
    """
    for sheet in sheets:
        header = find_header(sheet)
        found = _beside_particulars(sheet) if header is None else _beside_questions(sheet, *header)
        for row, column in found:
            yield f"{column_letters(column)}{row} of “{sheet.name}”"


def _beside_questions(sheet: Sheet, top: int, read: dict[str, int]) -> Iterator[tuple[int, int]]:
    headed = {column: sheet.text(top, column) for row, column in sheet.cells if row == top}
    ours = {column for column, heading in headed.items() if heading in _HEADINGS}
    beside_rows = {
        column
        for column in ours
        if headed[column] not in {layout.QUESTION, layout.EXPLAINED, *layout.READ_COLUMNS}
    }
    keyed = _keyed(sheet)
    for row, column in sheet.cells:
        asked = (row, read[layout.PATH]) in sheet.cells
        if row < top:
            if column > 1 and (row, column) not in keyed:
                yield row, column
        elif column not in ours or (row > top and not asked and column in beside_rows):
            yield row, column


def _keyed(sheet: Sheet) -> set[tuple[int, int]]:
    """The keys of particulars, and the cells to their left, which hold these."""
    keys = {
        (row, column)
        for (row, column), content in sheet.cells.items()
        if isinstance(content, str) and layout.path_in_key(content).startswith(_KEYS)
    }
    return keys | {(row, column - 1) for row, column in keys}


def _beside_particulars(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """On the first sheet: what is right of the keys, below our lines, or between them."""
    ours = _keyed(sheet)
    if not ours:
        return
    lines = (row for row, column in sheet.cells if sheet.text(row, column).endswith(_LAST_LINES))
    last = max(lines, default=0)
    for (row, column), content in sheet.cells.items():
        below = last and row > last
        counts = content is UnusableCell.FORMULA
        if (column > 1 or below) and (row, column) not in ours and not counts:
            yield row, column
