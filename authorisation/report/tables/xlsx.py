"""Write a table as a workbook; every text stays a text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from authorisation.explain.words.safe import shorten, visible
from authorisation.forms.workbook.styles import WORKBOOK_OPTIONS, set_up_page
from authorisation.model.canonical import decimal_text
from authorisation.report.tables.table import DataCell, DataTable

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_LONGEST_CELL: Final = 32_767
_LONGEST_HEADER: Final = 200
_EXACT_DIGITS: Final = 15
"""How many digits of a number a spreadsheet keeps."""


def render_xlsx(table: DataTable) -> bytes:
    """The table as a workbook with, on a sheet of its own, what must be said of it."""
    import xlsxwriter  # noqa: PLC0415 - only this format needs it

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        workbook.set_properties({"created": datetime.combine(table.created, time())})
        _rows(workbook, table)
        _about(workbook, (table.statement, *table.warnings, *table.about))
    return buffer.getvalue()


def _rows(workbook: Workbook, table: DataTable) -> None:
    sheet = workbook.add_worksheet(table.title)
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    heading = workbook.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDEE", "bottom": 1}
    )
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width, wrapped)
        sheet.write_string(0, at, column.heading, heading)
    for line, row in enumerate(table.rows, start=1):
        for at, value in enumerate(row):
            _write(sheet, line, at, value, wrapped)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
    _paper(sheet, (table.statement, *table.warnings))
    sheet.repeat_rows(0)


def _write(sheet: Worksheet, line: int, at: int, value: DataCell, look: Format) -> None:
    if isinstance(value, Decimal):
        digits = value.normalize().as_tuple().digits
        if len(digits) <= _EXACT_DIGITS:
            sheet.write_number(line, at, float(value), look)
            return
        value = decimal_text(value)
    if value:
        sheet.write_string(line, at, shorten(visible(value), _LONGEST_CELL), look)


def _about(workbook: Workbook, texts: Sequence[str]) -> None:
    sheet = workbook.add_worksheet("About")
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 100, wrapped)
    for line, text in enumerate(texts):
        sheet.write_string(line, 0, shorten(visible(text), _LONGEST_CELL), wrapped)
    _paper(sheet, texts[:1])


def _paper(sheet: Worksheet, said: Sequence[str]) -> None:
    """Set a sheet up to be printed, with what must stand on every page at its head."""
    head = shorten(" ".join(said), _LONGEST_HEADER)
    set_up_page(sheet)
    if head:
        sheet.set_header(f"&L{head.replace('&', '&&')}")
