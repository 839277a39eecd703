"""Pages about people: their accounts, and what of theirs is erased."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.cases.personal import reveal
from authorisation.casework.models import (
    CaseEvent,
    Consortium,
    GroupCase,
    HeldRole,
    Person,
    PersonalValue,
)
from authorisation.casework.moves import Role
from authorisation.casework.people.erasure import erase_account
from authorisation.casework.store import current_store
from tests.casework.people import AT, add_person, give_role
from tests.web.conftest import Site, signed_in
from tests.web.test_applicant import sent, words
from tests.web.test_manager import case  # noqa: F401 - a fixture

LEAD = "management.finance_lead"


@pytest.mark.slow
def test_a_case_manager_erases_a_personal_answer_for_good(case: GroupCase) -> None:  # noqa: F811
    manager, at = signed_in("manager"), f"/cases/{case.uid}/erase"
    assert "Erase personal answers" in words(manager, f"/cases/{case.uid}")
    shown = words(manager, at)
    assert "Mr C. Kite" in shown
    assert "Say why" in sent(manager, at, questions=LEAD).content.decode()
    named = sent(manager, at, questions=LEAD, reason="Mr C. Kite asked").content.decode()
    assert "give it without a name" in named
    assert PersonalValue.objects.filter(value="Mr C. Kite").exists()
    done = sent(manager, at, questions=LEAD, reason="They asked to")
    assert done.url == f"/cases/{case.uid}"  # type: ignore[attr-defined]

    event = CaseEvent.objects.latest("number")
    assert (event.kind, event.by) == ("erased", manager_token())
    assert verify_store(current_store()).faults == ()
    assert "Mr C. Kite" not in words(manager, at)
    twice = sent(manager, at, questions=LEAD, reason="They asked to")
    assert twice.url == f"/cases/{case.uid}"  # type: ignore[attr-defined]
    assert CaseEvent.objects.latest("number") == event


@pytest.fixture
def admin(site: Site) -> Client:  # noqa: ARG001 - it is served
    give_role(add_person("kim", "Kim Knight"), Role.ADMINISTRATOR)
    return signed_in("kim")


def act_of(event: CaseEvent) -> tuple[str, str, str, str]:
    said = json.loads(reveal(event.text))
    return event.kind, reveal(event.by), said["person"], said["role"]


def number_of(username: str) -> int:
    return Person.objects.get(username=username).pk


@pytest.mark.slow
def test_an_administrator_adds_somebody_gives_and_takes_roles(admin: Client) -> None:
    before = CaseEvent.objects.count()
    assert "People and their roles" in words(admin, "/")
    added = sent(admin, "/people/add", name="Sal Signer", username="Sal").content.decode()
    password = re.search("<code>(.+)</code>", added)
    assert password
    sal = Person.objects.get(username="sal")
    assert sal.check_password(password[1])
    again = sent(admin, "/people/add", name="Sal Signer", username="sAL").content.decode()
    assert "The user name “sAL” is taken: choose another" in again
    at = f"/people/{sal.pk}"
    assert "No role yet" in words(admin, at)
    group = str(Consortium.objects.get(code="IM1").pk)
    assert "Choose the group" in sent(admin, f"{at}/roles", role="applicant").content.decode()
    assert "Choose a role" in sent(admin, f"{at}/roles", group=group).content.decode()
    sent(admin, f"{at}/roles", role="applicant", group=group)
    sent(admin, f"{at}/roles", role="auditor", group=group)
    shown = words(admin, at)
    assert "Applicant of Imaginary Marsh (IM1) Take away" in shown
    assert "Auditor Take away" in shown
    held = HeldRole.objects.get(person=sal, role="auditor").pk
    assert "Sal Signer is then no longer auditor." in words(admin, f"{at}/roles/{held}")
    twice = [admin.post(f"{at}/roles/{held}").url for _ in range(2)]  # type: ignore[attr-defined]
    assert twice == [at, at]

    done = CaseEvent.objects.filter(number__gt=before)
    assert [act_of(event) for event in done] == [
        ("person added", "Kim Knight", "Sal Signer", ""),
        ("role given", "Kim Knight", "Sal Signer", "applicant"),
        ("role given", "Kim Knight", "Sal Signer", "auditor"),
        ("role taken", "Kim Knight", "Sal Signer", "auditor"),
    ]
    assert verify_store(current_store()).faults == ()
    assert "Name Sal Signer User name sal Roles applicant of Imaginary Marsh (IM1)" in words(
        admin, "/people"
    )


def test_an_administrator_closes_and_opens_accounts_and_makes_passwords(
    admin: Client, site: Site
) -> None:
    at = f"/people/{number_of('assessor')}"
    assert "Open the account again" not in words(admin, at)
    sent(admin, f"{at}/close")
    assert site.assessor.get("/").status_code == 302
    assert "Account Closed" in words(admin, at)
    assert "Close the account" not in words(admin, at)
    refused = sent(admin, f"{at}/close").content.decode()
    assert "The account “assessor” is closed already" in refused
    sent(admin, f"{at}/reopen")
    made = sent(admin, f"{at}/password").content.decode()
    password = re.search("<code>(.+)</code>", made)
    assert password
    assessor = Person.objects.get(username="assessor")
    assert assessor.check_password(password[1])
    assert assessor.password_is_given
    assert admin.post(f"/people/{number_of('kim')}/password").status_code == 409
    own = sent(admin, f"/people/{number_of('kim')}/close").content.decode()
    assert "is the only administrator: give the role to another first" in own
    kinds = CaseEvent.objects.order_by("-number").values_list("kind", flat=True)[:3]
    assert [*kinds] == ["password set", "account reopened", "account closed"]


def test_the_people_are_a_file_too_without_their_names(admin: Client) -> None:
    text = admin.get("/people?as=csv").content.decode("utf-8-sig")

    assert text.splitlines()[:2] == [
        "User name,Roles,Can sign in,Second factor",
        "applicant,applicant of Imaginary Marsh (IM1),No,No",
    ]
    names = PersonalValue.objects.values_list("value", flat=True)
    assert [name for name in names if name in text] == []


@pytest.mark.parametrize("path", ["99", "99999999999999999999999", "1/nothing", "1/roles/99"])
def test_an_account_that_is_not_there_is_not_found(admin: Client, path: str) -> None:
    assert admin.get(f"/people/{path}").status_code == 404


def test_an_administrator_erases_an_account_for_good(admin: Client, site: Site) -> None:
    kim, number = number_of("kim"), number_of("assessor")
    at = f"/people/{number}/erase"
    assert "Erase the account" in words(admin, f"/people/{number}")
    assert "Erase the account" not in words(admin, f"/people/{kim}")
    assert "Say why" in sent(admin, at).content.decode()
    named = sent(admin, at, reason="Dr Assessor asked").content.decode()
    assert "give it without a name" in named
    assert admin.post(f"/people/{kim}/erase", {"reason": "I go"}).status_code == 409
    assert sent(admin, at, reason="They left").url == "/people"  # type: ignore[attr-defined]
    assert admin.post(at, {"reason": "They left"}).url == "/people"  # type: ignore[attr-defined]

    event = CaseEvent.objects.latest("number")
    assert (event.kind, reveal(event.by)) == ("erased", "Kim Knight")
    assert CaseEvent.objects.filter(kind="erased").count() == 1
    assert not PersonalValue.objects.filter(value="Dr Assessor").exists()
    assert not Person.objects.filter(username="assessor").exists()
    assert site.assessor.get("/").status_code == 302
    assert verify_store(current_store()).faults == ()


def test_somebody_erased_has_no_page_and_no_name_in_the_list(admin: Client) -> None:
    person = Person.objects.get(username="assessor")
    erase_account(person, "They left", AT)

    assert admin.get(f"/people/{person.pk}").status_code == 404
    assert f"Erased User name erased {person.pk} Roles assessor Can sign in No" in words(
        admin, "/people"
    )


def manager_token() -> str:
    return CaseEvent.objects.filter(kind="opened").latest("number").by
