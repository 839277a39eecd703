"""What assessors, panels and deciders are shown beside their forms, and lists narrowed down."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from authorisation.casework.cases.draft import submit
from authorisation.casework.cases.moving import Actor, open_case
from authorisation.casework.models import CaseEvent, Consortium, GroupCase, Person
from authorisation.casework.moves import CaseMove, Role
from authorisation.web.domains import LIBRARY
from tests.casework.walk import DAY
from tests.web.browser import parsed, posted, text_of
from tests.web.conftest import Site
from tests.web.test_applicant import sent, words
from tests.web.test_assessor import CHECK, DOMAIN, submitted, taken_up  # noqa: F401 - fixtures
from tests.web.test_deciding import panel, person, propose, settle, state  # noqa: F401 - fixtures

CONDITIONS = "full budget with conditions"


def test_a_list_is_narrowed_to_what_waits_and_to_a_state(submitted: Site) -> None:  # noqa: F811
    group = Consortium.objects.create(name="Imaginary Fen", code="")
    manager = Person.objects.get(username="manager")
    open_case(Actor(manager, datetime(2012, 9, 1, 9, tzinfo=UTC)), group, "gpcc-2010", DAY)

    whole = words(submitted.assessor, "/")
    assert "All (2) Waiting for you (1) Draft (1) Submitted (1)" in whole
    for only, shown, hidden in (
        ("waiting", "Imaginary Marsh", "Imaginary Fen"),
        ("draft", "Imaginary Fen", "Imaginary Marsh"),
    ):
        narrowed = words(submitted.assessor, f"/?only={only}")
        assert shown in narrowed
        assert hidden not in narrowed
    assert "No application is to be shown here." in words(submitted.assessor, "/?only=decided")


def test_overlaps_with_another_application_stand_first(submitted: Site) -> None:  # noqa: F811
    entry = "/questions/membership.practices/entries/1"
    sent(submitted.signatory, submitted.at(entry), name__text="Ash Surgery", code__text="A81001")
    sent(submitted.signatory, submitted.at("/submit"), declared="yes")
    assert "Overlaps" not in words(submitted.assessor, submitted.at())
    group, stranger = Consortium.objects.get(code="IH1"), Person.objects.get(username="stranger")
    at = datetime(2012, 10, 1, 11, tzinfo=UTC)
    manager = Person.objects.get(username="manager")
    other = open_case(Actor(manager, at), group, "gpcc-2010", DAY)
    there = f"/cases/{other.uid}{entry}"
    sent(submitted.stranger, there, name__text="Ash House", code__text="A81001")
    submit(Actor(stranger, at), other, LIBRARY)

    shown = words(submitted.assessor, submitted.at())
    assert "Overlaps with other applications" in shown
    assert "One practice is named in two applications" in shown
    assert "Imaginary Hill (IH1)" in shown


def test_each_finding_has_beside_it_what_it_rests_on_with_its_boxes(taken_up: Site) -> None:  # noqa: F811
    sent(taken_up.assessor, taken_up.at(CHECK), grade="checked", reason="Read", document="L")
    shown = words(taken_up.assessor, taken_up.at(DOMAIN))

    finding = shown.index("Risk is carried by enough people (FIN-3a)")
    following = shown.index("(FIN-", finding + len("Risk is carried by enough people (FIN-3a)"))
    beside = shown[finding:following]
    assert "Registered patients" in beside
    assert "Shown by: List sizes by practice" in beside
    assert "Checked: Read Change" in beside


@pytest.mark.slow
def test_a_panel_sees_what_is_indicated_with_its_conditions_and_when_they_are_due(
    taken_up: Site,  # noqa: F811
    panel,  # noqa: F811
) -> None:
    assert "Shown by: List sizes by practice" in words(panel, taken_up.at("/moderate"))
    settle(panel, taken_up)
    shown = words(panel, taken_up.at("/propose"))

    assert "Full budget with conditions, because" in shown
    assert "Discharged by:" in shown
    assert "Due: within" in shown
    propose(panel, taken_up, CONDITIONS)
    decider = person("decider", Role.DECIDER)
    assert "Due: within" in words(decider, taken_up.at("/decide"))


@pytest.mark.slow
def test_a_departure_from_one_criterion_is_proposed_with_its_reason(
    taken_up: Site,  # noqa: F811
    panel,  # noqa: F811
) -> None:
    settle(panel, taken_up)
    page = taken_up.at("/propose")
    more = sent(panel, page, more="yes", outcome=CONDITIONS)
    assert more.status_code == 200  # type: ignore[attr-defined]
    form = posted(more.content.decode())  # type: ignore[attr-defined]
    assert form["departures"] == ["1"]
    assert form["outcome"] == [CONDITIONS]

    form |= {"reason": ["As indicated"], "departure-0-criterion": ["FIN-3a"]}
    lacking = panel.post(page, form)
    told = text_of(parsed(lacking.content.decode()))
    assert lacking.status_code == 422
    assert "Departure 1: choose what is decided in its place Departure 1: say why" in told

    assert "FIN-3a: Risk is carried by enough people, met" in told
    form |= {"departure-0-reason": ["The pool is not signed"]}
    idle = panel.post(page, form | {"departure-0-verdict": ["met"]})
    assert "this departs from nothing" in idle.content.decode()
    assert state() == "moderated"
    assert panel.post(page, form | {"departure-0-verdict": ["not met"]}).status_code == 302
    assert state() == "proposed"
    (proposed,) = CaseEvent.objects.filter(uid=GroupCase.objects.get().uid, kind=CaseMove.PROPOSE)
    assert "The pool is not signed" in proposed.text
    decider = person("decider", Role.DECIDER)
    shown = words(decider, taken_up.at("/decide"))
    assert "Departures from what these rules indicate" in shown
    assert "The pool is not signed" in shown
