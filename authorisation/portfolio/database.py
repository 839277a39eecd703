"""DuckDB, embedded: nothing is installed or loaded by itself, and its configuration is locked.

The only module that imports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from authorisation.errors import EngineUnavailable, UnreadableFile, format_extra_remedy
from authorisation.portfolio.duckdb_sql import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REMEDY: Final = format_extra_remedy("portfolio")
_CONFIGURATION: Final = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
}
_FETCHED: Final = 10_000
SUBMISSIONS: Final = "submissions"
"""The table of submissions, of the columns of `layout.input_columns`."""
REFUSED: Final = "refused"
"""The table of rows that cannot be used."""
INPUT_FILES: Final = "input_files"
"""The table of the files that rows are read from, where each row is a file."""
_REFUSED_COLUMNS: Final = {
    "row": "BIGINT",
    "file": "VARCHAR",
    "name": "VARCHAR",
    "code": "VARCHAR",
    "column": "VARCHAR",
    "value": "VARCHAR",
    "reason": "VARCHAR",
}


def import_duckdb() -> Any:  # noqa: ANN401 - an extra
    """The module of the database.

    Raises:
        EngineUnavailable: it is not installed; the remedy says how.
    """
    try:
        import duckdb  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise EngineUnavailable("duckdb", "the database is not installed", REMEDY) from error
    return duckdb


class TooManyDigits(Exception):
    """A number has more digits than the database has places for."""


class Database:
    """A database of one run, in memory; what does not fit goes to a folder beside."""

    def __init__(self, spill: Path) -> None:
        """`spill` is the folder for what does not fit into memory.

        Raises:
            EngineUnavailable: DuckDB is not installed.
        """
        self._duckdb = import_duckdb()
        self._connection: DuckDBPyConnection = self._duckdb.connect(
            config={**_CONFIGURATION, "temp_directory": str(spill)}
        )
        self.run("SET enable_progress_bar = false")
        self.run("SET lock_configuration = true")
        self.refused_columns: Mapping[str, str] = _REFUSED_COLUMNS
        self.create(REFUSED, _REFUSED_COLUMNS.items())
        self.create(INPUT_FILES, [("row", "BIGINT"), ("file", "VARCHAR")])

    def run(self, statement: str) -> None:
        """Run a statement that gives nothing."""
        self._connection.execute(statement)

    @contextmanager
    def naming(self, file: Path) -> Iterator[None]:
        """Say of a file that it cannot be read where the database says so.

        Raises:
            UnreadableFile: with the first line of what the database says.
        """
        try:
            yield
        except self._duckdb.Error as error:
            why = str(error).strip().splitlines()[0]
            raise UnreadableFile(f"{file}: cannot be read: {why}", file=str(file)) from None
        except OSError as error:
            why = (error.strerror or "no reason given").lower()
            raise UnreadableFile(f"{file}: cannot be read: {why}", file=str(file)) from None

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement."""
        cursor = self._connection.cursor()
        cursor.execute(statement)
        while rows := cursor.fetchmany(_FETCHED):
            yield from rows

    def named_rows(self, statement: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a statement, each by the names of its columns."""
        cursor = self._connection.cursor()
        cursor.execute(statement)
        names = [column[0] for column in cursor.description or ()]
        while rows := cursor.fetchmany(_FETCHED):
            yield from (dict(zip(names, row, strict=True)) for row in rows)

    def columns(self, table: str) -> Iterator[tuple[str, str]]:
        """Yield the columns of a table, each with its type."""
        for name, kind, *_ in self.rows(f"DESCRIBE {quoted(table)}"):
            yield name, kind

    def create(self, table: str, columns: Iterable[tuple[str, str]]) -> None:
        """Create an empty table."""
        listed = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns)
        self.run(f"CREATE TABLE {quoted(table)} ({listed})")

    def read_lines(self, table: str, columns: Sequence[tuple[str, str]], file: Path) -> None:
        """Add the rows of a file of JSON, one a line, to a table of these columns."""
        types = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in columns)
        self.run(
            f"INSERT INTO {quoted(table)} BY NAME SELECT * FROM read_json({literal(str(file))}, "
            f"columns = {{{types}}}, format = 'newline_delimited')"
        )

    def write_parquet(self, query: str, file: Path) -> None:
        """Write the rows of a query to a file.

        Raises:
            TooManyDigits: a number of it does not fit into a decimal of the database.
        """
        try:
            self._write_parquet(query, file)
        except (self._duckdb.ConversionException, self._duckdb.OutOfRangeException) as error:
            raise TooManyDigits(str(error)) from error

    def _write_parquet(self, query: str, file: Path) -> None:
        self.run(f"COPY ({query}) TO {literal(str(file))} (FORMAT parquet, COMPRESSION zstd)")

    def add_rows(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add a few rows to a table."""
        if rows:
            marks = ", ".join("?" for _ in rows[0])
            self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def number_files(self, files: Iterable[str]) -> None:
        """Say of each row, from 1, which file it is read from."""
        self.add_rows(INPUT_FILES, list(map(list, enumerate(files, start=1))))

    def refuse_rows(self, condition: str, column: str, reason: str, file: str) -> None:
        """Move rows of submissions for which a condition holds to those that are refused.

        `file` is what they are read from where each is no file of its own.
        """
        self.run(
            f"INSERT INTO {REFUSED} SELECT row, coalesce(file, {literal(file)}), "
            f"name, code, {literal(column)}, NULL, {literal(reason)} "
            f"FROM {SUBMISSIONS} LEFT JOIN {INPUT_FILES} USING (row) WHERE {condition}"
        )
        self.run(f"DELETE FROM {SUBMISSIONS} WHERE {condition}")

    def sort_refused(self) -> None:
        """Put what is refused in the order of the rows."""
        self.run(f"CREATE OR REPLACE TABLE {REFUSED} AS FROM {REFUSED} ORDER BY row, rowid")

    @property
    def has_input_files(self) -> bool:
        """Whether each row is a file."""
        return any(self.rows(f"FROM {INPUT_FILES} LIMIT 1"))

    @property
    def number_refused(self) -> int:
        """How many rows are refused."""
        ((number,),) = self.rows(f"SELECT count(DISTINCT row) FROM {REFUSED}")
        return int(number)

    def close(self) -> None:
        """Close it, and forget what it holds."""
        self._connection.close()
