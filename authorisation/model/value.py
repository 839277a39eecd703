"""Answers and parameter values as they were given, before any evaluation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import msgspec


class Duration(msgspec.Struct, frozen=True, order=True, gc=False):
    """A length of time: either months (`10 years`, `3 months`) or days (`28 days`), never both."""

    months: int = 0
    days: int = 0


class Items(msgspec.Struct, frozen=True, gc=False):
    """A list answer: its items, each a mapping from field to answer, or a plain value.

    A field that is not in the mapping was not answered. `so_far` says that the list may
    still grow at its end.
    """

    items: tuple[Answer, ...]
    so_far: bool = False


NOT_ANSWERED: Final = "not answered"
"""How a reader is told that there is no answer, and how a case says so."""

Scalar: TypeAlias = Decimal | str | bool | date | Duration | None
"""`None` is *there is none*, FEEL's null; *not answered* is the absence of a value."""

if TYPE_CHECKING:
    Answer: TypeAlias = Scalar | Items | Mapping[str, "Answer"]
else:
    # Whoever decodes by annotations cannot tell a decimal from a text; what encodes marks which.
    Answer = Any


NaturalOrder: TypeAlias = tuple[str | tuple[int, str], ...]
"""What `natural_order` gives: texts and, between them, numbers by their length and digits."""
_DIGITS: Final = re.compile(r"([0-9]+)")


def fold_code(code: str) -> str:
    """Return a code as codes are held and compared: in capitals, without spaces."""
    return "".join(code.split()).upper()


def fold_words(text: str) -> str:
    """Return a name as names are compared: in any case, with single spaces between its words."""
    return " ".join(text.casefold().split())


def natural_order(text: str) -> NaturalOrder:
    """The key that sorts texts as a reader does: `Group 3` before `Group 10`, capitals or not.

    >>> sorted(["Group 10", "group 3", "Group 010b", "Group", "2 Rivers"], key=natural_order)
    ['2 Rivers', 'Group', 'group 3', 'Group 10', 'Group 010b']
    """
    parts = _DIGITS.split(text.casefold())
    plain = (part.lstrip("0") if at % 2 else part for at, part in enumerate(parts))
    return tuple((len(part), part) if at % 2 else part for at, part in enumerate(plain))


class EvidenceLevel(IntEnum):
    """The level of support for an answer; each level includes the ones below."""

    STATED = 0
    EVIDENCED = 1
    CHECKED = 2

    @property
    def word(self) -> LevelName:
        """The level as files and records have it."""
        return LEVEL_NAMES[self]


LevelName: TypeAlias = Literal["stated", "evidenced", "checked"]
LEVEL_NAMES: Final[tuple[LevelName, ...]] = ("stated", "evidenced", "checked")
"""The words of the levels, the lowest first."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The document that supports an answer, where in it, and how far it was checked."""

    document: str
    where: str = ""
    level: EvidenceLevel = EvidenceLevel.EVIDENCED

    @property
    def citation(self) -> str:
        """The document, and where in it."""
        return ", ".join(filter(None, (self.document, self.where)))
