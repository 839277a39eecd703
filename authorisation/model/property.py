"""Properties of a rule set: what is promised of every submission, and of which it is promised."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from authorisation.model.source import Formula, Location
from authorisation.model.submission import Stage


class AnswersScope(StrEnum):
    """Which submissions a property is about: any, or only those that leave nothing unanswered."""

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
    """What rules promise of every submission: where `given` is true, `claim` always or never is."""

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
