"""Tables of submissions as they were given: CSV, Parquet, or a table of DuckDB or SQLite."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from authorisation.errors import InvalidOption, UnreadableFile
from authorisation.language.yaml.decode import WITH_COMMAS, other_separator
from authorisation.language.yaml.scalars import suggest_name
from authorisation.portfolio.database import REFUSED, Database
from authorisation.portfolio.duckdb_sql import literal, quoted
from authorisation.portfolio.layout import ROW

RAW: Final = "raw"
"""The table as it was given, with the number of each row from 1."""
ENDINGS: Final = (".csv", ".parquet", ".duckdb", ".sqlite", ".db")
_REJECTS: Final = "csv_rejects"
_SQLITE: Final = b"SQLite format 3\x00"


def open_source(database: Database, source: Path, table: str, folder: Path) -> dict[str, str]:
    """Make the table `raw` of what was given, and return the types of its columns by name.

    What is text in the source, or has no type there, is text.

    Raises:
        UnreadableFile: it cannot be read as what its name ends in.
        InvalidOption: it holds several tables, and none of them or another was named.
    """
    ending = source.suffix.lower()
    if not source.is_file():
        raise UnreadableFile(f"{source}: there is no such file", file=str(source))
    if ending not in ENDINGS:
        remedy = f"name a folder of submissions, or a file that ends in {', '.join(ENDINGS)}"
        if ending == ".xlsx":
            remedy = "save the sheet as CSV UTF-8, and name that file"
        raise UnreadableFile(
            f"{source}: nothing that is read here ends in `{source.suffix}`\n  help: {remedy}",
            file=str(source),
        )
    with database.naming(source):
        if ending == ".csv":
            _open_csv(database, source)
        elif ending == ".parquet":
            _open_parquet(database, source)
        elif _is_sqlite(source):
            _open_sqlite(database, source, table, folder)
        else:
            _open_duckdb(database, source, table)
        return dict(database.columns(RAW))


def _number(database: Database, relation: str) -> None:
    numbered = f"SELECT row_number() OVER () AS {quoted(ROW)}, * FROM {relation}"
    database.run(f"CREATE TABLE {RAW} AS {numbered}")


def _open_parquet(database: Database, source: Path) -> None:
    """Read a file of Parquet where it lies: its own count of rows numbers them."""
    counted = "file_row_number"
    relation = f"read_parquet({literal(str(source))}, {counted} = true)"
    names = [name for name, *_ in database.rows(f"DESCRIBE FROM {relation}")]
    renamed = f" RENAME ({quoted(ROW)} AS {quoted(f'{ROW}_1')})" if ROW in names else ""
    database.run(
        f"CREATE VIEW {RAW} AS SELECT {counted} + 1 AS {quoted(ROW)}, "
        f"* EXCLUDE ({counted}){renamed} FROM {relation}"
    )


def close_source(database: Database) -> None:
    """Forget what was given, once it is read."""
    is_view = any(database.rows(f"FROM duckdb_views() WHERE view_name = {literal(RAW)}"))
    database.run(f"DROP {'VIEW' if is_view else 'TABLE'} {RAW}")


def _open_csv(database: Database, source: Path) -> None:
    """Read a file of CSV as texts; a line that has other columns is a refused row."""
    names = _heading(source)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    options = (
        f"columns = {{{columns}}}, auto_detect = false, header = true, nullstr = '', "
        """delim = ',', quote = '"', escape = '"', store_rejects = true, """
        f"rejects_table = {literal(_REJECTS)}, rejects_scan = 'scans'"
    )
    _number(database, f"read_csv({literal(str(source))}, {options})")
    # A row's number is its place among all lines below the heading, those refused included.
    database.run(
        f"CREATE TEMP TABLE refused_lines AS SELECT DISTINCT line - 1 AS number FROM {_REJECTS}"
    )
    database.run(
        f"UPDATE {RAW} SET {quoted(ROW)} = {quoted(ROW)} + (SELECT count(*) FROM (SELECT number - "
        "row_number() OVER (ORDER BY number) + 1 AS before FROM refused_lines) "
        f"WHERE before <= {RAW}.{quoted(ROW)})"
    )
    database.run(
        f"INSERT INTO {REFUSED} SELECT DISTINCT line - 1, {literal(str(source))}, NULL, NULL, '', "
        "left(csv_line, 200), "
        f"'this line has more or fewer cells than the {len(names)} columns, or an open quote' "
        f"FROM {_REJECTS}"
    )


def _heading(source: Path) -> list[str]:
    """The names of the columns of a file of CSV, each of which there must be once."""
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            names = next(csv.reader(file), [])
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableFile(
            f"{source}: cannot be read: it is no CSV in UTF-8", file=str(source)
        ) from None
    if between := other_separator(names):
        raise UnreadableFile(
            f"{source}: cannot be read: {between} stand between its cells\n  help: {WITH_COMMAS}",
            file=str(source),
        )
    twice = [name for number, name in enumerate(names) if name in names[:number]]
    if not names or twice:
        why = f"two columns are called `{twice[0]}`" if twice else "it has no line of column names"
        raise UnreadableFile(f"{source}: cannot be read: {why}", file=str(source))
    return names


def _open_duckdb(database: Database, source: Path, table: str) -> None:
    database.run(f"ATTACH {literal(str(source))} AS given (READ_ONLY)")
    found = database.rows(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'given' ORDER BY ALL"
    )
    chosen = _chosen(source, table, [name for (name,) in found])
    _number(database, f"given.{quoted(chosen)}")
    database.run("DETACH given")


def _is_sqlite(source: Path) -> bool:
    with source.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _open_sqlite(database: Database, source: Path, table: str, folder: Path) -> None:
    """Copy a table of SQLite as texts: its columns hold values of any type."""
    lines = folder / "sqlite.jsonl"
    place = f"{source.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(place, uri=True)) as given:
            names = given.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
            chosen = _chosen(source, table, [name for (name,) in names])
            cursor = given.execute(f"SELECT * FROM {quoted(chosen)}")
            columns = [column[0] for column in cursor.description]
            with lines.open("wb") as out:
                for row in _texts(cursor, columns):
                    out.write(msgspec.json.encode(row) + b"\n")
    except sqlite3.Error as error:
        raise UnreadableFile(
            f"{source}: cannot be read as a database: {error}", file=str(source)
        ) from None
    kinds = [(name, "VARCHAR") for name in columns]
    database.create("given_rows", kinds)
    database.read_lines("given_rows", kinds, lines)
    _number(database, "given_rows")


def _texts(cursor: sqlite3.Cursor, columns: list[str]) -> Iterator[Mapping[str, str | None]]:
    for row in cursor:
        yield dict(zip(columns, map(_text, row), strict=True))


def _text(value: object) -> str | None:
    """A value of SQLite as a text; a number that is held in binary says so, unless it is whole."""
    match value:
        case None | "":
            return None
        case float() if not value.is_integer():
            return f"{value!r} (held in binary)"
        case float():
            return str(int(value))
        case bytes():
            return f"{len(value)} bytes"
        case _:
            return str(value)


def _chosen(source: Path, table: str, tables: list[str]) -> str:
    if table in tables:
        return table
    if len(tables) == 1 and not table:
        return tables[0]
    listed = ", ".join(tables) or "no table"
    if not table:
        raise InvalidOption(
            f"{source}: which table is meant?\n  help: add `--table`; there are {listed}"
        )
    near = suggest_name(table, tables) or f"there are {listed}"
    raise InvalidOption(f"{source}: no table is called `{table}`\n  help: {near}")
