"""Who comes to which page: every address, every role, whose case it is.

The table is written by hand. `s` is shown, `o` leads on, `.` is not found, `x` is refused with the
reason, `m` takes no such request.
"""

from __future__ import annotations

import pytest
from django.test import Client

from authorisation.casework.models import CaseEvent, Consortium, DraftAnswer, GroupCase
from authorisation.casework.moves import Role
from authorisation.web.urls import urlpatterns
from tests.casework.people import add_person, give_role
from tests.web.conftest import Site, signed_in
from tests.web.test_applicant import sent
from tests.web.test_assessor import CHECK, submitted, taken_up  # noqa: F401 - fixtures
from tests.web.test_documents import PDF, with_file

ROLES = (
    *("signatory", "applicant", "stranger", "assessor", "panel member", "decider"),
    *("case manager", "policy lead", "auditor", "administrator", "nobody"),
)
PATHS = {
    "home": "/",
    "sign-in": "/sign-in",
    "sign-out": "/sign-out",
    "sign-in-code": "/sign-in/code",
    "account": "/account",
    "password": "/password",
    "second-factor": "/second-factor",
    "sessions": "/sessions",
    "case": "",
    "domain": "/domains/finance",
    "question": "/questions/tasks",
    "entry": "/questions/tasks/entries/1",
    "remove-entry": "/questions/tasks/entries/1/remove",
    "indicated": "/indicated",
    "at-decision": "/indicated/at-decision",
    "changes": "/changes/1",
    "documents": "/documents",
    "document": "/documents/5",
    "remove-document": "/documents/5/remove",
    "check": "/check",
    "submit": "/submit",
    "receipt": "/receipts/2",
    "take-up": "/taken-up",
    "interest": "/interest",
    "assessed": "/assessed",
    "assessed-domain": "/assessed/domains/finance",
    "judge-answer": "/assessed/answers/population.registered",
    "judge-criterion": "/assessed/criteria/FIN-3a",
    "download": "/workbook",
    "upload": "/upload",
    "moderate": "/moderate",
    "propose": "/propose",
    "decide": "/decide",
    "open-case": "/open-case",
    "compare": "/compare",
    "diary": "/diary",
    "filed-returns": "/returns",
    "watch": "/watch",
    "discharge": "/conditions/MGT-7",
    "begin-watch": "/returns/begun",
    "begin-return": "/returns/new",
    "return-question": "/returns/questions/in_year.patients",
    "check-return": "/returns/check",
    "claims": "/returns/causes",
    "claim": "/returns/causes/1",
    "return-conditions": "/returns/conditions",
    "upload-returns": "/returns/upload",
    "download-returns": "/returns/workbook",
    "history": "/history",
    "respond": "/responses/new",
    "signatory": "/signatory",
    "letter": "/letter",
    "letter-file": "/letter.pdf",
    "erase": "/erase",
    "people": "/people",
    "add-person": "/people/add",
    "person": "/people/1",
    "add-role": "/people/1/roles",
    "remove-role": "/people/1/roles/1",
    "erase-person": "/people/1/erase",
    "person-act": "/people/1/close",
    "events": "/audit",
    "event": "/audit/events/1",
    "verify": "/audit/verify",
    "case-events": "/events",
}
# The application of the signatory and the applicant, of which one answer is checked, asked for with GET.
#                   sig app str ass pan dec man pol aud adm nobody
LOOKED_AT = {
    "home": "            s   s   s   s   s   s   s   s   s   s   o",
    "sign-in": "         s   s   s   s   s   s   s   s   s   s   s",
    "sign-out": "        m   m   m   m   m   m   m   m   m   m   m",
    "sign-in-code": "    o   o   o   o   o   o   o   o   o   o   o",
    "account": "         s   s   s   s   s   s   s   s   s   s   o",
    "password": "        s   s   s   s   s   s   s   s   s   s   o",
    "second-factor": "   s   s   s   s   s   s   s   s   s   s   o",
    "sessions": "        s   s   s   s   s   s   s   s   s   s   o",
    "case": "            s   s   .   s   s   s   s   s   s   .   o",
    "domain": "          s   s   .   .   .   .   .   .   .   .   o",
    "question": "        s   s   .   .   .   .   .   .   .   .   o",
    "entry": "           s   s   .   .   .   .   .   .   .   .   o",
    "remove-entry": "    s   s   .   .   .   .   .   .   .   .   o",
    "indicated": "       s   s   .   .   .   .   .   .   .   .   o",
    "at-decision": "     s   s   .   .   .   .   .   .   .   .   o",
    "changes": "         s   s   .   .   .   .   .   .   .   .   o",
    "documents": "       s   s   .   s   s   s   s   s   s   .   o",
    "document": "        s   s   .   .   .   .   .   .   .   .   o",
    "remove-document": " s   s   .   .   .   .   .   .   .   .   o",
    "check": "           s   s   .   .   .   .   .   .   .   .   o",
    "submit": "          s   x   .   .   .   .   .   .   .   .   o",
    "receipt": "         s   s   .   s   s   s   s   s   s   .   o",
    "take-up": "         m   m   m   m   m   m   m   m   m   m   o",
    "interest": "        .   .   .   s   s   s   x   x   x   .   o",
    "assessed": "        .   .   .   s   s   s   s   s   s   .   o",
    "assessed-domain": " .   .   .   s   s   s   s   s   s   .   o",
    "judge-answer": "    .   .   .   s   x   x   x   x   x   .   o",
    "judge-criterion": " .   .   .   .   x   x   x   x   x   .   o",
    "download": "        s   s   .   .   .   .   .   .   .   .   o",
    "upload": "          s   s   .   .   .   .   .   .   .   .   o",
    "moderate": "        .   .   .   x   s   x   x   x   x   .   o",
    "propose": "         .   .   .   x   x   x   x   x   x   .   o",
    "decide": "          .   .   .   x   x   x   x   x   x   .   o",
    "open-case": "       x   x   x   x   x   x   s   x   x   x   o",
    "compare": "         x   x   x   x   x   x   x   s   x   x   o",
    "diary": "           x   x   x   s   s   s   s   s   s   x   o",
    "filed-returns": "   x   x   x   s   s   s   s   s   s   x   o",
    # What follows on a letter is found by nobody before it was sent; LETTER_SENT has it after.
    "watch": "           .   .   .   .   .   .   .   .   .   .   o",
    "discharge": "       .   .   .   .   .   .   .   .   .   .   o",
    "begin-watch": "     m   m   m   m   m   m   m   m   m   m   o",
    "begin-return": "    .   .   .   .   .   .   .   .   .   .   o",
    "return-question": " .   .   .   .   .   .   .   .   .   .   o",
    "check-return": "    .   .   .   .   .   .   .   .   .   .   o",
    "claims": "          .   .   .   .   .   .   .   .   .   .   o",
    "claim": "           .   .   .   .   .   .   .   .   .   .   o",
    "return-conditions": ".  .   .   .   .   .   .   .   .   .   o",
    "upload-returns": "  .   .   .   .   .   .   .   .   .   .   o",
    "download-returns": ".   .   .   .   .   .   .   .   .   .   o",
    "history": "         .   .   .   .   .   .   .   .   .   .   o",
    "respond": "         .   .   .   x   x   x   x   x   x   .   o",
    "signatory": "       .   .   .   x   x   x   x   x   x   .   o",
    "letter": "          .   .   .   x   x   x   x   x   x   .   o",
    "letter-file": "     .   .   .   x   x   x   x   x   x   .   o",
    "erase": "           .   .   .   x   x   x   s   x   x   .   o",
    "people": "          x   x   x   x   x   x   x   x   x   s   o",
    "add-person": "      x   x   x   x   x   x   x   x   x   s   o",
    "person": "          x   x   x   x   x   x   x   x   x   s   o",
    "add-role": "        x   x   x   x   x   x   x   x   x   s   o",
    "remove-role": "     x   x   x   x   x   x   x   x   x   s   o",
    "erase-person": "    x   x   x   x   x   x   x   x   x   s   o",
    "person-act": "      x   x   x   x   x   x   x   x   x   s   o",
    "events": "          x   x   x   x   x   x   x   x   s   x   o",
    "event": "           x   x   x   x   x   x   x   x   s   x   o",
    "verify": "          x   x   x   x   x   x   x   x   s   x   o",
    "case-events": "     x   x   .   x   x   x   x   x   s   .   o",
}
PEOPLE = {"people", "add-person", "person", "add-role", "remove-role", "person-act", "erase-person"}
AUDIT = {"events", "event", "verify"}
OWN = {
    "home",
    "sign-in",
    "sign-in-code",
    "sign-out",
    "account",
    "password",
    "second-factor",
    "sessions",
}
FIRST = {"open-case", "compare", "diary", "filed-returns", *OWN, *PEOPLE, *AUDIT}
"""The addresses that are of no case."""
MEANS = {200: "s", 302: "o", 404: ".", 409: "x", 405: "m"}


