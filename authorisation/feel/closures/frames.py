"""Scopes of names when compiling, frames of values when evaluating, their budget and costs.

A frame is a pair of a value and the frame around it; the outermost holds the context, the
clock, the list of reasons and what may still be spent. Each scope of the compiler stands for one
frame, so that a name is found by its depth and nothing is looked up twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final, TypeAlias

import msgspec

from authorisation.feel.builtins import BUILTINS
from authorisation.feel.errors import FeelError
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.values.absent import without_among
from authorisation.feel.values.values import PartialList, Range, Unknown, Value

Frame: TypeAlias = tuple[Any, ...]
"""`(value, frame)`, or outermost `(context, now, reasons, budget)`."""

Closure: TypeAlias = Callable[[Frame], Value]
"""A compiled expression."""

_ROOT_LENGTH: Final = 4
BUDGET: Final = 10_000_000
"""What one evaluation may cost, in tenths of a microsecond: about a second."""

_LOOK: Final = 10
"""What looking at one part of a value costs."""

_REASON: Final = 15
"""What finding out that there is no value costs."""

TEXT_BUDGET: Final = 20_000_000
"""How many characters one evaluation may make or search."""

SHORT: Final = 100
"""A text of so many characters costs no more to look at than a number."""

_HOLDERS: Final = frozenset((list, dict, Range, PartialList))
"""The types of values that hold others."""


class BudgetExhausted(Exception):
    """An evaluation has used up its budget of items or of characters."""


class Scope(msgspec.Struct, frozen=True):
    """The names that one frame adds; `names` is None in a filter, where the item decides."""

    names: tuple[str, ...] | None
    around: Scope | None
    entries: bool = False
    """The frame's value is a context that holds the names, not the one name's value."""


class Compiler(msgspec.Struct):
    """The state of compiling one text: the names declared, and those found to be free."""

    declared: frozenset[str]
    compile_node: Callable[[syntax.Node, Scope | None, Compiler], Closure]
    free: set[str] = set()

    def is_declared(self, name: str, scope: Scope | None) -> bool:
        """Whether the name means something in a scope, built-ins apart."""
        while scope is not None:
            if scope.names is not None and name in scope.names:
                return True
            scope = scope.around
        return name in self.declared


def root_frame(frame: Frame) -> Frame:
    """Give the outermost frame."""
    while len(frame) != _ROOT_LENGTH:
        frame = frame[1]
    return frame


def note_reason(frame: Frame, reason: str) -> None:
    """Add a reason why a value is null, if the caller asked for reasons."""
    _, _, reasons, budget = root_frame(frame)
    budget[0] -= _REASON
    if budget[0] < 0:
        raise BudgetExhausted
    if reasons is not None:
        reasons.append(reason)


def compile_failure(reason: str) -> Closure:
    """Compile what is always null, for a reason."""

    def run(frame: Frame) -> None:
        note_reason(frame, reason)

    return run


def null_on_error(run: Closure) -> Closure:
    """Make a closure null, with the reason, where it raises a FeelError."""

    def guarded(frame: Frame) -> Value:
        try:
            return run(frame)
        except FeelError as error:
            note_reason(frame, error.reason)
            return None

    return guarded


def charge(frame: Frame, cost: int) -> None:
    """Charge what a step costs to the budget, so that no expression runs for ever.

    Raises:
        BudgetExhausted: when it has been too much; the whole expression then comes to null.
    """
    budget = root_frame(frame)[3]
    budget[0] -= cost
    if budget[0] < 0:
        raise BudgetExhausted


def charge_text(frame: Frame, text: str) -> None:
    """Charge the characters of a text that is made or searched to the budget.

    Raises:
        BudgetExhausted: when there have been too many.
    """
    budget = root_frame(frame)[3]
    budget[1] -= len(text)
    if budget[1] < 0:
        raise BudgetExhausted


def charge_values(frame: Frame, *values: Value) -> None:
    """Charge a walk through values to the budget: a part that stands twice is charged twice.

    Without it, forty lists that each hold the one before twice would take years to write out.

    Raises:
        BudgetExhausted: when it is too much.
    """
    for value in values:
        kind = type(value)
        if kind in _HOLDERS:
            _charge_parts(frame, value)
        elif kind is str and len(value) > SHORT:
            charge_text(frame, value)


def _charge_parts(frame: Frame, value: Value) -> None:
    budget = root_frame(frame)[3]
    waiting = [value]
    while waiting:
        parts = _parts(waiting.pop())
        budget[0] -= _LOOK * len(parts)
        if budget[0] < 0:
            raise BudgetExhausted
        for part in parts:
            kind = type(part)
            if kind in _HOLDERS:
                waiting.append(part)
            elif kind is str and len(part) > SHORT:
                charge_text(frame, part)


def _parts(value: Value) -> Collection[Value]:
    match value:
        case dict():
            return value.values()
        case Range(low, high):
            return low, high
        case PartialList():
            return *value.items, value.tail
        case _:
            return value  # type: ignore[no-any-return]


def frame_value(depth: int) -> Closure:
    """Compile the look-up of the value of the frame `depth` frames out."""
    match depth:
        case 0:
            return lambda frame: frame[0]
        case 1:
            return lambda frame: frame[1][0]
        case 2:
            return lambda frame: frame[1][1][0]

    def deep(frame: Frame) -> Value:
        for _ in range(depth):
            frame = frame[1]
        return frame[0]

    return deep


def frame_entry(depth: int, name: str) -> Closure:
    """Compile the look-up of an entry of the context in the frame `depth` frames out."""
    of = frame_value(depth)
    return lambda frame: of(frame)[name]


def item_entry_or(depth: int, name: str, otherwise: Closure, *, declared: bool) -> Closure:
    """Compile the look-up of an entry of the item being filtered, else of `otherwise`.

    An unknown item may have any entry, but none named as something declared outside.
    """
    of = frame_value(depth)

    def first(frame: Frame) -> Value:
        item = frame[0]
        if type(item) is dict and name in item:
            return item[name]
        return further(frame)

    def further(frame: Frame) -> Value:
        item = of(frame)
        if type(item) is dict and name in item:
            return item[name]
        if type(item) is Unknown and not declared:
            return without_among(item)
        return otherwise(frame)

    return further if depth else first


def context_entry(depth: int, name: str) -> Closure:
    """Compile the look-up of a name in the context; it is null, with a reason, if not there."""
    missing = f"nothing is called `{name}`"

    def outermost(frame: Frame) -> Value:
        try:
            return frame[0][name]
        except KeyError:
            note_reason(frame, missing)
            return None

    def deep(frame: Frame) -> Value:
        out = frame
        for _ in range(depth):
            out = out[1]
        try:
            return out[0][name]
        except KeyError:
            note_reason(frame, missing)
            return None

    return deep if depth else outermost


ROUND: Final = 2
"""What going round once costs, whatever is done there."""

CALL: Final = 6
"""What calling a function costs, whatever it does."""

_PART: Final = 2
_LOOK_UP: Final = 1
_START: Final = 10


def cost_of(node: syntax.Node) -> int:
    """The cost of evaluating a node once, in units of about a tenth of a microsecond.

    What goes round again, the body of a loop, of a filter or of a function, is charged at each
    round as it runs, so it is not part of what stands around it.
    """
    match node:
        case syntax.Literal():
            return 0
        case syntax.Name():
            return _LOOK_UP
        case syntax.FunctionLiteral():
            return CALL
        case syntax.Filter(of):
            return _START + cost_of(of)
        case syntax.For(iterations) | syntax.Quantified(_, iterations):
            first = iterations[0]
            return _START + cost_of(first.over) + (cost_of(first.to) if first.to else 0)
        case syntax.Call(syntax.Name(name)) if name in BUILTINS:
            return BUILTINS[name].cost + _sum_of_children(node)
        case syntax.Call():
            return CALL + _sum_of_children(node)
        case _:
            return _PART + _sum_of_children(node)


def _sum_of_children(node: syntax.Node) -> int:
    return sum(map(cost_of, syntax.child_nodes(node)))
