"""Conditions over expressions: one function a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from authorisation.engine.plans.plan import Origin, Reference
from authorisation.engine.plans.references import SymbolTable, references_in
from authorisation.feel.closures.expression import compile  # noqa: A004  (FEEL's own)
from authorisation.feel.interpretation import NamesInScope, NotInterpreted
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.values.values import Unknown
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
from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula
from authorisation.model.verdict import EITHER, NOT_APPLICABLE
from authorisation.portfolio.compilation.items import items_step
from authorisation.portfolio.compilation.margins import Margin, margin_between, nearer
from authorisation.portfolio.compilation.steps import (
    StepColumns,
    at_least_step,
    group_step,
    opposite_step,
)
from authorisation.portfolio.expressions import RowExpression
from authorisation.portfolio.formulas.evaluate import naming_place, value_of
from authorisation.portfolio.formulas.operations import compare, conjoin
from authorisation.portfolio.formulas.tables import AS_VERDICTS, INAPPLICABLE, NULL_STATE
from authorisation.portfolio.formulas.values import (
    Rows,
    Settled,
    Slots,
    Value,
    truth_of,
    typed,
)
from authorisation.portfolio.simplified_expressions import (
    constant,
    disjunction,
    lookup,
    negation,
    one_of,
)


class Conditions:
    """Judges the conditions of one rule set, with the criteria judged before."""

    def __init__(
        self,
        rules: RuleSet,
        scope: NamesInScope[Value],
        unshown: Callable[[str], RowExpression],
        findings: Mapping[str, StepColumns],
    ) -> None:
        """`unshown` says of a question, by its path, that it needs evidence and has none."""
        self._rules = rules
        self._scope = scope
        self._unshown_answer = unshown
        self._findings = findings
        asked = rules.questions or rules.bank
        self._symbols = SymbolTable(asked, rules.parameters, rules.derived)

    def judge(self, condition: Condition) -> StepColumns:
        """What a condition comes to.

        Raises:
            NotInterpreted: it has a form that no expression stands for.
        """
        return self._judge(condition, self._scope, self._symbols)

    def _judge(
        self, condition: Condition, scope: NamesInScope[Value], names: SymbolTable
    ) -> StepColumns:
        match condition:
            case Leaf(test=test):
                return self._leaf(test, scope, names)
            case AllOf(of=of) | AnyOf(of=of):
                parts = [self._judge(part, scope, names) for part in of]
                return group_step(parts, every=isinstance(condition, AllOf))
            case Not(part=part):
                return opposite_step(self._judge(part, scope, names))
            case AtLeast(n=n, of=of):
                parts = [self._judge(part, scope, names) for part in of]
                return at_least_step(value_of(n, scope), parts)
            case Every() | Some():
                return self._items(condition, scope, names)
            case CriterionRef(criterion=identifier):
                return self._findings[identifier]

    def _leaf(self, test: Formula, scope: NamesInScope[Value], names: SymbolTable) -> StepColumns:
        with naming_place(test):
            value, margin = _value_and_margin(compile(test.text).syntax, scope)
            found = truth_of(value)
        if margin is not None:
            margin = margin.where(negation(one_of(found.state, (NULL_STATE, INAPPLICABLE))))
        possible = lookup(AS_VERDICTS, found.state)
        return StepColumns(possible, found.waits, margin, self._unshown(test, names))

    def _unshown(self, formula: Formula, names: SymbolTable) -> RowExpression:
        """Whether a formula looks at a question that needs evidence and has none."""
        waiting = list(references_in(compile(formula.text).syntax, names))
        met: dict[str, RowExpression] = {}
        while waiting:
            reference: Reference = waiting.pop()
            if reference.origin is Origin.DERIVED:
                value = self._rules.derived[reference.name].value
                waiting += references_in(compile(value.text).syntax, self._symbols)
            if reference.question and reference.question not in met:
                met[reference.question] = self._unshown_answer(reference.question)
        return disjunction(met.values())

    def _items(
        self, condition: Every | Some, scope: NamesInScope[Value], names: SymbolTable
    ) -> StepColumns:
        listed = references_in(compile(condition.within.text).syntax, names)
        behind = next((each.question for each in listed if each.question), "")
        inner = names.within(condition.item, behind)
        empty = self._unshown(condition.within, names)
        within = typed(value_of(condition.within, scope))

        def body(item: Value) -> StepColumns:
            return self._judge(condition.satisfies, scope.naming(condition.item, item), inner)

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
