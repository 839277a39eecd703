"""The form as a workbook: with what is answered so far, and back once it is filled in."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from authorisation.casework.cases.draft import fill_draft
from authorisation.casework.errors import NotAllowed
from authorisation.errors import AuthorisationError
from authorisation.usecases.filesystem.inputs import WORKBOOK
from authorisation.usecases.forms.blank import form_as_workbook
from authorisation.web.domains import LIBRARY
from authorisation.web.drafts import draft_of
from authorisation.web.fields.uploaded import file_errors, read_uploaded
from authorisation.web.rendering import page, workbook_response
from authorisation.web.views.lookup import actor_of, find_own_case

_FILE: Final = "workbook"
_NAME: Final = f"{_FILE}{WORKBOOK}"
_LARGEST: Final = 5_000_000
"""How many bytes a filled form may have; a full one has less than a tenth of it."""
_WHICH: Final = "choose the workbook that was downloaded here"


@require_safe
def download(request: HttpRequest, uid: str) -> HttpResponse:
    """Give the form with what is answered so far."""
    case = find_own_case(request, uid)
    data = form_as_workbook(case.rules, LIBRARY, draft_of(case).submission)
    return workbook_response(data, "application")


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask for a filled form, and put what it answers into the draft; whole or not at all."""
    case = find_own_case(request, uid)
    wrong: AuthorisationError | None = None
    if request.method == "POST":
        try:
            data = read_uploaded(request, _FILE, _LARGEST, _WHICH)
            fill_draft(actor_of(request), case, data, _NAME, LIBRARY)
            return redirect("case", uid)
        except NotAllowed:
            raise
        except AuthorisationError as refused:
            wrong = refused
    return page(
        request,
        "upload",
        "Upload a filled workbook",
        back=reverse("case", args=(uid,)),
        case=case,
        **file_errors(_FILE, wrong, _NAME),
    )
