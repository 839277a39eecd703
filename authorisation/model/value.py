"""Answers and parameter values as they were given, before any evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A length of time: either months (`10 years`, `3 months`) or days (`28 days`), never both."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Items:
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

Answer: TypeAlias = Scalar | Items | Mapping[str, "Answer"]


class EvidenceLevel(IntEnum):
    """How well an answer is supported; each level includes the ones below."""

    STATED = 0
    EVIDENCED = 1
    CHECKED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The document that supports an answer, where in it, and how far it was checked."""

    document: str
    where: str = ""
    level: EvidenceLevel = EvidenceLevel.EVIDENCED
