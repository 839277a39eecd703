"""A panel settles what assessors differ on and proposes; somebody else decides."""

from __future__ import annotations

import pytest
from django.test import Client

from authorisation.casework.models import GroupCase, Person
from authorisation.casework.moves import Role
from tests.casework.people import add_person, give_role
from tests.web.browser import parsed, posted, text_of
from tests.web.conftest import Site, signed_in
from tests.web.test_applicant import sent, words
from tests.web.test_assessor import CHECK, other_assessor, submitted, taken_up  # noqa: F401


def person(username: str, role: Role) -> Client:
    give_role(add_person(username, f"Dr {username.title()}"), role)
    return signed_in(username)


def state() -> str:
    return GroupCase.objects.get().state


@pytest.fixture
def panel(taken_up: Site) -> Client:  # noqa: F811
    """A member of a panel of two; two assessors differ."""
    found = person("chair", Role.PANEL_MEMBER)
    person("member", Role.PANEL_MEMBER)
    sent(taken_up.assessor, taken_up.at(CHECK), grade="not accepted", reason="Old", document="L")
    sent(other_assessor(), taken_up.at(CHECK), grade="checked", reason="Seen", document="L")
    return found


def settle(client: Client, site: Site) -> object:
    member = str(Person.objects.get(username="member").pk)
    settled = {"point__0__grade": "checked", "point__0__reason": "Read", "point__0__document": "L"}
    return sent(client, site.at("/moderate"), sat=[member], **settled)


def propose(client: Client, site: Site, outcome: str) -> object:
    return sent(client, site.at("/propose"), outcome=outcome, reason="As indicated")


@pytest.mark.slow
def test_a_panel_settles_what_assessors_differ_on(taken_up: Site, panel: Client) -> None:  # noqa: F811
    shown = words(panel, taken_up.at("/moderate"))
    assert "Dr Assessor: not accepted. Old" in shown
    assert "Dr Other: checked. Seen" in shown

    nobody = "9" * 30
    alone = sent(panel, taken_up.at("/moderate"), point__0__grade="checked", sat=[nobody])
    assert "Say who sat with you" in alone.content.decode()  # type: ignore[attr-defined]
    member = str(Person.objects.get(username="member").pk)
    bare = sent(panel, taken_up.at("/moderate"), sat=[member])
    links = [each.get("href") for each in parsed(bare.content.decode()).iter("a")]  # type: ignore[attr-defined]
    assert "#point-0-grade" in links
    assert "There is a problem Choose what you find" in text_of(parsed(bare.content.decode()))  # type: ignore[attr-defined]
    assert state() == "in assessment"

    assert settle(panel, taken_up).url == taken_up.at()  # type: ignore[attr-defined]
    assert state() == "moderated"


@pytest.mark.slow
def test_an_outcome_is_proposed_and_somebody_else_decides(taken_up: Site, panel: Client) -> None:  # noqa: F811
    settle(panel, taken_up)
    assert "Full budget with conditions The rules indicate this." in words(
        panel, taken_up.at("/propose")
    )
    empty = sent(panel, taken_up.at("/propose"))
    assert empty.status_code == 422  # type: ignore[attr-defined]
    form = {
        **posted(panel.get(taken_up.at("/propose")).content.decode()),
        "outcome": "full budget with conditions",
        "reason": "As indicated",
    }
    for _ in range(2):
        assert panel.post(taken_up.at("/propose"), form).status_code == 302
    assert state() == "proposed"
    assert "Proposed Full budget with conditions By Dr Chair Why As indicated" in words(
        panel, taken_up.at()
    )

    decider = person("decider", Role.DECIDER)
    shown = words(decider, taken_up.at("/decide"))
    assert "Proposed Full budget with conditions By Dr Chair Why As indicated" in shown
    departing = sent(decider, taken_up.at("/decide"), outcome="full budget now")
    assert "say why it departs from them" in departing.content.decode()  # type: ignore[attr-defined]
    assert state() == "proposed"
    sent(decider, taken_up.at("/decide"), outcome="full budget with conditions")
    assert state() == "decided"
    assert "Decided Full budget with conditions By Dr Decider What the rules indicate" in words(
        decider, taken_up.at()
    )


@pytest.mark.slow
def test_a_decider_reads_the_letter_as_it_would_go_out_before_deciding(
    taken_up: Site,  # noqa: F811
    panel: Client,
) -> None:
    settle(panel, taken_up)
    propose(panel, taken_up, "full budget with conditions")
    decider, at = person("decider", Role.DECIDER), taken_up.at("/decide")

    refused = sent(decider, at, outcome="full budget now", draft="yes")
    assert refused.status_code == 422  # type: ignore[attr-defined]
    assert "say why it departs from them" in refused.content.decode()  # type: ignore[attr-defined]
    why = "The panel's reasons\r\nhold"
    answer = sent(decider, at, outcome="full budget now", reason=why, draft="yes")
    draft = parsed(answer.content.decode())  # type: ignore[attr-defined]
    assert "A draft Nothing is decided yet" in text_of(draft)
    assert state() == "proposed"

    form = posted(draft)
    changed = decider.post(at, form | {"change": "yes"})
    again = posted(changed.content.decode())
    assert (changed.status_code, state()) == (200, "proposed")
    assert (again["outcome"], again["reason"]) == (["full budget now"], [why])
    assert decider.post(at, form).url == taken_up.at()  # type: ignore[attr-defined]
    drafted, sent_out = (
        (text.partition(" To: ")[2])
        for text in (text_of(draft), words(signed_in("manager"), taken_up.at("/letter")))
    )
    assert "The panel's reasons" in drafted
    assert (
        drafted.partition(" Decide Change")[0] == sent_out.partition(" Head of the audit chain")[0]
    )


def test_a_panel_has_nothing_to_settle_before_somebody_assessed(taken_up: Site) -> None:  # noqa: F811
    panel = person("chair", Role.PANEL_MEMBER)

    for page in ("/", taken_up.at()):
        assert "Settle what assessors differ on" not in words(panel, page)
    refusal = panel.get(taken_up.at("/moderate"))
    assert refusal.status_code == 409
    assert "Nobody has assessed this version yet" in text_of(parsed(refusal.content.decode()))


@pytest.mark.slow
def test_who_proposed_does_not_decide(taken_up: Site, panel: Client) -> None:  # noqa: F811
    settle(panel, taken_up)
    propose(panel, taken_up, "full budget with conditions")
    give_role(Person.objects.get(username="chair"), Role.DECIDER)

    refusal = panel.get(taken_up.at("/decide"))
    assert refusal.status_code == 409
    assert "Who proposes does not decide" in text_of(parsed(refusal.content.decode()))


@pytest.mark.slow
def test_a_proposal_goes_back_with_a_reason(taken_up: Site, panel: Client) -> None:  # noqa: F811
    settle(panel, taken_up)
    propose(panel, taken_up, "full budget with conditions")
    decider = person("decider", Role.DECIDER)

    assert sent(decider, taken_up.at("/decide"), back="yes").status_code == 422  # type: ignore[attr-defined]
    sent(decider, taken_up.at("/decide"), back="yes", reason="Read the contract again")
    assert state() == "in assessment"
