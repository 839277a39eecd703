"""Every form sent as nobody ought to, by everybody: the site never breaks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client, override_settings

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import CaseState
from authorisation.casework.store import open_store
from authorisation.web.urls import urlpatterns
from tests.web.browser import posted
from tests.web.conftest import SETTINGS, signed_in
from tests.web.fuzzing import FuzzReport, add, fuzz
from tests.web.scenes import choices
from tests.web.states import PEOPLE, every_state


def begin_return(client: Client, address: str) -> None:
    """Begin to type in a return, to the end of which nobody comes by chance."""
    page = client.get(address).content.decode()
    begun = client.post(address, {**posted(page), "which": choices(page, "which")[0]})
    assert "/questions/" in begun.headers["Location"]


def run(folder: Path, requests: int, seed: int) -> FuzzReport:
    """What comes of so many requests to a store with a case in every state, which stays whole."""
    with override_settings(**SETTINGS):
        shutil.copytree(every_state(), folder)
        store = open_store(folder)
        options = {"enforce_csrf_checks": True, "raise_request_exception": False}
        clients = {name: signed_in(name, **options) for name in PEOPLE}
        clients["nobody"] = Client(**options)
        judged = GroupCase.objects.get(rules="statutory-2012")
        answered = GroupCase.objects.get(state=CaseState.SUBMITTED)
        watched = f"/cases/{GroupCase.objects.get(group__code='S6').uid}/returns"
        begin_return(clients["signatory"], f"{watched}/new")
        # one page leads to each of these, among the many of all cases
        direct = (
            f"/cases/{judged.uid}/assessed/criteria/14C-2-c",
            f"/cases/{answered.uid}/questions/board/entries/1/remove",
            *(f"{watched}/{page}" for page in ("check", "causes", "causes/1")),
        )
        report = fuzz(clients, requests, seed, direct)
        assert report.broken == []
        assert verify_store(store).faults == ()
        connections.close_all()
    return report


@pytest.mark.long
def test_a_few_hundred_odd_requests_break_nothing(tmp_path: Path) -> None:
    report = run(tmp_path / "store", 200, 1)

    assert report.requests >= 200
    assert report.validated >= report.requests / 2


@pytest.mark.fuzz
def test_10_000_odd_requests_break_nothing_and_come_to_every_address(tmp_path: Path) -> None:
    report = add([run(tmp_path / str(seed), 2500, seed) for seed in range(4)])

    assert report.requests >= 10_000
    assert report.validated >= report.requests / 2
    assert {each.name for each in urlpatterns} <= report.visited
