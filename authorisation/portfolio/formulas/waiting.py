"""The answers that a value waits for, as sets of numbered paths: bits of a few integers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from authorisation.portfolio.expressions import ZERO, RowExpression
from authorisation.portfolio.simplified_expressions import case_of, constant, union

WORD: Final = 60
"""How many paths one integer holds."""


class Waiting(msgspec.Struct, frozen=True, eq=False):
    """The paths that a value rests on: for each integer its bits, and which they may be at all."""

    words: Mapping[int, RowExpression] = {}
    paths: frozenset[str] = frozenset()

    def where(self, condition: RowExpression) -> Waiting:
        """These paths where a condition holds, else none."""
        words = {
            at: found
            for at, bits in self.words.items()
            if (found := case_of(((condition, bits),), ZERO)) is not ZERO
        }
        return Waiting(words, self.paths if words else frozenset())


NOTHING: Final = Waiting()


def united(parts: Iterable[Waiting]) -> Waiting:
    """The paths that any of several values rest on."""
    found = [part for part in parts if part.words]
    if len(found) < 2:  # noqa: PLR2004 - none, or one
        return found[0] if found else NOTHING
    words = sorted({at for part in found for at in part.words})
    return Waiting(
        {at: union(part.words[at] for part in found if at in part.words) for at in words},
        frozenset[str]().union(*(part.paths for part in found)),
    )


class PathNumbers:
    """Numbers the paths of questions, in the order in which they are first looked at."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def waiting(self, path: str) -> Waiting:
        """The paths of a value that rests on this one alone."""
        at, bit = divmod(self._number(path), WORD)
        return Waiting({at: constant(1 << bit)}, frozenset((path,)))

    def place(self, path: str) -> tuple[int, int]:
        """The integer and the bit of a path."""
        return divmod(self._number(path), WORD)

    def _number(self, path: str) -> int:
        return self._numbers.setdefault(path, len(self._numbers))
