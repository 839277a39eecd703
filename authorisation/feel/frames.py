"""Where names stand: scopes when compiling, frames when evaluating.

A frame is a pair of a value and the frame around it; the outermost holds the context, the
clock, the list of reasons and what may still be spent. Each scope of the compiler stands for one
frame, so that a name is found by its depth and nothing is looked up twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from authorisation.feel.absent import bare
from authorisation.feel.syntax import Node
from authorisation.feel.values import Unknown, Value

Frame: TypeAlias = tuple[Any, ...]
"""`(value, frame)`, or outermost `(context, now, reasons, budget)`."""

Run: TypeAlias = Callable[[Frame], Value]
"""A compiled expression."""

_ROOT_LENGTH: Final = 4
BUDGET: Final = 1_000_000
"""How many items one evaluation may look at, and functions it may call."""


class Exhausted(Exception):
    """An evaluation has done more work than any honest expression needs."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that one frame adds; `names` is None in a filter, where the item decides."""

    names: tuple[str, ...] | None
    around: Scope | None
    entries: bool = False
    """The frame's value is a context that holds the names, not the one name's value."""


@dataclass(slots=True)
class Compiler:
    """What compiling one text needs: the names declared, and those found to be free."""

    declared: frozenset[str]
    closure: Callable[[Node, Scope | None, Compiler], Run]
    free: set[str] = field(default_factory=set)


def root(frame: Frame) -> Frame:
    """Give the outermost frame."""
    while len(frame) != _ROOT_LENGTH:
        frame = frame[1]
    return frame


def note(frame: Frame, reason: str) -> None:
    """Keep a reason why a value is null, if the caller asked for reasons."""
    reasons = root(frame)[2]
    if reasons is not None:
        reasons.append(reason)


def spend(frame: Frame, count: int) -> None:
    """Count work, so that no expression runs for ever.

    Raises:
        Exhausted: when it has been too much; the whole expression then comes to null.
    """
    budget = root(frame)[3]
    budget[0] -= count
    if budget[0] < 0:
        raise Exhausted


def slot(depth: int) -> Run:
    """Give the value of the frame so many frames out."""
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


def entry_slot(depth: int, name: str) -> Run:
    """Give an entry of the context in the frame so many frames out."""
    of = slot(depth)
    return lambda frame: of(frame)[name]


def item_or(depth: int, name: str, otherwise: Run, *, declared: bool) -> Run:
    """Give an entry of the item being filtered, else what the name means outside.

    An unknown item may have any entry, but none named as something declared outside.
    """
    of = slot(depth)

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
            return bare(item)
        return otherwise(frame)

    return further if depth else first


def global_name(depth: int, name: str) -> Run:
    """Give a name's value in the context, or null with a reason."""
    missing = f"nothing is called `{name}`"

    def outermost(frame: Frame) -> Value:
        try:
            return frame[0][name]
        except KeyError:
            note(frame, missing)
            return None

    def deep(frame: Frame) -> Value:
        out = frame
        for _ in range(depth):
            out = out[1]
        try:
            return out[0][name]
        except KeyError:
            note(frame, missing)
            return None

    return deep if depth else outermost
