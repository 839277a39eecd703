"""Tables and rows written as CSV, in the form that Excel opens without being asked."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Final

import msgspec

from authorisation.explain.words.safe import visible
from authorisation.model.canonical import decimal_text
from authorisation.report.tables.table import DataCell, DataTable, DataTables, TableNotes

MARK: Final = BOM_UTF8
"""What CSV begins with; without it Excel takes UTF-8 for the code page of its machine."""
OBEYED: Final = tuple("=+-@\t\r\n\x00＝＋－＠")
"""What begins a formula in one spreadsheet or another."""


def rows_csv(rows: Sequence[msgspec.Struct], kind: type[msgspec.Struct]) -> bytes:
    """A line for each row, below the names of the fields of `kind`; a tuple is one cell."""
    fields = kind.__struct_fields__
    table = DataTable(
        title="", columns=dict.fromkeys((name.replace("_", " ") for name in fields), 0)
    )
    cells = [(0, [_field_cell(getattr(row, name)) for name in fields]) for row in rows]
    tables = DataTables(tables=(table,), rows=cells, notes=lambda: TableNotes(created=date.min))
    file = io.BytesIO()
    write_csv(tables, file)
    return file.getvalue()


def _field_cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return "; ".join(map(str, value))
        case _:
            return str(value)


def write_csv(tables: DataTables, file: IO[bytes]) -> None:
    """Write the first table as UTF-8 after its mark, with CRLF, as RFC 4180 has.

    A text that a spreadsheet would take for a formula has an apostrophe before it. A code such
    as `5E1` stands as it is; Excel takes it for a number on opening, and XLSX keeps it a text.
    """
    file.write(MARK)
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(tables.tables[0].columns)
    for number, row in tables.rows:
        if number == 0:
            writer.writerow(map(_cell, row))
    for row in tables.notes().problems:
        writer.writerow(map(_cell, row))
    text.detach()


def _cell(value: DataCell) -> str:
    return decimal_text(value) if isinstance(value, Decimal) else guarded(value)


def guarded(text: str) -> str:
    """The text as no spreadsheet takes it for a formula."""
    plain = visible(text)
    return f"'{plain}" if plain.startswith(OBEYED) else plain
