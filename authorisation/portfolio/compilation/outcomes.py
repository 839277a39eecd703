"""The outcome table over expressions: which rows may apply, and what they impose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from authorisation.engine.program.settings import FINDINGS
from authorisation.feel.interpretation import NamesInScope, NotInterpreted
from authorisation.feel.values.values import Unknown
from authorisation.model.rules import Outcome, RuleSet
from authorisation.model.source import Formula
from authorisation.model.submission import Stage
from authorisation.model.verdict import MET, NOT_MET
from authorisation.portfolio.compilation.findings import FindingColumns, grade_sets
from authorisation.portfolio.expressions import TRUE, RowExpression
from authorisation.portfolio.formulas.evaluate import value_of
from authorisation.portfolio.formulas.operations import VERDICT_SETS
from authorisation.portfolio.formulas.values import (
    SURE,
    Context,
    OneOfTexts,
    PlacedItem,
    Settled,
    Slots,
    Value,
    truth_of,
)
from authorisation.portfolio.simplified_expressions import (
    case_of,
    conjunction,
    constant,
    equals,
    negation,
)

GONE: Final = NOT_MET


class ImposedColumns(msgspec.Struct, frozen=True, eq=False):
    """A criterion that a row imposes: 1 surely, 3 perhaps, 2 not."""

    criterion: str
    there: RowExpression


class OutcomeColumns(msgspec.Struct, frozen=True, eq=False):
    """A row of the outcome table: whether it may apply, and what it imposes."""

    row: Outcome
    possible: RowExpression
    conditions: tuple[ImposedColumns, ...]
    support: tuple[ImposedColumns, ...]


def outcome_columns(
    rules: RuleSet, findings: Sequence[FindingColumns], scope: NamesInScope[Value], stage: Stage
) -> Iterator[OutcomeColumns]:
    """Every row of the outcome table, in its order.

    Raises:
        NotInterpreted: a row has a form that no expression stands for.
    """
    listed = Slots(tuple(PlacedItem(_context(each), SURE) for each in findings))
    inner = scope.naming(FINDINGS, listed)
    reached: RowExpression = TRUE
    for row in rules.outcomes:
        state = truth_of(value_of(row.when, inner)).state
        holds = equals(state, MET)
        may = holds if stage is Stage.DECISION else negation(equals(state, NOT_MET))
        possible = conjunction((reached, may))
        yield OutcomeColumns(
            row,
            possible,
            tuple(_imposed(row.conditions, inner, possible)),
            tuple(_imposed(row.support, inner, possible)),
        )
        reached = conjunction((reached, negation(holds)))


def _context(finding: FindingColumns) -> Context:
    criterion = finding.criterion
    entries: dict[str, Value] = {
        "id": Settled(criterion.id),
        "domain": Settled(criterion.domain),
        "title": Settled(criterion.title),
        "severity": Settled(finding.severity.value),
        "verdict": OneOfTexts(finding.outcome_verdicts, VERDICT_SETS),
        "grade": OneOfTexts(finding.grade, grade_sets(criterion)),
    }
    return Context(entries.get)


def _imposed(
    formula: Formula | None, scope: NamesInScope[Value], possible: RowExpression
) -> Iterator[ImposedColumns]:
    """Yield what a list of findings imposes where its row may apply."""
    if formula is None:
        return
    listed = value_of(formula, scope)
    if isinstance(listed, Settled) and (
        listed.value is None or isinstance(listed.value, Unknown | list)
    ):
        return
    if not isinstance(listed, Slots):
        raise NotInterpreted(f"what `{formula.text}` imposes")
    for slot in listed.slots:
        identifier = slot.value.entry("id") if isinstance(slot.value, Context) else None
        if not isinstance(identifier, Settled):
            raise NotInterpreted(f"what `{formula.text}` imposes")
        there = case_of(((possible, slot.there),), constant(GONE))
        yield ImposedColumns(identifier.value, there)
