"""The form as a workbook: with what is answered so far, and back once it is filled in."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from authorisation.casework.cases.draft import fill_draft
from authorisation.casework.errors import NotAllowed
from authorisation.errors import AuthorisationError, InvalidSubmission
from authorisation.usecases.assessing.inputs import WORKBOOK
from authorisation.usecases.forms.blank import form_as_workbook
from authorisation.web.domains import LIBRARY
from authorisation.web.drafts import draft_of
from authorisation.web.fields.posted import MOST_LISTED, error_text, problem_texts
from authorisation.web.rendering import page, workbook_response
from authorisation.web.views.lookup import actor_of, find_own_case

_FILE: Final = "workbook"
_LARGEST: Final = 5_000_000
"""How many bytes a filled form may have; a full one has less than a tenth of it."""
_TOO_LARGE: Final = "The file is larger than 5 MB: choose the workbook that was downloaded here"
_CHOOSE: Final = "Choose a file"


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
    errors: tuple[str, ...] = ()
    if request.method == "POST":
        given = request.FILES.get(_FILE)
        if given is None or not given.size:
            errors = (_CHOOSE,)
        elif given.size > _LARGEST:
            errors = (_TOO_LARGE,)
        else:
            try:
                name = f"{_FILE}{WORKBOOK}"
                fill_draft(actor_of(request), case, given.read(), name, LIBRARY)
                return redirect("case", uid)
            except NotAllowed:
                raise
            except InvalidSubmission as refused:
                errors = problem_texts(refused, name)
            except AuthorisationError as refused:
                errors = (error_text(refused),)
    return page(
        request,
        "upload",
        "Upload a filled workbook",
        errors={_FILE: errors[0]} if errors else {},
        back=reverse("case", args=(uid,)),
        case=case,
        further=errors[1:MOST_LISTED],
        left=max(0, len(errors) - MOST_LISTED),
    )
