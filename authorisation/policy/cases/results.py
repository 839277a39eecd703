"""What came of a case: every way in which the rules differ from what it expects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from authorisation.explain.assessment.reasons import Reason
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
    reason: Reason | None = field(default=None, compare=False)
    """Why it has the verdict that it has."""


@dataclass(frozen=True, slots=True)
class MarginDifference:
    """The criterion was met or missed by another margin, or by none."""

    criterion: str
    expected: CaseMargin
    got: CaseMargin | None
    reason: Reason | None = field(default=None, compare=False)
    """Why it has the verdict that it has."""


@dataclass(frozen=True, slots=True)
class OutcomeDifference:
    """Other outcomes are possible than the case expects."""

    expected: tuple[str, ...]
    got: tuple[str, ...]
    reasons: tuple[Reason, ...] = field(default=(), compare=False)
    """Those of the criteria that decided it or, while several are possible, of those unsettled."""


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


@dataclass(frozen=True, slots=True)
class CaseRun:
    """The results of the cases of a rule set that were run, in the order of their files."""

    asked: str
    """The rule set as it was asked for: by its name, or its folder."""
    rule_set: str
    edition: str
    results: tuple[CaseResult, ...]
    not_covered: tuple[Problem, ...] = ()
    """The parts of the rules that no case looks at, where all cases were run."""
    containing: str = ""
    """What the names of the cases had to contain; empty where all were run."""

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The results in which the rules answered otherwise."""
        return tuple(result for result in self.results if not result.passed)
