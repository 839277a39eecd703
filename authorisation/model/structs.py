"""What frozen values share: fields that do not count when compared, and how they print."""

from __future__ import annotations

from typing import ClassVar, Final

import msgspec

_LONGEST_PART: Final = 60
_LONGEST: Final = 150


class ShortRepr(msgspec.Struct, frozen=True):
    """A frozen value that prints its first fields, under 200 characters, whatever it holds."""

    def __repr__(self) -> str:
        fields = self.__struct_fields__
        return short_repr(self, *[f"{name}={getattr(self, name)!r}" for name in fields])


class PartlyCompared(ShortRepr, frozen=True, gc=False):
    """A frozen value that is equal to another, and hashed, without its fields `not_compared`."""

    not_compared: ClassVar[frozenset[str]] = frozenset()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._compared() == other._compared()

    def __ne__(self, other: object) -> bool:
        return not self == other  # a struct has one of its own, which compares every field

    def __hash__(self) -> int:
        return hash(self._compared())

    def _compared(self) -> tuple[object, ...]:
        left_out = self.not_compared
        names = self.__struct_fields__
        return tuple([getattr(self, name) for name in names if name not in left_out])


def short_repr(of: object, *parts: object) -> str:
    """The `repr` of a value: its type and a few parts, under 200 characters."""
    words = " ".join(
        part if len(part) <= _LONGEST_PART else f"{part[:_LONGEST_PART]}…"
        for part in map(str, parts)
    )
    shown = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    return f"<{type(of).__name__} {shown}>"
