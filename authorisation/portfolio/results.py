"""The columns of results: what a compiled rule set comes to, as a reader of the table has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from authorisation.explain.words.quantities import format_value
from authorisation.model.verdict import MET, verdicts_in
from authorisation.portfolio.compilation.findings import VERDICT_CODES, FindingColumns
from authorisation.portfolio.compilation.from_engine import MARGIN_TYPE
from authorisation.portfolio.compilation.outcomes import ImposedColumns, OutcomeColumns
from authorisation.portfolio.compilation.rule_set import CompiledPortfolio
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
from authorisation.portfolio.formulas.waiting import PathNumbers, Waiting
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
