"""Submissions worked out as a table, and what the engine says of each, in the same words."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import msgspec

from authorisation.engine.assess import BoundSubmissions, assess
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.model.verdict import verdicts_in
from authorisation.portfolio.compilation.findings import FindingColumns
from authorisation.portfolio.compilation.from_engine import without_places
from authorisation.portfolio.database import SUBMISSIONS, Database
from authorisation.portfolio.input.rows import submission_row
from authorisation.portfolio.layout import input_columns
from authorisation.portfolio.parts import AssessmentOptions, CompiledPart, compile_parts, parts_of
from authorisation.portfolio.run import work_out

NO_JUDGEMENTS = Judgements()
SIX = Decimal("0.000001")


@contextmanager
def table_of(
    program: Program, submissions: Sequence[Submission], judged: Sequence[Judgements] = ()
) -> Iterator[tuple[Database, Path]]:
    """A database with a row for each submission, numbered from 0."""
    columns = list(input_columns(program.rules))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        database = Database(folder / "spill")
        database.create(SUBMISSIONS, columns)
        rows = [
            submission_row(at, each, program.rules, judged[at] if judged else NO_JUDGEMENTS)
            for at, each in enumerate(submissions)
        ]
        lines = folder / "rows"
        lines.write_bytes(b"\n".join(map(msgspec.json.encode, rows)))
        database.read_lines(SUBMISSIONS, columns, lines)
        yield database, folder
        database.close()


def by_database(
    program: Program,
    submissions: Sequence[Submission],
    day: date,
    stage: Stage,
    judged: Sequence[Judgements] = (),
) -> tuple[list[dict[str, Any]], CompiledPart]:
    """The rows of results, and what they were worked out by."""
    options = AssessmentOptions(program=program, as_of=day, stage=stage, complete=True)
    with table_of(program, submissions, judged) as (database, folder):
        parts, unusable = parts_of(database.rows, options)
        compiled, without_figure = compile_parts(parts, options)
        assert not unusable
        assert not without_figure
        work_out(database, compiled, options, folder)
        rows = list(database.named_rows("SELECT * FROM results ORDER BY row"))
    (part,) = compiled
    return rows, part


def by_engine(
    program: Program,
    submissions: Sequence[Submission],
    day: date,
    stage: Stage,
    judged: Sequence[Judgements] = (),
) -> list[dict[str, Any]]:
    """What the engine says of each submission, as the rows of results have it."""
    found = []
    bound: BoundSubmissions = {}
    for at, each in enumerate(submissions):
        others = [other for other in submissions if other is not each]
        assessed = assess(
            program,
            each,
            as_of=day,
            stage=stage,
            judgements=judged[at] if judged else NO_JUDGEMENTS,
            others=others if program.needs_others else (),
            bound=bound,
            complete=True,
        )
        head = {"row": at, "name": each.name, "code": each.code, "as_of": day, "stage": stage.value}
        rules = {"rule_set": program.rules.id, "edition": program.rules.edition}
        found.append(head | rules | _said(assessed))
    return found


def _said(assessed: Assessment) -> dict[str, Any]:
    said: dict[str, Any] = {
        "outcome": assessed.outcome_ids[0] if assessed.settled else None,
        "outcomes": list(assessed.outcome_ids),
    }
    for kind in ("conditions", "support"):
        said[kind] = [
            {"outcome": row.row.id, "criterion": each.criterion, "perhaps": each.perhaps}
            for row in assessed.outcomes
            for each in getattr(row, kind)
        ]
    for finding in assessed.findings:
        said |= _finding(finding)
    return said


def _finding(finding: Finding) -> dict[str, Any]:
    key = finding.criterion.id
    margin = finding.margin
    low, high = margin if isinstance(margin, tuple) else (margin, margin)
    return {
        f"{key}.verdict": finding.verdict.value,
        f"{key}.severity": finding.severity.value,
        f"{key}.possible": " or ".join(verdicts_in(finding.possible)),
        f"{key}.margin_low": low,
        f"{key}.margin_high": high,
        f"{key}.waits_for": sorted({without_places(path) for path in finding.rests_on}),
    }


def differences(
    table: Sequence[dict[str, Any]],
    engine: Sequence[dict[str, Any]],
    findings: Sequence[FindingColumns] = (),
) -> list[tuple[int, str, Any, Any]]:
    """Every cell in which the two differ: row, column, the table's value and the engine's."""
    rounded = {
        f"{each.criterion.id}.margin_{end}"
        for each in findings
        if each.step.margin is not None and each.step.margin.rounded
        for end in ("low", "high")
    }
    return [
        (at, name, *pair)
        for at, (row, wanted) in enumerate(zip(table, engine, strict=True))
        for name in {**row, **wanted}
        if (pair := _pair(name, row.get(name), wanted.get(name), rounded)) is not None
    ]


def _pair(name: str, found: Any, wanted: Any, rounded: set[str]) -> tuple[Any, Any] | None:
    if name in rounded and wanted is not None:
        wanted = wanted.quantize(SIX, ROUND_HALF_UP)
    if name.endswith(".waits_for"):
        found = sorted(found)
    if name in {"conditions", "support"}:
        found = found or []
    return None if found == wanted else (found, wanted)
