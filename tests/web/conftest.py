"""The site on a store of its own, with a case that is begun and people of two groups."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("django")

from django.core.management import call_command
from django.test import Client, override_settings

from authorisation.web.settings import site_settings
from tests.casework.conftest import copy_of, template, to_be_copied

# Models can be imported once the apps are loaded, which that of casework does.
from tests.casework.people import add_person, give_role  # isort: skip
from authorisation.casework.cases.moving import open_case  # isort: skip
from authorisation.casework.cases.moving import Actor  # isort: skip
from authorisation.casework.models import Consortium, GroupCase, Person  # isort: skip
from authorisation.casework.moves import Role  # isort: skip
from tests.casework.walk import DAY  # isort: skip

PASSWORD = "a long enough password"
BROWSERS = ("signatory", "applicant", "stranger", "assessor")
SETTINGS = site_settings(hosts=("testserver", "127.0.0.1"), demo=False, secure=False)


@dataclass(frozen=True, slots=True)
class Site:
    """A group's case, opened and empty, and browsers of people with roles."""

    uid: str
    signatory: Client
    applicant: Client
    stranger: Client
    assessor: Client

    def at(self, path: str = "") -> str:
        return f"/cases/{self.uid}{path}"


@cache
def site_template() -> Path:
    """A store that the site can be on, made once, to be copied."""
    with to_be_copied(template()) as folder, override_settings(**SETTINGS):
        call_command("createcachetable")
    return folder


@cache
def filled() -> Path:
    """A store with a case and people, made once, to be copied."""
    with to_be_copied(site_template()) as folder:
        group = Consortium.objects.create(name="Imaginary Marsh", code="IM1")
        other = Consortium.objects.create(name="Imaginary Hill", code="IH1")
        roles = {
            "signatory": (Role.SIGNATORY, group),
            "applicant": (Role.APPLICANT, group),
            "stranger": (Role.SIGNATORY, other),
            "assessor": (Role.ASSESSOR, None),
            "manager": (Role.CASE_MANAGER, None),
        }
        for name, (role, of) in roles.items():
            give_role(add_person(name, f"Dr {name.title()}"), role, of)
        manager = Person.objects.get(username="manager")
        open_case(Actor(manager, datetime(2012, 10, 1, 9, tzinfo=UTC)), group, "gpcc-2010", DAY)
    return folder


@cache
def signed_in_site() -> tuple[Path, dict[str, str]]:
    """The same where people of two groups have signed in, and the cookies of their sessions."""
    with to_be_copied(filled()) as folder, override_settings(**SETTINGS):
        sessions = {name: signed_in(name).cookies["sessionid"].value for name in BROWSERS}
    return folder, sessions


@contextmanager
def site_on(template: Path, folder: Path) -> Iterator[Site]:
    """The site on a copy of a store that `signed_in_site` was filled into."""
    with override_settings(**SETTINGS), copy_of(template, folder):
        browsers = {name: Client() for name in BROWSERS}
        for name, browser in browsers.items():
            browser.cookies["sessionid"] = signed_in_site()[1][name]
        yield Site(GroupCase.objects.get().uid, **browsers)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_on(signed_in_site()[0], tmp_path / "store") as site:
        yield site


def signed_in(username: str, **options: bool) -> Client:
    """The browser of somebody who has signed in, with these options of the framework's."""
    client = Client(**options)
    client.force_login(Person.objects.get(username=username))
    return client
