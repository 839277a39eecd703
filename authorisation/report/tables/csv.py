"""Write findings as CSV, one row each, in the form that Excel opens without being asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from authorisation.explain.assessment.finding_rows import FindingRow
from authorisation.explain.words.safe import visible
from authorisation.model.canonical import decimal_text
from authorisation.report.tables.columns import COLUMNS

_OBEYED: Final = frozenset("=+-@\t\r\n\x00＝＋－＠")
"""What begins a formula in one spreadsheet or another."""


def rows_csv(rows: Iterable[FindingRow], unusable: Iterable[str] = ()) -> bytes:
    """Write findings: UTF-8 with its mark, so that Excel shows £; CRLF, as RFC 4180 has it.

    A text that a spreadsheet would take for a formula has an apostrophe before it. A code such
    as `5E1` stands as it is; Excel takes it for a number on opening, and XLSX keeps it a text.
    A problem that kept a submission from being assessed is a row too: `not assessed`, and why.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([column.heading for column in COLUMNS])
    for row in rows:
        writer.writerow([_cell(getattr(row, column.field)) for column in COLUMNS])
    for told in unusable:
        missing = {"verdict": "not assessed", "why": told}
        writer.writerow([_cell(missing.get(column.field, "")) for column in COLUMNS])
    return buffer.getvalue().encode("utf-8-sig")


def _cell(value: Decimal | str) -> str:
    return decimal_text(value) if isinstance(value, Decimal) else guarded(value)


def guarded(text: str) -> str:
    """Make a text that no spreadsheet takes for a formula."""
    plain = visible(text)
    return f"'{plain}" if plain[:1] in _OBEYED else plain
