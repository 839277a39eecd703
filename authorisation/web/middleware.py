"""What every response is sent with, and what comes first for whoever is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from authorisation.casework.models import Person
from authorisation.casework.people.second_factor import needs_factor
from authorisation.web.settings import HEADERS, Responder


def send_headers(respond: Responder) -> Responder:
    """Add the headers that every response has, where a view has not set its own."""

    def with_headers(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return with_headers


def complete_accounts(respond: Responder) -> Responder:
    """Let nobody go on with a password that somebody else knows, or without a factor they need."""

    def with_account(request: HttpRequest) -> HttpResponse:
        person = getattr(request, "user", None)
        if isinstance(person, Person):
            first = ""
            if person.password_is_given:
                first = "password"
            elif needs_factor(person):
                first = "second-factor"
            if first and request.path not in {reverse(first), reverse("sign-out")}:
                return redirect(first)
        return respond(request)

    return with_account
