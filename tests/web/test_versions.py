"""What a group submitted, and what changed since: for the group itself and for who assesses it."""

from __future__ import annotations

import re

import pytest

from tests.web.browser import parsed
from tests.web.conftest import Site
from tests.web.test_applicant import POOL, SIZE, sent, words
from tests.web.test_assessor import CHECK, other_assessor, submitted, taken_up  # noqa: F401 - fixtures

COST = "/questions/management.planned_cost"


def submit(site: Site) -> None:
    sent(site.signatory, site.at("/submit"), declared="yes")


def test_a_group_sees_what_it_changed_since_it_submitted(taken_up: Site) -> None:  # noqa: F811
    sent(taken_up.assessor, taken_up.at(CHECK), grade="not accepted", reason="Old", document="L")
    assert "Submission 1" in words(taken_up.signatory, taken_up.at())
    sent(taken_up.signatory, taken_up.at(COST), answer__text="")
    shown = words(taken_up.signatory, taken_up.at("/changes/1"))

    assert "What changed since submission 1" in shown
    assert "Now: Your answers now" in shown
    assert "Answers withdrawn Planned management cost" in shown
    assert "Findings that differ" in shown
    answers = shown.rpartition("Answers withdrawn")[2].partition("Evidence")[0]
    assert "Planned management cost: it was:" in answers
    assert "management.planned_cost" not in answers
    assert "not accepted" not in shown
    assert taken_up.assessor.get(taken_up.at("/changes/1")).status_code == 404
    assert taken_up.signatory.get(taken_up.at("/changes/2")).status_code == 404


@pytest.mark.slow
def test_an_assessor_sees_what_changed_from_one_submission_to_the_next(taken_up: Site) -> None:  # noqa: F811
    sent(taken_up.assessor, taken_up.at(CHECK), grade="not accepted", reason="Old", document="L")
    sent(taken_up.signatory, taken_up.at(COST), answer__text="")
    submit(taken_up)
    sent(taken_up.signatory, taken_up.at(COST), answer__text="5")

    assert "What changed since of submission 1" in words(taken_up.assessor, taken_up.at())
    shown = words(taken_up.assessor, taken_up.at("/changes/1"))
    assert "Now: Submission 2" in shown
    assert "Answers withdrawn Planned management cost" in shown
    assert "not accepted" in shown
    assert taken_up.assessor.get(taken_up.at("/changes/2")).status_code == 404


@pytest.mark.slow
def test_no_page_names_a_question_by_its_path(taken_up: Site) -> None:  # noqa: F811
    for grade in ("checked", "not accepted"):
        assessor = taken_up.assessor if grade == "checked" else other_assessor()
        sent(assessor, taken_up.at(CHECK), grade=grade, reason="Read", document="The register")
    sent(taken_up.signatory, taken_up.at(SIZE), document="we do not have one yet")
    sent(taken_up.signatory, taken_up.at(COST), answer__text="")
    by_group, by_assessor = (
        words(taken_up.signatory, taken_up.at("/changes/1")),
        words(taken_up.assessor, taken_up.at("/assessed")),
    )

    assert "Comes from one change: Planned management cost" in by_group
    assert "Registered patients: we do not have one yet, last page; before: List" in by_group
    assert "registered patients: by Dr Assessor on" in by_assessor
    assert "practices? (the assessors differ, and moderation is needed)" in by_assessor
    for shown in (by_group, by_assessor):
        assert re.findall(r"\b[a-z_]+\.[a-z_]+\b", shown) == []
    indicated = parsed(taken_up.signatory.get(taken_up.at("/indicated")).content.decode())
    asked = [each for each in indicated.iter("a") if "we do not have one yet" in (each.text or "")]
    assert [each.get("href") for each in asked] == [taken_up.at(SIZE)]


@pytest.mark.slow
def test_each_question_to_answer_next_leads_to_its_page(site: Site) -> None:
    sent(site.signatory, site.at(SIZE), answer__text="70729")
    page = parsed(site.signatory.get(site.at("/indicated")).content.decode())
    links = [each.get("href", "") for each in page.iter("a")]

    assert site.at(POOL) in links
    assert "risk_pool.agreement" not in "".join(page.itertext())
    questions = [each for each in links if "/questions/" in each]
    assert questions
    assert {site.signatory.get(each).status_code for each in questions} == {200}


@pytest.mark.slow
def test_what_would_follow_at_the_decision_is_said_beside_what_is_indicated(site: Site) -> None:
    sent(site.signatory, site.at(SIZE), answer__text="70729")
    shown = words(site.signatory, site.at("/indicated"))

    assert "If nothing more were answered and shown, the decision would rest on this:" in shown
    decided = words(site.signatory, site.at("/indicated/at-decision"))
    assert "What would follow at the decision" in decided
    assert "not shown" in decided
    assert "So far: cannot tell yet:" in words(site.signatory, site.at())
    assert "So far: cannot tell yet:" in words(site.signatory, site.at("/domains/finance"))
