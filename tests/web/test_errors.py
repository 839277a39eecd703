"""What the framework refuses is refused on a page of ours, and no fault of others is logged."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client

from tests.web.browser import parsed, text_of
from tests.web.conftest import Site, signed_in

LOOK = "Consortium authorisation"


def test_every_refusal_of_the_framework_is_a_page(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Client(enforce_csrf_checks=True)
    signatory = site.signatory
    answers = {
        "another host": signatory.get("/sign-in", headers={"host": "evil.test"}),
        "no host": signatory.get("/", headers={"host": "a b"}),
        "no page": signatory.get("/nothing"),
        "no page, not signed in": Client().get("/nothing"),
        "no method": signatory.get("/sign-out"),
        "no token": held.post("/sign-in", {"username": "x"}),
        "too large": signatory.post(site.at("/upload"), {}, headers={"content-length": "12000001"}),
    }
    assert caplog.messages.count("Invalid HTTP_HOST header") == 0
    assert [each for each in caplog.records if each.levelname == "ERROR"] == []
    broken = signed_in("signatory", raise_request_exception=False)
    with monkeypatch.context() as patched:
        patched.setattr(SessionStore, "load", broken_database)
        answers["broken"] = broken.get("/")

    found = {
        name: (each.status_code, text_of(parsed(each.content.decode())))
        for name, each in answers.items()
    }
    assert {name: (status, LOOK in text) for name, (status, text) in found.items()} == {
        "another host": (400, True),
        "no host": (400, True),
        "no page": (404, True),
        "no page, not signed in": (404, True),
        "no method": (405, True),
        "no token": (403, True),
        "too large": (413, True),
        "broken": (500, True),
    }
    assert "This site has another name." in found["another host"][1]
    assert "Nothing was changed." in found["too large"][1]
    assert answers["no method"].headers["Allow"] == "POST"
    policies = {name: "Content-Security-Policy" in each.headers for name, each in answers.items()}
    assert all(policies.values())


def broken_database(*_: object) -> None:
    raise OperationalError("disk I/O error")
