"""Conditions compiled, with all below them."""

from __future__ import annotations

from collections.abc import Mapping

from authorisation.engine.plans.plan import (
    GroupPlan,
    ItemsPlan,
    LeafPlan,
    Plan,
    RefPlan,
)
from authorisation.engine.plans.references import SymbolTable, references_in
from authorisation.feel.closures.conditions import COMPARED_BY
from authorisation.feel.closures.expression import compile  # noqa: A004  (FEEL's own)
from authorisation.feel.syntax import tree as syntax
from authorisation.model.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    CriterionRef,
    Every,
    Leaf,
    Not,
    Some,
)
from authorisation.model.question import Question

_UPWARD = frozenset((">=", ">"))


def compile_condition(
    condition: Condition, names: SymbolTable, bank: Mapping[str, Question]
) -> Plan:
    """Compile a condition and everything below it."""
    match condition:
        case Leaf():
            return compile_leaf(condition, names)
        case AllOf() | AnyOf():
            return GroupPlan(
                condition, tuple(compile_condition(p, names, bank) for p in condition.of)
            )
        case Not():
            return GroupPlan(condition, (compile_condition(condition.part, names, bank),))
        case AtLeast():
            parts = tuple(compile_condition(p, names, bank) for p in condition.of)
            n = compile(condition.n.text)
            return GroupPlan(condition, parts, n, references_in(n.syntax, names))
        case Every() | Some():
            return _compile_items(condition, names, bank)
        case CriterionRef():
            return RefPlan(condition)


def _compile_items(
    condition: Every | Some, names: SymbolTable, bank: Mapping[str, Question]
) -> ItemsPlan:
    within = compile(condition.within.text)
    list_references = references_in(within.syntax, names)
    question = next((r.question for r in list_references if r.question), "")
    body = compile_condition(condition.satisfies, names.within(condition.item, question), bank)
    return ItemsPlan(condition, within, list_references, body)


def compile_leaf(leaf: Leaf, names: SymbolTable) -> LeafPlan:
    """Compile one test."""
    test = compile(leaf.test.text)
    leaf_references = references_in(test.syntax, names)
    match test.syntax:
        case syntax.Comparison(op=op, left=left, right=right):
            sides = compile(left).run, compile(right).run
            comparator = COMPARED_BY[op] if op in syntax.ORDERINGS else None
            return LeafPlan(
                leaf, test, leaf_references, op, *sides, None, comparator, op in _UPWARD
            )
        case syntax.Between(of=of, low=low, high=high):
            ends = compile(low).run, compile(high).run
            return LeafPlan(leaf, test, leaf_references, "between", compile(of).run, *ends)
        case _:
            return LeafPlan(leaf, test, leaf_references)
