"""Findings and outcomes that the engine works out row by row, as columns of the input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from authorisation.engine.evidence import evidence_support
from authorisation.engine.judge.assessors import OTHERS, judgement_path, possible_grades
from authorisation.engine.program.program import Program, criteria_needed
from authorisation.engine.results import Assessment, Finding, PossibleOutcome
from authorisation.model.question import Question, without_places
from authorisation.model.rules import Criterion, Outcome, Severity
from authorisation.model.submission import Stage
from authorisation.model.verdict import MET, NOT_MET
from authorisation.portfolio.compilation.findings import (
    FindingColumns,
    ImposedColumns,
    OutcomeColumns,
    closed_finding,
    grade_sets,
)
from authorisation.portfolio.compilation.steps import Margin, StepColumns
from authorisation.portfolio.expressions import Column
from authorisation.portfolio.formulas.numbers import MARGIN_PLACES
from authorisation.portfolio.formulas.tables import MISSING
from authorisation.portfolio.formulas.values import PathNumbers, Waiting, united

_DIGITS: Final = 38
MARGIN_TYPE: Final = f"DECIMAL({_DIGITS}, {MARGIN_PLACES})"
_MARGIN_UNIT: Final = Decimal(1).scaleb(-MARGIN_PLACES)
_ROUNDING: Final = Context(prec=_DIGITS, rounding=ROUND_HALF_UP)


def _column(criterion: str, what: str) -> str:
    return f"engine.{criterion}.{what}"


def paths_behind(program: Program, criterion: str) -> Iterator[str]:
    """Yield every path that a criterion may wait for."""
    plans = {plan.id: plan for plan in program.criteria}
    plan = plans[criterion]
    if plan.criterion.judgement is not None:
        yield judgement_path(criterion)
    for reference in program.references_of(plan):
        if reference.name == OTHERS:
            yield OTHERS
        if reference.question:
            yield from _with_fields(reference.question, program.rules.bank[reference.question])
    for needed in criteria_needed(plan):
        yield from paths_behind(program, needed)


def _with_fields(path: str, question: Question) -> Iterator[str]:
    yield path
    for name, field in question.each.items():
        yield from _with_fields(f"{path}.{name}", field)


def engine_finding(
    program: Program, criterion: Criterion, severity: Severity, paths: PathNumbers, stage: Stage
) -> FindingColumns:
    """A finding of the columns that `finding_row` fills."""
    waits = united(paths.waiting(path) for path in paths_behind(program, criterion.id))
    words = {at: Column(_column(criterion.id, f"waits{at}")) for at in waits.words}
    possible = Column(_column(criterion.id, "possible"), among=frozenset(range(1, 8)))
    step = StepColumns(
        possible,
        Waiting(words, waits.paths),
        Margin(
            Column(_column(criterion.id, "low")),
            Column(_column(criterion.id, "high")),
            rounded=True,
        ),
        Column(_column(criterion.id, "unshown")),
    )
    unjudged = Column(_column(criterion.id, "unjudged"))
    grade = Column(
        _column(criterion.id, "grade"), among=frozenset(range(len(grade_sets(criterion))))
    )
    return closed_finding(criterion, severity, step, unjudged, grade, stage)


def finding_columns(finding: FindingColumns) -> Iterator[tuple[str, str]]:
    """Yield the columns of a finding that is worked out row by row, each with its type."""
    key = finding.criterion.id
    yield _column(key, "possible"), "TINYINT"
    yield _column(key, "unjudged"), "BOOLEAN"
    yield _column(key, "unshown"), "BOOLEAN"
    yield _column(key, "grade"), "SMALLINT"
    yield _column(key, "low"), MARGIN_TYPE
    yield _column(key, "high"), MARGIN_TYPE
    for at in finding.step.waits.words:
        yield _column(key, f"waits{at}"), "BIGINT"


def finding_row(
    finding: Finding,
    columns: FindingColumns,
    paths: PathNumbers,
    assessed: Assessment,
    program: Program,
) -> dict[str, object]:
    """The values that the columns of a finding hold for a submission that was assessed."""
    key = finding.criterion.id
    support = None
    if finding.step is not None:
        support = evidence_support(finding.step, assessed.counted, program)
    low, high = _ends(finding)
    row: dict[str, object] = {
        _column(key, "possible"): finding.possible,
        _column(key, "unjudged"): judgement_path(key) in finding.rests_on,
        _column(key, "unshown"): support is not None and not support.proven,
        _column(key, "grade"): grade_sets(finding.criterion).index(possible_grades(finding)),
        _column(key, "low"): low,
        _column(key, "high"): high,
    }
    bits = dict.fromkeys(columns.step.waits.words, 0)
    for path in finding.rests_on:
        word, bit = paths.place(without_places(path))
        bits[word] |= 1 << bit
    return row | {_column(key, f"waits{at}"): word for at, word in bits.items()}


def _ends(finding: Finding) -> tuple[str | None, str | None]:
    margin = finding.margin
    low, high = margin if isinstance(margin, tuple) else (margin, margin)
    return _text(low), _text(high)


def _text(end: Decimal | None) -> str | None:
    # An end that no column can hold is left out, as one that there is not.
    if end is None or end.adjusted() >= _DIGITS - MARGIN_PLACES - 1:
        return None
    return f"{end.quantize(_MARGIN_UNIT, context=_ROUNDING):f}"


def engine_outcomes(rows: Iterable[Outcome], criteria: Iterable[str]) -> tuple[OutcomeColumns, ...]:
    """The rows of an outcome table by the columns that `outcome_row` fills."""
    keys = tuple(criteria)

    def imposed(row: Outcome, kind: str) -> tuple[ImposedColumns, ...]:
        if (row.conditions if kind == "conditions" else row.support) is None:
            return ()
        among = frozenset((MET, NOT_MET, MISSING))
        return tuple(
            ImposedColumns(key, Column(_column(row.id, f"{kind}.{key}"), among=among))
            for key in keys
        )

    return tuple(
        OutcomeColumns(
            row,
            Column(_column(row.id, "may apply")),
            imposed(row, "conditions"),
            imposed(row, "support"),
        )
        for row in rows
    )


def outcome_columns_of(rows: Iterable[OutcomeColumns]) -> Iterator[tuple[str, str]]:
    """Yield the columns of outcomes that are worked out row by row, each with its type."""
    for each in rows:
        yield _column(each.row.id, "may apply"), "BOOLEAN"
        for kind, listed in (("conditions", each.conditions), ("support", each.support)):
            for imposed in listed:
                yield _column(each.row.id, f"{kind}.{imposed.criterion}"), "TINYINT"


def outcome_row(
    rows: Iterable[OutcomeColumns], possible: Iterable[PossibleOutcome]
) -> dict[str, object]:
    """The values that the columns of the outcome table hold for a submission that was assessed."""
    found = {each.row.id: each for each in possible}
    row: dict[str, object] = {}
    for each in rows:
        key, applying = each.row.id, found.get(each.row.id)
        row[_column(key, "may apply")] = applying is not None
        for kind, listed in (("conditions", each.conditions), ("support", each.support)):
            given = getattr(applying, kind) if applying else ()
            there = {one.criterion: MISSING if one.perhaps else MET for one in given}
            for imposed in listed:
                row[_column(key, f"{kind}.{imposed.criterion}")] = there.get(
                    imposed.criterion, NOT_MET
                )
    return row
