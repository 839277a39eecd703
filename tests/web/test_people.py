"""Pages about people: what is erased of theirs, and by whom."""

from __future__ import annotations

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.models import CaseEvent, GroupCase, PersonalValue
from authorisation.casework.store import current_store
from tests.web.conftest import signed_in
from tests.web.test_applicant import sent, words
from tests.web.test_manager import case  # noqa: F401 - a fixture

LEAD = "management.finance_lead"


def test_a_case_manager_erases_a_personal_answer_for_good(case: GroupCase) -> None:  # noqa: F811
    manager, at = signed_in("manager"), f"/cases/{case.uid}/erase"
    assert "Erase personal answers" in words(manager, f"/cases/{case.uid}")
    shown = words(manager, at)
    assert "Mr C. Kite" in shown
    assert "Say why" in sent(manager, at, questions=LEAD).content.decode()
    named = sent(manager, at, questions=LEAD, reason="Mr C. Kite asked").content.decode()
    assert "give it without a name" in named
    assert PersonalValue.objects.filter(value="Mr C. Kite").exists()
    done = sent(manager, at, questions=LEAD, reason="They asked to")
    assert done.url == f"/cases/{case.uid}"  # type: ignore[attr-defined]

    event = CaseEvent.objects.latest("number")
    assert (event.kind, event.by) == ("erased", manager_token())
    assert verify_store(current_store()).faults == ()
    assert "Mr C. Kite" not in words(manager, at)
    twice = sent(manager, at, questions=LEAD, reason="They asked to").content.decode()
    assert "Choose what is to be erased" in twice
    assert CaseEvent.objects.latest("number") == event


def manager_token() -> str:
    return CaseEvent.objects.filter(kind="opened").latest("number").by
