"""DuckDB, embedded: nothing is installed or loaded by itself, and its configuration is locked.

The only module that imports it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final, cast

from authorisation.errors import EngineUnavailable, import_extra
from authorisation.portfolio.duckdb_sql import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CONFIGURATION: Final = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
}
_LEFT_OUT: Final = frozenset({"in_clause", "projection_placement"})
_ROWS: Final = "run"
_ROWS_AT_ONCE: Final = 20_480
"""How many rows are worked out and written together: what is held in memory grows with them."""
_MEGABYTES_A_THREAD: Final = 500
_MEGABYTES: Final = {"bytes": 2**-20, "KiB": 2**-10, "MiB": 1, "GiB": 2**10, "TiB": 2**20}
_FETCHED: Final = 10_000
_INTERRUPTED: Final = "Query interrupted"
_NO_ROOM: Final = (
    "the database",
    "there is no room left, in memory or on the disk for what does not fit into it",
    (
        "let the variable TMPDIR name a folder with more room, close other programs, or divide the "
        "table into several"
    ),
)
"""Said of both: which of them ran out is not the same in every run and version of DuckDB."""
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
_POLL_SECONDS: Final = 0.5


class TooManyDigits(Exception):
    """A number has more digits than the database has places for."""


class Database:
    """A database of one run, in a folder that passes."""

    def __init__(self, spill: Path) -> None:
        """`spill` is the folder for its rows, and for what does not fit into memory.

        Raises:
            EngineUnavailable: DuckDB is not installed.
        """
        self._duckdb = import_extra("duckdb", "portfolio", "the database")
        self._connection: DuckDBPyConnection = self._duckdb.connect(
            config={**_CONFIGURATION, "temp_directory": str(spill)}
        )
        spill.mkdir(parents=True, exist_ok=True)
        place = literal(str(spill / "rows.duckdb"))
        self.run(f"ATTACH {place} AS {_ROWS} (ROW_GROUP_SIZE {_ROWS_AT_ONCE})")
        self.run(f"USE {_ROWS}")
        self.run("SET enable_progress_bar = true")
        self.run("SET enable_progress_bar_print = false")
        # Rows that pass are read once or twice: to compress them takes longer than it saves.
        self.run("PRAGMA force_compression = 'uncompressed'")
        self._leave_out_optimizers()
        self._limit_memory()
        self.parquet_files: dict[str, Path] = {}
        """The views that are one file of Parquet as it lies, by their names."""
        self.run("SET lock_configuration = true")
        self.refused_columns: Mapping[str, str] = _REFUSED_COLUMNS
        self.create(REFUSED, _REFUSED_COLUMNS.items())
        self.create(INPUT_FILES, [("row", "BIGINT"), ("file", "VARCHAR")])

    def _leave_out_optimizers(self) -> None:
        """Leave out what takes too long: over a long chain of views, and over many columns.

        Each `IN` of a dozen texts would become a join of its own, and a table of results in CSV has
        one for each column of text.
        """
        known = {name for (name,) in self.rows("SELECT name FROM duckdb_optimizers()")}
        left_out = ",".join(sorted(known & _LEFT_OUT))
        self.run(f"SET disabled_optimizers = {literal(left_out)}")

    def _limit_memory(self) -> None:
        """Hold no more rows in memory than each thread needs, however many there are."""
        ((threads, limit),) = self.rows(
            "SELECT current_setting('threads'), current_setting('memory_limit')"
        )
        number, unit = limit.split()
        allowed = float(number) * _MEGABYTES[unit]
        self.run(f"SET memory_limit = '{min(allowed, _MEGABYTES_A_THREAD * threads):.0f}MiB'")

    @contextmanager
    def _failures_named(self) -> Iterator[None]:
        """Let an interruption be one, which the database turns into an error of its own.

        Raises:
            EngineUnavailable: there is not enough memory, or room for what passes.
        """
        try:
            yield
        except self._duckdb.OutOfMemoryException:
            raise EngineUnavailable(*_NO_ROOM) from None
        except self._duckdb.IOException as error:
            if os.strerror(errno.ENOSPC) in str(error):
                raise EngineUnavailable(*_NO_ROOM) from None
            raise
        except RuntimeError as error:
            if str(error) == _INTERRUPTED:
                raise KeyboardInterrupt from None
            raise

    def run(self, statement: str) -> None:
        """Run a statement that gives nothing."""
        with self._failures_named():
            self._connection.execute(statement)

    @property
    def error(self) -> type[Exception]:
        """The error that every failure of the database is."""
        return cast("type[Exception]", self._duckdb.Error)

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement."""
        yield from chain.from_iterable(self._fetched(self._executed(statement)))

    def _executed(self, statement: str) -> DuckDBPyConnection:
        """A cursor of its own, so that what it gives can be gone through while others run."""
        cursor = self._connection.cursor()
        with self._failures_named():
            cursor.execute(f"USE {_ROWS}")
            return cursor.execute(statement)

    def _fetched(self, cursor: DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
        while True:
            with self._failures_named():
                rows = cursor.fetchmany(_FETCHED)
            if not rows:
                return
            yield rows

    def named_rows(self, statement: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a statement, each by the names of its columns."""
        cursor = self._executed(statement)
        names = [column[0] for column in cursor.description or ()]
        for row in chain.from_iterable(self._fetched(cursor)):
            yield dict(zip(names, row, strict=True))

    def columns(self, table: str) -> Iterator[tuple[str, str]]:
        """Yield the columns of a table, each with its type."""
        for name, kind, *_ in self.rows(f"DESCRIBE {quoted(table)}"):
            yield name, kind

    def create(self, table: str, columns: Iterable[tuple[str, str]]) -> None:
        """Create an empty table."""
        listed = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns)
        self.run(f"CREATE TABLE {quoted(table)} ({listed})")

    def stand_for_rows_of(self, query: str) -> None:
        """Let the empty table of submissions stand for the rows of a query, where these lie."""
        self.run(f"ALTER TABLE {SUBMISSIONS} RENAME TO {SUBMISSIONS}_columns")
        columns = f"{SUBMISSIONS}_columns"
        self.run(f"CREATE VIEW {SUBMISSIONS} AS FROM {columns} UNION ALL BY NAME {query}")

    def hold_submissions(self) -> None:
        """Hold the rows that the submissions stand for, so that some can be taken away."""
        if self.is_view(SUBMISSIONS):
            self.run(f"CREATE TABLE {SUBMISSIONS}_held AS FROM {SUBMISSIONS}")
            self.run(f"DROP VIEW {SUBMISSIONS}")
            self.run(f"ALTER TABLE {SUBMISSIONS}_held RENAME TO {SUBMISSIONS}")

    def is_view(self, name: str) -> bool:
        """Whether a name stands for rows that lie elsewhere."""
        return any(self.rows(f"FROM duckdb_views() WHERE view_name = {literal(name)}"))

    def read_lines(self, table: str, columns: Sequence[tuple[str, str]], file: Path) -> None:
        """Add the rows of a file of JSON, one a line, to a table of these columns."""
        types = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in columns)
        self.run(
            f"INSERT INTO {quoted(table)} BY NAME SELECT * FROM read_json({literal(str(file))}, "
            f"columns = {{{types}}}, format = 'newline_delimited')"
        )

    def write_parquet(
        self, query: str, file: Path, on_progress: Callable[[float], None] = lambda _: None
    ) -> None:
        """Write the rows of a query to a file; `on_progress` is given the share that is done.

        Raises:
            TooManyDigits: a number of it does not fit into a decimal of the database.
        """

        def look() -> None:
            if (share := self._connection.query_progress() / 100) > 0:
                on_progress(share)

        try:
            with polling(look):
                self.run(
                    f"COPY ({query}) TO {literal(str(file))} "
                    f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS_AT_ONCE})"
                )
        except (self._duckdb.ConversionException, self._duckdb.OutOfRangeException) as error:
            raise TooManyDigits(str(error)) from error

    def add_rows(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add a few rows to a table."""
        if rows:
            marks = ", ".join("?" for _ in rows[0])
            with self._failures_named():
                self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def number_files(self, files: Iterable[str]) -> None:
        """Say of each row, from 1, which file it is read from."""
        self.add_rows(INPUT_FILES, list(map(list, enumerate(files, start=1))))

    def refuse_rows(self, condition: str, column: str, reason: str, file: str) -> None:
        """Move rows of submissions for which a condition holds to those that are refused.

        `file` is what they are read from where each is no file of its own.
        """
        self.hold_submissions()
        self.run(
            f"INSERT INTO {REFUSED} SELECT row, coalesce(file, {literal(file)}), "
            f"name, code, {literal(column)}, NULL, {literal(reason)} "
            f"FROM {SUBMISSIONS} LEFT JOIN {INPUT_FILES} USING (row) WHERE {condition}"
        )
        self.run(f"DELETE FROM {SUBMISSIONS} WHERE {condition}")

    def sort_refused(self) -> None:
        """Put what is refused in the order of the rows."""
        self.sort(REFUSED, "row, rowid")

    def sort(self, table: str, by: str) -> None:
        """Put the rows of a table in an order."""
        self.run(f"CREATE OR REPLACE TABLE {table} AS FROM {table} ORDER BY {by}")

    def number_of(self, table: str) -> int:
        """The number of rows that a table has."""
        ((number,),) = self.rows(f"SELECT count(*) FROM {table}")
        return int(number)

    @property
    def has_input_files(self) -> bool:
        """Whether each row is a file."""
        return any(self.rows(f"FROM {INPUT_FILES} LIMIT 1"))

    @property
    def number_refused(self) -> int:
        """The number of rows that are refused."""
        ((number,),) = self.rows(f"SELECT count(DISTINCT row) FROM {REFUSED}")
        return int(number)

    def close(self) -> None:
        """Close it, and forget what it holds."""
        self._connection.close()


@contextmanager
def polling(look: Callable[[], None]) -> Iterator[None]:
    """Call `look` twice a second, in a thread of its own, until this ends."""
    done = Event()

    def watch() -> None:
        while not done.wait(_POLL_SECONDS):
            look()

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
