"""What came of a case: every way in which the rules differ from what it expects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from authorisation.model.case import Case
from authorisation.model.regime_case import AnyRegimeCase

AnyCase: TypeAlias = Case | AnyRegimeCase


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case and its differences from what it expects; it passed where there are none."""

    case: AnyCase
    differences: tuple[str, ...]
    """Each in words: of what, what was expected, and what came out."""

    @property
    def passed(self) -> bool:
        """Whether the rules did what the case says."""
        return not self.differences
