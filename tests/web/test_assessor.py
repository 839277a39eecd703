"""What an assessor does: takes an application up, reads findings by domain, checks and grades."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from django.test import Client

from authorisation.casework.cases.draft import fill_draft, submit
from authorisation.casework.cases.judging import take_up
from authorisation.casework.cases.moving import Actor, open_case
from authorisation.casework.models import Consortium, GroupCase, Person
from authorisation.casework.moves import CaseMove, Role
from authorisation.web.domains import LIBRARY
from tests.casework.conftest import to_be_copied
from tests.casework.people import add_person, give_role
from tests.casework.walk import ANSWERS, DAY
from tests.web.browser import parsed, posted, text_of
from tests.web.conftest import Site, signed_in, signed_in_site, site_on
from tests.web.test_applicant import sent, words

CHECK = "/assessed/answers/population.registered"
DOMAIN = "/assessed/domains/finance"


@cache
def submitted_template() -> Path:
    """The store of the site with the application submitted."""
    with to_be_copied(signed_in_site()[0]) as folder:
        case, signatory = GroupCase.objects.get(), Person.objects.get(username="signatory")
        at = datetime(2012, 10, 1, 10, tzinfo=UTC)
        fill_draft(Actor(signatory, at), case, ANSWERS.read_bytes(), "a.yaml", LIBRARY)
        submit(Actor(signatory, at), case, LIBRARY)
    return folder


@cache
def taken_up_template() -> Path:
    """The store of the site with the application taken up."""
    with to_be_copied(submitted_template()) as folder:
        assessor = Person.objects.get(username="assessor")
        take_up(Actor(assessor, datetime.now(UTC)), GroupCase.objects.get())
    return folder


@pytest.fixture
def submitted(tmp_path: Path) -> Iterator[Site]:
    with site_on(submitted_template(), tmp_path / "store") as site:
        yield site


@pytest.fixture
def taken_up(tmp_path: Path) -> Iterator[Site]:
    with site_on(taken_up_template(), tmp_path / "store") as site:
        yield site


def other_assessor() -> Client:
    person = add_person("other", "Dr Other")
    give_role(person, Role.ASSESSOR)
    return signed_in("other")


def views() -> int:
    return GroupCase.objects.get().events.filter(kind=CaseMove.ASSESS).count()


def test_what_is_not_submitted_is_not_shown(site: Site) -> None:
    sent(site.signatory, site.at("/questions/population.registered"), answer__text="70729")

    assert "has not submitted its application yet" in words(site.assessor, site.at())
    for page in ("/check", "/indicated", "/domains/finance", "/questions/population.registered"):
        assert site.assessor.get(site.at(page)).status_code == 404


def test_nobody_judges_what_is_not_submitted_but_an_interest_can_be_declared(site: Site) -> None:
    pages = ("", "/domains/finance", "/answers/population.registered", "/criteria/FIN-3a")
    addresses = [f"/assessed{page}" for page in pages] + ["/moderate", "/propose", "/decide"]

    for address in addresses:
        answer = site.assessor.get(site.at(address))
        assert answer.status_code == 409
        assert "nothing was submitted yet" in answer.content.decode().casefold()
    assert site.assessor.post(site.at("/taken-up")).status_code == 409
    assert sent(site.assessor, site.at("/interest"), interest="A cousin").status_code == 302  # type: ignore[attr-defined]


def test_an_application_is_taken_up_once(submitted: Site) -> None:
    assert "Begin to assess" in words(submitted.assessor, submitted.at())
    for _ in range(2):
        assert submitted.assessor.post(submitted.at("/taken-up")).url == submitted.at()  # type: ignore[attr-defined]

    shown = words(submitted.assessor, submitted.at())
    assert "State In assessment" in shown
    assert "by Dr Signatory" in shown
    assert "Begin to assess" not in shown


def test_a_domain_has_its_findings_and_answers(taken_up: Site) -> None:
    shown = words(taken_up.assessor, taken_up.at(DOMAIN))

    assert "registered patients" in shown.casefold()
    assert "Not recorded yet Record" in shown
    assert "Risk is carried by enough people (FIN-3a)" in shown
    assert "This is not a decision of the Board." in words(
        taken_up.assessor, taken_up.at("/assessed")
    )


@pytest.mark.slow
def test_an_answer_is_checked_and_counts_so(taken_up: Site) -> None:
    response = sent(
        taken_up.assessor,
        taken_up.at(CHECK),
        grade="not accepted",
        reason="The lists are of 2009",
        document="Lists",
    )

    anchor = "answer-population.registered"
    assert response.url == f"{taken_up.at(DOMAIN)}#{anchor}"  # type: ignore[attr-defined]
    assert taken_up.assessor.get(taken_up.at(DOMAIN)).content.decode().count(f'id="{anchor}"') == 1
    assert "Not accepted: The lists are of 2009 Change" in words(
        taken_up.assessor, taken_up.at(DOMAIN)
    )
    assert "1 recorded by you" in words(taken_up.assessor, taken_up.at())


@pytest.mark.slow
def test_another_sees_a_check_only_after_giving_one(taken_up: Site) -> None:
    sent(taken_up.assessor, taken_up.at(CHECK), grade="not accepted", reason="Old", document="L")
    other = other_assessor()

    assert "not accepted" not in words(other, taken_up.at(DOMAIN))
    assert "Old" not in words(other, taken_up.at("/assessed"))
    sent(other, taken_up.at(CHECK), grade="checked", reason="Seen", document="L")
    assert "differ" in words(other, taken_up.at("/assessed"))


def test_what_is_wrong_with_a_check_is_told_at_its_control(taken_up: Site) -> None:
    response = sent(taken_up.assessor, taken_up.at(CHECK), grade="checked", reason="", document="")
    page = parsed(response.content.decode())  # type: ignore[attr-defined]

    assert response.status_code == 422  # type: ignore[attr-defined]
    told = [each.get("href") for each in page.iter("a") if (each.get("href") or "").startswith("#")]
    assert "#reason" in told
    assert "There is a problem Say why" in text_of(page)
    bare = sent(taken_up.assessor, taken_up.at(CHECK), grade="checked", reason="Old", document="")
    told = text_of(parsed(bare.content.decode()))  # type: ignore[attr-defined]
    assert "There is a problem Name the document that you read Imaginary Marsh" in told
    why_alone = sent(taken_up.assessor, taken_up.at(CHECK), grade="", reason="Old")
    told = text_of(parsed(why_alone.content.decode()))  # type: ignore[attr-defined]
    assert "There is a problem Choose what you find Imaginary Marsh" in told
    assert views() == 0


def test_the_same_check_twice_is_recorded_once_and_can_be_taken_back(taken_up: Site) -> None:
    page = taken_up.at(CHECK)
    form = {
        **posted(taken_up.assessor.get(page).content.decode()),
        "grade": ["checked"],
        "reason": ["Seen"],
        "document": ["Lists"],
    }
    for _ in range(2):
        assert taken_up.assessor.post(page, form).status_code == 302
    assert views() == 1

    sent(taken_up.assessor, page, grade="")
    assert "recorded by you" not in words(taken_up.assessor, taken_up.at())


def test_a_check_of_a_version_of_before_is_not_recorded(taken_up: Site) -> None:
    page = taken_up.at(CHECK)
    form = {
        **posted(taken_up.assessor.get(page).content.decode()),
        "grade": ["checked"],
        "reason": ["Seen"],
        "document": ["Lists"],
        "version": ["other"],
    }
    late = taken_up.assessor.post(page, form)

    assert late.status_code == 422
    assert "The group has submitted again since" in late.content.decode()
    assert views() == 0


def test_who_declares_an_interest_judges_no_more(taken_up: Site) -> None:
    empty = taken_up.assessor.post(taken_up.at("/interest"), {"interest": " "})
    assert empty.status_code == 422
    sent(taken_up.assessor, taken_up.at("/interest"), interest="My sister works there")

    assert "Record" not in words(taken_up.assessor, taken_up.at(DOMAIN)).split()
    refusal = taken_up.assessor.get(taken_up.at(CHECK))
    assert refusal.status_code == 409
    assert "declared an interest" in text_of(parsed(refusal.content.decode()))


def test_a_group_neither_takes_up_nor_judges(taken_up: Site) -> None:
    assert taken_up.signatory.post(taken_up.at("/taken-up")).status_code == 404
    assert taken_up.signatory.get(taken_up.at(CHECK)).status_code == 404
    assert taken_up.stranger.post(taken_up.at("/taken-up")).status_code == 404


def test_the_work_list_has_what_waits_for_somebody_first(submitted: Site) -> None:
    group = Consortium.objects.create(name="A group that has not begun", code="")
    manager = Person.objects.get(username="manager")
    open_case(Actor(manager, datetime(2012, 9, 1, 9, tzinfo=UTC)), group, "gpcc-2010", DAY)

    shown = words(submitted.assessor, "/")
    assert "Waiting for you: 1 of 2 applications." in shown
    assert "For you Begin to assess" in shown
    assert shown.index("Imaginary Marsh") < shown.index("A group that has not begun")


def test_a_ground_is_graded_by_the_scale_of_the_rules(site: Site) -> None:
    group, people = Consortium.objects.get(code="IH1"), Person.objects
    at = datetime(2012, 10, 1, 10, tzinfo=UTC)
    case = open_case(Actor(people.get(username="manager"), at), group, "statutory-2012", DAY)
    submit(Actor(people.get(username="stranger"), at), case, LIBRARY)
    there = f"/cases/{case.uid}"
    site.assessor.post(f"{there}/taken-up")
    page = f"{there}/assessed/criteria/14C-2-c"

    assert "Weigh where the patients live" in words(site.assessor, page)
    refused = sent(site.assessor, page, grade="lovely", reason="So it is")
    assert "“lovely” is not one of" in text_of(parsed(refused.content.decode()))  # type: ignore[attr-defined]
    sent(site.assessor, page, grade="not appropriate", reason="It crosses a boundary")
    shown = words(site.assessor, f"{there}/assessed/domains/grounds")
    assert "Not appropriate: It crosses a boundary Change Your grade: The area is" in shown
    assert site.assessor.get(f"{there}/assessed/criteria/NAME").status_code == 404
