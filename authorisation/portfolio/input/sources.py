"""Tables of submissions as they were given: CSV, Parquet, or a table of DuckDB or SQLite."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import msgspec

from authorisation.errors import InvalidOption, UnreadableFile
from authorisation.language.yaml.characters import WITH_COMMAS, other_separator
from authorisation.language.yaml.scalars import suggest_name
from authorisation.portfolio.database import REFUSED, Database
from authorisation.portfolio.duckdb_sql import literal, quoted
from authorisation.portfolio.input.source_kinds import AS_UTF_8, SourceKind, source_kind, unreadable
from authorisation.portfolio.layout import ROW

RAW: Final = "raw"
"""The table as it was given, with the number of each row from 1."""
_IN_USE: Final = re.compile("lock on file|is locked")
_REJECTS: Final = "csv_rejects"


def open_source(database: Database, source: Path, table: str, folder: Path) -> dict[str, str]:
    """Make the table `raw` of what was given, and return the types of its columns by name.

    What is text in the source, or has no type there, is text. A column that is called like the
    number of a row is among them, and not in the table.

    Raises:
        UnreadableFile: it cannot be read as what its name ends in.
        InvalidOption: it holds several tables, and none of them or another was named.
    """
    kind = source_kind(source)
    try:
        match kind:
            case SourceKind.CSV:
                return _open_csv(database, source)
            case SourceKind.PARQUET:
                return _open_parquet(database, source)
            case SourceKind.SQLITE:
                return _open_sqlite(database, source, table, folder)
            case SourceKind.DUCKDB:
                return _open_duckdb(database, source, table)
    except (database.error, sqlite3.Error, OSError) as error:
        raise _not_read(source, kind, error) from None


def _not_read(source: Path, kind: SourceKind, error: Exception) -> UnreadableFile:
    """A file of this kind that the database does not read, in words that say what to do."""
    if _IN_USE.search(str(error)):
        return unreadable(source, "another program is writing to it", "let that end, or close it")
    if kind is SourceKind.CSV:
        return unreadable(source, "it is not divided into rows and cells", AS_UTF_8)
    why = "it is damaged, or not all of it is there"
    if kind is SourceKind.DUCKDB:
        why += ", or it is encrypted, or of a newer DuckDB than is here"
    return unreadable(source, why, "make it again, or write the table as CSV or Parquet")


@contextmanager
def naming_damage(database: Database, source: Path) -> Iterator[None]:
    """Refuse a file of Parquet that turns out to be damaged while its rows are worked out.

    Raises:
        UnreadableFile: the database failed, and the file cannot be read to its end.
    """
    try:
        yield
    except database.error as error:
        if source.suffix.lower() == ".parquet" and not _is_whole(database, source):
            raise _not_read(source, SourceKind.PARQUET, error) from None
        raise


def _is_whole(database: Database, source: Path) -> bool:
    place = literal(str(source))
    try:
        database.run(f"SELECT max(hash(given)) FROM read_parquet({place}) AS given")
    except database.error:
        return False
    return True


def _number(database: Database, relation: str) -> dict[str, str]:
    """Make the table `raw` of a relation, and return the columns of that."""
    return _make_raw(database, "TABLE", "row_number() OVER ()", relation, relation)


def _open_parquet(database: Database, source: Path) -> dict[str, str]:
    """Read a file of Parquet where it lies: its own count of rows numbers them."""
    place, counted = literal(str(source)), "file_row_number"
    relation, numbered = f"read_parquet({place})", f"read_parquet({place}, {counted} = true)"
    return _make_raw(database, "VIEW", f"{counted} + 1", relation, numbered)


def _make_raw(
    database: Database, what: str, number: str, relation: str, numbered: str
) -> dict[str, str]:
    """Make `raw` of a relation with the number of each row, and return the columns of that."""
    kinds = {name: kind for name, kind, *_ in database.rows(f"DESCRIBE FROM {relation}")}
    own = (quoted(name) for name in kinds if name.casefold() != ROW)
    columns = ", ".join((f"{number} AS {quoted(ROW)}", *own))
    database.run(f"CREATE {what} {RAW} AS SELECT {columns} FROM {numbered}")
    return kinds


def close_source(database: Database) -> None:
    """Forget what was given, once it is read."""
    database.run(f"DROP {'VIEW' if database.is_view(RAW) else 'TABLE'} {RAW}")


def _open_csv(database: Database, source: Path) -> dict[str, str]:
    """Read a file of CSV as texts; a line that has other columns is a refused row."""
    names = _heading(source)
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    options = (
        f"columns = {{{columns}}}, auto_detect = false, header = true, nullstr = '', "
        """delim = ',', quote = '"', escape = '"', store_rejects = true, """
        f"rejects_table = {literal(_REJECTS)}, rejects_scan = 'scans'"
    )
    kinds = _number(database, f"read_csv({literal(str(source))}, {options})")
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
        f"left(csv_line, 200), CASE error_type WHEN 'INVALID ENCODING' THEN "
        f"{literal(f'this line is not in UTF-8; {AS_UTF_8}')} ELSE 'this line has more or fewer "
        f"cells than the {len(names)} columns, or an open quote' END FROM {_REJECTS}"
    )
    return kinds


def _heading(source: Path) -> list[str]:
    """The names of the columns of a file of CSV, each of which there must be once."""
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            names = next(csv.reader(file, strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        raise unreadable(source, "it is no CSV in UTF-8", AS_UTF_8) from None
    if between := other_separator(names):
        raise unreadable(source, f"{between} stand between its cells", WITH_COMMAS)
    if nameless := [number for number, name in enumerate(names, 1) if not name.strip()]:
        remedy = "name it in the first line, or take it out"
        raise unreadable(source, f"column {nameless[0]} has no name", remedy)
    plain = [name.casefold() for name in names]
    twice = [name for number, name in enumerate(names) if plain[number] in plain[:number]]
    if twice:
        first = names[plain.index(twice[0].casefold())]
        alike = f"`{first}` and `{twice[0]}`" if first != twice[0] else f"`{first}`"
        remedy = "leave all but one out: columns are not told apart by capitals"
        raise unreadable(source, f"two columns are called {alike}", remedy)
    if not names:
        why = "it has no line of column names"
        raise unreadable(source, why, "write the names of the columns into its first line")
    return names


def _open_duckdb(database: Database, source: Path, table: str) -> dict[str, str]:
    database.run(f"ATTACH {literal(str(source))} AS given (READ_ONLY)")
    found = database.rows(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'given' ORDER BY ALL"
    )
    chosen = _chosen(source, table, [name for (name,) in found])
    kinds = _number(database, f"given.{quoted(chosen)}")
    database.run("DETACH given")
    return kinds


def _open_sqlite(database: Database, source: Path, table: str, folder: Path) -> dict[str, str]:
    """Copy a table of SQLite as texts: its columns hold values of any type."""
    lines = folder / "sqlite.jsonl"
    place = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(place, uri=True)) as given:
        names = given.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        chosen = _chosen(source, table, [name for (name,) in names])
        cursor = given.execute(f"SELECT * FROM {quoted(chosen)}")
        columns = [column[0] for column in cursor.description]
        with lines.open("wb") as out:
            for cells in cursor:
                row = dict(zip(columns, map(_text, cells), strict=True))
                out.write(msgspec.json.encode(row) + b"\n")
    kinds = [(name, "VARCHAR") for name in columns]
    database.create("given_rows", kinds)
    database.read_lines("given_rows", kinds, lines)
    return _number(database, "given_rows")


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
            f"{source}: which table is meant?", f"add `--table`; there are {listed}"
        )
    near = suggest_name(table, tables) or f"there are {listed}"
    raise InvalidOption(f"{source}: no table is called `{table}`", near)
