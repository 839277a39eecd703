"""Comparisons, logic, `if`, `compile_between` and `in`, compiled."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from authorisation.feel.closures.frames import (
    Closure,
    Compiler,
    Frame,
    Scope,
    charge_text,
    charge_values,
    note_reason,
)
from authorisation.feel.operators import COMPARED_BY, compare, equal, kind_name
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.values.absent import (
    Truth,
    kleene_and,
    kleene_not,
    kleene_or,
    merge_branches,
    strict_absence,
    to_truth,
    weaken_truth,
)
from authorisation.feel.values.values import PartialList, Range, Unknown, Value

_LONG: Final = 10_000
"""Longer texts are charged to the budget when compared, as that takes longer than a look-up."""


def compile_comparison(node: syntax.Comparison, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `left op right`; two numbers or two strings are compared by Python's operators."""
    left = compiler.compile_node(node.left, scope, compiler)
    right = compiler.compile_node(node.right, scope, compiler)
    op = node.op
    native = COMPARED_BY[op]
    if isinstance(node.right, syntax.Literal) and type(node.right.value) in {Decimal, str}:
        return _compile_against_literal(op, native, left, node.right.value)
    if op in {"=", "!="} and isinstance(node.right, syntax.Literal) and node.right.value is None:
        return _compile_against_null(op, left)

    def run(frame: Frame) -> Truth:
        a = left(frame)
        b = right(frame)
        of = type(a)
        if of is type(b) and (of is Decimal or of is str):
            if of is str and len(a) > _LONG:
                charge_text(frame, a)
            return native(a, b)
        return compare_values(op, a, b, frame)

    return run


def _compile_against_literal(
    op: str, native: Callable[[Value, Value], bool], left: Closure, constant: Value
) -> Closure:
    of = type(constant)

    def run(frame: Frame) -> Truth:
        value = left(frame)
        if type(value) is of:
            return native(value, constant)
        return compare_values(op, value, constant, frame)

    return run


def _compile_against_null(op: str, left: Closure) -> Closure:
    if_null = op == "="

    def run(frame: Frame) -> Truth:
        value = left(frame)
        if value is None:
            return if_null
        return compare_values(op, value, None, frame) if type(value) is Unknown else not if_null

    return run


def compare_values(op: str, left: Value, right: Value, frame: Frame) -> Truth:
    """Compare any two values, noting why there is no answer."""
    charge_values(frame, left, right)
    result = compare(op, left, right)
    if result is None:
        note_reason(
            frame, f"a {kind_name(left)} and a {kind_name(right)} cannot be compared by `{op}`"
        )
    return result


