"""What keeps several submissions from being assessed, told once."""

from __future__ import annotations

from authorisation.errors import AuthorisationError, InvalidOption, InvalidSubmission
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Submission
from authorisation.usecases.assessing.assessments import merge_identical

RULES = Problem(Location("rules/p.yaml", line=2), "`least` has no value yet on 2011-01-01", "later")


def given(file: str) -> Submission:
    return Submission(name=file, answers={}, file=file)


def told(*refused: tuple[str, AuthorisationError]) -> list[str]:
    return [str(error) for error in merge_identical([(given(file), e) for file, e in refused])]


def test_what_is_wrong_with_the_rules_on_a_day_is_told_once_with_the_submissions() -> None:
    files = ["a.yaml", "b.yaml", "c.yaml", "d.yaml", "e.yaml"]

    (once,) = told(*[(file, InvalidSubmission([RULES])) for file in files])

    assert once == (
        "rules/p.yaml:2:1: `least` has no value yet on 2011-01-01, the day that counts for"
        " `a.yaml`, `b.yaml`, `c.yaml` and 2 more\n  help: later"
    )


def test_what_is_wrong_with_a_submission_names_it_already() -> None:
    own = InvalidSubmission([Problem(Location("a.yaml"), "`as_of` is missing")])
    other = InvalidSubmission([Problem(Location("b.yaml"), "`as_of` is missing")])

    assert told(("a.yaml", own), ("b.yaml", other)) == [str(own), str(other)]


def test_other_errors_are_left_as_they_are() -> None:
    assert told(("a.yaml", InvalidOption("no"))) == ["no"]
