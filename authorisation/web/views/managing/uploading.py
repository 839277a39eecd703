"""A file of returns uploaded, held against what was filed before, then filed; and the blank one."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from authorisation.casework.access import require_move
from authorisation.casework.cases.monitoring import (
    begun_group,
    file_returns,
    filed_group,
    read_filed,
    regime_of,
)
from authorisation.casework.errors import NotAllowed
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import CaseMove
from authorisation.errors import AuthorisationError
from authorisation.forms.answers_yaml import dump_yaml
from authorisation.forms.filed_yaml import written_group
from authorisation.language.yaml.characters import looks_zipped
from authorisation.usecases.forms.returns import BegunReturns, returns_as_workbook
from authorisation.web.domains import LIBRARY
from authorisation.web.fields.uploaded import file_errors, read_uploaded
from authorisation.web.rendering import page, workbook_response
from authorisation.web.views.lookup import actor_on_page, person_of, sent_once, watch_day
from authorisation.web.views.managing.held_against import consequences, differences
from authorisation.web.views.managing.watching import find_lettered_case

_FILE: Final = "file"
_TEXT: Final = "text"
_LARGEST: Final = 500_000
"""How many bytes a file of returns may have; ten years of a group have a tenth of it."""
_WHICH: Final = "choose one group's file of returns"


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("watch", CaseMove.FILE_RETURNS)
def upload_returns(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask for a file of returns, show what it changes and comes to, and file it if told to."""
    case = find_lettered_case(request, uid)
    require_move(person_of(request), CaseMove.FILE_RETURNS, case)
    wrong: AuthorisationError | None = None
    if request.method == "POST":
        try:
            if text := request.POST.get(_TEXT, "").replace("\r\n", "\n"):
                file_returns(actor_on_page(request), case, text.encode(), LIBRARY, watch_day())
                return redirect("watch", uid)
            data = read_uploaded(request, _FILE, _LARGEST, _WHICH)
            return _check(request, case, data)
        except NotAllowed:
            raise
        except AuthorisationError as refused:
            wrong = refused
    return page(
        request,
        "upload_returns",
        "Upload returns",
        back=reverse("watch", args=(uid,)),
        case=case,
        **file_errors(_FILE, wrong, "returns"),
    )


@require_safe
def download_returns(request: HttpRequest, uid: str) -> HttpResponse:
    """Give the returns so far as a workbook with a sheet for the next one."""
    case = find_lettered_case(request, uid)
    require_move(person_of(request), CaseMove.FILE_RETURNS, case)
    group = filed_group(case, LIBRARY) or begun_group(case, LIBRARY)
    data = returns_as_workbook(regime_of(case.rules, LIBRARY), BegunReturns(group))
    return workbook_response(data, "returns")


def _check(request: HttpRequest, case: GroupCase, data: bytes) -> HttpResponse:
    """Show what a file changes and comes to; the page carries it, and nothing is kept yet.

    Raises:
        AuthorisationError: it cannot be used.
    """
    group = read_filed(case, data, LIBRARY)
    regime = regime_of(case.rules, LIBRARY).regime
    text = (
        dump_yaml(written_group(group, regime)) if looks_zipped(data) else data.decode("utf-8-sig")
    )
    return page(
        request,
        "check_returns",
        "Check what you upload",
        back=reverse("upload-returns", args=(case.uid,)),
        case=case,
        differences=list(differences(filed_group(case, LIBRARY), group, regime.returns)),
        follows=consequences(case, group),
        text=text,
    )
