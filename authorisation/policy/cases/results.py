"""What came of a case: every way in which the rules differ from what it expects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from authorisation.model.case import Case, CaseMargin
from authorisation.model.regime_case import AnyRegimeCase
from authorisation.model.source import Problem
from authorisation.model.verdict import Verdict

AnyCase: TypeAlias = Case | AnyRegimeCase


@dataclass(frozen=True, slots=True)
class UnknownCriterion:
    """The case expects something of a criterion that the rule set does not have."""

    criterion: str


@dataclass(frozen=True, slots=True)
class VerdictDifference:
    """The criterion came to another verdict."""

    criterion: str
    expected: Verdict
    got: Verdict


@dataclass(frozen=True, slots=True)
class MarginDifference:
    """The criterion was met or missed by another margin, or by none."""

    criterion: str
    expected: CaseMargin
    got: CaseMargin | None


@dataclass(frozen=True, slots=True)
class OutcomeDifference:
    """Other outcomes are possible than the case expects."""

    expected: tuple[str, ...]
    got: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseContradiction:
    """The case's own answers contradict each other; a submission like it would be refused."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """A regime's case came to another value; `name` says of what, and in which period."""

    name: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class PeriodCountDifference:
    """A history has fewer periods than the case expects something of."""

    expected: int
    got: int


@dataclass(frozen=True, slots=True)
class Unusable:
    """The case's returns cannot be replayed, as the error says."""

    error: str


CaseDifference: TypeAlias = (
    UnknownCriterion
    | VerdictDifference
    | MarginDifference
    | OutcomeDifference
    | CaseContradiction
    | ValueDifference
    | PeriodCountDifference
    | Unusable
)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case and its differences from what it expects; it passed where there are none."""

    case: AnyCase
    differences: tuple[CaseDifference, ...]

    @property
    def passed(self) -> bool:
        """Whether the rules did what the case says."""
        return not self.differences
