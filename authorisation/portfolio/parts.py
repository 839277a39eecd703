"""The rows of a table by the days and stages that they are assessed on, with the rules for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from authorisation.engine.program.program import Program
from authorisation.errors import InvalidSubmission
from authorisation.model.submission import Stage
from authorisation.model.value import Answer
from authorisation.portfolio.compilation.rule_set import CompiledPortfolio, compile_portfolio
from authorisation.portfolio.database import SUBMISSIONS
from authorisation.portfolio.duckdb_sql import literal
from authorisation.portfolio.results import ResultColumn, result_columns


class AssessmentOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The options for how the rows of a table are assessed."""

    program: Program
    as_of: date | None = None
    stage: Stage | None = None
    overrides: Mapping[str, Answer] = {}
    complete: bool = False
    """Whether these are all the submissions of the round, for tests of the others."""


class RowsOfDay(msgspec.Struct, frozen=True):
    """The rows that are assessed on one day and at one stage."""

    as_of: date
    dated_on: date
    stage: Stage
    rows: int
    condition: str
    """Which rows they are, in SQL."""


class UnusableRows(msgspec.Struct, frozen=True):
    """Rows that cannot be assessed, and why."""

    condition: str
    column: str
    reason: str


def parts_of(
    query: Callable[[str], Iterable[tuple[Any, ...]]], options: AssessmentOptions
) -> tuple[list[RowsOfDay], list[UnusableRows]]:
    """The days and stages of the rows of a table, and the rows that say too little.

    `query` gives the rows of a statement over the table of submissions.
    """
    by_receipt = options.program.rules.dated_by == "submission.received_on"
    dated_by = "received_on" if by_receipt else "CAST(NULL AS DATE)"
    found = query(
        f"SELECT as_of, {dated_by}, stage, count(*) FROM {SUBMISSIONS} GROUP BY ALL ORDER BY ALL"
    )
    parts: dict[tuple[date, date, Stage], RowsOfDay] = {}
    unusable = []
    for own_day, received, own_stage, number in found:
        day, stage = options.as_of or own_day, options.stage or Stage(own_stage)
        here = [_is("as_of", own_day), _is("stage", own_stage)]
        here += [_is("received_on", received)] if by_receipt else []
        condition = " AND ".join(here)
        missing = "as_of" if day is None else "received_on" if by_receipt and not received else ""
        if missing:
            unusable.append(UnusableRows(condition, missing, _missing_words(missing)))
            continue
        key = (day, received or day, stage)
        rows, others = number, ""
        if key in parts:
            rows, others = number + parts[key].rows, f"{parts[key].condition} OR "
        parts[key] = RowsOfDay(*key, rows, f"{others}({condition})")
    return list(parts.values()), unusable


def _missing_words(column: str) -> str:
    remedy = "fill it in, or give `--as-of`" if column == "as_of" else "fill it in"
    return f"`{column}` is missing; {remedy}"


def _is(column: str, value: date | str | None) -> str:
    return f"{column} IS NOT DISTINCT FROM {literal(value)}"


class CompiledPart(msgspec.Struct, frozen=True, eq=False):
    """A part of the rows with the rules compiled for it."""

    part: RowsOfDay
    compiled: CompiledPortfolio
    columns: tuple[ResultColumn, ...]

    @property
    def row_by_row(self) -> bool:
        """Whether the engine has to look at each row."""
        return bool(self.compiled.not_compiled or self.compiled.why_no_outcomes)


def compile_parts(
    parts: Sequence[RowsOfDay], options: AssessmentOptions
) -> tuple[list[CompiledPart], list[UnusableRows]]:
    """The rules compiled for each part; and the rows of a day on which a figure has no value."""
    compiled, unusable = [], []
    for part in parts:
        try:
            compiled.append(compile_part(part, options))
        except InvalidSubmission as error:
            reason = str(error.problems[0].message)
            unusable.append(UnusableRows(part.condition, "as_of", reason))
    return compiled, unusable


def compile_part(part: RowsOfDay, options: AssessmentOptions, why_by_row: str = "") -> CompiledPart:
    """The rules compiled for a part; with `why_by_row` the engine works out all of it."""
    made = compile_portfolio(
        options.program, part.dated_on, part.as_of, part.stage, options.overrides, why_by_row
    )
    return CompiledPart(part, made, tuple(result_columns(made)))
