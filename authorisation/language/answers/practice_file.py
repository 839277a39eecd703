"""The practice file of the Organisation Data Service (epraccur.csv), read row by row.

It has 27 columns and no heading. Codes stay texts: one of which a spreadsheet made a number is
refused, since nobody can tell what it was.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from authorisation.errors import InvalidSubmission, UnreadableFile
from authorisation.language.yaml.characters import (
    AS_UTF_8,
    FORBIDDEN,
    WITH_COMMAS,
    looks_zipped,
    other_separator,
    quote,
    wide_encoding,
)
from authorisation.model.source import Location, Problem
from authorisation.model.value import fold_code

MAX_BYTES: Final = 64_000_000
"""The file of all England and Wales has about 5 million."""
COLUMNS: Final = 27
GP_PRACTICE: Final = "4"
"""The prescribing setting of a GP practice; others are of clinics, prisons, hospices."""
CODE, NAME, OPENED, CLOSED, STATUS, COMMISSIONER, SETTING = 1, 2, 11, 12, 13, 15, 26
"""The columns that are read, counted from 1."""

_FIRST_TOLD: Final = 3
"""How many problems are named of a file of which no row can be read: it is another file."""
_WORDS: Final = {
    CODE: "code",
    NAME: "name",
    OPENED: "opening day",
    CLOSED: "closing day",
    STATUS: "status",
    COMMISSIONER: "commissioner",
    SETTING: "prescribing setting",
}
_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_SEPARATOR: Final = re.compile("[;\t|]")
_DAY: Final = re.compile("[0-9]{8}")
_PRACTICE_CODE: Final = re.compile("[A-Z][A-Z0-9]{4,8}")
_COMMISSIONER_CODE: Final = re.compile("(?=.*[A-Z])[A-Z0-9]{3,5}")
_SPREADSHEET: Final = "a spreadsheet may have changed it: take the file as it was published"


class PracticeStatus(StrEnum):
    """The status of a practice on the day of its file, as the service has it."""

    ACTIVE = "A"
    CLOSED = "C"
    DORMANT = "D"
    PROPOSED = "P"


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A row of the file; `row` counts from 1, and a text is empty where the file has none."""

    row: int
    code: str
    name: str
    opened: date | None
    closed: date | None
    status: PracticeStatus
    commissioner: str
    setting: str

    def is_open(self, day: date | None = None) -> bool:
        """Whether it is open on a day, by its dates; without a day, whether its status says so.

        >>> from datetime import date
        >>> closed = Practice(row=1, code="A81001", name="", opened=date(1974, 4, 1),
        ...     closed=date(2013, 7, 31), status=PracticeStatus.CLOSED, commissioner="00K",
        ...     setting="4")
        >>> closed.is_open(), closed.is_open(date(2013, 7, 30)), closed.is_open(date(2013, 7, 31))
        (False, True, False)
        """
        if day is None or (self.closed is None and self.status is not PracticeStatus.ACTIVE):
            return self.status is PracticeStatus.ACTIVE
        return (self.opened or day) <= day < (self.closed or date.max)


@dataclass(frozen=True, slots=True)
class PracticeFile:
    """The rows of a practice file that can be read, and a problem for each that cannot."""

    practices: tuple[Practice, ...]
    refused: tuple[Problem, ...]


def read_practice_file(data: bytes, file: str) -> PracticeFile:
    """Every practice of a file, by its name in messages; the line of a problem is the row's number.

    Raises:
        UnreadableFile: this is no table of text, or holds no row.
        InvalidSubmission: no row can be read; with the problems of the first.
    """
    if looks_zipped(data):
        remedy = "take the .csv out of the archive, or save the sheet as CSV UTF-8"
        raise UnreadableFile("this is no CSV in UTF-8", remedy, file=file)
    if wide := wide_encoding(data):
        raise UnreadableFile(f"the file is {wide}, not UTF-8", AS_UTF_8, file=file)
    rows = _LINE_END.split(data.removeprefix(BOM_UTF8))
    practices: dict[str, Practice] = {}
    refused: list[Problem] = []
    for number, row in enumerate(rows, start=1):
        if not row.strip():
            continue
        try:
            practice = _read_row(row, number, practices)
        except _UnfitCellError as fault:
            refused.append(Problem(Location(file, number, fault.column), fault.message, fault.help))
        else:
            practices[practice.code] = practice
    if not practices and not refused:
        raise UnreadableFile("the file has no rows", file=file)
    if not practices:
        raise _no_row_read(rows, refused, file)
    return PracticeFile(tuple(practices.values()), tuple(refused))


