"""Tables of two columns that users bring: who is near whom, how large a practice is."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final, TypeAlias

from authorisation.errors import InvalidSubmission, UnreadableFile
from authorisation.language.yaml import characters
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.model.source import Location

MAX_BYTES: Final = 64_000_000
_COLUMNS: Final = 2
_Row: TypeAlias = tuple[int, list[str]]
"""A line of the file and its cells; one with nothing in it is none."""


@dataclass(frozen=True, slots=True)
class TwoColumns:
    """The rows of a table under its heading, each with its line in the file."""

    file: str
    heading: tuple[str, str]
    rows: tuple[tuple[int, str, str], ...]

    def at(self, line: int, column: int = 1) -> Location:
        """The place of a row, or of a column in it."""
        return Location(self.file, line, column)


def read_two_columns(path: Path, headings: Sequence[tuple[str, str]]) -> TwoColumns:
    """Read a table in CSV, whose first row is one of these headings.

    Raises:
        UnreadableFile: it is no text in UTF-8.
        InvalidSubmission: with every row that has not two texts.
    """
    file, data = display_path(path), read_file(path, limit=MAX_BYTES)
    if wide := characters.wide_encoding(data):
        raise UnreadableFile(f"the file is {wide}, not UTF-8", characters.AS_UTF_8, file=file)
    try:
        text = data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        text = ""
    if characters.looks_zipped(data) or (data and not text):
        raise UnreadableFile("this is no CSV in UTF-8", characters.AS_UTF_8, file=file)
    problems = Problems()
    rows = _rows(text, file, problems)
    first = rows[0][1] if rows else []
    heading = next((each for each in headings if first == [*each]), None)
    if heading is not None:
        _check_lengths(rows, file, problems)
    elif not problems:
        _refuse_heading(first, headings, file, problems)
    if problems or heading is None:
        raise InvalidSubmission(problems, file=file)
    return TwoColumns(file, heading, tuple((line, one, other) for line, (one, other) in rows[1:]))


def _refuse_heading(
    first: Sequence[str], headings: Sequence[tuple[str, str]], file: str, problems: Problems
) -> None:
    if between := characters.other_separator(first):
        problems.wrong(Location(file), f"{between} stand between its cells", characters.WITH_COMMAS)
        return
    named = {each: characters.quote(",".join(each)) for each in headings}
    for heading in headings:
        if set(heading) < set(first):
            message = f"the first row has {len(first)} columns, and this table has two"
            problems.wrong(Location(file), message, f"leave out all but {named[heading]}")
            return
    wanted = " or ".join(named.values())
    problems.wrong(Location(file), f"the first row is not {wanted}", "name the columns so")


def _check_lengths(rows: Sequence[_Row], file: str, problems: Problems) -> None:
    """Add one problem for all rows that have not two texts, at the first of them."""
    uneven = [line for line, texts in rows if len(texts) != _COLUMNS or not all(texts)]
    if uneven:
        more = f", nor have {len(uneven) - 1:,} more, the last in line {uneven[-1]}"
        message = f"a row has two texts, and this has not{more if len(uneven) > 1 else ''}"
        remedy = "write two, with a comma between them; one that holds a comma stands in quotes"
        problems.wrong(Location(file, uneven[0]), message, remedy)


def _rows(text: str, file: str, problems: Problems) -> list[_Row]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows: list[_Row] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            problems.wrong(Location(file, line), f"this is no row of CSV: {error}")
            return rows
        if cells is None:
            return rows
        texts = [cell.strip() for cell in cells]
        if not any(texts):
            continue
        bad = characters.FORBIDDEN.search("".join(texts))
        if bad:
            problems.wrong(
                Location(file, line),
                f"the row holds {characters.character_name(bad[0])}",
                "remove it",
            )
        else:
            rows.append((line, texts))
