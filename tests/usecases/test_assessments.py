"""Of the assessments of a run only the latest few are held; the others are made again, the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.engine.cross_checks import find_contradictions, keep_compared_places
from authorisation.engine.results import Assessment
from authorisation.usecases.assessing.assess import Request, start_run
from authorisation.usecases.assessing.assessments import HELD, AllBut, Assessments
from authorisation.usecases.delivery.assessments import watch_rows
from tests.files import load_submission
from tests.shipped import shipped_program

ROOT = Path(__file__).parent.parent.parent
PROGRAM = shipped_program("gpcc-2010")
CORBY = load_submission(ROOT / "fixtures" / "corby.yaml", PROGRAM.rules)


def many(number: int) -> tuple[Assessments, list[int]]:
    submissions = [replace(CORBY, name=f"Group {place}") for place in range(number)]
    made: list[int] = []

    def make(place: int) -> Assessment:
        made.append(place)
        return assess(PROGRAM, submissions[place], as_of=date(2012, 10, 1))

    return Assessments(submissions, make), made


def test_few_are_made_once() -> None:
    assessments, made = many(3)

    assert [each.submission.name for each in assessments] == ["Group 0", "Group 1", "Group 2"]
    assert assessments[-1] is assessments[2] is list(assessments)[2] is assessments[1:][1]
    assert made == [0, 1, 2]


def test_of_many_the_latest_are_held_and_others_made_again() -> None:
    assessments, made = many(HELD + 2)
    first = assessments[0]
    for _ in assessments:
        pass

    assert made == list(range(HELD + 2))
    again = assessments[0]
    assert made == [*range(HELD + 2), 0]
    assert again is not first
    assert again.submission is first.submission
    assert (again.findings, again.outcomes) == (first.findings, first.outcomes)


def test_whose_they_are_is_known_without_making_any() -> None:
    assessments, made = many(3)

    assert (len(assessments), len(assessments.submissions), made) == (3, 3, [])
    with pytest.raises(IndexError):
        assessments[3]


def test_all_but_one_are_a_sequence_of_the_others() -> None:
    same, other = replace(CORBY), replace(CORBY, name="Other")
    others = AllBut((CORBY, same, other), CORBY)

    assert (len(others), list(others), others[1], others[:1]) == (2, [same, other], other, (same,))
    assert same == CORBY
    assert not any(each is CORBY for each in others)


def test_rows_are_kept_where_they_are_asked_for() -> None:
    files = sorted((ROOT / "fixtures").glob("illustrative-*.yaml"))[:2]
    run = start_run(files, Request(rules="gpcc-2010"))
    watch_rows(run)

    assert [row.name for row in run.rows] == []
    assert len(run.assessments) == 2
    assert [row.name for row in run.rows] == [each.submission.name for each in run.assessments]


def test_a_contradiction_names_its_places_after_others_are_forgotten() -> None:
    rules = PROGRAM.rules
    file = ROOT / "fixtures" / "illustrative-five-members.yaml"
    both = [load_submission(file, rules), replace(load_submission(file, rules), code="OTHER")]
    kept = [keep_compared_places(each, rules.across) for each in both]

    before, after = find_contradictions(rules.across, both), find_contradictions(rules.across, kept)
    assert before
    assert [each.places for each in after] == [each.places for each in before]
    assert 0 < len(kept[0].places) < len(both[0].places)
