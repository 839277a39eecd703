"""The accounts of a store, for who administers them: who there is, and what each may be.

A password that is made stands on the page that answers, once, and is kept nowhere: so this page
leads on to no other. Loaded again it asks for the same, which is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from authorisation.casework.access import require
from authorisation.casework.errors import NotAllowed
from authorisation.casework.models import Consortium, Person
from authorisation.casework.moves import OF_A_GROUP, Permission, Role
from authorisation.casework.people import accounts
from authorisation.casework.people.roles import format_role, give_role, held_roles, take_role
from authorisation.casework.people.second_factor import remove_factor
from authorisation.casework.store_rows import list_people
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.model.submission import title_of
from authorisation.records.words.personal_tokens import ERASED
from authorisation.web.components import choices
from authorisation.web.listing import ListCell, PageList, list_page
from authorisation.web.rendering import page
from authorisation.web.views.lookup import RefusalsAt, person_of, posted_texts

_NAME: Final = "Name"
ROLES: Final = "Roles"
ERASE_ACCOUNT: Final = "Erase the account"


class AccountAct(NamedTuple):
    """An act that may be done with an account: its words, and the function that does it."""

    title: str
    says: str
    do: Callable[[Person, datetime, Person], str | None]
    """Returns a password, where one was made."""


def _set_password(person: Person, at: datetime, by: Person) -> str:
    if person == by:
        raise NotAllowed("your own password is changed on the page of your account")
    password = accounts.new_password()
    accounts.set_password(person, password, at, by)
    return password


ACTS: Final = MappingProxyType(
    {
        "password": AccountAct(
            "Make a new password",
            "Whoever is signed in with the one before is signed out. The new one is shown once.",
            _set_password,
        ),
        "second-factor": AccountAct(
            "Take the second factor away",
            "Whoever is signed in is signed out. The password alone is then enough to sign in, "
            "until another is added.",
            remove_factor,
        ),
        "close": AccountAct(
            "Close the account",
            "Nobody signs in to it from then on. Name, roles and what was done stay.",
            accounts.close_account,
        ),
        "reopen": AccountAct(
            "Open the account again",
            "It has the roles and the password that it had.",
            accounts.reopen_account,
        ),
    }
)
"""What is done with an account, by the last part of its address."""


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List everybody with an account."""
    administrator_of(request)
    numbers = dict(Person.objects.values_list("username", "pk"))
    rows = [
        (
            ListCell(each.name, reverse("person", args=(numbers[each.username],)))
            if each.name
            else ListCell(upper_initial(ERASED)),
            ListCell(each.username),
            ListCell("; ".join(each.roles) or "No role"),
            ListCell("Yes" if each.can_sign_in else "No"),
            ListCell("Yes" if each.second_factor else "No"),
        )
        for each in list_people()
    ]
    listed = PageList(
        name="people",
        headings=(_NAME, "User name", ROLES, "Can sign in", "Second factor"),
        rows=rows,
        only_on_page=frozenset({_NAME}),
    )
    links = [(reverse("add-person"), "Add somebody")]
    return list_page(request, "list", "People", listed, back=reverse("home"), links=links)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Ask for a name and a user name, make the account, and show its password once."""
    by = administrator_of(request)
    fields = posted_texts(request, ("name", "username"))
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = {n: f"Write a {_CALLED[n]}" for n, value in fields.items() if not value}
        if not errors:
            password = accounts.new_password()
            with RefusalsAt("username", errors):
                person = accounts.add_person(
                    fields["username"], fields["name"], password, timezone.now(), by
                )
                return _password_page(request, person, password)
    return page(
        request, "add_person", "Add somebody", errors=errors, back=reverse("people"), fields=fields
    )


_CALLED: Final = {"name": "name", "username": "user name"}


@require_safe
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Show an account: its roles, and what may be done with it."""
    by, found = administrator_of(request), find_account(number)
    return page(
        request,
        "person",
        found.name.value,
        back=reverse("people"),
        account=found,
        roles_title=ROLES,
        roles=[
            (each.pk, upper_initial(format_role(Role(each.role), each.group)))
            for each in held_roles(found)
        ],
        acts=[
            (reverse("person-act", args=(number, name)), act.title)
            for name, act in ACTS.items()
            if _makes_sense(name, found)
        ]
        + ([] if found == by else [(reverse("erase-person", args=(number,)), ERASE_ACCOUNT)]),
    )


