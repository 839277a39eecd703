"""A table that was given, as submissions: clean rows at once, all others one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Final

import msgspec

from authorisation.engine.consistency import (
    CompiledConsistency,
    compile_consistency,
    distinct_field,
)
from authorisation.engine.program.program import Program
from authorisation.feel.interpretation import NamesInScope, NotInterpreted
from authorisation.model.rules import RuleSet
from authorisation.model.verdict import NOT_MET
from authorisation.portfolio.database import REFUSED, SUBMISSIONS, Database
from authorisation.portfolio.duckdb_sql import quoted, select_statement
from authorisation.portfolio.expressions import RowExpression
from authorisation.portfolio.formulas.answers import Answers
from authorisation.portfolio.formulas.evaluate import value_of
from authorisation.portfolio.formulas.values import PathNumbers, Value, truth_of
from authorisation.portfolio.input.columns import CleanRows
from authorisation.portfolio.input.read_rows import read_row
from authorisation.portfolio.input.rows import UnfitAnswer
from authorisation.portfolio.input.sources import RAW, close_source
from authorisation.portfolio.layout import ROW, column_scales, input_columns
from authorisation.portfolio.simplified_expressions import disjunction, equals

_DAY: Final = re.compile(r'(?<!")\bDATE\b(?!")')
_ROWS_A_STEP: Final = 100
"""After how many rows that are read one by one progress is shown."""
CONTRADICTORY = "contradictory"


class ContradictionTests(msgspec.Struct, frozen=True, eq=False):
    """The tests of a bank that answers agree, as far as the database can make them.

    `statement` gives of each row of submissions whether one of them is surely false.
    """

    statement: str
    not_compiled: tuple[CompiledConsistency, ...]

    def harmless(self, kinds: Mapping[str, str]) -> Iterator[str]:
        """Yield what holds of given rows that the tests which are not compiled cannot refuse."""
        for test in self.not_compiled:
            if not all(path in kinds for path in test.paths):
                continue
            listed, _, field = distinct_field(test.test.syntax).rpartition(".")
            column = quoted(listed)
            if listed and kinds[listed].startswith("STRUCT"):
                fields = f"list_transform({column}, lambda i: i.{quoted(field)})"
                yield f"({column} IS NULL OR len(list_distinct({fields})) = len({column}))"
            else:
                given = " AND ".join(f"{quoted(path)} IS NOT NULL" for path in test.paths)
                yield f"NOT ({given})"


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
    contradictions = _compile_contradictions(program.rules)
    tests = [*clean.tests, *contradictions.harmless(kinds)]
    condition = " AND ".join(tests) or "true"
    values = ", ".join(f"{value} AS {name}" for name, value in clean.values.items())
    contradictory = f"SELECT {quoted(ROW)} FROM ({contradictions.statement}) WHERE {CONTRADICTORY}"
    taken = f"SELECT {values} FROM {RAW}"
    if database.is_view(RAW) and not any(
        database.rows(f"FROM {RAW} WHERE ({condition}) IS NOT TRUE LIMIT 1")
    ):
        # Each row is clean where it lies: to write all of them down takes longer than it saves.
        database.stand_for_rows_of(taken)
        if not any(database.rows(f"{contradictory} LIMIT 1")):
            return
        database.hold_submissions()
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
            read = read_row(
                number, {name: value for name, value in given.items() if value is not None}, program
            )
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


def _compile_contradictions(rules: RuleSet) -> ContradictionTests:
    """The tests of a rule set's bank that look at what it asks, compiled."""
    answers = Answers(PathNumbers())
    asked = rules.asked_questions

    def answer(path: str) -> Value | None:
        return answers.answer(asked[path]) if path in asked else None

    scope: NamesInScope[Value] = NamesInScope(lambda _: None, answer)
    false: list[RowExpression] = []
    not_compiled = []
    for test in compile_consistency(rules):
        if not all(path in asked for path in test.paths):
            continue
        try:
            state = truth_of(value_of(test.test.syntax, scope)).state
        except NotInterpreted:
            not_compiled.append(test)
        else:
            false.append(equals(state, NOT_MET))
    outputs = {ROW: answers.column(ROW), CONTRADICTORY: disjunction(false)}
    statement = select_statement(SUBMISSIONS, outputs, column_scales(rules.bank))
    return ContradictionTests(statement, tuple(not_compiled))


def write_refused(
    out: IO[bytes],
    number: int,
    file: str,
    found: UnfitAnswer,
    of: tuple[str | None, str | None] = (None, None),
) -> None:
    """Write one line of the table of refused rows; `of` is whose it is, by name and code."""
    held = {
        "row": number,
        "file": file,
        "name": of[0],
        "code": of[1],
        "column": found.column,
        "value": found.value,
        "reason": found.reason,
    }
    out.write(msgspec.json.encode(held) + b"\n")
