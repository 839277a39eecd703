"""Policy tests of a rule set and of its failure regime: cases, and properties that it promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from authorisation.model.regime import Control, DeadlineState, ExitResult
from authorisation.model.returns import AuthorisedGroup
from authorisation.model.source import Formula, Location
from authorisation.model.submission import Judgement, Stage
from authorisation.model.value import Answer, Evidence, Scalar
from authorisation.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMargin:
    """The distance of a compared value from its limit, in `unit`: positive where met, 0 on it.

    `low` and `high` differ where missing answers leave a range; None is unbounded.
    """

    low: Decimal | None
    high: Decimal | None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionExpectation:
    """The expectation that a case has of one criterion; a part left out is not compared."""

    verdict: Verdict | None = None
    margin: CaseMargin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One policy test, with `extends` and table rows already worked in."""

    name: str
    given: Mapping[str, Answer]
    expect: Mapping[str, CriterionExpectation]
    outcome: str | tuple[str, ...] | None = None
    """The outcome, or the outcomes still possible; None where not compared."""
    in_force: bool | None = None
    """Whether the rules are to be in force on the day of assessment; None where not compared."""
    stage: Stage = Stage.SELF_ASSESSMENT
    as_of: date | None = None
    received_on: date | None = None
    set: Mapping[str, Scalar] = field(default_factory=lambda: MappingProxyType({}))
    evidence: Mapping[str, Evidence] = field(default_factory=lambda: MappingProxyType({}))
    judgements: tuple[Judgement, ...] = ()
    others: tuple[Mapping[str, Answer], ...] = ()
    """The answers of the other submissions of the run, for criteria of portfolio scope."""
    complete: bool = False
    """Whether `others` are all that there are."""
    rule_set: str = ""
    base: str = field(compare=False, default="")
    """The name of the case that it rests on in the end, through all that it extends; else empty."""
    at: Location = field(compare=False, default=Location("-"))


class AnswersScope(StrEnum):
    """The scope of a property: any submission, or only those that leave nothing unanswered."""

    ANY = "any"
    COMPLETE = "complete"


class FiguresScope(StrEnum):
    """The figures under which a property is promised: those in force, or whatever they may be."""

    IN_FORCE = "in force"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class FreeFigure:
    """One figure that may have any value from `low` to `high`, both included."""

    name: str
    low: Decimal
    high: Decimal


Figures: TypeAlias = FiguresScope | FreeFigure


@dataclass(frozen=True, slots=True)
class BesideSet:
    """Another rule set, under which the same answers are assessed as well."""

    rules: str
    """Its name, or `SET@EDITION`."""
    as_of: date | None = None
    """The day of that assessment; None for the first day on which those rules are in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A promise of rules on all submissions: where `given` is true, `claim` always or never is."""

    id: str
    title: str
    why: str = ""
    given: Formula | None = None
    claim: Formula
    always: bool
    """Whether the claim must be true; else it must not."""
    stages: tuple[Stage, ...] = tuple(Stage)
    as_of: date | None = None
    """The day of the assessment; None for the first day on which the rules are in force."""
    answers: AnswersScope = AnswersScope.ANY
    figures: Figures = FiguresScope.IN_FORCE
    beside: BesideSet | None = None
    sources: tuple[str, ...] = ()
    expect_refuted: str = ""
    """Why it does not hold, where that is known; empty where it is to hold."""
    rule_set: str = ""
    """The rule set beside which it is written; its children promise it too."""
    at: Location = field(compare=False, default=Location("-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeCase:
    """One history and what is expected of each of its periods; a part left out is not compared."""

    name: str
    group: AuthorisedGroup
    expect: tuple[Mapping[str, str], ...]
    """For each period: triggers by id, `control of <id>`, `severity of <id>`, and of the whole
    `severity`, `limbs`, `powers`, `response` and `stage`.

    `exit` and `deadline` say how the stage before stood; `interim` whether there is an interim
    direction, and `review` the day by which it is looked at again.
    """
    set: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    at: Location = field(compare=False, default=Location("-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCase:
    """The response that the table of responses must give for one combination."""

    name: str
    severity: int
    capability: int
    control: Control
    response: str
    trigger: str = ""
    """The trigger that has the severity; empty for one that no row names."""
    at: Location = field(compare=False, default=Location("-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCase:
    """The stage that the table of moves must lead to, with every power open but `without`."""

    name: str
    stage: str
    response: str
    exit: ExitResult
    clock: DeadlineState
    without: tuple[str, ...]
    to: str
    trigger: str = ""
    """The trigger that fires; empty for one that no move names."""
    at: Location = field(compare=False, default=Location("-"))


AnyRegimeCase: TypeAlias = RegimeCase | ResponseCase | MoveCase
AnyCase: TypeAlias = Case | AnyRegimeCase
"""A case of applications or of a failure regime."""
