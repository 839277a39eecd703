"""Conditions over expressions: one function a form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, Plan, Reference, RefPlan
from authorisation.engine.program.program import Program
from authorisation.feel.interpretation import NamesInScope, NotInterpreted
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.values.values import Unknown
from authorisation.model.condition import AllOf, AtLeast, Every, Not
from authorisation.model.verdict import EITHER, NOT_APPLICABLE
from authorisation.portfolio.compilation.items import items_step
from authorisation.portfolio.compilation.steps import (
    Margin,
    StepColumns,
    at_least_step,
    group_step,
    margin_between,
    nearer,
    opposite_step,
)
from authorisation.portfolio.expressions import RowExpression
from authorisation.portfolio.formulas.evaluate import naming_place, value_of
from authorisation.portfolio.formulas.operations import compare, conjoin
from authorisation.portfolio.formulas.tables import AS_VERDICTS, INAPPLICABLE, NULL_STATE
from authorisation.portfolio.formulas.values import Rows, Settled, Slots, Value, truth_of, typed
from authorisation.portfolio.simplified_expressions import (
    constant,
    disjunction,
    lookup,
    negation,
    one_of,
)


class Conditions:
    """Judges the conditions of one compiled rule set, with the criteria judged before."""

    def __init__(
        self,
        program: Program,
        scope: NamesInScope[Value],
        unshown: Callable[[str], RowExpression],
        findings: Mapping[str, StepColumns],
    ) -> None:
        """`unshown` says of a question, by its path, that it needs evidence and has none."""
        self._program = program
        self._scope = scope
        self._unshown_answer = unshown
        self._findings = findings

    def judge(self, plan: Plan) -> StepColumns:
        """The columns of what a condition comes to.

        Raises:
            NotInterpreted: it has a form that no expression stands for.
        """
        return self._judge(plan, self._scope)

    def _judge(self, plan: Plan, scope: NamesInScope[Value]) -> StepColumns:
        match plan:
            case LeafPlan():
                return self._leaf(plan, scope)
            case GroupPlan(condition=AtLeast(n=n), parts=of):
                parts = [self._judge(part, scope) for part in of]
                return at_least_step(value_of(n, scope), parts)
            case GroupPlan(condition=Not(), parts=(part,)):
                return opposite_step(self._judge(part, scope))
            case GroupPlan(condition=condition, parts=of):
                parts = [self._judge(part, scope) for part in of]
                return group_step(parts, every=isinstance(condition, AllOf))
            case ItemsPlan():
                return self._items(plan, scope)
            case RefPlan(condition=condition):
                return self._findings[condition.criterion]

    def _leaf(self, plan: LeafPlan, scope: NamesInScope[Value]) -> StepColumns:
        with naming_place(plan.condition.test):
            value, margin = _value_and_margin(plan.test.syntax, scope)
            found = truth_of(value)
        if margin is not None:
            margin = margin.where(negation(one_of(found.state, (NULL_STATE, INAPPLICABLE))))
        possible = lookup(AS_VERDICTS, found.state)
        return StepColumns(possible, found.waits, margin, self._unshown(plan.references))

    def _unshown(self, references: Iterable[Reference]) -> RowExpression:
        """Whether a formula looks at a question that needs evidence and has none."""
        asked = dict.fromkeys(each.question for each in self._program.expand(references))
        return disjunction(self._unshown_answer(path) for path in asked if path)

    def _items(self, plan: ItemsPlan, scope: NamesInScope[Value]) -> StepColumns:
        condition = plan.condition
        empty = self._unshown(plan.references)
        within = typed(value_of(condition.within, scope))

        def body(item: Value) -> StepColumns:
            return self._judge(plan.body, scope.naming(condition.item, item))

        if isinstance(within, Slots | Rows):
            return items_step(within, body, empty, every=isinstance(condition, Every))
        if isinstance(within, Settled) and within.value is None:
            return StepColumns(constant(EITHER), unshown=empty)
        known = within.value if isinstance(within, Settled) else None
        if isinstance(known, Unknown) and known.inapplicable:
            return StepColumns(constant(NOT_APPLICABLE), unshown=empty)
        raise NotInterpreted(
            f"a value that is no list, gone through as one in `{condition.within.text}`"
        )


def _value_and_margin(node: syntax.Node, scope: NamesInScope[Value]) -> tuple[Value, Margin | None]:
    """The value of a test, and how far it is from its line."""
    match node:
        case syntax.Comparison(op=op, left=left, right=right):
            one, other = value_of(left, scope), value_of(right, scope)
            value = compare(op, one, other)
            if op in {">=", ">"}:
                return value, margin_between(one, other)
            return value, margin_between(other, one) if op in {"<=", "<"} else None
        case syntax.Between(of=of, low=low, high=high):
            middle, least, most = (value_of(part, scope) for part in (of, low, high))
            value = conjoin(compare(">=", middle, least), compare("<=", middle, most))
            ends = margin_between(middle, least), margin_between(most, middle)
            return value, nearer(*ends)
        case _:
            return value_of(node, scope), None
