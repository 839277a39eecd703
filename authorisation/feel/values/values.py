"""The values of FEEL, and the values it may have when answers are missing.

Kinds and their Python types: number `Decimal` (34 digits), string `str`, boolean `bool`, null
`None`, list `list`, context `dict`, date, time, date and time and both durations in `temporal`,
range `Range`, function `Function`. Absence has types of its own: `Unknown`, `Bounds` and
`PartialList`; with none of them in the context the standard's semantics hold exactly. These three
are made by the hundred in each assessment, so they are structs, which are several times cheaper
to make than frozen dataclasses. An `Unknown` or `Bounds` cannot be part of a cycle, so the garbage
collector need not look at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, Final, TypeAlias

import msgspec

Value: TypeAlias = Any
"""A FEEL value. `Any` because FEEL is dynamically typed; the kinds are listed above."""

CONTEXT: Final = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])
"""IEEE 754 decimal128, independent of the caller's decimal context."""

MAX_TEXT: Final = 1_000_000
"""The longest text, in characters, that is searched or made."""

Paths: TypeAlias = frozenset[str]
NOWHERE: Final[Paths] = frozenset()


class Range(msgspec.Struct, frozen=True):
    """An interval; an end that is None is unbounded, as in `(< 10)`.

    `op` is the comparison it was written with, if it was: the standard does not take `(< 10)`
    and `(null..10)` as equal.
    """

    low: Value
    high: Value
    low_included: bool
    high_included: bool
    op: str | None = None

    @property
    def form(self) -> tuple[bool, bool, str | None]:
        """Whether each end is included, and the comparison that it was written with."""
        return self.low_included, self.high_included, self.op


class Function(msgspec.Struct, frozen=True):
    """A function value: a built-in, or one that an expression defines."""

    name: str
    parameters: tuple[str, ...]
    call: Callable[[Sequence[Value]], Value]


class Unknown(msgspec.Struct, frozen=True, gc=False):
    """A scalar that was not answered: any value at all, null included.

    `rests_on` holds the paths of the answers that would settle it. `among` narrows it to a
    finite set of values (a finding's possible verdicts). `inapplicable` marks a value that was
    never set or was abolished: what strictly needs it does not apply; then no answer settles it.
    `perhaps_inapplicable` marks one that some answers would make so.
    """

    rests_on: Paths = NOWHERE
    among: frozenset[Value] | None = None
    inapplicable: bool = False
    perhaps_inapplicable: bool = False


class Bounds(msgspec.Struct, frozen=True, gc=False):
    """A number that was not answered, within inclusive ends; None is unbounded.

    It is always a number, never null.
    """

    low: Decimal | None
    high: Decimal | None
    rests_on: Paths = NOWHERE


class PartialList(msgspec.Struct, frozen=True):
    """A list of which not everything is known.

    `perhaps[i]` says that `items[i]` may not be in the list after all; an empty tuple says that
    every item surely is. `open` lists may still grow at the end; `tail` then stands for any
    further item (for instance a context whose fields are `Unknown` or `Bounds`). The positions
    of the first `prefix` items are certain. `rests_on` holds the paths that would settle what
    the list contains (the list's own path where it is open).
    """

    items: tuple[Value, ...]
    perhaps: tuple[bool, ...] = ()
    open: bool = False
    tail: Value = Unknown()
    prefix: int = 0
    rests_on: Paths = NOWHERE

    @property
    def marked_items(self) -> Iterator[tuple[Value, bool]]:
        """Each item, and whether it is only perhaps in the list."""
        return zip(self.items, self.perhaps or (False,) * len(self.items), strict=True)

    @property
    def sure(self) -> list[Value]:
        """The items that are surely in the list."""
        return [item for item, perhaps in self.marked_items if not perhaps]

    @property
    def settled(self) -> bool:
        """Whether it is certain what is in the list and where, though not what each item is."""
        return not self.open and True not in self.perhaps and self.prefix == len(self.items)


ABSENT: Final = (Unknown, Bounds, PartialList)
"""For `isinstance`: is this value not fully known at its top level?"""
