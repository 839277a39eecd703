"""A table that was given, as submissions: clean rows at once, all others one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from authorisation.engine.program.program import Program
from authorisation.portfolio.database import REFUSED, SUBMISSIONS, Database
from authorisation.portfolio.duckdb_sql import quoted
from authorisation.portfolio.input.columns import CleanRows
from authorisation.portfolio.input.contradictions import CONTRADICTORY, compile_contradictions
from authorisation.portfolio.input.read_rows import read_row
from authorisation.portfolio.input.refused import write_refused
from authorisation.portfolio.input.sources import RAW, close_source
from authorisation.portfolio.layout import ROW, input_columns

_DAY: Final = re.compile(r'(?<!")\bDATE\b(?!")')
_ROWS_A_STEP: Final = 100
"""After how many rows that are read one by one progress is shown."""


def read_table(
    database: Database,
    kinds: Mapping[str, str],
    program: Program,
    file: str,
    folder: Path,
    progress: Callable[[int, str], Callable[[int], None]],
) -> None:
    """Fill the tables of submissions and of refused rows from the table that was given.

    `progress` is given how many rows are read one by one and what is done to them in words, and
    gives what is given how many are done.
    """
    clean = CleanRows(kinds, program.rules)
    contradictions = compile_contradictions(program.rules)
    tests = [*clean.tests, *contradictions.harmless(kinds)]
    condition = " AND ".join(tests) or "true"
    values = ", ".join(f"{value} AS {name}" for name, value in clean.values.items())
    contradictory = f"SELECT {quoted(ROW)} FROM ({contradictions.statement}) WHERE {CONTRADICTORY}"
    taken = f"SELECT {values} FROM {RAW}"
    if database.is_view(RAW) and not any(
        database.rows(f"FROM {RAW} WHERE ({condition}) IS NOT TRUE LIMIT 1")
    ):
        # Each row is clean where it lies: to write all of them down takes longer than it saves.
        database.stand_for(SUBMISSIONS, taken)
        if not any(database.rows(f"{contradictory} LIMIT 1")):
            return
        database.hold(SUBMISSIONS)
    else:
        database.run(f"INSERT INTO {SUBMISSIONS} BY NAME {taken} WHERE {condition}")
    database.run(f"DELETE FROM {SUBMISSIONS} WHERE {quoted(ROW)} IN ({contradictory})")
    if others := database.number_of(RAW) - database.number_of(SUBMISSIONS):
        _read_others(database, kinds, program, file, folder, progress(others, "read"))
    close_source(database)


def _read_others(
    database: Database,
    kinds: Mapping[str, str],
    program: Program,
    file: str,
    folder: Path,
    on_progress: Callable[[int], None],
) -> None:
    """Read the rows that are not taken yet one by one, and put all in the order of the table.

    Days are read as texts, those in lists too, since Python has not all days of the database.
    """
    columns = ", ".join(
        (quoted(ROW), *(_with_days_as_texts(name, kind) for name, kind in kinds.items()))
    )
    taken = database.number_of(SUBMISSIONS)
    rows, refused = folder / "read.jsonl", folder / "not-read.jsonl"
    with rows.open("wb") as out, refused.open("wb") as out_refused:
        listed = database.named_rows(
            f"SELECT {columns} FROM {RAW} ANTI JOIN {SUBMISSIONS} USING ({quoted(ROW)}) "
            f"ORDER BY {quoted(ROW)}"
        )
        done = 0
        for done, given in enumerate(listed, start=1):
            number = int(given[ROW])
            read = read_row(number, _texts(given), program)
            if isinstance(read, list):
                of = tuple(str(given[key]) if given.get(key) else None for key in ("name", "code"))
                for each in read:
                    write_refused(out_refused, number, file, each, (of[0], of[1]))
            else:
                out.write(msgspec.json.encode(read) + b"\n")
            if done % _ROWS_A_STEP == 0:
                on_progress(done)
        on_progress(done)
    database.read_lines(SUBMISSIONS, list(input_columns(program.rules)), rows)
    database.read_lines(REFUSED, list(database.refused_columns.items()), refused)
    if taken:
        database.sort(SUBMISSIONS, ROW)


def _with_days_as_texts(name: str, kind: str) -> str:
    column, plain = quoted(name), _DAY.sub("VARCHAR", kind)
    return column if plain == kind else f"CAST({column} AS {plain}) AS {column}"


def _texts(given: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a row that hold something."""
    return {name: value for name, value in given.items() if value is not None}
