"""Write a table as a workbook; every text stays a text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Final

from authorisation.explain.words.safe import shorten, visible
from authorisation.forms.workbook.styles import WORKBOOK_OPTIONS, set_up_page
from authorisation.model.canonical import decimal_text
from authorisation.report.tables.table import DataCell, DataTable, DataTables

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_LONGEST_CELL: Final = 32_767
_LONGEST_HEADER: Final = 200
_EXACT_DIGITS: Final = 15
"""How many digits of a number a spreadsheet keeps."""
_LAST_ROW: Final = 1_048_575
"""The last row of a sheet, the first being 0."""


def write_xlsx(tables: DataTables, file: IO[bytes]) -> None:
    """Write the tables as a workbook with, on a sheet of its own, what must be said of them."""
    import xlsxwriter  # noqa: PLC0415 - only this format needs it

    # Rows go to the disk as they are made: whole, they would take much memory.
    options = {**WORKBOOK_OPTIONS, "in_memory": False, "constant_memory": True}
    with xlsxwriter.Workbook(file, options) as workbook:
        looks = _looks(workbook)
        sheets = [_TableSheet(workbook, table, looks) for table in tables.tables]
        for number, row in tables.rows:
            sheets[number].add(row)
        notes = tables.notes()
        for row in notes.problems:
            sheets[0].add(row)
        for sheet in sheets:
            sheet.end((notes.statement, *notes.warnings))
        workbook.set_properties({"created": datetime.combine(notes.created, time())})
        _about(workbook, (notes.statement, *notes.warnings, *notes.about), looks["cell"])


def _looks(workbook: Workbook) -> dict[str, Format]:
    wrapped = {"text_wrap": True, "valign": "top"}
    return {
        "cell": workbook.add_format(wrapped),
        "heading": workbook.add_format(
            {**wrapped, "bold": True, "bg_color": "#E8EDEE", "bottom": 1}
        ),
    }


class _TableSheet:
    """A table in a workbook: further sheets go on with it where one has no more rows."""

    def __init__(self, workbook: Workbook, table: DataTable, looks: dict[str, Format]) -> None:
        self._workbook = workbook
        self._table = table
        self._looks = looks
        self._sheets: list[Worksheet] = []
        self._line = 0
        self._begin()

    def add(self, row: Sequence[DataCell]) -> None:
        """Write one more row."""
        if self._line > _LAST_ROW:
            self._filter()
            self._begin()
        for at, value in enumerate(row):
            _write(self._sheets[-1], self._line, at, value, self._looks["cell"])
        self._line += 1

    def end(self, warnings: Sequence[str]) -> None:
        """Say on every sheet what must stand there when it is printed."""
        self._filter()
        for sheet in self._sheets:
            _paper(sheet, warnings)
            sheet.repeat_rows(0)

    def _begin(self) -> None:
        number = len(self._sheets) + 1
        title = self._table.title if number == 1 else f"{self._table.title} {number}"
        sheet = self._workbook.add_worksheet(title)
        self._sheets.append(sheet)
        self._line = 1
        for at, (heading, width) in enumerate(self._table.columns.items()):
            sheet.set_column(at, at, width, self._looks["cell"])
            sheet.write_string(0, at, heading, self._looks["heading"])
        sheet.freeze_panes(1, 1)

    def _filter(self) -> None:
        last = max(self._line - 1, 1)
        self._sheets[-1].autofilter(0, 0, last, len(self._table.columns) - 1)


def _write(sheet: Worksheet, line: int, at: int, value: DataCell, look: Format) -> None:
    if isinstance(value, Decimal):
        digits = value.normalize().as_tuple().digits
        if len(digits) <= _EXACT_DIGITS:
            sheet.write_number(line, at, float(value), look)
            return
        value = decimal_text(value)
    if value:
        sheet.write_string(line, at, shorten(visible(value), _LONGEST_CELL), look)


def _about(workbook: Workbook, texts: Sequence[str], wrapped: Format) -> None:
    sheet = workbook.add_worksheet("About")
    sheet.set_column(0, 0, 100, wrapped)
    for line, text in enumerate(texts):
        sheet.write_string(line, 0, shorten(visible(text), _LONGEST_CELL), wrapped)
    _paper(sheet, texts[:1])


def _paper(sheet: Worksheet, texts: Sequence[str]) -> None:
    """Set a sheet up to be printed, with what must stand on every page at its head."""
    head = shorten(" ".join(texts), _LONGEST_HEADER)
    set_up_page(sheet)
    if head:
        sheet.set_header(f"&L{head.replace('&', '&&')}")
