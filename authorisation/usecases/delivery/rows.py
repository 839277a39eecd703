"""Rows of one kind as CSV with a column for each field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

import msgspec

from authorisation.report.tables.csv import write_csv
from authorisation.report.tables.table import DataTable, DataTables, TableNotes

_WIDTH = 20


def rows_csv(rows: Sequence[msgspec.Struct], kind: type[msgspec.Struct]) -> bytes:
    """A line for each row, below the names of the fields of `kind`; a tuple is one cell."""
    fields = kind.__struct_fields__
    table = DataTable(title="", columns={name.replace("_", " "): _WIDTH for name in fields})
    cells = [(0, [_cell(getattr(row, name)) for name in fields]) for row in rows]
    tables = DataTables(tables=(table,), rows=cells, notes=lambda: TableNotes(created=date.min))
    file = BytesIO()
    write_csv(tables, file)
    return file.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return "; ".join(map(str, value))
        case _:
            return str(value)
