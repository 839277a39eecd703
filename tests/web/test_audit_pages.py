"""What an auditor does on the site: looks at events, downloads them, and has the chain verified."""

from __future__ import annotations

import csv

import pytest
from django.db import connection
from django.test import Client

from authorisation.casework.models import CaseEvent, GroupCase, PersonalValue
from authorisation.casework.moves import Role
from tests.casework.people import add_person, give_role
from tests.web.conftest import signed_in
from tests.web.test_applicant import sent, words
from tests.web.test_manager import case  # noqa: F401 - a fixture


@pytest.fixture
def auditor(case: GroupCase) -> Client:  # noqa: ARG001, F811 - it is served
    give_role(add_person("jon", "Jon Joiner"), Role.AUDITOR)
    return signed_in("jon")


@pytest.mark.slow
def test_events_are_listed_by_name_and_looked_at_with_tokens(
    auditor: Client,
    case: GroupCase,  # noqa: F811
) -> None:
    last = CaseEvent.objects.latest("number").number
    assert "Events, and whether they are as they were signed" in words(auditor, "/")
    shown = words(auditor, "/audit")
    assert f"{last} events, the last one first. Page 1 of 1." in shown
    assert f"Event {last} When 1 September 2012, 09:00 UTC What Role given" in shown
    assert "By Whoever was at the machine Of" in shown
    assert "What Decided By Dr decider Of Imaginary Long Shore (illustrative) (ILL2)" in shown
    own = words(auditor, f"/cases/{case.uid}/events")
    assert f"{case.events.count()} events" in own
    assert "Role given" not in own
    decided = case.events.get(kind="decided")
    one = words(auditor, f"/audit/events/{decided.number}")
    assert "By Dr decider" in one
    assert decided.link_sha256 in one
    assert f'"by": "{decided.by}"' in one
    assert auditor.get("/audit/events/999").status_code == 404


@pytest.mark.slow
def test_many_events_are_on_several_pages(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("authorisation.web.views.reading.audit._ON_A_PAGE", 10)
    last = CaseEvent.objects.count()
    first, second = words(auditor, "/audit"), words(auditor, "/audit?page=2")
    assert f"Event {last} " in first
    assert f"Event {last - 10} " not in first
    assert f"Event {last - 10} " in second
    assert "Earlier events" in first
    assert "Later events" in second
    assert "Page 1 of" in words(auditor, "/audit?page=x")


def test_the_file_of_events_has_all_of_them_and_no_personal_value(
    auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("authorisation.web.views.reading.audit._ON_A_PAGE", 10)
    response = auditor.get("/audit?as=csv")
    text = response.content.decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    events = list(CaseEvent.objects.order_by("-number"))

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [(row["Head"], row["When"], row["Token"]) for row in rows] == [
        (event.link_sha256, event.at, event.by) for event in events
    ]
    assert list(rows[0]) == ["Event", "When", "What", "Token", "Of", "Case", "Hash", "Head"]
    names = PersonalValue.objects.values_list("value", flat=True)
    assert len(names) > 10
    assert [name for name in names if name in text] == []


def test_the_chain_is_verified_with_and_without_a_head(auditor: Client) -> None:
    count, last = CaseEvent.objects.count(), CaseEvent.objects.latest("number")
    assert "Nothing is changed." in words(auditor, "/audit/verify")
    said = sent(auditor, "/audit/verify").content.decode()
    assert f"{count} events of 1 case: all as signed." in said
    assert "give the head on a letter" in said
    held = sent(auditor, "/audit/verify", head=last.link_sha256).content.decode()
    assert f"{count} events of 1 case: all as signed." in held
    assert "give the head on a letter" not in held
    cut = sent(auditor, "/audit/verify", head="0" * 64).content.decode()
    assert f'href="/audit/events/{count}">Event {count}: cut: no event has the head' in cut
    for path in ("/etc/passwd", "heads", "0" * 63):
        refused = sent(auditor, "/audit/verify", head=path)
        assert refused.status_code == 422  # type: ignore[attr-defined]
        assert "A head is 64 of the digits" in refused.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_heldrole WHERE role = 'decider'")
    told = sent(auditor, "/audit/verify").content.decode()
    assert "1 not as signed" in told
    assert "Dr decider is not decider, and no event says that the role was taken" in told
