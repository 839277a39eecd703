"""A table of data, for CSV and XLSX alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

DataCell: TypeAlias = Decimal | str


@dataclass(frozen=True, slots=True)
class DataColumn:
    """One column: its heading, and its width in a workbook."""

    heading: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """Rows under headings, with what must be said of them."""

    title: str
    columns: tuple[DataColumn, ...]
    rows: Sequence[Sequence[DataCell]]
    problems: Sequence[Sequence[DataCell]] = ()
    """Rows on what could not be used; a workbook has that among `about` instead."""
    warnings: tuple[str, ...] = ()
    """What must stand on every printed sheet."""
    about: tuple[str, ...] = ()
    statement: str = ""
    """That this is no decision of whoever decides."""
    created: date
    """The day that stands in a workbook, so that the same rows give the same bytes."""
