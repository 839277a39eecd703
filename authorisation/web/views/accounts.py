"""Signing in and out."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from authorisation.web.attempts import MINUTES, SignInAttempt
from authorisation.web.rendering import page

_WRONG = "The user name or the password is not right"
_TOO_MANY = f"Signing in failed too often. Wait {MINUTES} minutes, then try again"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password, and lead on to the page that was asked for."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        wanted = ""
    if request.method != "POST":
        return page(request, "sign_in", "Sign in", username="", wanted=wanted)
    username = request.POST.get("username", "")
    attempt = SignInAttempt(username, request.META.get("REMOTE_ADDR", ""))
    told = _TOO_MANY
    if attempt.begin():
        person = authenticate(request, username=username, password=request.POST.get("password", ""))
        if person is not None:
            attempt.succeed()
            login(request, person)
            return redirect(wanted or "home")
        told = _WRONG
    errors = {"username": told}
    return page(request, "sign_in", "Sign in", errors=errors, username=username, wanted=wanted)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    response = redirect("sign-in")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
