"""The cells of a workbook as typed values; no formula is worked out."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, Protocol, TypeAlias, cast

from authorisation.forms.workbook.archive import DAMAGED, check_zip, unsafe
from authorisation.language.yaml.characters import quoted
from authorisation.model.source import Location

MAX_ROWS: Final = 10_000
MAX_CELLS: Final = 100_000
_LAST_ROW: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that holds an error such as `#REF!`, or a value of no known type."""


@dataclass(frozen=True, slots=True)
class Percentage:
    """A number in a cell that shows it as a percentage: 0.05 for 5 %."""

    fraction: Decimal


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day or a length of time, or a date with one."""


Content: TypeAlias = str | bool | Decimal | Percentage | date | Clock | Formula | Broken


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the cells that hold something, by row and column from 1, in reading order."""

    file: str
    name: str
    cells: Mapping[tuple[int, int], Content]

    def at(self, row: int = 1, column: int = 1) -> Location:
        """The location of a cell."""
        return Location(self.file, row, column, sheet=self.name)

    def text(self, row: int, column: int) -> str:
        """A cell's text; empty where it holds anything else."""
        found = self.cells.get((row, column))
        return found if isinstance(found, str) else ""


class _Cell(Protocol):
    """The part of openpyxl's cells that is used."""

    row: int
    column: int
    value: object
    data_type: str
    number_format: str


class _Source(Protocol):
    """The part of openpyxl's sheets that is used; its stubs lack that of read-only ones."""

    title: str

    def reset_dimensions(self) -> None: ...
    def iter_rows(self, *, max_row: int) -> Iterator[tuple[_Cell, ...]]: ...


def read_sheets(data: bytes, file: str) -> tuple[Sheet, ...]:
    """Every sheet of a workbook that holds cells.

    Raises:
        UnreadableFile: if these bytes are not a workbook, or one that is unsafe or too large.
    """
    import openpyxl  # noqa: PLC0415 - slow to import, and most runs read no workbook

    check_zip(data, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            sheets = cast("list[_Source]", book.worksheets)
            with closing(book):
                found = tuple(_sheet(sheet, file) for sheet in sheets)
    except _TooLarge as large:
        raise unsafe(file, str(large), "begin a fresh form") from None
    except Exception:  # noqa: BLE001 - on damaged parts openpyxl raises whatever it stumbles on
        raise unsafe(file, DAMAGED) from None
    if sum(len(sheet.cells) for sheet in found) > MAX_CELLS:
        raise unsafe(file, f"this workbook has more than {MAX_CELLS:,} cells", "begin a fresh form")
    return found


class _TooLarge(Exception):
    """A sheet has more rows or cells than are read."""


def _sheet(sheet: _Source, file: str) -> Sheet:
    name = quoted(sheet.title)[1:-1] or "?"
    return Sheet(file, name, dict(_cells(sheet, name)))


def _cells(sheet: _Source, name: str) -> Iterator[tuple[tuple[int, int], Content]]:
    sheet.reset_dimensions()  # what the file says of its own size need not be true
    seen = 0
    for row in sheet.iter_rows(max_row=_LAST_ROW):
        seen += len(row)
        if seen > MAX_CELLS:
            raise _TooLarge(f'the sheet "{name}" has more than {MAX_CELLS:,} cells')
        for cell in row:
            if cell.value is None:
                continue
            content = _content(cell.value, cell.data_type, cell.number_format)
            if content == "":
                continue
            if cell.row > MAX_ROWS:
                raise _TooLarge(f'the sheet "{name}" has more than {MAX_ROWS:,} rows')
            yield (cell.row, cell.column), content


def _content(value: object, data_type: str, number_format: str) -> Content:
    if data_type == "f":
        return Formula()
    if data_type == "e":
        return Broken()
    match value:
        case bool():
            return value
        case int() | float():
            return _number(value, number_format)
        case str():
            return value.strip().replace("\r\n", "\n")
        case datetime():
            return value.date() if value.time() == time() else Clock()
        case date():
            return value
        case time() | timedelta():
            return Clock()
        case _:
            return Broken()


def _number(value: float, number_format: str) -> Content:
    # A spreadsheet keeps and shows 15 digits; what a float has beyond them nobody typed.
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if not number.is_finite():
        return Broken()
    return Percentage(number) if "%" in number_format else number
