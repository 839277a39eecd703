"""The personal answers of a case, erased for good."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from authorisation.casework.access import require
from authorisation.casework.cases.reading import program_of
from authorisation.casework.moves import Permission
from authorisation.casework.people.erasure import erase_answers, personal_answers
from authorisation.errors import InvalidOption
from authorisation.explain.words.answer_changes import format_question
from authorisation.explain.words.safe import visible
from authorisation.web.domains import LIBRARY
from authorisation.web.fields.posted import error_text
from authorisation.web.rendering import page
from authorisation.web.views.lookup import find_any_case, person_of


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask which personal answers are to go, and why, and erase them."""
    case, person = find_any_case(request, uid), person_of(request)
    require(person, Permission.ERASE, case)
    there = personal_answers(case, LIBRARY)
    chosen = [path for path in request.POST.getlist("questions") if path in there]
    reason = request.POST.get("reason", "").strip()
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not chosen:
            errors["questions"] = "Choose what is to be erased"
        if not reason:
            errors["reason"] = "Say why"
        if not errors:
            try:
                erase_answers(case, chosen, reason, timezone.now(), LIBRARY, person)
                return redirect("case", uid)
            except InvalidOption as refused:
                errors["reason"] = error_text(refused)
    questions = program_of(LIBRARY, case.rules).rules.bank
    return page(
        request,
        "erase",
        "Erase personal answers",
        errors=errors,
        back=reverse("case", args=(uid,)),
        case=case,
        reason=reason,
        items=[
            {
                "value": path,
                "text": format_question(questions[path]) if path in questions else path,
                "hint": {"text": visible("; ".join(values))},
                "checked": path in chosen,
            }
            for path, values in there.items()
        ],
    )
