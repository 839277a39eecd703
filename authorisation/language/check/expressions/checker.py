"""The type of an expression, and every mistake in it, found before there is any answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from msgspec.structs import replace

from authorisation.feel.syntax import tree as syntax
from authorisation.language.check.expressions.constants import find_null_part
from authorisation.language.check.expressions.formula_check import (
    FormulaCheck,
    name_type,
    path_type,
)
from authorisation.language.check.expressions.operations import arithmetic_type, call_type
from authorisation.language.check.types.comparisons import (
    Operand,
    comparison_complaint,
    unit_complaint,
)
from authorisation.language.check.types.functions import duration_type
from authorisation.language.check.types.scope import NameScope
from authorisation.language.check.types.types import (
    ANYTHING,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    NOTHING,
    NUMBER,
    TIME,
    ZERO,
    Anything,
    Boolean,
    Fields,
    ListOf,
    Nothing,
    Number,
    RangeOver,
    Temporal,
    Text,
    Type,
    format_type,
    union_of_types,
    union_type,
)
from authorisation.language.check.types.units import PLAIN

_DEEPEST = 160
"""Deeper, Python's own stack would run out; a chain of 150 operators still passes."""


@dataclass(slots=True)
class ExpressionChecker(FormulaCheck):
    """The types of a formula's parts, found from the leaves up."""

    depth: int = 0

    def infer_whole(self, scope: NameScope) -> Type:
        """Give the type of the whole formula; anything where it is not an expression."""
        node = self.tree()
        return ANYTHING if node is None else self.infer(node, scope)

    def infer(self, node: syntax.Node, scope: NameScope) -> Type:
        """Give the type of a part, reporting what is wrong in it."""
        if self.depth == _DEEPEST:
            message = f"more than {_DEEPEST} parts stand within each other"
            self.report(node, message, "give a part of it a name under `derived`")
            return ANYTHING
        self.depth += 1
        before = len(self.problems)
        kind = self._kind(node, scope)
        self.depth -= 1
        if len(self.problems) == before and (found := find_null_part(node)) is not None:
            part, why = found
            message = f"`{self.quote(part)}` comes to null, whatever is answered"
            self.report(part, message, why)
            return ANYTHING
        return kind

    def _kind(self, node: syntax.Node, scope: NameScope) -> Type:
        match node:
            case syntax.Literal(value):
                return _literal(value)
            case syntax.AtLiteral(text):
                return _at_literal(text)
            case syntax.Name():
                return name_type(self, node, scope)
            case syntax.Path():
                return path_type(self, node, scope)
            case syntax.Call():
                return call_type(self, node, scope)
            case syntax.Filter(of, by):
                return self._filter(node, self.infer(of, scope), by, scope)
            case syntax.Negation(of):
                kind = self.infer(of, scope)
                if isinstance(kind, (Number, Temporal, Anything, Nothing)):
                    return kind
                message = f"`{self.quote(of)}` is {format_type(kind)}, which cannot be negative"
                self.report(of, message)
                return ANYTHING
            case syntax.Arithmetic():
                return arithmetic_type(self, node, scope)
            case syntax.Comparison(op, left, right):
                at = next((s for s in (right, left) if isinstance(s, syntax.Literal)), node)
                self._compare(left, right, op, scope, at)
                return BOOLEAN
            case syntax.Between(of, low, high):
                self._check_ends(low, high, scope)
                for end in (low, high):
                    self._compare(of, end, "<=", scope, end)
                return BOOLEAN
            case syntax.In(of, tests):
                kind = self.infer(of, scope)
                for test in tests:
                    self._test(of, kind, test, scope)
                return BOOLEAN
            case syntax.UnaryTest(_, of):
                self.infer(of, scope)
                return BOOLEAN
            case syntax.And(left, right) | syntax.Or(left, right):
                word = "and" if isinstance(node, syntax.And) else "or"
                for side in (left, right):
                    self.condition(side, scope, f"each side of `{word}`")
                return BOOLEAN
            case syntax.If(condition, then, other):
                self.condition(condition, scope, "a condition")
                one, two = self.infer(then, scope), self.infer(other, scope)
                self.complain(
                    node, unit_complaint(self.operand(then, one), self.operand(other, two))
                )
                return union_type(one, two)
            case syntax.For(iterations, body):
                inner = self._iterate(iterations, scope).loop("partial", ListOf(ANYTHING))
                return ListOf(self.infer(body, inner))
            case syntax.Quantified(_, iterations, body):
                self.condition(body, self._iterate(iterations, scope), "what is satisfied")
                return BOOLEAN
            case syntax.InstanceOf(of):
                self.infer(of, scope)
                return BOOLEAN
            case syntax.ListLiteral(items):
                return ListOf(union_of_types([self.infer(item, scope) for item in items]))
            case syntax.ContextLiteral(entries):
                return self._context(entries, scope)
            case syntax.RangeLiteral(low, high):
                self._check_ends(low, high, scope)
                ends = [self.infer(end, scope) for end in (low, high) if end is not None]
                return RangeOver(union_of_types(ends))
            case syntax.FunctionLiteral(parameters, body):
                inner = scope
                for name, _ in parameters:
                    inner = inner.loop(name, ANYTHING)
                if body is not None:
                    self.infer(body, inner)
                return ANYTHING
            case _:
                assert_never(node)

    def condition(self, node: syntax.Node, scope: NameScope, what: str) -> None:
        """Report a part that stands where something true or false must stand and is not."""
        kind = self.infer(node, scope)
        if isinstance(node, syntax.FunctionLiteral):
            self.report(
                node, f"{what} must be true or false, and `{self.quote(node)}` is a function"
            )
        elif not isinstance(kind, (Boolean, Anything, Nothing)):
            message = (
                f"{what} must be true or false, and `{self.quote(node)}` is {format_type(kind)}"
            )
            self.report(node, message, _comparison_remedy(self.quote(node), kind))

    def over(self, node: syntax.Node, scope: NameScope) -> Type:
        """Give the type of the items of a list; report what is not a list."""
        kind = self.infer(node, scope)
        match kind:
            case ListOf(item) | RangeOver(item):
                return item
            case Anything():
                return ANYTHING
            case _:
                message = f"`{self.quote(node)}` is {format_type(kind)}, where a list is needed"
                self.report(node, message)
                return ANYTHING

    def loop(self, node: syntax.Node, scope: NameScope, name: str, kind: Type) -> NameScope:
        """Add a loop variable; report one that would hide another name."""
        if name in scope.local or name in scope.top:
            self.report(node, f"`{name}` already has a meaning here", "choose another name")
        return scope.loop(name, kind)

    def _iterate(self, iterations: Sequence[syntax.Iteration], scope: NameScope) -> NameScope:
        for iteration in iterations:
            if iteration.to is not None:
                self.infer(iteration.over, scope)
                self.infer(iteration.to, scope)
                kind: Type = NUMBER
            else:
                kind = self.over(iteration.over, scope)
            scope = self.loop(iteration.over, scope, iteration.name, kind)
        return scope

    def _filter(self, node: syntax.Filter, of: Type, by: syntax.Node, scope: NameScope) -> Type:
        item = of.item if isinstance(of, ListOf) else of
        if isinstance(item, Fields) and (hidden := sorted(scope.loops & item.fields.keys())):
            message = (
                f"`{hidden[0]}` is both a loop variable and a field of `{self.quote(node.of)}`"
            )
            self.report(node, message, "rename the loop variable")
        match self.infer(by, scope.inside(item)):
            case Number():
                return item
            case Boolean():
                return ListOf(item)
            case Anything() | Nothing():
                return ANYTHING
            case kind:
                message = f"a filter is a condition or a position, and `{self.quote(by)}` is "
                self.report(
                    by, message + format_type(kind), _comparison_remedy(self.quote(by), kind)
                )
                return ListOf(item)

    def _compare(
        self, left: syntax.Node, right: syntax.Node, op: str, scope: NameScope, at: syntax.Node
    ) -> None:
        one = self.operand(left, self.infer(left, scope))
        other = self.operand(right, self.infer(right, scope))
        self.complain(at, comparison_complaint(one, other, op))

    def _check_ends(
        self, low: syntax.Node | None, high: syntax.Node | None, scope: NameScope
    ) -> None:
        """Report ends of an interval between which nothing can lie."""
        if low is not None and high is not None:
            quiet = ExpressionChecker(self.formula)
            kinds = quiet.infer(low, scope), quiet.infer(high, scope)
            if all(isinstance(kind, Temporal) for kind in kinds):
                sides = self.operand(low, kinds[0]), self.operand(high, kinds[1])
                self.complain(high, comparison_complaint(*sides, "<="))

    def _test(self, of: syntax.Node, kind: Type, test: syntax.Node, scope: NameScope) -> None:
        """Check one test of `of in tests` against the type of what is tested."""
        left = self.operand(of, kind)
        inner = replace(scope, local={**scope.local, "?": kind})
        match test:
            case syntax.UnaryTest(str(op), right):
                other = self.operand(right, self.infer(right, inner))
                self.complain(right, comparison_complaint(left, other, op))
            case syntax.UnaryTest(_, right):
                self._test(of, kind, right, scope)
            case syntax.ListLiteral(items):
                for item in items:
                    self._test(of, kind, item, scope)
            case syntax.RangeLiteral(low, high):
                self._check_ends(low, high, inner)
                for end in (low, high):
                    if end is not None:
                        other = self.operand(end, self.infer(end, inner))
                        self.complain(end, comparison_complaint(left, other, "<="))
            case _:
                self._value_test(left, test, self.infer(test, inner))

    def _value_test(self, left: Operand, test: syntax.Node, found: Type) -> None:
        match found:
            case Boolean() if not isinstance(left.kind, Boolean):
                return
            case ListOf(item) | RangeOver(item) if not isinstance(left.kind, ListOf):
                self.complain(test, comparison_complaint(left, self.operand(test, item)))
            case _:
                self.complain(test, comparison_complaint(left, self.operand(test, found)))

    def _context(self, entries: Sequence[tuple[str, syntax.Node]], scope: NameScope) -> Type:
        fields: dict[str, Type] = {}
        for name, node in entries:
            fields[name] = self.infer(node, replace(scope, local={**scope.local, **fields}))
        return Fields(fields)


def _literal(value: Decimal | str | bool | None) -> Type:  # noqa: FBT001 - FEEL has booleans
    match value:
        case None:
            return NOTHING
        case bool():
            return BOOLEAN
        case str():
            return Text((value,), written=True)
        case _:
            return ZERO if value == 0 else Number(PLAIN, written=True)


def _at_literal(text: str) -> Type:
    if text.lstrip("-").startswith("P"):
        return duration_type(text)
    if "T" in text:
        return DATE_AND_TIME
    return TIME if ":" in text else DATE


def _comparison_remedy(text: str, kind: Type) -> str:
    match kind:
        case Number() | Temporal():
            return f"compare it, such as `{text} >= a_parameter`"
        case Text(among) if among:
            return f'compare it, such as `{text} = "{among[0]}"`'
        case ListOf():
            return f"count its items, such as `count({text}) >= 1`"
        case Text():
            return f"compare it, such as `{text} != null`"
        case _:
            return ""
