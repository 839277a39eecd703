"""Signing in and out: user name and password, then a code where there is a second factor."""

from __future__ import annotations

from typing import Final

from django.contrib.auth import authenticate, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from authorisation.casework.models import Person
from authorisation.casework.people.second_factor import take_code
from authorisation.web.rendering import page
from authorisation.web.security.attempts import TOO_MANY, SignInAttempt
from authorisation.web.security.logs import log_security
from authorisation.web.security.sessions import begin_session

_WRONG: Final = "The user name or the password is not right"
_WRONG_CODE: Final = "This is not the code that the app shows now, nor a recovery code left to you"
_REASONS: Final = {_WRONG: "password", _WRONG_CODE: "code", TOO_MANY: "attempts"}
"""What a sign-in failed by, as the log has it."""
_HALF: Final = "half_signed_in"
"""Where a session says whose password was right, as of when, and which page was asked for."""
_SECONDS_FOR_A_CODE: Final = 300


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password, and lead on to the page that was asked for."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        wanted = ""
    fields = {"username": request.POST.get("username", "")}
    if request.method != "POST":
        return page(request, "sign_in", "Sign in", fields=fields, wanted=wanted)
    username = fields["username"]
    attempt = SignInAttempt(username, request.META.get("REMOTE_ADDR", ""))
    wrong = TOO_MANY
    if attempt.begin():
        found = authenticate(request, username=username, password=request.POST.get("password", ""))
        if isinstance(found, Person):
            attempt.succeed()
            if found.totp_secret:
                at = int(timezone.now().timestamp())
                half = (found.pk, found.get_session_auth_hash(), at, wanted)
                request.session[_HALF] = half
                return redirect("sign-in-code")
            return _begin(request, found, "password", wanted)
        wrong = _WRONG
    log_security(request, "sign-in failed", _number_of(username), reason=_REASONS[wrong])
    errors = {"username": wrong}
    return page(request, "sign_in", "Sign in", errors=errors, fields=fields, wanted=wanted)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask whoever gave the right password for a code of the app, or for a recovery code."""
    found, wanted = _half_signed_in(request)
    if found is None:
        return redirect("sign-in")
    errors: dict[str, str] = {}
    if request.method == "POST":
        attempt = SignInAttempt(found.username, request.META.get("REMOTE_ADDR", ""))
        if not attempt.begin():
            errors["code"] = TOO_MANY
        elif take_code(found, request.POST.get("code", ""), timezone.now()):
            attempt.succeed()
            return _begin(request, found, "password+code", wanted)
        else:
            errors["code"] = _WRONG_CODE
        log_security(request, "sign-in failed", found.pk, reason=_REASONS[errors["code"]])
    return page(request, "sign_in_code", "Code", errors=errors, back=reverse("sign-in"))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    log_security(request, "signed out")
    logout(request)
    response = redirect("sign-in")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _begin(request: HttpRequest, person: Person, factors: str, wanted: str) -> HttpResponse:
    begin_session(request, person)
    log_security(request, "signed in", person.pk, factors=factors)
    return redirect(wanted or "home")


def _number_of(username: str) -> int | None:
    """The number of the account of a user name; what is no user name may be a password."""
    try:
        return Person.objects.get_by_natural_key(username).pk
    except Person.DoesNotExist:
        return None


def _half_signed_in(request: HttpRequest) -> tuple[Person | None, str]:
    """Whose password was right a short while ago, and which page was asked for."""
    number, known, at, wanted = request.session.get(_HALF, (0, "", 0, ""))
    found = Person.objects.filter(pk=number, is_active=True).first()
    is_late = timezone.now().timestamp() - at > _SECONDS_FOR_A_CODE
    if found is None or is_late or not constant_time_compare(found.get_session_auth_hash(), known):
        return None, ""
    return found, wanted