def compile_and(node: syntax.And, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `left and right`; a false left side settles it."""
    left = compiler.compile_node(node.left, scope, compiler)
    right = compiler.compile_node(node.right, scope, compiler)

    def run(frame: Frame) -> Truth:
        first = left(frame)
        if first is False:
            return False
        second = right(frame)
        if first is True and (second is True or second is False):
            return second
        return kleene_and(to_truth(first), to_truth(second))

    return run


def compile_or(node: syntax.Or, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `left or right`; a true left side settles it."""
    left = compiler.compile_node(node.left, scope, compiler)
    right = compiler.compile_node(node.right, scope, compiler)

    def run(frame: Frame) -> Truth:
        first = left(frame)
        if first is True:
            return True
        return kleene_or(to_truth(first), to_truth(right(frame)))

    return run


def compile_not(of: Closure) -> Closure:
    """Compile `not(of)`; a list of one is its item."""

    def run(frame: Frame) -> Truth:
        value = of(frame)
        if type(value) is list and len(value) == 1:
            value = value[0]
        return kleene_not(strict_absence(value) if type(value) is PartialList else value)

    return run


def compile_if(node: syntax.If, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `if`; a condition that is neither true nor unknown takes the other branch."""
    condition = compiler.compile_node(node.condition, scope, compiler)
    then = compiler.compile_node(node.then, scope, compiler)
    other = compiler.compile_node(node.other, scope, compiler)

    def run(frame: Frame) -> Value:
        verdict = condition(frame)
        if verdict is True:
            return then(frame)
        if type(verdict) is Unknown:
            branches = then(frame), other(frame)
            charge_values(frame, *branches)
            return merge_branches(verdict, *branches)
        return other(frame)

    return run


def compile_between(node: syntax.Between, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `of between low and high`."""
    of = compiler.compile_node(node.of, scope, compiler)
    low = compiler.compile_node(node.low, scope, compiler)
    high = compiler.compile_node(node.high, scope, compiler)

    def run(frame: Frame) -> Truth:
        value = of(frame)
        above = compare_values(">=", value, low(frame), frame)
        return kleene_and(above, compare_values("<=", value, high(frame), frame))

    return run


def compile_in(node: syntax.In, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `of in tests`: each test sees the value as `?`."""
    of = compiler.compile_node(node.of, scope, compiler)
    inner = Scope(("?",), scope)
    tests = [_compile_test(test, inner, compiler) for test in node.tests]
    if len(tests) == 1:
        (only,) = tests
        return lambda frame: only((of(frame), frame))

    def run(frame: Frame) -> Truth:
        tested = (of(frame), frame)
        result: Truth = False
        for test in tests:
            result = kleene_or(result, test(tested))
            if result is True:
                return True
        return result

    return run


def _compile_test(node: syntax.UnaryTest, scope: Scope, compiler: Compiler) -> Closure:
    if node.op is None and isinstance(node.of, syntax.RangeLiteral) and node.of.op is None:
        return _compile_literal_range_test(node.of, scope, compiler)
    of = compiler.compile_node(node.of, scope, compiler)
    op = node.op
    if op is None and isinstance(node.of, syntax.ListLiteral):
        constants = [item.value for item in node.of.items if isinstance(item, syntax.Literal)]
        plain = all(type(value) in {str, Decimal} for value in constants)
        if plain and len(constants) == len(node.of.items):
            return _compile_literal_list_test(frozenset(constants), of)
    if op is not None:
        return lambda frame: compare_values(op, frame[0], of(frame), frame)
    if not isinstance(node.of, syntax.Name | syntax.Path) and syntax.mentions(node.of, "?"):
        # It is true or false by itself of what is tested.
        return lambda frame: to_truth(of(frame))

    def run(frame: Frame) -> Truth:
        value, test = frame[0], of(frame)
        charge_values(frame, value, test)
        result = passes_test(value, test)
        if result is None:
            note_reason(
                frame, f"a {kind_name(value)} and a {kind_name(test)} cannot be compared by `in`"
            )
        return result

    return run


def _compile_literal_list_test(values: frozenset[Value], of: Closure) -> Closure:
    """Compile a test against a list of constants as a look-up."""

    def run(frame: Frame) -> Truth:
        value = frame[0]
        if type(value) is str or type(value) is Decimal:
            return value in values
        charge_values(frame, value)
        return passes_test(value, of(frame))

    return run


def _compile_literal_range_test(
    node: syntax.RangeLiteral, scope: Scope, compiler: Compiler
) -> Closure:
    """Compile a test against an interval as written, making no interval.

    One end settles it when the other is unknown.
    """
    low = compiler.compile_node(node.low or syntax.Literal(None), scope, compiler)
    high = compiler.compile_node(node.high or syntax.Literal(None), scope, compiler)
    above, below = _end_operators(included=(node.low_included, node.high_included))

    def run(frame: Frame) -> Truth:
        value = frame[0]
        first = compare_values(above, value, low(frame), frame)
        return kleene_and(first, compare_values(below, value, high(frame), frame))

    return run


def _end_operators(*, included: tuple[bool, bool]) -> tuple[str, str]:
    return ">=" if included[0] else ">", "<=" if included[1] else "<"


def passes_test(value: Value, test: Value) -> Truth:
    """Does a value pass a test that is a value to equal, a list to be in or an interval?"""
    kinds = type(value), type(test)
    if kinds[0] is Unknown and value.among and kinds[1] is not Unknown:
        answers = {passes_test(one, test) for one in value.among}
        if len(answers) == 1 and not isinstance(answer := answers.pop(), Unknown):
            return answer
        return strict_absence(value)
    if kinds[1] is Range:
        return is_within(value, test)
    if kinds[1] is list:
        return _in_list(value, test)
    if kinds[1] is PartialList:
        return _in_partial(value, test)
    return equal(value, test)


def is_within(value: Value, interval: Range) -> Truth:
    """Does a value lie within an interval?"""
    if interval.op is not None:
        end = interval.high if interval.low is None else interval.low
        return compare(interval.op, value, end)
    above, below = _end_operators(included=(interval.low_included, interval.high_included))
    return kleene_and(compare(above, value, interval.low), compare(below, value, interval.high))


def _in_list(value: Value, items: list[Value]) -> Truth:
    # A kind that does not match is simply not the one: only what is unknown leaves it open.
    result: Truth = False
    if _may_be_list(value):
        result = equal(value, items) or False
    for item in items:
        if result is True:
            return True
        passed = is_within(value, item) if type(item) is Range else equal(value, item)
        result = kleene_or(result, passed if passed is not None else False)
    return result


def _in_partial(value: Value, items: PartialList) -> Truth:
    whole = _may_be_list(value)
    if not whole and _in_list(value, items.sure) is True:
        return True
    result = _in_list(value, list(items.items))
    if items.open:
        result = kleene_or(result, weaken_truth(_in_list(value, [items.tail]), items))
    if result is False and not whole:
        return False
    return weaken_truth(result, items)


def _may_be_list(value: Value) -> bool:
    """May the value be a list, which is in a list that it equals?"""
    of = type(value)
    return of is list or of is PartialList or (of is Unknown and value.among is None)
