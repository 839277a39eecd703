"""Tables as the bytes of their formats, as the command delivers them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from authorisation.explain.assessment.finding_rows import FindingRow
from authorisation.report.tables.assessments import FINDINGS
from authorisation.report.tables.csv import write_csv
from authorisation.report.tables.table import DataTables, TableNotes
from authorisation.report.tables.xlsx import write_xlsx


def findings_tables(
    found: Sequence[FindingRow], created: date, about: Sequence[str] = (), statement: str = ""
) -> DataTables:
    """The table of findings by itself."""
    warnings = tuple(dict.fromkeys(str(row["warnings"]) for row in found if row["warnings"]))
    notes = TableNotes(created=created, warnings=warnings, about=tuple(about), statement=statement)
    rows = ((0, FINDINGS.row(row)) for row in found)
    return DataTables(tables=(FINDINGS,), rows=rows, notes=lambda: notes)


def as_csv(tables: DataTables) -> bytes:
    out = io.BytesIO()
    write_csv(tables, out)
    return out.getvalue()


def as_xlsx(tables: DataTables) -> bytes:
    out = io.BytesIO()
    write_xlsx(tables, out)
    return out.getvalue()
