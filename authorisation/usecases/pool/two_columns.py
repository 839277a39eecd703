"""Tables of two columns that users bring: who is near whom, how large a practice is."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Final

from authorisation.errors import InvalidSubmission, UnreadableFile
from authorisation.language.yaml.characters import FORBIDDEN, character_name, quote
from authorisation.language.yaml.decode import AS_UTF_8, looks_zipped
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.model.source import Location

MAX_BYTES: Final = 64_000_000
_COLUMNS: Final = 2


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
    try:
        text = data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        text = ""
    if looks_zipped(data) or (data and not text):
        raise UnreadableFile(f"{file}: this is no CSV in UTF-8\n  help: {AS_UTF_8}", file=file)
    problems = Problems()
    rows = list(_rows(text, file, problems))
    wanted = " or ".join(quote(",".join(each)) for each in headings)
    heading = next((each for each in headings if rows and rows[0][1:] == each), None)
    if heading is None and not problems:
        problems.wrong(Location(file), f"the first row is not {wanted}", "name the columns so")
    if problems or heading is None:
        raise InvalidSubmission(problems, file=file)
    return TwoColumns(file, heading, tuple(rows[1:]))


def _rows(text: str, file: str, problems: Problems) -> list[tuple[int, str, str]]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, str, str]] = []
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
        bad = FORBIDDEN.search("".join(texts))
        if bad:
            problems.wrong(
                Location(file, line), f"the row holds {character_name(bad[0])}", "remove it"
            )
        elif len(texts) != _COLUMNS or not all(texts):
            remedy = "write two, with a comma between them; one that holds a comma stands in quotes"
            problems.wrong(Location(file, line), "a row has two texts, and this has not", remedy)
        else:
            rows.append((line, texts[0], texts[1]))
