"""An application submitted with a declaration, and its receipt."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from authorisation.casework.access import require_move
from authorisation.casework.cases import draft as drafting
from authorisation.casework.cases.personal import reveal
from authorisation.casework.moves import CaseMove
from authorisation.web.components import text_rows
from authorisation.web.domains import LIBRARY
from authorisation.web.drafts import contradictions, draft_of
from authorisation.web.rendering import format_when, page
from authorisation.web.views.lookup import (
    actor_on_page,
    find_case,
    find_own_case,
    person_of,
    posted_number,
    sent_once,
)

SUBMIT_TITLE = "Submit your application"
_DECLARED = "declared"
_DECLARE = "Tick the box if you declare this. Without it the application is not submitted"

_CHANGED = "An answer was changed since you opened this page. Check your answers again first"


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("receipt", CaseMove.SUBMIT, numbered=True)
def submit(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask for the declaration, and submit the answers as they stand."""
    case = find_own_case(request, uid)
    require_move(person_of(request), CaseMove.SUBMIT, case)
    draft = draft_of(case)
    if contradictions(draft):
        return redirect("check", uid)
    changes = sum(draft.revisions.values())
    wrong = ""
    if request.method == "POST":
        if posted_number(request, "changes") != changes:
            wrong = _CHANGED
        elif _DECLARED not in request.POST:
            wrong = _DECLARE
        else:
            event = drafting.submit(actor_on_page(request), case, LIBRARY)
            return redirect("receipt", uid, event.case_number)
    return page(
        request,
        "submit",
        SUBMIT_TITLE,
        errors={_DECLARED: wrong} if wrong else {},
        back=reverse("check", args=(uid,)),
        case=case,
        changes=str(changes),
        name=person_of(request).name.value,
    )


@require_safe
def receipt(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Show that an application was submitted: when, by whom, and the hash of what was."""
    case = find_case(request, uid)
    event = case.events.filter(case_number=number, kind=CaseMove.SUBMIT).first()
    if event is None:
        raise Http404
    return page(
        request,
        "receipt",
        "Application submitted",
        back=reverse("case", args=(uid,)),
        case=case,
        rows=text_rows(
            [
                ("Group", case.group.name),
                ("Submitted by", reveal(event.by)),
                ("When", format_when(event)),
                ("Receipt", event.sha256),
            ]
        ),
    )
