"""What the site logs: faults of the program, and what bears on security, a line each.

No line holds a name, an answer, a password, a code or a token: who it was is said by the number of
the account, which an administrator finds at `/people/NUMBER`.
"""

from __future__ import annotations

import logging
import time
import traceback
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest, HttpResponse

from authorisation.web.settings import Responder

if TYPE_CHECKING:
    from types import TracebackType

SECURITY: Final = "authorisation.security"
"""The logger of what bears on security."""
_REFUSED: Final = frozenset({400, 403, 404, 409})
_REFUSED_TO_ANYBODY: Final = frozenset({400, 403})
"""Whoever is not signed in finds no page for reasons that nobody need look into."""


class LogFormatter(logging.Formatter):
    """A line with its time in UTC.

    An exception has its places and kinds and not its text, which may hold what somebody sent.
    """

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        """The line, with anything that could begin another one escaped."""
        return super().formatMessage(record).encode("unicode_escape").decode("ascii")

    def formatException(  # noqa: N802 - the library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """The text of an error: where it was raised, and the kind of it and of those before it."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            lines += [*traceback.format_tb(error.__traceback__), f"{type(error).__qualname__}\n"]
            error = error.__cause__ or error.__context__
        return "".join(lines).rstrip()


def log_security(
    request: HttpRequest, event: str, account: object = None, **more: str | int
) -> None:
    """Log what bears on security: the number of the account, else of that signed in, and where."""
    number = account or getattr(getattr(request, "user", None), "pk", None) or "-"
    fields = "".join(f" {name}={value}" for name, value in more.items())
    address = _address(request.META.get("REMOTE_ADDR", ""))
    logging.getLogger(SECURITY).info("%s%s account=%s address=%s", event, fields, number, address)


def log_refusals(respond: Responder) -> Responder:
    """Log each request that was refused, by the name of its page."""

    def with_refusal_logged(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        person = getattr(request, "user", None)
        is_known = person is not None and person.is_authenticated
        if response.status_code in (_REFUSED if is_known else _REFUSED_TO_ANYBODY):
            match = request.resolver_match
            page = (match.view_name if match else "") or "-"
            log_security(request, "refused", status=response.status_code, page=page)
        return response

    return with_refusal_logged


def _address(text: str) -> str:
    """The address of whoever asks; a proxy may have handed on what is none."""
    try:
        return str(ip_address(text))
    except ValueError:
        return "-"
