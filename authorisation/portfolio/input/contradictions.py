"""Rows whose answers contradict each other, found by the database where it can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from authorisation.engine.consistency import (
    CompiledConsistency,
    compile_consistency,
    distinct_field,
)
from authorisation.feel.interpretation import NamesInScope, NotInterpreted
from authorisation.model.rules import RuleSet
from authorisation.model.verdict import NOT_MET
from authorisation.portfolio.database import SUBMISSIONS
from authorisation.portfolio.duckdb_sql import quoted, select_statement
from authorisation.portfolio.expressions import RowExpression
from authorisation.portfolio.formulas.answers import Answers
from authorisation.portfolio.formulas.evaluate import value_of
from authorisation.portfolio.formulas.values import Value, truth_of
from authorisation.portfolio.formulas.waiting import PathNumbers
from authorisation.portfolio.layout import ROW, column_scales
from authorisation.portfolio.simplified_expressions import disjunction, equals

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


def compile_contradictions(rules: RuleSet) -> ContradictionTests:
    """The tests of a rule set's bank that look at what it asks, compiled."""
    answers = Answers(PathNumbers())
    asked = rules.questions or rules.bank

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
