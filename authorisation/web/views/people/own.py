"""What people do with their own account: password, second factor, where they are signed in."""

from __future__ import annotations

from typing import Final

import segno
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from authorisation.casework.errors import NotAllowed
from authorisation.casework.people.accounts import set_password
from authorisation.casework.people.roles import list_roles
from authorisation.casework.people.second_factor import (
    add_factor,
    app_address,
    needs_factor,
    new_secret,
    open_secret,
)
from authorisation.errors import InvalidOption
from authorisation.explain.words.titles import upper_initial
from authorisation.web.components import choices, text_rows
from authorisation.web.fields.posted import error_text
from authorisation.web.rendering import SERVICE, format_moment, page
from authorisation.web.security.attempts import TOO_MANY, SignInAttempt
from authorisation.web.security.logs import log_security
from authorisation.web.security.sessions import end_sessions, is_fresh, open_sessions
from authorisation.web.views.lookup import person_of
from authorisation.web.views.people.accounts import ROLES

_GROUP: Final = 4
"""So many letters of a key stand together, to be typed."""


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the account of whoever is signed in."""
    own = person_of(request)
    roles = "; ".join(map(upper_initial, list_roles(own))) or "None yet"
    rows = {
        "Name": own.name.value,
        "User name": own.username,
        ROLES: roles,
        "Second factor": "An authenticator app" if own.totp_secret else "None",
    }
    return page(
        request,
        "account",
        "Your account",
        back=reverse("home"),
        rows=text_rows(rows.items()),
        has_factor=bool(own.totp_secret),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Ask for the password and another one, and change it; other sessions end."""
    own, errors = person_of(request), dict[str, str]()
    was_given = own.password_is_given
    if request.method == "POST":
        errors = _change_password(request)
        if not errors:
            update_session_auth_hash(request, own)
            return redirect("home" if was_given else "account")
    back = "" if was_given else reverse("account")
    title = "Choose your own password" if was_given else "Change your password"
    return page(request, "password", title, errors=errors, back=back, was_given=was_given)


def _change_password(request: HttpRequest) -> dict[str, str]:
    """The errors, by the id of the control; where there is none, the password is changed."""
    own = person_of(request)
    now, new, again = (request.POST.get(name, "") for name in ("current", "new", "again"))
    if wrong := _wrong_password(request):
        return {"current": wrong}
    if new != again:
        return {"again": "The two are not the same"}
    if new == now:
        return {"new": "Choose another one than the password that you have"}
    try:
        set_password(own, new, timezone.now(), own)
    except InvalidOption as refused:
        return {"new": error_text(refused)}
    log_security(request, "password changed")
    return {}


def _wrong_password(request: HttpRequest) -> str:
    """The error of the password that was sent as that of whoever is signed in; or ""."""
    own = person_of(request)
    attempt = SignInAttempt(own.username, request.META.get("REMOTE_ADDR", ""))
    wrong = TOO_MANY
    if attempt.begin():
        if own.check_password(request.POST.get("current", "")):
            attempt.succeed()
            return ""
        wrong = "This is not your password"
    log_security(request, "password asked again: failed")
    return wrong


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where somebody is signed in, and end the sessions that are chosen, but for this one."""
    own, errors = person_of(request), dict[str, str]()
    there = open_sessions(request, own)
    others = [each for each in there if not each.is_this]
    chosen = {*request.POST.getlist("sessions")} & {each.id for each in others}
    if request.method == "POST":
        if not chosen:
            errors["sessions"] = "Choose what is to be signed out"
        elif wrong := _wrong_password(request):
            errors["current"] = wrong
        else:
            count = end_sessions(request, own, chosen)
            log_security(request, "sessions ended", count=count)
            return redirect("sessions")
    return page(
        request,
        "sessions",
        "Where you are signed in",
        errors=errors,
        back=reverse("account"),
        this=next((format_moment(each.began) for each in there if each.is_this), ""),
        items=choices(
            {each.id: f"Signed in on {format_moment(each.began)}" for each in others},
            *(chosen if request.method == "POST" else [each.id for each in others]),
            hints={e.id: f"Last used at about {format_moment(e.last_used)}" for e in others},
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show a key for an authenticator app, and add it once a code of it is right.

    The recovery codes stand on the page that answers, once, and are kept nowhere: so this page
    leads on to no other.
    """
    own, errors = person_of(request), dict[str, str]()
    if own.totp_secret:
        raise NotAllowed("you have a second factor already: an administrator takes it away")
    secret, sealed = new_secret(own)
    asks_password = not is_fresh(request)
    if request.method == "POST" and asks_password and (wrong := _wrong_password(request)):
        errors["current"] = wrong
    elif request.method == "POST":
        try:
            posted = request.POST.get("sealed", "")
            secret, sealed = open_secret(own, posted), posted
            codes = add_factor(own, sealed, request.POST.get("code", ""), timezone.now())
        except InvalidOption as refused:
            errors["code"] = error_text(refused)
        else:
            update_session_auth_hash(request, own)
            log_security(request, "second factor added")
            return page(request, "recovery_codes", "Your recovery codes", codes=codes)
    is_needed = needs_factor(own)
    picture = segno.make(app_address(own, secret, SERVICE), micro=False)
    shown = picture.svg_inline(scale=5, dark="#000", light="#fff", svgclass=None, lineclass=None)
    asked = page(
        request,
        "second_factor",
        "Add a second factor",
        errors=errors,
        back="" if is_needed else reverse("account"),
        is_needed=is_needed,
        asks_password=asks_password,
        sealed=sealed,
        secret=" ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)),
        picture=Markup(shown),  # noqa: S704 - drawn by us of squares alone
    )
    asked.headers["Cache-Control"] = "no-store"  # with errors too: the key stands on it
    return asked