def clients(site: Site) -> dict[str, Client]:
    """A browser of somebody of each role, and of nobody."""
    found = {
        "signatory": site.signatory,
        "applicant": site.applicant,
        "stranger": site.stranger,
        "assessor": site.assessor,
        "nobody": Client(),
    }
    for role in set(ROLES) - set(found):
        username = f"a {role}"
        give_role(add_person(username, role), Role(role))
        found[role] = signed_in(username)
    return found


def test_every_address_has_a_row() -> None:
    assert {each.name for each in urlpatterns} == set(LOOKED_AT) == set(PATHS)


@pytest.mark.slow
def test_everybody_comes_to_what_is_theirs_and_to_nothing_else(taken_up: Site) -> None:  # noqa: F811
    people = clients(taken_up)
    sent(taken_up.assessor, taken_up.at(CHECK), grade="checked", reason="Seen", document="L")
    with_file(taken_up, "lists.pdf", PDF)
    case = f"/cases/{taken_up.uid}"
    before = [*map(list, (CaseEvent.objects.values(), DraftAnswer.objects.values()))]

    came = {
        name: [
            MEANS[people[role].get(path if name in FIRST else f"{case}{path}").status_code]
            for role in ROLES
        ]
        for name, path in PATHS.items()
    }
    assert came == {name: row.split() for name, row in LOOKED_AT.items()}
    # whoever looks changes nothing
    assert [*map(list, (CaseEvent.objects.values(), DraftAnswer.objects.values()))] == before


