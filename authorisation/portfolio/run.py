"""A table of submissions worked out: one statement for each day and stage that there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from authorisation.engine.assess import BoundSubmissions, assess
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.errors import InvalidSubmission
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.portfolio.compilation.from_engine import (
    finding_columns,
    finding_row,
    outcome_columns_of,
    outcome_row,
)
from authorisation.portfolio.compilation.other_submissions import OtherSubmissions, compared_texts
from authorisation.portfolio.compilation.rule_set import CompiledPortfolio
from authorisation.portfolio.database import INPUT_FILES, SUBMISSIONS, Database, TooManyDigits
from authorisation.portfolio.duckdb_sql import literal, quoted, select_statement
from authorisation.portfolio.input.rows import submission_of
from authorisation.portfolio.layout import ROW, column_scales
from authorisation.portfolio.parts import AssessmentOptions, CompiledPart, RowsOfDay, compile_part
from authorisation.portfolio.statement import few_texts

RESULTS: Final = "results"
_PART: Final = "part_rows"
_ENGINE: Final = "engine"
TOO_MANY_DIGITS: Final = "a number has too many digits for the database"


def work_out(
    database: Database,
    parts: Sequence[CompiledPart],
    options: AssessmentOptions,
    folder: Path,
    on_progress: Callable[[int], None] = lambda _: None,
) -> list[CompiledPart]:
    """The parts as they were worked out, with the view `results` of the files that hold them.

    A part of which a number does not fit into the database is evaluated by the engine, row by row.
    `on_progress` is given how many rows are done; the files are in `folder`.
    """
    done = 0
    files: list[Path] = []
    worked_out = []
    for number, each in enumerate(parts):

        def add(rows: int, before: int = done) -> None:
            on_progress(before + rows)

        view = f"{_ENGINE}{number}"
        try:
            files.append(_write_part(database, each, options, folder / view, add))
            worked_out.append(each)
        except TooManyDigits:
            by_row = compile_part(each.part, options, TOO_MANY_DIGITS)
            files.append(_write_part(database, by_row, options, folder / f"{view}_by_row", add))
            worked_out.append(by_row)
        done += each.part.rows
    if not files:
        columns = ", ".join(
            f"CAST(NULL AS {kind}) AS {quoted(name)}"
            for name, kind in columns_without_rows(options)
        )
        database.run(f"CREATE VIEW {RESULTS} AS SELECT {columns} WHERE false")
        return []
    listed = ", ".join(literal(str(file)) for file in files)
    found = f"read_parquet([{listed}], union_by_name = true)"
    named = database.has_input_files
    if named:
        found = f"(SELECT row, file, * EXCLUDE (row) FROM {found} JOIN {INPUT_FILES} USING (row))"
    order = f" ORDER BY {quoted(ROW)}" if named or len(parts) > 1 else ""
    database.run(f"CREATE VIEW {RESULTS} AS SELECT * FROM {found}{order}")
    if not order:
        (database.parquet_files[RESULTS],) = files
    return worked_out


def columns_without_rows(options: AssessmentOptions) -> Iterator[tuple[str, str]]:
    """Yield the columns of results of no row, each with its type: those of the first day."""
    day = options.as_of or options.program.rules.in_force[0]
    part = RowsOfDay(day, day, options.stage or Stage.SELF_ASSESSMENT, 0, "false")
    try:
        columns = compile_part(part, options).columns
    except InvalidSubmission:  # a figure has no value yet on that day
        columns = ()
    yield from ((each.name, each.kind) for each in columns)
    if not columns:
        yield "outcome", "VARCHAR"


def _write_part(
    database: Database,
    part: CompiledPart,
    options: AssessmentOptions,
    place: Path,
    on_progress: Callable[[int], None],
) -> Path:
    """Write the results of a part to a file whose name begins with `place`."""
    file = place.with_name(f"{place.name}.parquet")
    if not part.row_by_row:
        _write_rows(database, part, SUBMISSIONS, file, on_progress)
        return file
    try:
        _evaluate_rows(database, part, options, place.name, place.parent, on_progress)
        _write_rows(database, part, place.name, file, lambda _: None)
    finally:
        database.run(f"DROP VIEW IF EXISTS {quoted(place.name)}")
        database.run(f"DROP TABLE IF EXISTS {quoted(f'{place.name}_rows')}")
    return file


def _write_rows(
    database: Database,
    part: CompiledPart,
    source: str,
    file: Path,
    on_progress: Callable[[int], None],
) -> None:
    rows = part.part.rows
    database.run(
        f"CREATE OR REPLACE TEMP VIEW {_PART} AS FROM {source} WHERE ({part.part.condition})"
    )
    statement = part_statement(part, _PART)
    database.write_parquet(statement, file, lambda share: on_progress(int(rows * share)))
    on_progress(rows)


def part_statement(part: CompiledPart, source: str) -> str:
    """The statement that gives the results of a part, each column of its type."""
    scales = column_scales(part.compiled.program.rules.bank)
    outputs = {each.name: each.value for each in part.columns}
    typed = ", ".join(
        quoted(each.name)
        if few_texts(each.value)
        else f"CAST({quoted(each.name)} AS {each.kind}) AS {quoted(each.name)}"
        for each in part.columns
    )
    return f"SELECT {typed} FROM ({select_statement(source, outputs, scales)})"


# What is not compiled, row by row.


def _evaluate_rows(
    database: Database,
    part: CompiledPart,
    options: AssessmentOptions,
    view: str,
    folder: Path,
    on_progress: Callable[[int], None],
) -> None:
    """Make a view of the submissions with what the engine comes to beside them."""
    columns = [(ROW, "BIGINT"), *engine_columns(part.compiled)]
    table = f"{view}_rows"
    database.create(table, columns)
    file = folder / f"{table}.jsonl"
    with file.open("wb") as out:
        for done, row in enumerate(_engine_rows(database, part, options), start=1):
            out.write(msgspec.json.encode(row) + b"\n")
            on_progress(done)
    database.read_lines(table, columns, file)
    file.unlink()
    database.run(
        f"CREATE VIEW {quoted(view)} AS SELECT * FROM {SUBMISSIONS} JOIN {table} USING ({ROW})"
    )


def engine_columns(compiled: CompiledPortfolio) -> Iterator[tuple[str, str]]:
    """Yield the columns that the engine fills row by row, each with its type."""
    skipped = {each.criterion for each in compiled.not_compiled}
    for finding in compiled.findings:
        if finding.criterion.id in skipped:
            yield from finding_columns(finding)
    if compiled.why_no_outcomes:
        yield from outcome_columns_of(compiled.outcomes)


def engine_row(compiled: CompiledPortfolio, assessed: Assessment) -> dict[str, Any]:
    """The values of those columns for a submission that was assessed."""
    row: dict[str, Any] = {}
    skipped = {each.criterion for each in compiled.not_compiled}
    for columns, finding in zip(compiled.findings, assessed.findings, strict=True):
        if columns.criterion.id in skipped:
            row |= finding_row(finding, columns, compiled.paths, assessed, compiled.program)
    if compiled.why_no_outcomes:
        row |= outcome_row(compiled.outcomes, assessed.outcomes)
    return row


def _engine_rows(
    database: Database, part: CompiledPart, options: AssessmentOptions
) -> Iterator[dict[str, Any]]:
    program = options.program
    others = other_submissions(database, program)
    bound: BoundSubmissions = {}
    for number, (submission, judgements) in submissions_of(database, program, part.part.condition):
        assessed = assess(
            program,
            submission,
            as_of=part.part.as_of,
            stage=part.part.stage,
            overrides=options.overrides,
            judgements=judgements,
            others=others.beside(number, submission),
            bound=bound,
            complete=options.complete,
        )
        yield {ROW: number} | engine_row(part.compiled, assessed)


def other_submissions(database: Database, program: Program) -> OtherSubmissions:
    """All rows, with no more of each than others look at, where that is known."""
    if not program.needs_others:
        return OtherSubmissions(program, (), None)
    compared = compared_texts(program)
    columns = "*"
    if compared is not None:
        asked = tuple(compared.questions_of_others(program))
        names = [
            name
            for name, _ in database.columns(SUBMISSIONS)
            if name in asked or name.startswith(tuple(f"{path}__" for path in asked))
        ]
        columns = ", ".join((quoted(ROW), "name", "code", *map(quoted, names)))
    rows = submissions_of(database, program, "TRUE", columns=columns)
    return OtherSubmissions(program, ((number, each) for number, (each, _) in rows), compared)


def submissions_of(
    database: Database,
    program: Program,
    condition: str,
    table: str = SUBMISSIONS,
    columns: str = "*",
) -> Iterator[tuple[int, tuple[Submission, Judgements]]]:
    """Yield the submissions of some rows of a table of them, each after the number of its row."""
    for row in database.named_rows(f"SELECT {columns} FROM {table} WHERE {condition}"):
        yield row[ROW], submission_of(row, program.rules)
