"""A case opened for a group, and its first signatory."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from authorisation.casework.access import require_role
from authorisation.casework.models import Consortium, GroupCase
from authorisation.casework.moves import CaseMove, Role
from authorisation.casework.operating import begin_case
from authorisation.casework.people.accounts import find_person
from authorisation.casework.people.roles import give_role, holders_of, require_no_signatory
from authorisation.errors import AuthorisationError
from authorisation.model.submission import title_of
from authorisation.web.components import choices
from authorisation.web.domains import LIBRARY, rule_sets
from authorisation.web.fields.posted import error_text
from authorisation.web.fields.written import DAY_WANTED
from authorisation.web.rendering import page
from authorisation.web.views.lookup import find_any_case, person_of, posted_day, posted_texts
from authorisation.web.views.managing.links import OPEN_CASE

_NEW: Final = "new"
_FIELDS: Final = ("group", "name", "code", "rules", "as-of[day]", "as-of[month]", "as-of[year]")
_USERNAME: Final = "username"


@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: HttpRequest) -> HttpResponse:
    """Ask for a group, new or known, the rules and the day, and open a case of it."""
    person = person_of(request)
    require_role(person, CaseMove.OPEN, GroupCase())
    groups = {str(each.pk): each for each in Consortium.objects.order_by("name", "code")}
    fields = posted_texts(request, _FIELDS)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _errors(fields, groups)
        if not errors:
            try:
                known = groups.get(fields["group"])
                case = begin_case(
                    known.name if known else fields["name"],
                    known.code if known else fields["code"],
                    fields["rules"],
                    posted_day(fields, "as-of"),
                    LIBRARY,
                    timezone.now(),
                    person,
                )
                has_signatory = bool(holders_of(Role.SIGNATORY, case.group))
                return redirect("case" if has_signatory else "signatory", case.uid)
            except AuthorisationError as refused:
                errors = {"name" if fields["group"] == _NEW else "group": error_text(refused)}
    return page(
        request,
        "open_case",
        OPEN_CASE,
        errors=errors,
        back=reverse("home"),
        fields=fields,
        groups=choices(
            {pk: title_of(each.name, each.code) for pk, each in groups.items()}, fields["group"]
        ),
        rules=choices(rule_sets(), fields["rules"]),
    )


def _errors(fields: dict[str, str], groups: Container[str]) -> dict[str, str]:
    """The errors for what is missing, at its control, in the order of the page."""
    errors = {}
    if fields["group"] == _NEW:
        errors = {"name": "Say what the group is called"} if not fields["name"] else {}
    elif fields["group"] not in groups:
        errors = {"group": "Choose a group"}
    if fields["rules"] not in rule_sets():
        errors["rules"] = "Choose the rules"
    try:
        posted_day(fields, "as-of")
    except ValueError:
        errors["as-of-day"] = f"This is no day: write {DAY_WANTED}, or leave all empty"
    return errors


@require_http_methods(["GET", "HEAD", "POST"])
def signatory(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask who signs for the group; further ones are given their role by an administrator."""
    case, person = find_any_case(request, uid), person_of(request)
    require_role(person, CaseMove.OPEN, case)
    if request.method != "POST":
        require_no_signatory(case.group)
    fields = posted_texts(request, [_USERNAME])
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            found = find_person(fields[_USERNAME])
            give_role(found, Role.SIGNATORY, case.group, timezone.now(), person)
            return redirect("case", uid)
        except AuthorisationError as refused:
            is_given = bool(fields[_USERNAME])
            errors = {_USERNAME: error_text(refused) if is_given else "Write a user name"}
    return page(
        request,
        "signatory",
        "Who signs for the group?",
        errors=errors,
        back=reverse("case", args=(uid,)),
        case=case,
        fields=fields,
    )
