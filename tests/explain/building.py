"""A small rule set with one of everything that can be explained, and groups to assess under it."""

from __future__ import annotations

from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.page import AssessmentPage, describe_assessment
from authorisation.language.answers.submissions import read_submission
from authorisation.model.submission import Submission
from tests.rule_sets.folders import read_folder, small_program

FILES = read_folder("small")
SMALL = FILES["little-marsh.yaml"]
LARGE = SMALL.replace("70729", "250000").replace("Little Marsh", "Great Fen").replace("LM1", "GF1")
BLANK = FILES["nobody-yet.yaml"]


def program() -> Program:
    return small_program("small")


def submission(text: str) -> Submission:
    return read_submission(text.encode(), "submission.yaml", program().rules)


def assessed(text: str, **how: object) -> Assessment:
    return assess(program(), submission(text), **how)


def paged(text: str, *, full: bool = False, **how: object) -> AssessmentPage:
    assessment = assessed(text, **how)
    found = sensitivities(program(), assessment)
    return describe_assessment(
        assessment, program(), found, missing_answers(assessment, program()), full=full
    )