@pytest.mark.slow
@pytest.mark.parametrize("role", ["stranger", "administrator", "policy lead", "auditor", "nobody"])
def test_who_changes_nothing_can_send_nothing(taken_up: Site, role: str) -> None:  # noqa: F811
    client, case = clients(taken_up)[role], GroupCase.objects.get()
    before = (case.events.count(), case.draft.count(), sum(r.revision for r in case.draft.all()))

    for name, path in PATHS.items():
        left_out = {"administrator": PEOPLE, "auditor": {"verify"}}.get(role, set())
        if name not in OWN | left_out:
            answer = client.post(
                path if name in FIRST else taken_up.at(path),
                {
                    "revision": "1",
                    "seen": "2",
                    "declared": "yes",
                    "interest": "x",
                    "grade": "checked",
                },
            )
            assert answer.status_code in {302, 404, 405, 409}
            if answer.status_code == 302:
                assert role == "nobody"
    case.refresh_from_db()
    after = (case.events.count(), case.draft.count(), sum(r.revision for r in case.draft.all()))
    assert after == before
    assert Consortium.objects.count() == 2


def test_what_is_no_form_of_ours_is_refused_on_a_page(taken_up: Site) -> None:  # noqa: F811
    fields = {f"field-{number}": "x" for number in range(1001)}
    answer = taken_up.signatory.post(taken_up.at("/submit"), fields)

    assert answer.status_code == 400
    assert "This cannot be read" in answer.content.decode()
