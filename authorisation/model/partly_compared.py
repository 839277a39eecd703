"""Frozen values some of whose fields, such as places, are no part of what they are."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class PartlyCompared(msgspec.Struct, frozen=True, gc=False):
    """A frozen value that is equal to another, and hashed, without its fields `not_compared`."""

    not_compared: ClassVar[frozenset[str]] = frozenset()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash(self._compared())

    def _compared(self) -> tuple[object, ...]:
        left_out = self.not_compared
        names = self.__struct_fields__
        return tuple([getattr(self, name) for name in names if name not in left_out])
