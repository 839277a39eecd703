"""The site on a store of its own, with a case that is begun and people of two groups."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

pytest.importorskip("django")

from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings

from authorisation.casework.store import open_store
from authorisation.web.settings import site_settings
from tests.casework.conftest import template

# Models can be imported once the apps are loaded, which that of casework does.
from tests.casework.people import add_person, give_role  # isort: skip
from authorisation.casework.cases.opening import open_case  # isort: skip
from authorisation.casework.cases.moving import Actor  # isort: skip
from authorisation.casework.models import Consortium, GroupCase, Person  # isort: skip
from authorisation.casework.moves import Role  # isort: skip
from tests.casework.walk import DAY  # isort: skip

PASSWORD = "a long enough password"
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
def filled() -> Path:
    """A store with a case and people, made once, to be copied."""
    folder = Path(mkdtemp()) / "store"
    atexit.register(shutil.rmtree, folder.parent)
    shutil.copytree(template(), folder)
    open_store(folder)
    call_command("createcachetable")
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
    connections.close_all()
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with override_settings(**SETTINGS):
        shutil.copytree(filled(), tmp_path / "store")
        open_store(tmp_path / "store")
        names = ("signatory", "applicant", "stranger", "assessor")
        yield Site(GroupCase.objects.get().uid, **{name: signed_in(name) for name in names})
    connections.close_all()


def signed_in(username: str, **options: bool) -> Client:
    """The browser of somebody who has signed in, with these options of the framework's."""
    client = Client(**options)
    client.force_login(Person.objects.get(username=username))
    return client
