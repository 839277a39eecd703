"""A draft is saved answer by answer: two people side by side lose nothing of either."""

from __future__ import annotations

import json

import pytest

from authorisation.casework.cases import reading
from authorisation.casework.cases.draft import DraftChange, fill_draft, save_answers, submit
from authorisation.casework.cases.judging import take_up
from authorisation.casework.errors import NotAllowed, StaleAnswer
from authorisation.casework.models import DraftAnswer, PersonalValue
from authorisation.errors import InvalidRecord, InvalidSubmission
from authorisation.records.parts import EvidenceRecord
from tests.casework.walk import ANSWERS, Walk, library

pytestmark = pytest.mark.usefixtures("store")


def save(walk: Walk, path: str, answer: object, revision: int = 0) -> None:
    change = DraftChange(json.dumps(answer), None, revision)
    save_answers(walk.by("signatory"), walk.case, {path: change})


def answers(walk: Walk) -> dict[str, tuple[str, int]]:
    return {row.path: (row.answer, row.revision) for row in walk.case.draft.all()}


def test_an_answer_is_saved_upon_the_one_that_was_shown_and_on_no_other() -> None:
    walk = Walk()
    save(walk, "population.registered", "70000")
    save(walk, "finance.deficit", "0")
    save(walk, "population.registered", "71000", revision=1)
    with pytest.raises(StaleAnswer) as stale:
        save(walk, "population.registered", "72000", revision=1)
    with pytest.raises(StaleAnswer):
        save(walk, "finance.deficit", "1")

    assert stale.value.paths == ("population.registered",)
    assert answers(walk) == {"population.registered": ('"71000"', 2), "finance.deficit": ('"0"', 1)}


def test_all_changes_of_a_page_are_saved_or_none() -> None:
    walk = Walk()
    save(walk, "population.registered", "70000")
    changes = {"a.b": DraftChange("1"), "population.registered": DraftChange("2", None, 0)}
    with pytest.raises(StaleAnswer):
        save_answers(walk.by("signatory"), walk.case, changes)

    assert list(answers(walk)) == ["population.registered"]


def test_numbers_stay_as_they_were_written() -> None:
    walk = Walk()
    fill_draft(walk.by("signatory"), walk.case, ANSWERS.read_bytes(), "a.yaml", library())
    row = walk.case.draft.get(path="population.registered")
    submit(walk.by("signatory"), walk.case, library())
    program = reading.program_of(library(), walk.case.rules)
    kept = reading.submission_of(reading.version(walk.case), program, revealed=True)

    assert json.loads(row.answer) == "764200"
    assert kept.answers["population.registered"] == 764200
    assert len(kept.answers) == DraftAnswer.objects.exclude(answer="").count() > 100


@pytest.mark.parametrize(
    ("path", "answer", "message"),
    [
        ("population.registered", "many", "`many` is not"),
        ("no.question", "1", r"no question is called `no\.question`"),
        ("accountable_officer.name", "personal:" + "0" * 64, "is no answer"),
    ],
)
def test_what_is_no_answer_is_not_submitted(path: str, answer: str, message: str) -> None:
    walk = Walk()
    save(walk, path, answer)
    with pytest.raises((InvalidRecord, InvalidSubmission), match=message):
        submit(walk.by("signatory"), walk.case, library())

    assert walk.case.events.count() == 1
    assert not PersonalValue.objects.filter(value=answer).exists()


def test_evidence_without_an_answer_and_an_answer_taken_away_are_kept_as_such() -> None:
    walk = Walk()
    proof = EvidenceRecord(document="List sizes", where="p. 1", level="evidenced")
    change = {"population.registered": DraftChange('"70000"', proof)}
    save_answers(walk.by("signatory"), walk.case, change)
    taken = {"population.registered": DraftChange("", None, 1)}
    save_answers(walk.by("signatory"), walk.case, taken)
    submit(walk.by("signatory"), walk.case, library())
    program = reading.program_of(library(), walk.case.rules)
    kept = reading.submission_of(reading.version(walk.case), program, revealed=True)

    assert dict(kept.answers) == dict(kept.evidence) == {}


def test_nobody_else_saves_and_nothing_is_saved_once_it_is_proposed() -> None:
    walk = Walk()
    with pytest.raises(NotAllowed, match="`save answers` is for: applicant or signatory"):
        save_answers(walk.by("manager"), walk.case, {"a.b": DraftChange("1")})
    walk.submit()
    walk.assess()
    walk.moderate()
    walk.propose()
    walk.decide()
    with pytest.raises(
        NotAllowed, match="no answer can be changed any more: the case is `decided`"
    ):
        save(walk, "a.b", "1")
    with pytest.raises(NotAllowed, match="cannot follow on `decided`"):
        take_up(walk.by("assessor 1"), walk.case)
