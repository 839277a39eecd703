"""The cells of a workbook as typed values; no formula is worked out."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Final, Protocol, TypeAlias, cast

from authorisation.errors import InvalidSubmission
from authorisation.forms.number_formats import shown_percentage
from authorisation.forms.workbook.archive import (
    DAMAGED,
    as_transitional,
    holds_text,
    refuse_unsafe_archive,
    unreadable_workbook,
)
from authorisation.forms.workbook.layout import ABOUT_KEY, FILE_KEY, column_key, path_in_key
from authorisation.language.yaml.characters import looks_zipped, quote
from authorisation.language.yaml.file_kinds import READ_BY, FileKind
from authorisation.model.source import Location, Problem

TYPE_AS_TEXT: Final = "set the cell's format to text, then type it again"
MAX_ROWS: Final = 10_000
MAX_CELLS: Final = 100_000
_LAST_ROW: Final = 1_048_576
_CONSTANTS: Final = {"=TRUE()": True, "=FALSE()": False}


class UnusableCell(Enum):
    """A cell whose content is no answer: what is wrong with it, and what to do about it."""

    FORMULA = ("this cell holds a formula", "type the value")
    ERROR = ("this cell holds an error", "type the value")
    """An error such as `#REF!`, or a value of no known type."""
    STRUCK = ("this answer is struck through", "remove it, or the line through it")
    """Nobody can tell whether it is meant."""
    STRUCK_IN_PART = ("a part of this answer is struck through", STRUCK[1])
    TIME = ("this cell holds a time", TYPE_AS_TEXT)
    """A time of day or a length of time, or a date with one."""


@dataclass(frozen=True, slots=True)
class PercentageCell:
    """A number in a cell that shows it as a percentage: 0.05 for 5 %."""

    fraction: Decimal


CellContent: TypeAlias = str | bool | Decimal | PercentageCell | date | UnusableCell


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the cells that hold something, by row and column from 1, in reading order."""

    file: str
    name: str
    cells: Mapping[tuple[int, int], CellContent]
    number: int = 1
    """Which of the sheets of its workbook it is, from 1."""

    def at(self, row: int = 1, column: int = 1) -> Location:
        """The location of a cell."""
        return Location(self.file, row, column, self.name, self.number)

    def text(self, row: int, column: int) -> str:
        """A cell's text; empty where it holds anything else."""
        found = self.cells.get((row, column))
        return found if isinstance(found, str) else ""


class _OpenpyxlFont(Protocol):
    """The part of openpyxl's fonts that is used."""

    strike: bool | None


class _OpenpyxlCell(Protocol):
    """The part of openpyxl's cells that is used."""

    row: int
    column: int
    value: object
    data_type: str
    number_format: str
    font: _OpenpyxlFont


class _OpenpyxlSheet(Protocol):
    """The part of openpyxl's sheets that is used; its stubs lack that of read-only ones."""

    title: str

    def reset_dimensions(self) -> None: ...
    def iter_rows(self, *, max_row: int) -> Iterator[tuple[_OpenpyxlCell, ...]]: ...


def read_sheets(data: bytes, file: str) -> tuple[Sheet, ...]:
    """Every sheet of a workbook that holds cells.

    Raises:
        UnreadableFile: if these bytes are not a workbook, or one that is unsafe or too large.
    """
    import openpyxl  # noqa: PLC0415 - slow to import, and most runs read no workbook

    refuse_unsafe_archive(data, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(as_transitional(data)), read_only=True, keep_links=False, rich_text=True
            )
            sheets = cast("list[_OpenpyxlSheet]", book.worksheets)
            with closing(book):
                found = tuple(_sheet(sheet, file, n) for n, sheet in enumerate(sheets, start=1))
    except _SheetTooLarge as large:
        raise unreadable_workbook(file, str(large), "begin a fresh form") from None
    except Exception:  # noqa: BLE001 - on damaged parts openpyxl raises whatever it stumbles on
        raise unreadable_workbook(file, DAMAGED) from None
    if sum(len(sheet.cells) for sheet in found) > MAX_CELLS:
        raise unreadable_workbook(
            file, f"this workbook has more than {MAX_CELLS:,} cells", "begin a fresh form"
        )
    return found


