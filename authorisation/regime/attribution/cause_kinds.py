"""The kinds of cause that may explain a failing, and the evidence that each one wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Control(StrEnum):
    """Whether a cause was in the consortium's control."""

    WITHIN = "within control"
    BEYOND = "beyond control"
    SHARED = "shared"
    """Any part of it, from nothing to the whole, may have been."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceKind:
    """A kind of evidence, and the causes beside which it shows nothing."""

    id: str
    title: str
    only_without: frozenset[str] = frozenset()
    """Causes that, once accepted, would explain what is seen here just as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseKind:
    """A kind of cause; no share of it is accepted without evidence of a kind that it wants.

    `evidenced` says that it may not even be claimed without: the remainder is never put down to
    it. `context` says that it explains need rather than a variance, and so bears no amount,
    unless the budget was set above the allocation.
    """

    id: str
    title: str
    control: Control
    wants: Mapping[str, EvidenceKind]
    evidenced: bool = False
    context: bool = False
    beyond_before: date | None = None
    """What arose on this day or later is shared; None where the date makes no difference."""

    def control_of(self, arose: date | None) -> Control:
        """Say in whose control a cause was that arose on that day, if the day is known."""
        before = self.beyond_before
        if before is None or (arose is not None and arose < before):
            return self.control
        return Control.SHARED
