"""Many submissions at once in a database, beside the engine on the same in the same run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.portfolio.database import SUBMISSIONS, Database
from authorisation.portfolio.duckdb_sql import quoted
from authorisation.portfolio.input.rows import submission_row
from authorisation.portfolio.layout import ROW, input_columns
from authorisation.portfolio.parts import AssessmentOptions, compile_parts, parts_of
from authorisation.portfolio.run import work_out
from authorisation.usecases.assessing.inputs import submission_at
from authorisation.usecases.library import Library
from benchmarks import beside, ours, work
from benchmarks.builds import BASELINE, install_baseline
from benchmarks.row import Row

DRAWN = 500
TIMES = 100
"""How often each row of the table stands in it: what a statement costs by itself is a share."""
MISSING = 0.2
DAY = date(2012, 10, 1)


def rows() -> list[Row]:
    """Measure the work of 120 criteria, and the shipped rules of 2010 on the shipped fixtures."""
    made = work.rules()
    answers = work.submissions(made, DRAWN, missing=MISSING)
    drawn = [ours.submission(given) for given in answers]
    shipped = compile_rules(Library().rule_set("gpcc-2010"))
    files = beside.fixtures_of_both()
    return [
        *_compared("120 criteria, a fifth missing", compile_rules(ours.rule_set(made)), drawn, 0.3),
        *_compared(
            f"gpcc-2010, the fixtures, beside {BASELINE}",
            shipped,
            [submission_at(file, shipped) for file in files],
            0.05,
            engine=_baseline_seconds(files),
        ),
    ]


def _baseline_seconds(files: list[Path]) -> float | None:
    """What the engine of the baseline takes for one of some files; None where it is not here."""
    with TemporaryDirectory() as folder:
        build = install_baseline(Path(folder))
        return beside.printed_milliseconds(build, "engine_time.py", files) / 1000 if build else None


def _engine_seconds(program: Program, submissions: Sequence[Submission]) -> float:
    begun = time.process_time()
    for each in submissions:
        for finding in assess(program, each, as_of=DAY, stage=Stage.DECISION).findings:
            _ = finding.margin
    return (time.process_time() - begun) / len(submissions)


def _compared(
    what: str,
    program: Program,
    submissions: Sequence[Submission],
    most: float,
    *,
    engine: float | None = None,
) -> list[Row]:
    engine = engine or _engine_seconds(program, submissions)
    once, many = (_table(program, submissions, times) for times in (1, TIMES))
    added = len(submissions) * (TIMES - 1)
    each_row = (many - once) / added
    ratio = each_row / engine
    return [
        Row(f"{what}: a table, milliseconds a row", f"{each_row * 1000:.3f}"),
        Row(f"{what}: what a statement costs, seconds", f"{once:.1f}"),
        Row(f"{what}: a row, over an assessment", f"{ratio:.3f}", ratio, most),
    ]


def _table(program: Program, submissions: Sequence[Submission], times: int) -> float:
    """The processor time of a table, from compiling the rules to the file of results."""
    columns = list(input_columns(program.rules))
    with TemporaryDirectory() as made:
        folder = Path(made)
        database = Database(folder / "spill")
        lines = folder / "rows"
        written = [
            submission_row(n, s, program.rules, Judgements()) for n, s in enumerate(submissions)
        ]
        lines.write_bytes(b"\n".join(map(msgspec.json.encode, written)))
        database.create("once", columns)
        database.read_lines("once", columns, lines)
        number = f"{quoted(ROW)} + {len(submissions)} * i.range AS {quoted(ROW)}"
        database.run(
            f"CREATE TABLE {SUBMISSIONS} AS SELECT * REPLACE ({number}) FROM once, range({times}) i"
        )
        begun = time.process_time()
        options = AssessmentOptions(program=program, as_of=DAY, stage=Stage.DECISION)
        parts, _ = parts_of(database.rows, options)
        compiled, _ = compile_parts(parts, options)
        work_out(database, compiled, options, folder)
        spent = time.process_time() - begun
        database.close()
    return spent
