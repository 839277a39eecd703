"""The letter on a decision: looked at, sent once, and downloaded as it was sent."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from authorisation.casework.access import may, may_move, require_move
from authorisation.casework.cases.deciding import decision_letter, send_letter, sent_letter
from authorisation.casework.errors import NotAllowed
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import CaseMove, CaseState, Permission
from authorisation.errors import AuthorisationError
from authorisation.report.letters.letter import Letter
from authorisation.report.letters.typesetting import set_letter
from authorisation.web.domains import LIBRARY
from authorisation.web.fields.posted import error_text
from authorisation.web.rendering import file_response, format_when, page
from authorisation.web.views.lookup import (
    RefusalsAt,
    actor_on_page,
    find_case,
    person_of,
    sent_once,
)

_NOT_YET = "nothing is decided yet"
_SEND = "send"


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("letter", CaseMove.SEND_LETTER)
def letter(request: HttpRequest, uid: str) -> HttpResponse:
    """Show the letter, and send it; the group sees it once it was sent."""
    case = _find_lettered(request, uid)
    person, errors = person_of(request), dict[str, str]()
    if request.method == "POST":
        require_move(person, CaseMove.SEND_LETTER, case)
        with RefusalsAt(_SEND, errors):
            send_letter(actor_on_page(request), case, set_letter(_require_letter(case)))
            return redirect("letter", uid)
    try:
        shown, why_not = _require_letter(case), ""
    except AuthorisationError as refused:
        shown, why_not = None, error_text(refused)
    sent = case.events.filter(kind=CaseMove.SEND_LETTER).last()
    return page(
        request,
        "letter",
        shown.title if shown else "The letter",
        errors=errors,
        back=reverse("case", args=(uid,)),
        case=case,
        letter=shown,
        why_not=why_not,
        sent=format_when(sent) if sent else "",
        may_send=shown is not None and may_move(person, CaseMove.SEND_LETTER, case),
    )


@require_safe
def letter_file(request: HttpRequest, uid: str) -> HttpResponse:
    """Give the letter as a PDF: as it was sent, else as it would be."""
    case = _find_lettered(request, uid)
    try:
        data = sent_letter(case) or set_letter(_require_letter(case))
    except AuthorisationError as refused:
        says = (error_text(refused),)
        back = reverse("letter", args=(uid,))
        return page(request, "message", "There is no PDF", status=409, back=back, says=says)
    return file_response(data, "letter.pdf", "application/pdf")


def _find_lettered(request: HttpRequest, uid: str) -> GroupCase:
    """The case of an address, whose letter this person may see.

    Raises:
        Http404: it is not for this person, or not yet.
        NotAllowed: nothing is decided yet.
    """
    case = find_case(request, uid)
    if CaseState(case.state) is CaseState.LETTER_SENT:
        return case
    if not may(person_of(request), Permission.READ_ALL):
        raise Http404
    if CaseState(case.state) is not CaseState.DECIDED:
        raise NotAllowed(_NOT_YET)
    return case


def _require_letter(case: GroupCase) -> Letter:
    found = decision_letter(case, LIBRARY)
    if found is None:
        raise NotAllowed(_NOT_YET)
    return found
