"""The results, written as Parquet, CSV or a workbook."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

from authorisation.errors import InvalidOption
from authorisation.explain.words.safe import shorten, visible
from authorisation.portfolio.database import Database
from authorisation.portfolio.duckdb_sql import literal, quoted
from authorisation.report.file_formats import FileFormat
from authorisation.report.tables.csv import MARK, OBEYED

_LAST_ROW: Final = 1_048_575
_LAST_COLUMN: Final = 16_383
_LONGEST_CELL: Final = 32_767
_EXACT_DIGITS: Final = 15
_IDENTIFYING: Final = ("row", "file", "name", "code")
"""The columns that say which submission a row is, and stand first."""


def write_table(
    database: Database, table: str, form: FileFormat, folder: Path, out: IO[bytes]
) -> None:
    """Write a table in one format; `folder` is for files that pass.

    Raises:
        InvalidOption: a workbook has no place for so many rows or columns.
    """
    _WRITERS[form](database, table, folder, out)


def _write_parquet(database: Database, table: str, folder: Path, out: IO[bytes]) -> None:
    if table in database.parquet_files:
        with database.parquet_files[table].open("rb") as lies:
            shutil.copyfileobj(lies, out)
        return
    file = folder / "written"
    database.write_parquet(f"SELECT * FROM {table}", file)
    with file.open("rb") as made:
        shutil.copyfileobj(made, out)
    file.unlink()


def _write_csv(database: Database, table: str, folder: Path, out: IO[bytes]) -> None:
    columns = ", ".join(
        f"{_as_text(name, kind)} AS {quoted(name)}" for name, kind in database.columns(table)
    )
    file = folder / "written"
    query = f"SELECT {columns} FROM {table}"
    database.run(f"COPY ({query}) TO {literal(str(file))} (FORMAT csv, HEADER true)")
    out.write(MARK)
    with file.open("rb") as made:
        out.writelines(_ended_as_csv(made))
    file.unlink()


def _ended_as_csv(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines of the database with the line end of CSV; those inside a cell stay."""
    in_cell = False
    for line in lines:
        in_cell ^= line.count(b'"') % 2 == 1
        yield line if in_cell else line.removesuffix(b"\n") + b"\r\n"


def _as_text(name: str, kind: str) -> str:
    """A column as CSV has it: a list joined by semicolons, a text that no spreadsheet obeys."""
    column = quoted(name)
    if kind.startswith("STRUCT") and kind.endswith("[]"):
        worded = (
            "i.outcome || ': ' || i.criterion || CASE WHEN i.perhaps THEN ' (perhaps)' ELSE '' END"
        )
        column = f"list_transform({column}, lambda i: {worded})"
        return f"array_to_string({column}, '; ')"
    if kind == "VARCHAR[]":
        return f"array_to_string({column}, '; ')"
    if kind == "VARCHAR":
        obeyed = ", ".join(f"chr({ord(each)})" for each in OBEYED)
        return f"CASE WHEN left({column}, 1) IN ({obeyed}) THEN '''' || {column} ELSE {column} END"
    if kind.startswith("DECIMAL"):
        return f"rtrim(rtrim(CAST({column} AS VARCHAR), '0'), '.')"
    return column


def _write_xlsx(database: Database, table: str, folder: Path, out: IO[bytes]) -> None:
    import xlsxwriter  # noqa: PLC0415 - only this format needs it

    columns = list(database.columns(table))
    ((rows,),) = database.rows(f"SELECT count(*) FROM {table}")
    if rows > _LAST_ROW or len(columns) > _LAST_COLUMN + 1:
        raise InvalidOption(
            f"a workbook has {_LAST_ROW:,} rows and {_LAST_COLUMN + 1:,} columns at most, and "
            f"these are {rows:,} rows and {len(columns):,} columns",
            "let the name end in .parquet or .csv",
        )
    options = {"constant_memory": True, "tmpdir": str(folder)}
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - no clock
        sheet = workbook.add_worksheet(table.title())
        sheet.freeze_panes(1, sum(name in _IDENTIFYING for name, _ in columns))
        for at, (name, _) in enumerate(columns):
            sheet.write_string(0, at, name)
        for line, row in enumerate(database.rows(f"SELECT * FROM {table}"), start=1):
            for at, value in enumerate(row):
                _write_cell(sheet, line, at, value)


def _write_cell(sheet: Any, line: int, at: int, value: object) -> None:  # noqa: ANN401
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(line, at, value)
        case int():
            sheet.write_number(line, at, value)
        case Decimal() if len(value.normalize().as_tuple().digits) <= _EXACT_DIGITS:
            sheet.write_number(line, at, float(value))
        case list():
            text = "; ".join(_item_text(each) for each in value)
            sheet.write_string(line, at, shorten(visible(text), _LONGEST_CELL))
        case _:
            sheet.write_string(line, at, shorten(visible(str(value)), _LONGEST_CELL))


def _item_text(item: object) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    perhaps = " (perhaps)" if item["perhaps"] else ""
    return f"{item['outcome']}: {item['criterion']}{perhaps}"


_WRITERS: Final[Mapping[FileFormat, Callable[[Database, str, Path, IO[bytes]], None]]] = {
    FileFormat.PARQUET: _write_parquet,
    FileFormat.CSV: _write_csv,
    FileFormat.XLSX: _write_xlsx,
}
