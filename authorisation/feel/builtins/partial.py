"""Views of partial lists and bounds of numbers, for built-ins that take absent values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from authorisation.feel.builtins.arguments import ABSENT_TYPES, require_list
from authorisation.feel.builtins.table import Call
from authorisation.feel.values.absent import deep_absence, perhaps_flags, weaken_absence
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


class PartialView(msgspec.Struct, frozen=True):
    """A list argument: what is in it surely, what perhaps, and what may still come."""

    items: tuple[Value, ...]
    perhaps: tuple[bool, ...]
    open: bool
    tail: Value
    prefix: int
    rests_on: Paths

    @property
    def settled(self) -> bool:
        """Whether it is certain what is in the list and where, though not what each item is."""
        return not self.open and not any(self.perhaps) and self.prefix == len(self.items)

    @property
    def sure(self) -> list[Value]:
        """The items that are surely in the list."""
        return [item for item, perhaps in self.marked_items() if not perhaps]

    def marked_items(self) -> Iterable[tuple[Value, bool]]:
        """Pairs of an item and whether it is only perhaps in the list."""
        return zip(self.items, self.perhaps, strict=True)


def all_known(values: Iterable[Value]) -> bool:
    """Whether no value is absent at its top level."""
    return ABSENT_TYPES.isdisjoint(map(type, values))


def view_of(function: str, value: Value) -> PartialView | Unknown:
    """The view of a list argument; an Unknown for an unknown one, which may be null."""
    if isinstance(value, Unknown):
        return unknown_result([value])
    if isinstance(value, PartialList):
        perhaps = perhaps_flags(value)
        certain = next((at for at, mark in enumerate(perhaps) if mark), len(perhaps))
        prefix = min(certain, value.prefix)
        return PartialView(value.items, perhaps, value.open, value.tail, prefix, value.rests_on)
    return view_of_items(require_list(function, value))


def view_of_items(values: Sequence[Value]) -> PartialView:
    """The view of a list of which every position is certain."""
    count = len(values)
    return PartialView(
        tuple(values), (False,) * count, open=False, tail=None, prefix=count, rests_on=NOWHERE
    )


def value_of_view(list_view: PartialView) -> Value:
    """The value of a view: a plain list where its contents are settled, else a PartialList."""
    if list_view.settled:
        return list(list_view.items)
    perhaps = list_view.perhaps if any(list_view.perhaps) else ()
    return PartialList(
        list_view.items,
        perhaps,
        list_view.open,
        list_view.tail,
        list_view.prefix,
        list_view.rests_on,
    )


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


def unknown_list_result(list_view: PartialView) -> Unknown:
    """The Unknown that an operation on the items of a list of scalars comes to.

    What does not apply inside a list or context spreads perhaps: such an item may be refused.
    """
    needed = [value for value in list_view.sure if type(value) in _SCALAR]
    maybe = [value for value in list_view.items if type(value) not in _SCALAR]
    maybe += [
        value for value, perhaps in list_view.marked_items() if perhaps and type(value) in _SCALAR
    ]
    return unknown_result(
        needed, list_view.rests_on, [*maybe, *([list_view.tail] if list_view.open else [])]
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
