"""Filters of contexts by single fields, the commonest: they look at other tests only where needed.

What one part of a conjunction makes false stays false whatever the others come to. What is not as
plain as that is left to the general way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import reduce
from typing import Final, TypeAlias

import msgspec

from authorisation.feel.closures.frames import (
    ROUND,
    Closure,
    Compiler,
    Frame,
    Scope,
    charge,
    cost_of,
)
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.values.absent import unite_paths
from authorisation.feel.values.values import NOWHERE, PartialList, Paths, Unknown, Value

_FieldTest: TypeAlias = tuple[str, type, frozenset[Value]]
"""A field, with the type and the values that pass."""
Tally: TypeAlias = Callable[[Frame, Decimal], "tuple[int, int] | None"]
"""Gives how many items surely pass, and how many may; None where that takes the general way. It
ends once those that surely pass are past a number, and then gives no more."""

_YES_OR_NO: Final = frozenset((bool, type(None)))
_FIELDS: Final = frozenset((str, bool, Decimal))
SOMEWHERE: Final[Paths] = frozenset(("",))
"""Stands for what an unknown rests on that names no answer."""


class _NotPlain(Exception):
    """An item that is not plain: what it comes to is not for this module to say."""


_NOT_PLAIN: Final = (KeyError, TypeError, _NotPlain)


class FieldFilter(msgspec.Struct, frozen=True):
    """A condition on contexts, of which some part tests a single field."""

    field: str
    kind: type
    values: frozenset[Value]
    """The first such part, which passes most items over at sight."""
    doubt: Callable[[Value, Frame], Paths | None]
    """Gives what it rests on whether an item passes: nothing where it surely does, None where it
    does not."""


def charge_rounds(of: Closure, by: syntax.Node) -> Closure:
    """The closure of what is filtered, charged with what the condition on each item costs."""
    cost = ROUND + cost_of(by)

    def run(frame: Frame) -> Value:
        value = of(frame)
        if type(value) is list:
            charge(frame, cost * len(value))
        elif type(value) is PartialList:
            charge(frame, cost * (len(value.items) + 1))
        return value

    return run


def compile_field_filter(
    node: syntax.Node, by: Closure, scope: Scope | None, compiler: Compiler
) -> FieldFilter | None:
    """Compile a condition whose closure is `by`; None where it tests no single field."""
    wanted, others = _field_tests(node)
    if not wanted:
        return None
    rest = (
        compiler.compile_node(
            reduce(lambda left, right: syntax.And(left=left, right=right), others),
            Scope(None, scope),
            compiler,
        )
        if others
        else None
    )

    def doubt(item: Value, frame: Frame) -> Paths | None:
        settled, pending = True, NOWHERE
        for name, kind, values in wanted:
            value = item[name]
            if type(value) is kind:
                if value not in values:
                    return None
            elif type(value) is Unknown and _may_be_among(value, kind, values):
                if value.among is None or not value.among <= values:
                    pending = unite_paths(pending, value.rests_on) or SOMEWHERE
            elif type(value) is Unknown and kind is str and surely_applies(value):
                return None
            else:
                settled = False
        if not settled:  # a field of another type takes the whole condition
            verdict, pending = by((item, frame)), NOWHERE
        else:
            verdict = True if rest is None else rest((item, frame))
        if verdict is True:
            return pending
        if type(verdict) is not Unknown:
            # What is null by itself is unknown beside something unknown.
            return None if verdict is False else pending or None
        if not surely_applies(verdict):
            raise _NotPlain
        return unite_paths(pending, verdict.rests_on) or SOMEWHERE

    return FieldFilter(*wanted[0], doubt)


def _passing(by: FieldFilter, items: list[Value], frame: Frame) -> Iterator[tuple[Value, Paths]]:
    """Yield the items that pass, or may, with what it rests on whether they do."""
    field, kind, values, doubt = by.field, by.kind, by.values, by.doubt
    for item in items:
        value = item[field]
        if type(value) is kind and value not in values:
            continue
        pending = doubt(item, frame)
        if pending is not None:
            yield item, pending


def filter_by_fields(by: FieldFilter, items: list[Value], frame: Frame) -> Value:
    """Keep the items that pass, a list or a partial one; None where that takes the general way."""
    kept: list[Value] = []
    doubts: dict[int, Paths] = {}
    try:
        for item, pending in _passing(by, items, frame):
            if pending:
                doubts[len(kept)] = pending
            kept.append(item)
    except _NOT_PLAIN:
        return None
    return partial_result(kept, doubts) if doubts else kept


def compile_tally(
    node: syntax.Filter, past: Callable[[int, Decimal], bool], compiler: Compiler
) -> Tally | None:
    """Compile the count of a filter's items, which ends once it is `past` a number.

    It is for those who know that no item may turn out not to apply, since items after the end are
    not looked at. None where the filter is not one by fields.
    """
    scope = Scope(None, None)
    fields = compile_field_filter(
        node.by, compiler.compile_node(node.by, scope, compiler), None, compiler
    )
    if fields is None:
        return None
    of = charge_rounds(compiler.compile_node(node.of, None, compiler), node.by)
    field, kind, values, doubt = fields.field, fields.kind, fields.values, fields.doubt

    def tally(frame: Frame, line: Decimal) -> tuple[int, int] | None:
        items = of(frame)
        if type(items) is not list:
            return None
        sure = most = 0
        try:
            for item in items:  # as in `_passing`, which takes longer
                value = item[field]
                if type(value) is kind and value not in values:
                    continue
                pending = doubt(item, frame)
                if pending is None:
                    continue
                most += 1
                if not pending:
                    sure += 1
                    if past(sure, line):
                        return sure, sure
        except _NOT_PLAIN:
            return None
        return sure, most

    return tally


def _field_tests(node: syntax.Node) -> tuple[list[_FieldTest], tuple[syntax.Node, ...]]:
    """The tests that a condition makes of single fields, and the other tests that it makes.

    Each field is named once for each part of the condition: every part must hold.
    """
    match node:
        case syntax.And(left, right):
            first, others_of_first = _field_tests(left)
            second, others_of_second = _field_tests(right)
            return first + second, others_of_first + others_of_second
        case syntax.Comparison("=", syntax.Name(name), syntax.Literal(value)) if name not in {
            "item",
            "?",
        }:
            if type(value) in _FIELDS:
                return [(name, type(value), frozenset((value,)))], ()
        case syntax.In(syntax.Name(name), (test,)) if name not in {"item", "?"} and test.op is None:
            if isinstance(test.of, syntax.ListLiteral):
                texts = [item.value for item in test.of.items if isinstance(item, syntax.Literal)]
                found = frozenset(text for text in texts if isinstance(text, str))
                if len(texts) == len(test.of.items) and all(isinstance(t, str) for t in texts):
                    return [(name, str, found)], ()
    return [], (node,)


def _may_be_among(value: Unknown, kind: type, values: frozenset[Value]) -> bool:
    """Whether an unknown text, or yes or no, may turn out to be one of some values."""
    if kind is Decimal or not surely_applies(value):
        return False
    if kind is bool and value.among and not {*map(type, value.among)} <= _YES_OR_NO:
        return False  # to Python the number 1 is true
    return value.among is None or not values.isdisjoint(value.among)


def surely_applies(value: Unknown) -> bool:
    """Whether an unknown value cannot turn out not to apply."""
    return not (value.inapplicable or value.perhaps_inapplicable)


def partial_result(kept: list[Value], doubts: Mapping[int, Paths]) -> PartialList:
    """The partial list of the items kept, those at the places of `doubts` only perhaps in it."""
    perhaps = tuple([place in doubts for place in range(len(kept))])
    paths = NOWHERE.union(*doubts.values()) - SOMEWHERE
    return PartialList(tuple(kept), perhaps, prefix=perhaps.index(True), rests_on=paths)
