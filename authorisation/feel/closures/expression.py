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
    BudgetExhausted,
    Closure,
    Compiler,
    Frame,
    Scope,
    charge,
    charge_text,
    charge_values,
    compile_failure,
    context_entry,
    frame_entry,
    frame_value,
    item_entry_or,
    note_reason,
    null_on_error,
)
from authorisation.feel.errors import FeelError, FeelSyntaxError
from authorisation.feel.operators import CALCULATED_BY, arithmetic, kind_name, negate
from authorisation.feel.syntax.parse import parse
from authorisation.feel.syntax.tree import (
    And,
    Arithmetic,
    AtLiteral,
    Between,
    Call,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    If,
    In,
    InstanceOf,
    ListLiteral,
    Literal,
    Name,
    Negation,
    Node,
    Or,
    Path,
    Quantified,
    RangeLiteral,
    name_chain,
)
from authorisation.feel.temporal.kinds import DateTime
from authorisation.feel.temporal.text import parse_temporal
from authorisation.feel.values.absent import deep_absence
from authorisation.feel.values.values import CONTEXT, MAX_TEXT, Range, Unknown, Value

_OPERATION: Final = 30
_POWER: Final = 7
_ROOT: Final = 700


class Expression:
    """An expression ready to be evaluated; `names` are the free ones, built-ins apart.

    In a filter, where a name may be an entry of the item, only the names declared count.
    """

    __slots__ = ("_is_name", "names", "run", "syntax", "text")

    def __init__(self, text: str, syntax: Node, names: frozenset[str], run: Closure) -> None:
        self.text = text
        self.syntax = syntax
        self.names = names
        self._is_name = bool(name_chain(syntax))
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
            frame = (context, now, reasons, [BUDGET, TEXT_BUDGET])
            value = self.run(frame)
            # Its receiver will walk through it; what a name alone stands for was there before, and
            # is no larger than what was read.
            if not self._is_name:
                charge_values(frame, value)
        except RecursionError:
            if reasons is not None:
                reasons.append("functions call each other without end")
        except BudgetExhausted:
            if reasons is not None:
                reasons.append("there is too much to work through")
        else:
            return value
        return None

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


def frame_of(context: Mapping[str, Value]) -> Frame:
    """Make the outermost frame of a context, in which closures may be run without a clock.

    What they may spend together is what one evaluation may. They raise `RecursionError` and
    `BudgetExhausted`, which `Expression.evaluate` turns into null.
    """
    return (context, None, None, [BUDGET, TEXT_BUDGET])


def compile(source: str | Node, names: Collection[str] = ()) -> Expression:  # noqa: A001 - as `re` has it
    """Make an expression of a text or a tree; `names` are those that its context will have.

    Raises:
        FeelSyntaxError: with line, column and what was expected.
    """
    declared = frozenset(names)
    syntax = parse(source, declared) if isinstance(source, str) else source
    compiler = Compiler(declared, compile_node)
    try:
        run = compile_node(syntax, None, compiler)
    except RecursionError:
        raise FeelSyntaxError("too many parts stand within each other") from None
    text = source if isinstance(source, str) else ""
    return Expression(text, syntax, frozenset(compiler.free), run)


