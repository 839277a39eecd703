"""Rows in the layout of the practice file of the Organisation Data Service."""

from __future__ import annotations

import csv
import io

READ = {
    "code": 1,
    "name": 2,
    "opened": 11,
    "closed": 12,
    "status": 13,
    "commissioner": 15,
    "setting": 26,
}


def practice_row(**cells: str) -> str:
    """A row of 27 columns with what is read of it; all other columns are empty."""
    row = [""] * 27
    for name, text in {
        "opened": "19740401",
        "status": "A",
        "commissioner": "00K",
        "setting": "4",
        **cells,
    }.items():
        row[READ[name] - 1] = text
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow(row)
    return written.getvalue()
