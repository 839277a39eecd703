"""A page from its template, with what every page has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import content_disposition_header
from jinja2 import Environment

from authorisation import __version__
from authorisation.explain.words.quantities import format_date
from authorisation.report.formats.html import ON_THIS_PAGE
from authorisation.usecases.filesystem.inputs import WORKBOOK
from authorisation.web.fields.controls import control
from authorisation.web.settings import STATIC_URL

if TYPE_CHECKING:
    from authorisation.casework.models import CaseEvent

SERVICE: Final = "Consortium authorisation"
"""What the site is called on every page."""
CSV_MEDIA: Final = "text/csv; charset=utf-8"
_WORKBOOK_MEDIA: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@cache
def environment(**options: Any) -> Environment:  # noqa: ANN401 - as the framework hands them on
    """The environment in which the framework loads templates, with the functions that they call.

    Of the same options it is the same one, so that other settings have no template compiled anew.
    """
    made = Environment(**options)  # noqa: S701 - the framework turns escaping on
    made.globals.update(
        service=SERVICE,
        on_this_page=ON_THIS_PAGE,
        static=lambda path: f"{STATIC_URL}{path}?v={__version__}",
        control=control,
        url=lambda name, *args: reverse(name, args=args),
    )
    return made


def page(
    request: HttpRequest,
    template: str,
    title: str,
    *,
    status: int = 200,
    about: str = "",
    back: str = "",
    errors: Mapping[str, str] | None = None,
    **context: Any,  # noqa: ANN401 - what the template asks for
) -> HttpResponse:
    """A page; `errors` are what is wrong by the id of the control that it is wrong at.

    `about` tells it from others of the same title, beside the `case` or `account` that it is of.

    A page with errors is sent with the status 422, so that it is never taken for a success. What
    answers a form the browser may keep until its user signs out: going back to it cannot ask for it
    again.
    """
    person = getattr(request, "user", None)
    signed_in = person is not None and person.is_authenticated
    shown = {
        "title": title,
        "about": about,
        "back": back,
        "errors": errors or {},
        "demo": getattr(settings, "SITE_IS_DEMO", False),
        "person": person.get_username() if person is not None and signed_in else "",
        **context,
    }
    text = render_to_string(f"{template}.jinja", shown, request)
    headers = {"Cache-Control": "private, no-cache"} if request.method == "POST" else {}
    return HttpResponse(text, status=422 if errors else status, headers=headers)


def file_response(data: bytes, name: str, media: str) -> HttpResponse:
    """A file of a media type, to be saved under a name and not shown by the browser."""
    disposition = content_disposition_header(True, name)  # noqa: FBT003 - as an attachment
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(data, content_type=media, headers=headers)


def workbook_response(data: bytes, name: str) -> HttpResponse:
    """A workbook, to be saved under a name without its ending."""
    return file_response(data, f"{name}{WORKBOOK}", _WORKBOOK_MEDIA)


def format_when(event: CaseEvent) -> str:
    """The time at which something was done, to the minute."""
    at = parse_datetime(event.at)
    return format_moment(at) if at else event.at


def format_moment(at: datetime) -> str:
    """A time of UTC to the minute."""
    return f"{format_date(at.date())}, {at:%H:%M} UTC"
