"""What is put before the engine and before what must agree with it: submissions, evidence, grades."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, TypeVar

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from msgspec.structs import replace

import authorisation
from authorisation.language.answers.from_python import submission_from_python
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgement, Judgements, Submission
from authorisation.testing import submissions
from tests.shipped import shipped_program

T = TypeVar("T")

DAYS: Final = {
    "authorisation-2012": date(2013, 1, 18),
    "configuration-2011": date(2012, 2, 29),
    "gpcc-2010": date(2012, 10, 1),
    "running-costs": date(2013, 6, 30),
    "statutory-2012": date(2012, 10, 1),
    "statutory-2022": date(2022, 7, 1),
}
"""A day of each shipped rule set that one is enough for."""


def needing_evidence(rules: RuleSet) -> RuleSet:
    """The rules with evidence wanted for every answer."""
    bank = {path: replace(each, evidence="a paper") for path, each in rules.bank.items()}
    return replace(rules, bank=bank, questions=bank)


def grades_of(rules: RuleSet, day: date, grades: Mapping[str, str]) -> Judgements:
    """One assessor's grades, of those criteria that the rules have."""
    return Judgements(
        entries=tuple(
            Judgement(criterion=key, assessor="A", on=day, grade=grade, reason="so")
            for key, grade in grades.items()
            if grade and key in rules.criteria
        )
    )


def submission_under(
    name: str, answers: Mapping[str, Any], evidence: Mapping[str, Any], title: str = "Drawn"
) -> Submission:
    """Answers as a submission under a shipped rule set, on its day."""
    head = {"name": title, "as_of": DAYS[name], "received_on": DAYS[name], "evidence": evidence}
    return submission_from_python(answers, shipped_program(name).rules, head)


def drawn_under(name: str, number: int) -> list[Submission]:
    """So many submissions under a shipped rule set, of every kind that can be drawn."""
    strategy = submissions(authorisation.load(name).on(DAYS[name]), evidence=True)
    return [
        submission_under(name, answers, answers.evidence, f"Drawn {at}")
        for at, answers in enumerate(drawn(strategy, number))
    ]


def drawn(strategy: SearchStrategy[T], number: int, *, always_alike: bool = False) -> list[T]:
    """So many values; the same each time where they are to be `always_alike`."""
    found: list[T] = []

    @settings(
        max_examples=number,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=always_alike,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: T) -> None:
        found.append(value)

    collect()
    return found[:number]
