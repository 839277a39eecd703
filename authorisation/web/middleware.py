"""What every response is sent with."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from authorisation.web.settings import HEADERS


def send_headers(
    respond: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Add the headers that every response has, where a view has not set its own."""

    def with_headers(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return with_headers
