"""A small rule set about pools and suppliers, whose every verdict is worded in the tests."""

from __future__ import annotations

from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.page import AssessmentPage, describe_assessment
from authorisation.language.answers.submissions import read_submission
from tests.rule_sets.folders import small_program


def program() -> Program:
    return small_program("pools")


def assessed(answers: str, head: str = "name: Marsh", **how: object) -> Assessment:
    text = f"{head}\nas_of: 2012-10-01\nanswers: {answers}\n"
    given = read_submission(text.encode(), "submission.yaml", program().rules)
    return assess(program(), given, **how)


def paged(answers: str, head: str = "name: Marsh", **how: object) -> AssessmentPage:
    return describe_assessment(assessed(answers, head, **how), program(), full=True)
