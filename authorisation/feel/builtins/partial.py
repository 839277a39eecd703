"""Partial lists and bounds of numbers, for built-ins that take absent values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from authorisation.feel.builtins.definitions import ABSENT_TYPES, Call, require_list
from authorisation.feel.values.absent import deep_absence, weaken_absence
from authorisation.feel.values.values import (
    CONTEXT,
    NOWHERE,
    Bounds,
    PartialList,
    Paths,
    Unknown,
    Value,
)

_SCALAR: Final = frozenset((Unknown, Bounds))
"""What may lack in a list of scalars."""


def all_known(values: Iterable[Value]) -> bool:
    """Whether no value is absent at its top level."""
    return ABSENT_TYPES.isdisjoint(map(type, values))


def partial_argument(function: str, value: Value) -> PartialList | Unknown:
    """A list argument as a partial list; an Unknown for an unknown one, which may be null."""
    if isinstance(value, Unknown):
        return unknown_result([value])
    if isinstance(value, PartialList):
        marks = enumerate(perhaps for _, perhaps in value.marked_items)
        certain = next((at for at, perhaps in marks if perhaps), value.prefix)
        return replace(value, prefix=min(certain, value.prefix))
    return as_partial(require_list(function, value))


def spread_argument(function: str, args: Sequence[Value]) -> PartialList | Unknown:
    """The items, given either as one list or one by one, as a partial list."""
    return partial_argument(function, args[0]) if len(args) == 1 else as_partial(args)


def as_partial(values: Sequence[Value]) -> PartialList:
    """A partial list of which every position is certain."""
    return PartialList(tuple(values), prefix=len(values))


def list_or_partial(value: PartialList) -> Value:
    """The plain list where it is certain what is in it and where, else the partial one."""
    if value.settled:
        return list(value.items)
    return value if True in value.perhaps else replace(value, perhaps=())


def collect_paths(values: Iterable[Value]) -> Paths:
    """Collect the paths that some values rest on, with what is absent inside them."""
    found = deep_absence(values)
    return NOWHERE if found is None else found.rests_on


def unknown_result(
    values: Iterable[Value], also: Paths = NOWHERE, perhaps: Iterable[Value] = ()
) -> Unknown:
    """The Unknown that an operation on all these values comes to.

    A value that does not apply spreads; one that is only `perhaps` needed spreads perhaps.
    """
    found = deep_absence([*values, *map(_weaken_parts, perhaps)])
    if found is None or found.inapplicable:
        return found or Unknown(also)
    return Unknown(found.rests_on | also, perhaps_inapplicable=found.perhaps_inapplicable)


def _weaken_parts(value: Value) -> Value:
    found = deep_absence((value,))
    return value if found is None else weaken_absence(found)


def unknown_list_result(partial: PartialList) -> Unknown:
    """The Unknown that an operation on the items of a list of scalars comes to.

    What does not apply inside a list or context spreads perhaps: such an item may be refused.
    """
    needed = [value for value in partial.sure if type(value) in _SCALAR]
    maybe = [value for value in partial.items if type(value) not in _SCALAR]
    maybe += [
        value for value, perhaps in partial.marked_items if perhaps and type(value) in _SCALAR
    ]
    return unknown_result(
        needed, partial.rests_on, [*maybe, *([partial.tail] if partial.open else [])]
    )


def bounds_or_number(low: Decimal | None, high: Decimal | None, rests_on: Paths) -> Value:
    """Give bounds, or the number itself where only one is left.

    An end too great for a number is no end.
    """
    low = low if low is not None and low.is_finite() else None
    high = high if high is not None and high.is_finite() else None
    return low if low is not None and low == high else Bounds(low, high, rests_on)


def add_endpoints(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    """Add two ends of bounds; what has no end stays without."""
    return None if left is None or right is None else CONTEXT.add(left, right)


def lift_monotone(call: Call) -> Call:
    """Lift a function that never falls as its first argument rises, over bounds of that one."""

    def lifted(args: Sequence[Value]) -> Value:
        if not args or all_known(args):
            return call(args)
        first, *rest = args
        if not isinstance(first, Bounds) or not all_known(rest):
            return unknown_result(args)
        low, high = (None if end is None else call([end, *rest]) for end in (first.low, first.high))
        if low is None and high is None:
            call([Decimal(0), *rest])
        return bounds_or_number(low, high, first.rests_on)

    return lifted


def known_or_else(call: Call, otherwise: Callable[[Sequence[Value]], Value]) -> Call:
    """A built-in that is `call` while arguments and their items are known, else `otherwise`."""

    def choose(args: Sequence[Value]) -> Value:
        for arg in args:
            kind = type(arg)
            if kind in ABSENT_TYPES or (
                kind is list and not ABSENT_TYPES.isdisjoint(map(type, arg))
            ):
                return otherwise(args)
        return call(args)

    return choose
