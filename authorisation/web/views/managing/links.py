"""What leads on from the list of cases and from a case, for who may go there."""

from __future__ import annotations

from typing import Final, TypeAlias

from django.urls import reverse

from authorisation.casework.access import may, may_move, roles_of
from authorisation.casework.models import GroupCase, Person
from authorisation.casework.moves import MOVES, CaseMove, CaseState, Permission, Role
from authorisation.casework.people.roles import holders_of
from authorisation.web.views.people.erasure import ERASE_ANSWERS

Links: TypeAlias = list[tuple[str, str]]
"""Addresses, each with the words of its link."""

OPEN_CASE: Final = "Open a case"
FILED_RETURNS: Final = "Returns that were filed"
DUE: Final = "Conditions and returns"


def home_links(person: Person) -> Links:
    """The links that lead on from the list of cases."""
    links = []
    if roles_of(person) & MOVES[CaseMove.OPEN].roles:
        links.append((reverse("open-case"), OPEN_CASE))
    if may(person, Permission.READ_ALL):
        links.append((reverse("diary"), "Conditions and returns of all groups"))
        links.append((reverse("filed-returns"), FILED_RETURNS))
    if may(person, Permission.COMPARE):
        links.append((reverse("compare"), "Hold a proposal against the applications in hand"))
    if may(person, Permission.ADMINISTER):
        links.append((reverse("people"), "People and their roles"))
    if may(person, Permission.VERIFY):
        links.append((reverse("events"), "Events, and whether they are as they were signed"))
    return links


def case_links(person: Person, case: GroupCase, here: str = "") -> Links:
    """The links on from a case, beside what is to be done next; not to the page that is `here`."""
    links, all_read = [], may(person, Permission.READ_ALL)
    state = CaseState(case.state)
    if roles_of(person) & MOVES[CaseMove.OPEN].roles and not holders_of(Role.SIGNATORY, case.group):
        links.append((reverse("signatory", args=(case.uid,)), "Say who signs for the group"))
    if state is CaseState.LETTER_SENT or (all_read and state is CaseState.DECIDED):
        sends = may_move(person, CaseMove.SEND_LETTER, case)
        words = "Look at the letter and send it" if sends else "The decision and the letter"
        links.append((reverse("letter", args=(case.uid,)), words))
    if state is CaseState.LETTER_SENT:
        links.append((reverse("watch", args=(case.uid,)), DUE))
        if case.events.filter(kind=CaseMove.FILE_RETURNS).exists():
            words = "What the returns come to, and what was done"
            links.append((reverse("history", args=(case.uid,)), words))
    if may(person, Permission.VERIFY):
        links.append((reverse("case-events", args=(case.uid,)), "Events of this case"))
    if may(person, Permission.ERASE, case):
        links.append((reverse("erase", args=(case.uid,)), ERASE_ANSWERS))
    return [each for each in links if not here or each[0] != reverse(here, args=(case.uid,))]
