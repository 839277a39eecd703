"""The personal answers of a case, or an account, erased for good."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from authorisation.casework.access import require
from authorisation.casework.cases.reading import program_of
from authorisation.casework.models import Person
from authorisation.casework.moves import Permission
from authorisation.casework.people.erasure import erase_account, erase_answers, personal_answers
from authorisation.errors import InvalidOption
from authorisation.explain.words.answer_changes import format_question
from authorisation.explain.words.safe import visible
from authorisation.web.components import choices
from authorisation.web.domains import LIBRARY
from authorisation.web.fields.posted import error_text
from authorisation.web.rendering import page
from authorisation.web.views.lookup import find_any_case, person_of, posted_texts
from authorisation.web.views.people.accounts import ERASE_ACCOUNT, administrator_of, find_account

ERASE_ANSWERS: Final = "Erase personal answers"


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask which personal answers are to go, and why, and erase them."""
    case, person = find_any_case(request, uid), person_of(request)
    require(person, Permission.ERASE, case)
    there = personal_answers(case, LIBRARY)
    posted = request.POST.getlist("questions")
    chosen = [path for path in posted if path in there]
    fields = posted_texts(request, ["reason"])
    reason = fields["reason"]
    errors: dict[str, str] = {}
    if request.method == "POST":
        if posted and not chosen:
            return redirect("case", uid)  # the button was pressed twice
        if not chosen:
            errors["questions"] = "Choose what is to be erased"
        if not reason:
            errors["reason"] = "Say why"
        if not errors:
            try:
                erase_answers(case, chosen, reason, timezone.now(), LIBRARY, person)
                return redirect("case", uid)
            except InvalidOption as refused:
                if not personal_answers(case, LIBRARY).keys() & set(chosen):
                    return redirect("case", uid)  # the same, while it was erased
                errors["reason"] = error_text(refused)
    questions = program_of(LIBRARY, case.rules).rules.bank
    return page(
        request,
        "erase",
        ERASE_ANSWERS,
        errors=errors,
        back=reverse("case", args=(uid,)),
        case=case,
        fields=fields,
        items=choices(
            {p: format_question(questions[p]) if p in questions else p for p in there},
            *chosen,
            hints={path: visible("; ".join(values)) for path, values in there.items()},
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def erase_person(request: HttpRequest, number: int) -> HttpResponse:
    """Ask whether a person's name and user name are to go, and why, and erase them."""
    by = administrator_of(request)
    if request.method == "POST" and _is_erased(number):
        return redirect("people")  # the button was pressed twice
    found = find_account(number)
    fields = posted_texts(request, ["reason"])
    reason = fields["reason"]
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = {} if reason else {"reason": "Say why"}
        if reason:
            try:
                erase_account(found, reason, timezone.now(), by)
                return redirect("people")
            except InvalidOption as refused:
                if _is_erased(number):
                    return redirect("people")  # the same, while it was erased
                errors = {"reason": error_text(refused)}
    return page(
        request,
        "erase_person",
        ERASE_ACCOUNT,
        errors=errors,
        back=reverse("person", args=(number,)),
        account=found,
        fields=fields,
    )


def _is_erased(number: int) -> bool:
    return Person.objects.filter(pk=number, name__value="").exists()
