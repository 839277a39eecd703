"""Days of a submission that contradict each other are refused, each with the entry that does."""

from __future__ import annotations

from typing import Any

import pytest

from authorisation.language.answers.from_python import submission_from_python
from tests.shipped import shipped_program

IMPOSED = "grant.imposed"
BEFORE_IMPOSED = "Something was reviewed, varied or removed before it was imposed."
BEFORE_GRANT = "Something was imposed or removed before the grant with which it came."
AFTER_REMOVED = "Something was varied after it was removed."


def contradictions(answers: dict[str, Any]) -> list[str]:
    """What the answers contradict each other in under authorisation-2012."""
    program = shipped_program("authorisation-2012")
    submission = submission_from_python(answers, program.rules, {"name": "Weir"})
    return [problem.message for problem in program.check_contradictions(submission)]


def imposed(**days: str) -> list[dict[str, Any]]:
    """Two entries of what was imposed, of which the second has these days."""
    return [{"what": "A plan", "imposed_on": "2013-01-20"}, {"what": "A list", **days}]


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ({"imposed_on": "2013-02-01", "removed_on": "2013-01-31"}, BEFORE_IMPOSED),
        ({"imposed_on": "2013-02-01", "varied_on": "2013-01-31"}, BEFORE_IMPOSED),
        ({"imposed_on": "2013-02-01", "reviewed_on": "2013-01-31"}, BEFORE_IMPOSED),
        ({"varied_on": "2013-02-01", "removed_on": "2013-01-31"}, AFTER_REMOVED),
    ],
)
def test_what_was_imposed_has_its_days_in_order(days: dict[str, str], says: str) -> None:
    same = dict.fromkeys(days, "2013-02-01")

    assert contradictions({IMPOSED: imposed(**days)}) == [
        f"`grant.imposed[2]` contradicts itself: {says}"
    ]
    assert contradictions({IMPOSED: imposed(**same)}) == []


@pytest.mark.parametrize("day", ["imposed_on", "removed_on"])
def test_nothing_was_imposed_or_removed_before_the_grant(day: str) -> None:
    def told(when: str) -> list[str]:
        answers = {"grant.granted_on": "2013-01-20", IMPOSED: imposed(**{day: when})}
        return contradictions(answers)

    assert told("2013-01-19") == [
        f"`grant.imposed[2]` and `grant.granted_on` contradict each other: {BEFORE_GRANT}"
    ]
    assert told("2013-01-20") == []


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({IMPOSED: imposed(removed_on="2013-01-01")}, id="not answered when"),
        pytest.param(
            {IMPOSED: imposed(imposed_on="2013-02-01", varied_on=None, removed_on=None)},
            id="neither varied nor removed",
        ),
        pytest.param(
            {"grant.granted_on": None, IMPOSED: imposed(imposed_on="2013-02-01")}, id="no grant"
        ),
    ],
)
def test_a_day_that_is_not_there_contradicts_none(answers: dict[str, Any]) -> None:
    assert contradictions(answers) == []


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("authorisation.submitted_on", "authorisation.panel_on"),
        ("authorisation.submitted_on", "authorisation.conditions_shown_on"),
        ("authorisation.submitted_on", "authorisation.decided_on"),
        ("authorisation.submitted_on", "grant.granted_on"),
        ("authorisation.panel_on", "authorisation.conditions_shown_on"),
        ("authorisation.conditions_shown_on", "authorisation.new_evidence_on"),
        ("authorisation.decided_on", "grant.granted_on"),
    ],
)
def test_the_days_of_an_application_are_in_order(earlier: str, later: str) -> None:
    told = contradictions({earlier: "2013-01-02", later: "2013-01-01"})

    assert [each.partition(": ")[0] for each in told] == [
        f"`{earlier}` and `{later}` contradict each other"
    ]
    assert contradictions({earlier: "2013-01-01", later: "2013-01-01"}) == []
