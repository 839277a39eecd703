"""Expressions compiled from a text or tree, to be evaluated in any context with their names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, Final

from authorisation.feel.closures import calls, conditions, paths
from authorisation.feel.closures import filters as lists
from authorisation.feel.closures import instance_of as types
from authorisation.feel.closures import iteration as iterate
from authorisation.feel.closures.frames import (
    BUDGET,
    TEXT_BUDGET,
    Compiler,
    Exhausted,
    Frame,
    Run,
    Scope,
    entry_slot,
    global_name,
    item_or,
    note,
    slot,
    spend_text,
    weigh,
)
from authorisation.feel.errors import FeelError, FeelSyntaxError
from authorisation.feel.operators import arithmetic, kind, negate
from authorisation.feel.syntax.parse import parse
from authorisation.feel.syntax.tree import (
    And,
    Arithmetic,
    AtLiteral,
    Between,
    Call,
    Comparison,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    If,
    In,
    InstanceOf,
    ListOf,
    Literal,
    Name,
    Negation,
    Node,
    Or,
    Path,
    Quantified,
    RangeOf,
    UnaryTest,
)
from authorisation.feel.temporal.operations import DateTime, parse_temporal
from authorisation.feel.values.absent import deep
from authorisation.feel.values.values import CONTEXT, Range, Unknown, Value

MAX_TEXT: Final = 1_000_000
"""The longest text, in characters, that `+` makes."""


class Expression:
    """An expression ready to be evaluated; `names` are the free ones, built-ins apart.

    In a filter, where a name may be an entry of the item, only the names declared count.
    """

    __slots__ = ("names", "run", "syntax", "text")

    def __init__(self, text: str, syntax: Node, names: frozenset[str], run: Run) -> None:
        self.text = text
        self.syntax = syntax
        self.names = names
        self.run = run
        """The closure, for callers that evaluate many expressions in one frame (`frame_of`)."""

    def evaluate(
        self,
        context: Mapping[str, Value],
        *,
        now: DateTime | None = None,
        reasons: list[str] | None = None,
    ) -> Value:
        """Give the value in a context of FEEL values; why nulls are null is added to `reasons`."""
        try:
            return self._run((context, now, reasons, [BUDGET, TEXT_BUDGET]))
        except RecursionError:
            if reasons is not None:
                reasons.append("functions call each other without end")
        except Exhausted:
            if reasons is not None:
                reasons.append("there is too much to work through")
        return None

    def _run(self, frame: Frame) -> Value:
        """The value, charged to the budget as its receiver will walk through it."""
        value = self.run(frame)
        weigh(frame, value)
        return value

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


def frame_of(context: Mapping[str, Value]) -> Frame:
    """Make the outermost frame of a context, in which closures may be run without a clock.

    What they may spend together is what one evaluation may. They raise `RecursionError` and
    `Exhausted`, which `Expression.evaluate` turns into null.
    """
    return (context, None, None, [BUDGET, TEXT_BUDGET])


def compile(source: str | Node, names: Collection[str] = ()) -> Expression:  # noqa: A001 - as `re` has it
    """Make an expression of a text or a tree; `names` are those that its context will have.

    Raises:
        FeelSyntaxError: with line, column and what was expected.
    """
    declared = frozenset(names)
    syntax = parse(source, declared) if isinstance(source, str) else source
    compiler = Compiler(declared, closure)
    try:
        run = closure(syntax, None, compiler)
    except RecursionError:
        raise FeelSyntaxError("too many parts stand within each other") from None
    text = source if isinstance(source, str) else ""
    return Expression(text, syntax, frozenset(compiler.free), run)


def closure(node: Node, scope: Scope | None, compiler: Compiler) -> Run:
    """Compile one node."""
    return _FORMS[type(node)](node, scope, compiler)


def _literal(node: Literal, _: Scope | None, __: Compiler) -> Run:
    value = node.value
    return lambda _: value


def _at_literal(node: AtLiteral, _: Scope | None, __: Compiler) -> Run:
    try:
        value = parse_temporal(node.text)
    except FeelError as error:
        reason = error.reason

        def wrong(frame: Frame) -> None:
            note(frame, reason)

        return wrong
    return lambda _: value


def _name(node: Name, scope: Scope | None, compiler: Compiler) -> Run:
    return _resolved(node.name, scope, compiler, 0, in_filter=False)


def _resolved(
    name: str, scope: Scope | None, compiler: Compiler, depth: int, *, in_filter: bool
) -> Run:
    """Compile the look-up of a name, from the innermost scope outwards."""
    if scope is None:
        if calls.is_standard(name, scope, compiler):
            return calls.standard_function(name)
        if name in compiler.declared or not in_filter:
            compiler.free.add(name)
        return global_name(depth, name)
    if scope.names is None:
        if name == "item":
            return item_or(depth, name, slot(depth), declared=True)
        otherwise = _resolved(name, scope.around, compiler, depth + 1, in_filter=True)
        return item_or(depth, name, otherwise, declared=_is_declared(name, scope, compiler))
    if name in scope.names:
        return entry_slot(depth, name) if scope.entries else slot(depth)
    return _resolved(name, scope.around, compiler, depth + 1, in_filter=in_filter)


def _is_declared(name: str, scope: Scope | None, compiler: Compiler) -> bool:
    while scope is not None:
        if scope.names is not None and name in scope.names:
            return True
        scope = scope.around
    return name in compiler.declared or name in calls.STANDARD


def _negation(node: Negation, scope: Scope | None, compiler: Compiler) -> Run:
    if isinstance(node.of, Literal) and type(node.of.value) is Decimal:
        value = CONTEXT.minus(node.of.value)
        return lambda _: value
    of = closure(node.of, scope, compiler)

    def run(frame: Frame) -> Value:
        try:
            return negate(of(frame))
        except FeelError as error:
            note(frame, error.reason)
            return None

    return run


def _arithmetic(node: Arithmetic, scope: Scope | None, compiler: Compiler) -> Run:
    op = node.op
    left = closure(node.left, scope, compiler)
    right = closure(node.right, scope, compiler)
    native = _NATIVE.get(op)

    def general(a: Value, b: Value, frame: Frame) -> Value:
        try:
            value = arithmetic(op, a, b)
        except FeelError as error:
            note(frame, error.reason)
            return None
        if type(value) is str and len(value) > MAX_TEXT:
            note(frame, f"the text is longer than {MAX_TEXT:,} characters")
            return None
        if type(value) is str:
            spend_text(frame, value)
        return value

    if native is None:
        return lambda frame: general(left(frame), right(frame), frame)

    def run(frame: Frame) -> Value:
        a = left(frame)
        b = right(frame)
        if type(a) is Decimal and type(b) is Decimal:
            result = native(a, b)
            if result.is_finite():
                return result
        return general(a, b, frame)

    return run


_NATIVE: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
}


def _list(node: ListOf, scope: Scope | None, compiler: Compiler) -> Run:
    items = [closure(item, scope, compiler) for item in node.items]
    return lambda frame: [item(frame) for item in items]


def _context(node: ContextOf, scope: Scope | None, compiler: Compiler) -> Run:
    """Compile entry by entry: each sees those before it."""
    entries: list[tuple[str, Run]] = []
    for name, value in node.entries:
        seen = tuple(earlier for earlier, _ in entries)
        entries.append((name, closure(value, Scope(seen, scope, entries=True), compiler)))
    keys = [name for name, _ in entries]
    twice = next((name for name in keys if keys.count(name) > 1), None)

    def run(frame: Frame) -> Value:
        if twice is not None:
            note(frame, f"`{twice}` stands twice in one context")
            return None
        made: dict[str, Value] = {}
        inner = (made, frame)
        for name, value in entries:
            made[name] = value(inner)
        # Functions among the entries keep the frame: the caller gets a context of its own.
        return made

    return run


def _range(node: RangeOf, scope: Scope | None, compiler: Compiler) -> Run:
    low = closure(node.low or Literal(None), scope, compiler)
    high = closure(node.high or Literal(None), scope, compiler)

    def run(frame: Frame) -> Value:
        start, end = low(frame), high(frame)
        if type(start) is Unknown or type(end) is Unknown:
            weigh(frame, start, end)
            return deep((start, end))
        if start is not None and end is not None and kind(start) != kind(end):
            note(frame, f"an interval cannot go from a {kind(start)} to a {kind(end)}")
            return None
        return Range(start, end, node.low_included, node.high_included, node.op)

    return run


def _unary_test(node: UnaryTest, scope: Scope | None, compiler: Compiler) -> Run:
    return closure(In(Name("?"), (node,)), scope, compiler)


_FORMS: Final[dict[type, Callable[[Any, Scope | None, Compiler], Run]]] = {
    Literal: _literal,
    AtLiteral: _at_literal,
    Name: _name,
    Path: paths.path,
    Filter: lists.filtered,
    Negation: _negation,
    Arithmetic: _arithmetic,
    Comparison: conditions.comparison,
    Between: conditions.between,
    UnaryTest: _unary_test,
    In: conditions.membership,
    And: conditions.conjunction,
    Or: conditions.disjunction,
    If: conditions.conditional,
    For: iterate.loop,
    Quantified: iterate.quantified,
    InstanceOf: types.instance_of,
    Call: calls.call,
    ListOf: _list,
    ContextOf: _context,
    RangeOf: _range,
    FunctionOf: calls.definition,
}