def workbook_kind(data: bytes) -> FileKind | None:
    """The kind of the form that a workbook is, by the key of the name; None for what is none."""
    kinds = {FILE_KEY: FileKind.RETURNS, ABOUT_KEY: FileKind.SUBMISSION}
    found = (kind for key, kind in kinds.items() if holds_text(data, column_key(f"{key}name")))
    return next(found, None) if looks_zipped(data) else None


def refuse_other_form(
    sheets: Iterable[Sheet], prefix: str, kind: FileKind, wanted: FileKind
) -> None:
    """Refuse the form of another kind of file, which has a key that begins so.

    Raises:
        InvalidSubmission: saying who reads it.
    """
    for sheet in sheets:
        for place, content in sheet.cells.items():
            if isinstance(content, str) and path_in_key(content).startswith(prefix):
                message = f"this is {kind}, not {wanted}"
                raise InvalidSubmission([Problem(sheet.at(*place), message, READ_BY[kind])])


class _SheetTooLarge(Exception):
    """A sheet has more rows or cells than are read."""


def _sheet(sheet: _OpenpyxlSheet, file: str, number: int) -> Sheet:
    name = quote(sheet.title)[1:-1] or "?"
    return Sheet(file, name, dict(_cells(sheet, name)), number)


def _cells(sheet: _OpenpyxlSheet, name: str) -> Iterator[tuple[tuple[int, int], CellContent]]:
    sheet.reset_dimensions()  # what the file says of its own size need not be true
    cells_read = 0
    for row in sheet.iter_rows(max_row=_LAST_ROW):
        cells_read += len(row)
        if cells_read > MAX_CELLS:
            raise _SheetTooLarge(f'the sheet "{name}" has more than {MAX_CELLS:,} cells')
        for cell in row:
            if cell.value is None:
                continue
            content = _content(cell.value, cell.data_type, cell.number_format)
            if content == "":
                continue
            if cell.row > MAX_ROWS:
                raise _SheetTooLarge(f'the sheet "{name}" has more than {MAX_ROWS:,} rows')
            if cell.font.strike:
                content = UnusableCell.STRUCK
            elif _is_struck_in_part(cell.value):
                content = UnusableCell.STRUCK_IN_PART
            yield (cell.row, cell.column), content


def _is_struck_in_part(value: object) -> bool:
    """Whether a part of a text has a look of its own, and is struck through."""
    parts = value if isinstance(value, list) else ()
    return any(getattr(getattr(part, "font", None), "strike", False) for part in parts)


def _content(value: object, data_type: str, number_format: str) -> CellContent:
    if data_type == "f":
        # What some programs write for a logical value, which nobody typed as a formula.
        constant = _CONSTANTS.get(str(value).upper())
        return UnusableCell.FORMULA if constant is None else constant
    if data_type == "e":
        return UnusableCell.ERROR
    match value:
        case bool():
            return value
        case int() | float():
            return _number(value, number_format)
        case list():  # a text whose parts look differently
            return "".join(map(str, value)).strip().replace("\r\n", "\n")
        case str():
            return value.strip().replace("\r\n", "\n")
        case datetime():
            return value.date() if value.time() == time() else UnusableCell.TIME
        case date():
            return value
        case time() | timedelta():
            return UnusableCell.TIME
        case _:
            return UnusableCell.ERROR


def _number(value: float, number_format: str) -> CellContent:
    # A spreadsheet keeps and shows 15 digits; what a float has beyond them nobody typed.
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if not number.is_finite():
        return UnusableCell.ERROR
    fraction = shown_percentage(number, number_format)
    return number if fraction is None else PercentageCell(fraction)
