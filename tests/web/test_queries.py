"""How often lists ask the database: as often for many cases as for a few."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.models import Max
from django.test import Client
from django.test.utils import CaptureQueriesContext

from authorisation.casework.cases import deciding
from authorisation.casework.cases.monitoring import discharge
from authorisation.casework.models import CaseEvent, Consortium, DueCondition, GroupCase
from authorisation.casework.moves import CaseState, Role
from tests.web.test_deciding import person
from tests.web.test_watching import by, watched  # noqa: F401 - a fixture

LISTS = ("/", "/diary", "/diary?show=met", "/returns")
ROLES = (Role.CASE_MANAGER, Role.ASSESSOR, Role.PANEL_MEMBER, Role.DECIDER)
STATES = (CaseState.LETTER_SENT, CaseState.IN_ASSESSMENT, CaseState.MODERATED, CaseState.PROPOSED)


@pytest.fixture
def store(watched: GroupCase) -> GroupCase:  # noqa: F811
    """One case that is watched, with a condition that is met."""
    discharge(by("manager"), watched, "MGT-7", "The contract")
    deciding._TITLES.clear()  # those of a decision are read once
    return watched


@transaction.atomic
def copy(of: GroupCase, number: int, state: CaseState) -> None:
    """The same case once more, of another group and in another state; its events are not signed."""
    group = Consortium.objects.create(name=f"Imaginary {number}", code=f"I{number}")
    other = GroupCase.objects.create(group=group, rules=of.rules, as_of=of.as_of, state=state)
    last = CaseEvent.objects.aggregate(last=Max("number"))["last"]
    for place, event in enumerate(of.events, start=last + 1):
        event.number, event.uid = place, other.uid
        event.sha256 = event.link_sha256 = f"{number}-{place}".rjust(64, "0")
        event.save()
    for due in DueCondition.objects.filter(case=of):
        due.pk, due.case = None, other
        due.save()


def asked(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.slow
def test_a_list_asks_the_database_as_often_for_twelve_cases_as_for_three(store: GroupCase) -> None:
    clients = {role: person(f"some {role}", role) for role in ROLES}
    for client in clients.values():
        client.get("/account")  # a session is dated by the first page of it
    for number in range(1, 3):
        copy(store, number, STATES[number])
    few = {(role, path): asked(clients[role], path) for role in ROLES for path in LISTS}
    for number in range(3, 12):
        copy(store, number, STATES[number % len(STATES)])

    assert GroupCase.objects.filter(state=CaseState.LETTER_SENT).count() == 3
    many = {(role, path): asked(clients[role], path) for role in ROLES for path in LISTS}
    assert many == few
    assert max(few.values()) <= 16