def _makes_sense(name: str, account: Person) -> bool:
    """Whether a page offers to do this with an account as it is."""
    match name:
        case "close" | "reopen":
            return account.is_active == (name == "close")
        case "second-factor":
            return bool(account.totp_secret)
        case _:
            return True


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Ask whether something is meant to be done with an account, and do it."""
    by, found = administrator_of(request), find_account(number)
    if name not in ACTS:
        raise Http404
    asked, errors = ACTS[name], dict[str, str]()
    if request.method == "POST":
        with RefusalsAt("act", errors):
            if password := asked.do(found, timezone.now(), by):
                return _password_page(request, found, password)
            return redirect("person", number)
    return _act_page(request, found, asked.title, asked.says, errors)


@require_http_methods(["GET", "HEAD", "POST"])
def add_role(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a role, and for which group where it is that of one, and give it."""
    by, found = administrator_of(request), find_account(number)
    groups = {str(each.pk): each for each in Consortium.objects.order_by("name", "code")}
    role, group = request.POST.get("role", ""), request.POST.get("group", "")
    errors: dict[str, str] = {}
    if request.method == "POST":
        if role not in {each.value for each in Role}:
            errors["role"] = "Choose a role"
        elif Role(role) in OF_A_GROUP and group not in groups:
            errors["group"] = "Choose the group"
        else:
            of = groups[group] if Role(role) in OF_A_GROUP else None
            give_role(found, Role(role), of, timezone.now(), by)
            return redirect("person", number)
    return page(
        request,
        "add_role",
        "Give a role",
        errors=errors,
        back=reverse("person", args=(number,)),
        account=found,
        roles=choices(
            {each.value: upper_initial(each.value) for each in Role},
            role,
            hints={each.value: "Of one group" for each in OF_A_GROUP},
        ),
        groups=choices(
            {pk: visible(title_of(each.name, each.code)) for pk, each in groups.items()}, group
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove_role(request: HttpRequest, number: int, held: int) -> HttpResponse:
    """Ask whether a role is meant to be taken, and take it."""
    by, found = administrator_of(request), find_account(number)
    role = next((each for each in held_roles(found) if each.pk == held), None)
    if role is None:
        if request.method == "POST":
            return redirect("person", number)  # the button was pressed twice
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST":
        with RefusalsAt("act", errors):
            take_role(found, Role(role.role), role.group, timezone.now(), by)
            return redirect("person", number)
        if all(each.pk != held for each in held_roles(found)):
            return redirect("person", number)  # the same, while it was taken
    what = format_role(Role(role.role), role.group)
    says = visible(f"{found.name.value} is then no longer {what}.")
    return _act_page(request, found, "Take the role", says, errors, about=visible(what))


def _act_page(
    request: HttpRequest,
    account: Person,
    title: str,
    says: str,
    errors: dict[str, str],
    about: str = "",
) -> HttpResponse:
    return page(
        request,
        "person_act",
        title,
        errors=errors,
        about=about,
        back=reverse("person", args=(account.pk,)),
        account=account,
        says=says,
    )


def _password_page(request: HttpRequest, account: Person, password: str) -> HttpResponse:
    return page(
        request,
        "made_password",
        "The password",
        back=reverse("person", args=(account.pk,)),
        account=account,
        password=password,
    )


def administrator_of(request: HttpRequest) -> Person:
    """The person who is signed in, who must be one that administers accounts.

    Raises:
        NotAllowed: it is not for whoever asks.
    """
    by = person_of(request)
    require(by, Permission.ADMINISTER)
    return by


def find_account(number: int) -> Person:
    """The account of an address.

    Raises:
        Http404: there is none, or it was erased.
    """
    found = Person.objects.select_related("name").filter(pk=number).exclude(name__value="").first()
    if found is None:
        raise Http404
    return found
