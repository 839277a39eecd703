"""What the site logs: who signed in and what was refused, and nothing that anybody typed."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client

from authorisation.casework.models import Person
from authorisation.web.security.logs import SECURITY, LogFormatter
from tests.casework.people import add_person
from tests.web.conftest import PASSWORD, Site, signed_in
from tests.web.test_second_factor import add_factor, code_of, signs_in

TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ", re.MULTILINE)


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What is written to stderr where the site is served."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(LogFormatter())
    loggers = [logging.getLogger(name) for name in (SECURITY, "django.request")]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.INFO if each.name == SECURITY else logging.ERROR)
    yield written
    for each in loggers:
        each.removeHandler(handler)
        each.setLevel(logging.NOTSET)


def lines(log: StringIO) -> list[str]:
    """Each line without its time, which it has."""
    found = log.getvalue().splitlines()
    assert all(TIME.match(each) for each in found)
    return [TIME.sub("", each).removeprefix(f"INFO {SECURITY} ") for each in found]


@pytest.mark.usefixtures("site")
def test_each_sign_in_is_logged_with_its_factors_and_what_it_failed_by(log: StringIO) -> None:
    ann = add_person("ann", "Ann Archer", PASSWORD)
    secret, _ = add_factor(signs_in("ann"))
    client = signs_in("ann")
    client.post("/sign-in/code", {"code": "123456"})
    client.post("/sign-in/code", {"code": code_of(secret)})
    client.post("/password", {"current": "what I had before", "new": "x", "again": "x"})
    client.post("/sign-out")
    for _ in range(6):
        Client().post("/sign-in", {"username": "ANN", "password": "hunter2"})
    Client(REMOTE_ADDR="198.51.100.7").post("/sign-in", {"username": PASSWORD, "password": "ann"})
    Client(REMOTE_ADDR="x\r\ny").post("/sign-in", {"username": "a\0b", "password": "ann"})

    where = f"account={ann.pk} address=127.0.0.1"
    assert lines(log) == [
        f"signed in factors=password {where}",
        f"second factor added {where}",
        f"sign-in failed reason=code {where}",
        f"signed in factors=password+code {where}",
        f"password asked again: failed {where}",
        f"signed out {where}",
        *[f"sign-in failed reason=password {where}"] * 3,
        *[f"sign-in failed reason=attempts {where}"] * 3,
        "sign-in failed reason=password account=- address=198.51.100.7",
        "sign-in failed reason=password account=- address=-",
    ]


def test_what_is_refused_is_logged_by_the_name_of_its_page(site: Site, log: StringIO) -> None:
    person = Person.objects.get(username="stranger")
    site.stranger.get(site.at("/questions/Ann-Archer"))
    site.stranger.get("/people")
    site.stranger.get("/nowhere/Ann-Archer\x1b%0aforged")
    checked = signed_in("stranger", enforce_csrf_checks=True)
    checked.post(site.at("/submit"), {"declared": "Ann Archer"})
    site.stranger.post("/password", {f"Ann Archer {number}": "" for number in range(1001)})
    Client().get("/nowhere")
    Client().get(site.at())

    where = f"account={person.pk} address=127.0.0.1"
    assert lines(log) == [
        f"refused status=404 page=question {where}",
        f"refused status=409 page=people {where}",
        f"refused status=404 page=- {where}",
        f"refused status=403 page=submit {where}",
        f"refused status=400 page=password {where}",
    ]


def test_a_fault_is_logged_with_its_place_and_not_with_what_it_says(
    site: Site, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("of Ann Archer\n2026-01-01T00:00:00.000Z forged") from KeyError("Ann")

    monkeypatch.setattr("authorisation.web.views.lookup.cases_of", broken)
    client = signed_in("signatory", raise_request_exception=False)
    client.get(site.at())
    first, *rest = log.getvalue().splitlines()

    assert TIME.sub("", first) == f"ERROR django.request Internal Server Error: {site.at()}"
    assert [each for each in rest if not each.startswith(" ")] == ["RuntimeError", "KeyError"]
    assert any("in broken" in each for each in rest)
    assert "of Ann Archer" not in log.getvalue().replace('RuntimeError("of Ann Archer', "")


def test_nothing_that_is_logged_begins_a_line_of_its_own() -> None:
    record = logging.LogRecord(
        "waitress", logging.WARNING, "", 0, "%s £", ("a\r\nb\x1b[31m",), None
    )

    line = TIME.sub("", LogFormatter().format(record))
    assert line == r"WARNING waitress a\r\nb\x1b[31m \xa3"
