"""The rows of a table by days and stages, with the rules for each and the columns of results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from authorisation.engine.program.program import Program
from authorisation.errors import InvalidSubmission
from authorisation.explain.words.quantities import format_value
from authorisation.model.submission import Stage
from authorisation.model.value import Answer
from authorisation.model.verdict import MET, verdicts_in
from authorisation.portfolio.compilation.findings import (
    VERDICT_CODES,
    FindingColumns,
    ImposedColumns,
    OutcomeColumns,
)
from authorisation.portfolio.compilation.from_engine import MARGIN_TYPE
from authorisation.portfolio.compilation.rule_set import CompiledPortfolio, compile_portfolio
from authorisation.portfolio.database import SUBMISSIONS
from authorisation.portfolio.duckdb_sql import literal
from authorisation.portfolio.expressions import (
    FALSE,
    NULL,
    TRUE,
    ZERO,
    Chosen,
    Column,
    RowExpression,
    Structure,
    operation,
)
from authorisation.portfolio.formulas.tables import MISSING
from authorisation.portfolio.formulas.values import PathNumbers, Waiting
from authorisation.portfolio.layout import ROW
from authorisation.portfolio.simplified_expressions import (
    added,
    case_of,
    constant,
    equals,
    one_where,
)

HEAD: Final = (ROW, "name", "code")
"""The columns of the input that each row of results begins with."""
_IMPOSED: Final = "STRUCT(outcome VARCHAR, criterion VARCHAR, perhaps BOOLEAN)[]"
_POSSIBLE: Final = tuple(" or ".join(verdicts_in(bits)) for bits in range(8))


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


class ResultColumn(msgspec.Struct, frozen=True, eq=False):
    """A column of results: its name, its type in DuckDB, and its value."""

    name: str
    kind: str
    value: RowExpression


def result_columns(compiled: CompiledPortfolio) -> Iterator[ResultColumn]:
    """Yield the columns of results, in their order."""
    for name in HEAD:
        kind = "BIGINT" if name == ROW else "VARCHAR"
        yield ResultColumn(name, kind, Column(name))
    yield from _rules_of(compiled)
    yield from _outcomes(compiled.outcomes)
    for finding in compiled.findings:
        yield from _finding(finding, compiled.paths)


def _rules_of(compiled: CompiledPortfolio) -> Iterator[ResultColumn]:
    """Yield what the rows were worked out by, which is the same for all that are compiled alike."""
    rules, values = compiled.program.rules, compiled.settings.overrides
    yield ResultColumn("as_of", "DATE", constant(compiled.day))
    yield ResultColumn("stage", "VARCHAR", constant(compiled.stage.value))
    yield ResultColumn("rule_set", "VARCHAR", constant(rules.id))
    yield ResultColumn("edition", "VARCHAR", constant(rules.edition))
    if values:
        units = {name: rules.parameters[name].unit for name in sorted(values)}
        listed = "; ".join(f"{name} = {format_value(values[name], units[name])}" for name in units)
        yield ResultColumn("set_for_this_run", "VARCHAR", constant(listed))


def _outcomes(rows: tuple[OutcomeColumns, ...]) -> Iterator[ResultColumn]:
    number = added(one_where(row.possible) for row in rows)
    only = case_of(((row.possible, constant(row.row.id)) for row in rows), NULL)
    settled = operation("=", number, constant(1))
    yield ResultColumn("outcome", "VARCHAR", case_of(((settled, only),), NULL))
    possible = Chosen(tuple((row.possible, constant(row.row.id)) for row in rows))
    yield ResultColumn("outcomes", "VARCHAR[]", possible)
    for kind in ("conditions", "support"):
        imposed = [
            (row.row.id, each)
            for row in rows
            for each in (row.conditions if kind == "conditions" else row.support)
        ]
        yield ResultColumn(kind, _IMPOSED, _imposed(imposed))


def _imposed(listed: list[tuple[str, ImposedColumns]]) -> RowExpression:
    items = []
    for outcome, each in listed:
        for code, perhaps in ((MET, FALSE), (MISSING, TRUE)):
            there = equals(each.there, code)
            if there is not FALSE:
                fields = (
                    ("outcome", constant(outcome)),
                    ("criterion", constant(each.criterion)),
                    ("perhaps", perhaps),
                )
                items.append((there, Structure(fields)))
    return Chosen(tuple(items)) if items else NULL


def _finding(finding: FindingColumns, paths: PathNumbers) -> Iterator[ResultColumn]:
    key, step = finding.criterion.id, finding.step
    verdict = _worded(finding.verdict, {code: word for word, code in VERDICT_CODES.items()})
    yield ResultColumn(f"{key}.verdict", "VARCHAR", verdict)
    severity = constant(finding.severity.value)
    yield ResultColumn(f"{key}.severity", "VARCHAR", severity)
    possible = _worded(step.possible, {bits: _POSSIBLE[bits] for bits in range(1, 8)})
    yield ResultColumn(f"{key}.possible", "VARCHAR", possible)
    if step.margin is not None:
        yield ResultColumn(f"{key}.margin_low", MARGIN_TYPE, step.margin.low)
        yield ResultColumn(f"{key}.margin_high", MARGIN_TYPE, step.margin.high)
    waits = _paths(step.waits, paths)
    yield ResultColumn(f"{key}.waits_for", "VARCHAR[]", waits)


def _worded(code: RowExpression, words: Mapping[int, str]) -> RowExpression:
    """The word of a code."""
    known = {c: word for c, word in words.items() if code.among is None or c in code.among}
    *others, last = known.items()
    return case_of(((equals(code, c), constant(word)) for c, word in others), constant(last[1]))


def _paths(waits: Waiting, paths: PathNumbers) -> RowExpression:
    """A list of paths, in the order in which they are numbered."""
    items = []
    for path in sorted(waits.paths, key=paths.place):
        at, bit = paths.place(path)
        if at in waits.words:
            held = operation("&", waits.words[at], constant(1 << bit))
            items.append((operation("<>", held, ZERO), constant(path)))
    return Chosen(tuple(items)) if items else Chosen(((FALSE, constant("")),))
