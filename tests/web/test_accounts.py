"""Signing in and out, and what every page is sent with."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from authorisation.casework.accounts import add_person
from authorisation.casework.operating import change_password, make_account
from tests.web.browser import parsed, text_of
from tests.web.conftest import PASSWORD, Site


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
def test_another_password_ends_the_session_of_the_one_before() -> None:
    at, client, other = datetime(2012, 10, 2, tzinfo=UTC), Client(), "another long enough one"
    person = make_account("ann", "Ann Archer", PASSWORD, at)
    client.post("/sign-in", {"username": "ann", "password": PASSWORD})
    assert client.get("/").status_code == 200
    change_password(person, other, at)
    assert client.get("/").status_code == 302
    assert client.post("/sign-in", {"username": "ann", "password": PASSWORD}).status_code == 422
    assert client.post("/sign-in", {"username": "ann", "password": other}).status_code == 302


def test_signing_out_takes_a_form_with_its_token(site: Site) -> None:
    assert site.signatory.get("/sign-out").status_code == 405
    assert site.signatory.post("/sign-out").url == "/sign-in"  # type: ignore[attr-defined]
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