def _no_row_read(rows: Sequence[bytes], refused: Sequence[Problem], file: str) -> InvalidSubmission:
    first = rows[refused[0].at.line - 1].decode(errors="replace")
    between = other_separator([first])
    if between and len(_SEPARATOR.split(first)) >= COLUMNS:
        fault = Problem(Location(file), f"{between} stand between its cells", WITH_COMMAS)
        return InvalidSubmission([fault], file=file)
    none = f"none of the {len(refused):,} rows can be read; the first are these"
    several = len(refused) > _FIRST_TOLD
    whole = [Problem(Location(file, line=0, column=0), none)] if several else []
    return InvalidSubmission([*whole, *refused[:_FIRST_TOLD]], file=file)


class _UnfitCellError(ValueError):
    """Why a row cannot be read: the first column that cannot, or 0 for the row as a whole."""

    def __init__(self, column: int, message: str, remedy: str = "") -> None:
        super().__init__(message)
        named = f"column {column} ({_WORDS[column]}): " if column else ""
        self.column = column or 1
        self.message = named + message
        self.help = remedy


def _read_row(row: bytes, number: int, before: Mapping[str, Practice]) -> Practice:
    cells = _cells(row)
    code = _code(cells, CODE, _PRACTICE_CODE)
    if code in before:
        raise _UnfitCellError(CODE, f"{quote(code)} stands in row {before[code].row} already")
    status = cells[STATUS - 1]
    if status not in set(PracticeStatus):
        remedy = "A is active, C closed, D dormant, P proposed"
        raise _UnfitCellError(STATUS, f"{quote(status)} is no status", remedy)
    return Practice(
        row=number,
        code=code,
        name=cells[NAME - 1],
        opened=_day(cells, OPENED),
        closed=_day(cells, CLOSED),
        status=PracticeStatus(status),
        commissioner=cells[COMMISSIONER - 1] and _code(cells, COMMISSIONER, _COMMISSIONER_CODE),
        setting=cells[SETTING - 1],
    )


def _cells(row: bytes) -> Sequence[str]:
    """The cells of a row without the spaces around them; those that are read hold plain text."""
    text = row.decode(errors="surrogateescape")
    try:
        (cells,) = csv.reader([text], strict=True)
    except csv.Error as error:
        raise _UnfitCellError(0, f"this row is no CSV: {error}") from None
    if len(cells) != COLUMNS:
        message = f"this row has {len(cells)} column{'s' * (len(cells) != 1)}, not {COLUMNS}"
        raise _UnfitCellError(0, message, "the layout is that of epraccur.csv, without a heading")
    for column in _WORDS:
        cell = cells[column - 1]
        if any("\ud800" <= char <= "\udfff" for char in cell):
            raise _UnfitCellError(column, f"{quote(cell)} is not UTF-8", "save the file as UTF-8")
        if FORBIDDEN.search(cell):
            raise _UnfitCellError(column, f"{quote(cell)} holds a control character", "remove it")
    return [cell.strip() for cell in cells]


def _code(cells: Sequence[str], column: int, pattern: re.Pattern[str]) -> str:
    code = fold_code(cells[column - 1])
    if not pattern.fullmatch(code):
        written = quote(cells[column - 1]) if code else "there is"
        raise _UnfitCellError(
            column, f"{written} {'is no code' if code else 'none'}", _SPREADSHEET if code else ""
        )
    return code


def _day(cells: Sequence[str], column: int) -> date | None:
    text = cells[column - 1]
    if not text:
        return None
    with suppress(ValueError):
        if _DAY.fullmatch(text):
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    remedy = f"a day is written as 19740401; {_SPREADSHEET}"
    raise _UnfitCellError(column, f"{quote(text)} is no day", remedy)
