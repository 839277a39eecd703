"""Pages for what cannot be shown or done."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse

from authorisation.casework.errors import NotAllowed
from authorisation.web.fields.posted import error_text
from authorisation.web.rendering import page
from authorisation.web.settings import LARGEST_BODY, Responder


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """There is no such page, or none for this person: the two look alike."""
    says = (
        "If you typed the address, check it.",
        "If it was sent to you, you may need to sign in as somebody else.",
    )
    return page(request, "message", "Page not found", status=404, back=reverse("home"), says=says)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """The page on a request that is larger than any form of ours, or is none."""
    says = ("What was sent is too large, or no form of this site. Nothing was changed.",)
    return page(request, "message", "This cannot be read", status=400, says=says)


def broken(request: HttpRequest) -> HttpResponse:
    """Something went wrong that is no fault of whoever asked."""
    request.user = AnonymousUser()  # the database may be what is broken, so it is asked nothing
    says = ("Nothing that was saved before is lost.", "Try again later.")
    title = "Sorry, there is a problem"
    return page(request, "message", title, status=500, back=reverse("home"), says=says)


def other_host(request: HttpRequest) -> HttpResponse:
    """The site was asked for by a name that it does not have."""
    says = ("This site has another name.", "Ask whoever gave you the address for the right one.")
    return page(request, "message", "This is not the address of the site", status=400, says=says)


def too_large(request: HttpRequest) -> HttpResponse:
    """The page on a request of more bytes than are taken."""
    says = ("It is larger than 12 MB; a document may have 10 MB.", "Nothing was changed.")
    title = "What you sent is too large"
    return page(request, "message", title, status=413, back=request.path, says=says)


def not_taken(request: HttpRequest) -> HttpResponse:
    """The address takes no such request, such as that of a form asked for as a page."""
    says = ("This address takes what a form sends, or shows what it says, and nothing else.",)
    title = "This cannot be asked for"
    return page(request, "message", title, status=405, back=reverse("home"), says=says)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form was sent without its token, or with one of an earlier session."""
    says = (
        "The page was open for too long, or you signed in again since. Nothing was changed.",
        "Go back, load the page anew, and send it again.",
    )
    title = "This page is out of date"
    return page(request, "message", title, status=403, back=_back(request), says=says)


def refused(request: HttpRequest, refusal: NotAllowed) -> HttpResponse:
    """Something may not be done, or not as things stand; nothing was changed."""
    says = (error_text(refusal), "Nothing was changed.")
    title = "This cannot be done"
    return page(request, "message", title, status=409, back=_back(request), says=says)


def _back(request: HttpRequest) -> str:
    """The case that a page is about, or else all of them."""
    uid = request.resolver_match.kwargs.get("uid") if request.resolver_match else None
    return reverse("case", args=(uid,)) if uid else reverse("home")


def refuse_other_hosts(respond: Responder) -> Responder:
    """Answer to the names of the site alone, on a page and without a line in the log."""

    def of_this_host(request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            request.user = AnonymousUser()
            return other_host(request)
        return respond(request)

    return of_this_host


def refuse_large_bodies(respond: Responder) -> Responder:
    """Refuse what is too large before anything of it is read."""

    def of_a_size(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH", "")
        is_large = length.isdigit() and int(length) > LARGEST_BODY
        return too_large(request) if is_large else respond(request)

    return of_a_size


class RefusalMiddleware:
    """Shows what a store or an address refuses as a page."""

    def __init__(self, respond: Responder) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave all but refusals as it is."""
        response = self._respond(request)
        if isinstance(response, HttpResponseNotAllowed):
            shown = not_taken(request)
            shown.headers["Allow"] = response.headers["Allow"]
            return shown
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a refusal; anything else is a fault of ours."""
        return refused(request, exception) if isinstance(exception, NotAllowed) else None
