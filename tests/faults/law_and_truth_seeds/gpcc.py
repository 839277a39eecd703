"""What the tests of `gpcc-2010` against its sources share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.page import AssessmentPage, describe_assessment
from authorisation.model.rules import Criterion, DatedValue, RuleSet
from authorisation.model.submission import Stage, Submission
from tests.files import load_submission
from tests.shipped import shipped_program, shipped_rules

FIXTURES: Final = Path(__file__).parents[3] / "fixtures"
MEETINGS: Final = date(2010, 10, 31)


def rules() -> RuleSet:
    return shipped_rules("gpcc-2010")


def program() -> Program:
    return shipped_program("gpcc-2010")


def fixture(name: str, answers: Mapping[str, Any] | None = None) -> Submission:
    """A fixture with some of its answers put in place of others."""
    read = load_submission(FIXTURES / f"{name}.yaml", rules())
    return replace(read, answers={**read.answers, **(answers or {})})


def assessed(submission: Submission, stage: Stage | None = None, **given: Any) -> Assessment:
    return assess(program(), submission, stage=stage or submission.stage, **given)


def page(assessment: Assessment, **given: Any) -> AssessmentPage:
    return describe_assessment(assessment, program(), **given)


def figure(name: str, day: date = MEETINGS) -> DatedValue:
    entry = rules().parameters[name].on(day)
    assert entry is not None
    return entry


def criterion(identifier: str) -> Criterion:
    return rules().criteria[identifier]


def alternatives(name: str) -> dict[object, str]:
    return {each.value: each.source for each in figure(name).contested}


def left_out(identifier: str) -> str:
    return next(each.reason for each in rules().left_out if each.id == identifier)
