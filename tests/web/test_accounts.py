"""Signing in and out, and what every page is sent with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.test import Client

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.models import CaseEvent
from authorisation.casework.moves import Role
from authorisation.casework.people.accounts import set_password
from authorisation.casework.store import current_store
from authorisation.web import demo
from authorisation.web.security.attempts import SignInAttempt
from tests.casework.people import add_person
from tests.web.browser import parsed, text_of
from tests.web.conftest import PASSWORD, Site


@pytest.mark.slow
def test_signing_in_leads_on_to_the_page_that_was_asked_for(site: Site) -> None:
    add_person("ann", "Ann Archer", PASSWORD)
    asked = Client().get(site.at("/check"))
    assert asked.url == f"/sign-in?next={site.at('/check')}"  # type: ignore[attr-defined]

    form = {"username": "ann", "password": PASSWORD, "next": site.at("/check")}
    assert Client().post("/sign-in", form).url == site.at("/check")  # type: ignore[attr-defined]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(elsewhere: str) -> None:
    add_person("ann", "Ann Archer", PASSWORD)
    form = {"username": "ann", "password": PASSWORD, "next": elsewhere}

    assert Client().post("/sign-in", form).url == "/"  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.usefixtures("site")
def test_five_wrong_passwords_shut_the_door_for_a_while() -> None:
    add_person("ann", "Ann Archer", PASSWORD)
    told = [
        text_of(
            parsed(
                Client()
                .post("/sign-in", {"username": "Ann", "password": f"wrong {number}"})
                .content.decode()
            )
        )
        for number in range(6)
    ]

    assert ["The user name or the password is not right" in each for each in told] == [True] * 5 + [
        False
    ]
    assert "Wait 15 minutes" in told[5]
    right = Client().post("/sign-in", {"username": "ann", "password": PASSWORD})
    assert "Wait 15 minutes" in right.content.decode()


@pytest.mark.usefixtures("site")
def test_of_many_attempts_at_once_no_more_are_looked_at_than_there_are_places() -> None:
    def begin(number: int) -> bool:
        try:
            return SignInAttempt("ann", f"198.51.100.{number}").begin()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as several:
        assert sorted(several.map(begin, range(12))) == [False] * 7 + [True] * 5
    assert not SignInAttempt("ANN", "203.0.113.1").begin()
    other = SignInAttempt("bob", "203.0.113.1")
    assert other.begin()
    other.succeed()
    assert [SignInAttempt("bob", "203.0.113.1").begin() for _ in range(6)] == [True] * 5 + [False]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("username", ["Ann", "ANN", "\uff41nn"])
def test_a_user_name_is_the_same_in_capitals(username: str) -> None:
    add_person("aNN", "Ann Archer", PASSWORD)
    form = {"username": username, "password": PASSWORD}

    assert Client().post("/sign-in", form).status_code == 302
    assert Client().post("/sign-in", {**form, "username": "ann\0"}).status_code == 422


@pytest.mark.usefixtures("site")
def test_another_password_ends_the_session_of_the_one_before() -> None:
    at, client, other = datetime(2012, 10, 2, tzinfo=UTC), Client(), "another long enough one"
    person = add_person("ann", "Ann Archer", PASSWORD)
    client.post("/sign-in", {"username": "ann", "password": PASSWORD})
    assert client.get("/").status_code == 200
    set_password(person, other, at)
    assert client.get("/").status_code == 302
    assert client.post("/sign-in", {"username": "ann", "password": PASSWORD}).status_code == 422
    assert client.post("/sign-in", {"username": "ann", "password": other}).status_code == 302


def test_signing_out_takes_a_form_with_its_token(site: Site) -> None:
    assert site.signatory.get("/sign-out").status_code == 405
    signed_out = site.signatory.post("/sign-out")
    assert signed_out.url == "/sign-in"  # type: ignore[attr-defined]
    assert (
        signed_out.headers["Clear-Site-Data"] == '"cache"'
    )  # pages with errors are kept till then
    assert site.signatory.get("/").status_code == 302


def test_who_was_shut_out_since_is_signed_out(site: Site) -> None:
    from authorisation.casework.models import Person  # noqa: PLC0415

    Person.objects.filter(username="signatory").update(is_active=False)

    assert site.signatory.get("/").status_code == 302


@pytest.mark.parametrize("page", ["/", "/sign-in", "/nothing"])
def test_every_page_forbids_scripts_that_stand_in_it_and_keeping_it(site: Site, page: str) -> None:
    response = site.signatory.get(page)

    assert "script-src 'self';" in response.headers["Content-Security-Policy"]
    assert "'unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Frame-Options"] == "DENY"
    root = parsed(response.content.decode())
    assert [each for each in root.iter("script") if not each.get("src")] == []
    assert [each for each in root.iter() if each.get("style") is not None] == []
    assert [each for each in root.iter() for name in each.attrib if name.startswith("on")] == []


@pytest.mark.usefixtures("site")
def test_each_password_of_the_demonstration_has_its_event_and_is_used_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann = add_person("ann", "Ann Archer")
    monkeypatch.setattr(demo, "_PEOPLE", {"ann": ("Ann Archer", Role.AUDITOR)})
    passwords = demo.new_passwords()

    event = CaseEvent.objects.latest("number")
    assert (event.kind, event.by) == ("password set", ann.token)
    client = Client()
    client.post("/sign-in", {"username": "ann", "password": passwords["ann"]})
    assert client.get("/").status_code == 200
    assert verify_store(current_store()).faults == ()
