"""A form that is sent a second time while the first is being done comes to one act and one page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import Client, override_settings

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.cases.draft import fill_draft
from authorisation.casework.cases.judging import assess
from authorisation.casework.models import CaseEvent, Person
from authorisation.casework.moves import CaseMove, Role, StoreAct
from authorisation.casework.store import current_store
from tests.casework.people import add_person, give_role
from tests.casework.walk import ANSWERS, INDICATED, Walk, check, library
from tests.web.browser import parsed, posted, text_of
from tests.web.conftest import Site, signed_in
from tests.web.scenes import ONE_RETURN
from tests.web.test_applicant import sent
from tests.web.test_watching import TODAY

DAY: Final = {"on[day]": "24", "on[month]": "4", "on[year]": "2013"}
MOVES: Final = "authorisation.casework.cases.moving"
ERASING: Final = "authorisation.casework.people.erasure"


class Sender:
    """Sends each form a second time when the first is about to lock what it changes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._again: Callable[[], object] | None = None
        self._clients: dict[str, Client] = {}
        for module in (MOVES, ERASING):
            monkeypatch.setattr(f"{module}.transaction", SimpleNamespace(atomic=self._atomic))

    def _atomic(self) -> AbstractContextManager[None]:
        if again := self._again:
            self._again = None
            again()
        return transaction.atomic()

    def client(self, who: str) -> Client:
        if who not in self._clients:
            self._clients[who] = signed_in(who)
        return self._clients[who]

    def send(self, who: str, address: str, where: str = "", **given: Any) -> None:
        """Send the form of an address beside itself; both lead to one place, by one event."""
        client = self.client(who)
        shown = client.get(where or address)
        form = {**posted(shown.content.decode()), **given}
        number, led = CaseEvent.objects.count(), []
        self._again = lambda: led.append(client.post(address, form))
        led.append(client.post(address, form))
        assert self._again is None, address
        assert [each.status_code for each in led] == [302, 302], (
            address,
            text_of(parsed(led[0].content.decode())),
        )
        assert led[0].url == led[1].url
        assert client.post(address, form).url == led[0].url  # type: ignore[attr-defined]
        assert CaseEvent.objects.count() == number + 1, address


@pytest.mark.long
def test_every_act_is_done_once_though_its_form_is_sent_while_it_is_done(
    site: Site,  # noqa: ARG001 - it is served
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "authorisation.web.views.managing.letters.set_letter", lambda _: b"%PDF letter"
    )
    walk, sender = Walk(), Sender(monkeypatch)
    case, at = walk.case, f"/cases/{walk.case.uid}"
    give_role(add_person("cousin", "Dr Cousin"), Role.ASSESSOR)
    fill_draft(walk.by("signatory"), case, ANSWERS.read_bytes(), "a.yaml", library())
    sender.send("signatory", f"{at}/submit", declared="yes")
    sender.send("assessor 1", f"{at}/taken-up", at)
    sender.send("cousin", f"{at}/interest", interest="A cousin")
    for who, found in (("assessor 1", "checked"), ("assessor 2", "not accepted")):
        assess(walk.by(who), case, [check("population.registered", found)], library())
    settled = {"point-0-grade": "checked", "point-0-reason": "Read", "point-0-document": "L"}
    sat = [str(walk.people["panel 2"].pk)]
    sender.send("panel 1", f"{at}/moderate", sat=sat, **settled)
    sender.send("panel 1", f"{at}/propose", outcome=INDICATED, reason="As indicated")
    sender.send("decider", f"{at}/decide", back="yes", reason="Look again")
    walk.moderate()
    walk.propose()
    sender.send("decider", f"{at}/decide", outcome=INDICATED)
    sender.send("manager", f"{at}/letter")
    sender.send("manager", f"{at}/returns/begun", f"{at}/watch")
    with override_settings(SITE_DAY=TODAY):
        begun = case.events.filter(kind=CaseMove.FILE_RETURNS).get().text
        sender.send("signatory", f"{at}/returns/upload", text=f"{begun}{ONE_RETURN}")
        signatory, variance = sender.client("signatory"), "in_year.variance_to_date"
        again = {"which": "again 2012-13 Q3", "reason": "A slip"}
        sent(signatory, f"{at}/returns/new", **again)
        sent(signatory, f"{at}/returns/questions/{variance}", answer__text="2500001")
        sender.send("signatory", f"{at}/returns/check")
        shown = {"document": "The contract", "reason": "It says so"}
        sender.send("manager", f"{at}/conditions/MGT-7", **shown, **DAY)
        response = {"what": "in recovery", "reason": "As the rules call for"}
        sender.send("manager", f"{at}/responses/new", **response, **DAY)
    chosen = {"questions": "accountable_officer.name", "reason": "They asked to"}
    sender.send("manager", f"{at}/erase", **chosen)
    give_role(add_person("kim", "Kim Knight"), Role.ADMINISTRATOR)
    leaver = Person.objects.get(username="assessor 2").pk
    sender.send("kim", f"/people/{leaver}/erase", reason="They asked to")

    kinds = [*CaseEvent.objects.values_list("kind", flat=True)]
    once = set(CaseMove) - {CaseMove.UPLOAD, CaseMove.REMOVE_DOCUMENT}
    assert once <= set(kinds)
    assert kinds.count(StoreAct.ERASE) == 2
    assert verify_store(current_store()).faults == ()
