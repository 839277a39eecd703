"""How long somebody stays signed in, where, and how that is ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from authorisation.casework.models import Person
from authorisation.web.settings import IDLE_SECONDS, LONGEST_SECONDS
from tests.casework.people import add_person
from tests.web.browser import parsed, posted
from tests.web.conftest import PASSWORD, Site
from tests.web.test_applicant import sent, words
from tests.web.test_second_factor import code_of, signs_in


@pytest.fixture
def ann(site: Site) -> Person:  # noqa: ARG001 - the store
    return add_person("ann", "Ann Archer", PASSWORD)


def row_of(client: Client) -> Session:
    return Session.objects.get(pk=client.session.session_key)


def age(client: Client, seconds: int) -> None:
    """Have somebody signed in for so long."""
    session = client.session
    session["began"] -= seconds
    session.save()


@pytest.mark.usefixtures("ann")
def test_a_session_ends_after_two_hours_without_a_request_and_is_removed_then() -> None:
    client = signs_in("ann")
    row = row_of(client)
    for idle in (IDLE_SECONDS - 10, 290):
        row.expire_date = timezone.now() + timedelta(seconds=IDLE_SECONDS - idle)
        row.save()
        assert client.get("/").status_code == 200
        renewed = row_of(client).expire_date - row.expire_date
        assert (renewed.total_seconds() > 60) is (idle > 300)
    row.expire_date = timezone.now() - timedelta(seconds=1)
    row.save()

    assert client.get("/").url == "/sign-in?next=/"  # type: ignore[attr-defined]
    assert Session.objects.filter(pk=row.pk).exists()
    signs_in("ann")
    assert not Session.objects.filter(pk=row.pk).exists()


@pytest.mark.usefixtures("ann")
def test_a_session_ends_after_twelve_hours_whatever_is_done() -> None:
    client = signs_in("ann")
    age(client, LONGEST_SECONDS - 5)
    assert client.get("/").status_code == 200
    age(client, 5)
    key = client.session.session_key

    assert client.get("/").url == "/sign-in?next=/"  # type: ignore[attr-defined]
    assert not Session.objects.filter(pk=key).exists()


@pytest.mark.usefixtures("ann")
def test_signing_in_begins_another_session_and_signing_out_ends_it_for_good() -> None:
    client = Client()
    client.cookies["sessionid"] = planted = "a" * 32
    client.post("/sign-in", {"username": "ann", "password": PASSWORD})
    given = client.cookies["sessionid"].value
    assert given != planted
    assert client.get("/").status_code == 200
    client.post("/sign-out")
    client.cookies["sessionid"] = given

    assert client.get("/").status_code == 302


@pytest.mark.slow
@pytest.mark.usefixtures("ann")
def test_somebody_sees_where_they_are_signed_in_and_ends_what_they_choose() -> None:
    client, lost, other = signs_in("ann"), signs_in("ann"), signs_in("ann")
    add_person("bob", "Bob Baker", PASSWORD)
    stranger = signs_in("bob")
    age(lost, 3600)
    shown = client.get("/sessions").content.decode()
    assert "Here, since" in shown
    assert client.session.session_key not in shown
    ids = [each.get("value") or "" for each in parsed(shown).iter("input") if each.get("id")]
    ids = [each for each in ids if each]
    assert len(ids) == 2

    none = sent(client, "/sessions", sessions="x", current=PASSWORD)
    assert "Choose what is to be signed out" in none.content.decode()
    wrong = sent(client, "/sessions", sessions=ids[0], current="wrong")
    assert "This is not your password" in wrong.content.decode()
    assert lost.get("/").status_code == 200
    assert sent(client, "/sessions", sessions=ids[0], current=PASSWORD).url == "/sessions"  # type: ignore[attr-defined]
    assert [each.get("/").status_code for each in (lost, other, client)] == [302, 200, 200]
    sent(client, "/sessions", sessions=ids[1], current=PASSWORD)
    assert "You are signed in nowhere else" in words(client, "/sessions")
    assert [each.get("/").status_code for each in (other, client, stranger)] == [302, 200, 200]


def test_a_session_of_somebody_else_is_not_ended(ann: Person) -> None:
    add_person("bob", "Bob Baker", PASSWORD)
    client, other, stranger = signs_in("ann"), signs_in("ann"), signs_in("bob")
    theirs = posted(signs_in("bob").get("/sessions").content.decode())["sessions"]
    assert len(theirs) == 1
    refused = sent(client, "/sessions", sessions=theirs[0], current=PASSWORD)

    assert refused.status_code == 422
    assert [each.get("/").status_code for each in (other, stranger)] == [200, 200]
    assert ann.is_active


@pytest.mark.usefixtures("ann")
def test_a_factor_is_added_with_the_password_again_once_signing_in_was_long_ago() -> None:
    client = signs_in("ann")
    assert "Your password" not in words(client, "/second-factor")
    age(client, 901)
    shown = client.get("/second-factor").content.decode()
    assert "Your password" in shown
    (key,) = {each.text for each in parsed(shown).iter("code")}
    form = {**posted(shown), "code": code_of((key or "").replace(" ", ""))}
    told = client.post("/second-factor", {**form, "current": "wrong"}).content.decode()

    assert "This is not your password" in told
    assert not Person.objects.exclude(totp_secret="").exists()
    done = client.post("/second-factor", {**form, "current": PASSWORD})
    assert "recovery codes" in done.content.decode()
