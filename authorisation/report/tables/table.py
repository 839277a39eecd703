"""Tables of data, for CSV and XLSX alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

DataCell: TypeAlias = Decimal | str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """Headings under a title, which is the name of a sheet."""

    title: str
    columns: Mapping[str, int]
    """The width of each in a workbook, by its heading."""

    def with_column(self, heading: str, width: int) -> DataTable:
        """The table with one more column, the last."""
        return replace(self, columns={**self.columns, heading: width})

    def row(self, cells: Mapping[str, DataCell]) -> list[DataCell]:
        """The cells by heading in the order of the columns; empty where there is none."""
        return [cells.get(heading, "") for heading in self.columns]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableNotes:
    """The notes that tables must have; known once all their rows are."""

    created: date
    """The day that stands in a workbook, so that the same rows give the same bytes."""
    problems: Sequence[Sequence[DataCell]] = ()
    """Rows of the first table on what could not be used; a workbook has it among `about` too."""
    warnings: tuple[str, ...] = ()
    """What must stand on every printed sheet."""
    about: tuple[str, ...] = ()
    statement: str = ""
    """That this is no decision of whoever decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTables:
    """Tables whose rows are made while they are written."""

    tables: tuple[DataTable, ...]
    rows: Iterable[tuple[int, Sequence[DataCell]]]
    """Each row with the number of its table, from 0, in the order of each table."""
    notes: Callable[[], TableNotes]