def compile_node(node: Node, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile one node."""
    return _FORMS[type(node)](node, scope, compiler)


def _compile_literal(node: Literal, _: Scope | None, __: Compiler) -> Closure:
    value = node.value
    return lambda _: value


def _compile_at_literal(node: AtLiteral, _: Scope | None, __: Compiler) -> Closure:
    try:
        value = parse_temporal(node.text)
    except FeelError as error:
        return compile_failure(error.reason)
    return lambda _: value


def _compile_name(node: Name, scope: Scope | None, compiler: Compiler) -> Closure:
    return _compile_look_up(node.name, scope, compiler, 0, in_filter=False)


def _compile_look_up(
    name: str, scope: Scope | None, compiler: Compiler, depth: int, *, in_filter: bool
) -> Closure:
    """Compile the look-up of a name, from the innermost scope outwards."""
    if scope is None:
        if calls.is_standard_function(name, scope, compiler):
            return calls.compile_function_name(name)
        if name in compiler.declared or not in_filter:
            compiler.free.add(name)
        return context_entry(depth, name)
    if scope.names is None:
        if name == "item":
            return item_entry_or(depth, name, frame_value(depth), declared=True)
        otherwise = _compile_look_up(name, scope.around, compiler, depth + 1, in_filter=True)
        declared = name in calls.STANDARD or compiler.is_declared(name, scope)
        return item_entry_or(depth, name, otherwise, declared=declared)
    if name in scope.names:
        return frame_entry(depth, name) if scope.entries else frame_value(depth)
    return _compile_look_up(name, scope.around, compiler, depth + 1, in_filter=in_filter)


def _compile_negation(node: Negation, scope: Scope | None, compiler: Compiler) -> Closure:
    if isinstance(node.of, Literal) and type(node.of.value) is Decimal:
        value = CONTEXT.minus(node.of.value)
        return lambda _: value
    of = compile_node(node.of, scope, compiler)
    return null_on_error(lambda frame: negate(of(frame)))


def _compile_arithmetic(node: Arithmetic, scope: Scope | None, compiler: Compiler) -> Closure:
    op = node.op
    left = compile_node(node.left, scope, compiler)
    right = compile_node(node.right, scope, compiler)
    native = None if op == "**" else CALCULATED_BY[op]

    def general(a: Value, b: Value, frame: Frame) -> Value:
        try:
            charge(frame, _cost_of_operation(op, b))
            value = arithmetic(op, a, b)
        except FeelError as error:
            note_reason(frame, error.reason)
            return None
        if type(value) is str and len(value) > MAX_TEXT:
            note_reason(frame, f"the text is longer than {MAX_TEXT:,} characters")
            return None
        if type(value) is str:
            charge_text(frame, value)
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


def _cost_of_operation(op: str, right: Value) -> int:
    """The cost of arithmetic beyond a look at two numbers: a root far more than a sum of dates."""
    if op != "**" or type(right) is not Decimal:
        return _OPERATION
    if right != right.to_integral_value():
        return _ROOT
    return _POWER * (2 + max(right.adjusted(), 0))


def _compile_list(node: ListLiteral, scope: Scope | None, compiler: Compiler) -> Closure:
    items = [compile_node(item, scope, compiler) for item in node.items]
    return lambda frame: [item(frame) for item in items]


def _compile_context(node: ContextLiteral, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile entry by entry: each sees those before it."""
    entries: list[tuple[str, Closure]] = []
    for name, value in node.entries:
        earlier_names = tuple(earlier for earlier, _ in entries)
        entries.append(
            (name, compile_node(value, Scope(earlier_names, scope, entries=True), compiler))
        )
    keys = [name for name, _ in entries]
    twice = next((name for name in keys if keys.count(name) > 1), None)

    def run(frame: Frame) -> Value:
        if twice is not None:
            note_reason(frame, f"`{twice}` stands twice in one context")
            return None
        made: dict[str, Value] = {}
        inner = (made, frame)
        for name, value in entries:
            made[name] = value(inner)
        # Functions among the entries keep the frame: the caller gets a context of its own.
        return made

    return run


def _compile_range(node: RangeLiteral, scope: Scope | None, compiler: Compiler) -> Closure:
    low = compile_node(node.low or Literal(None), scope, compiler)
    high = compile_node(node.high or Literal(None), scope, compiler)

    def run(frame: Frame) -> Value:
        start, end = low(frame), high(frame)
        if type(start) is Unknown or type(end) is Unknown:
            charge_values(frame, start, end)
            return deep_absence((start, end))
        if start is not None and end is not None and kind_name(start) != kind_name(end):
            note_reason(
                frame, f"an interval cannot go from a {kind_name(start)} to a {kind_name(end)}"
            )
            return None
        return Range(start, end, node.low_included, node.high_included, node.op)

    return run


_FORMS: Final[dict[type, Callable[[Any, Scope | None, Compiler], Closure]]] = {
    Literal: _compile_literal,
    AtLiteral: _compile_at_literal,
    Name: _compile_name,
    Path: paths.compile_path,
    Filter: lists.compile_filter,
    Negation: _compile_negation,
    Arithmetic: _compile_arithmetic,
    Comparison: conditions.compile_comparison,
    Between: conditions.compile_between,
    In: conditions.compile_in,
    And: conditions.compile_and,
    Or: conditions.compile_or,
    If: conditions.compile_if,
    For: iterate.compile_for,
    Quantified: iterate.compile_quantified,
    InstanceOf: types.compile_instance_of,
    Call: calls.compile_call,
    ListLiteral: _compile_list,
    ContextLiteral: _compile_context,
    RangeLiteral: _compile_range,
    FunctionLiteral: calls.compile_function,
}
