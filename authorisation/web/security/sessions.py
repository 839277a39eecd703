"""The sessions of those who are signed in: how long each lasts, and which somebody has.

A session ends after `IDLE_SECONDS` without a request, and after `LONGEST_SECONDS` whatever is done
in it. Only the row of a session says when it expires: what is noted of its use overwrites nothing
that another request of the same session keeps in it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, login
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from authorisation.casework.models import Person
from authorisation.web.security.logs import log_security
from authorisation.web.settings import IDLE_SECONDS, LONGEST_SECONDS, Responder

_BEGAN: Final = "began"
"""Where a session says since when somebody is signed in, in seconds since 1970."""
_NOTED_EVERY: Final = 300
"""How many seconds pass before the use of a session is noted again."""
_FRESH_SECONDS: Final = 900


class OpenSession(NamedTuple):
    """A session of somebody; `id` names it on a page and opens nothing."""

    id: str
    began: datetime
    last_used: datetime
    """To within five minutes."""
    is_this: bool


def begin_session(request: HttpRequest, person: Person) -> None:
    """Sign somebody in, with nothing taken over from before; what expired meanwhile is removed."""
    request.session.clear_expired()
    request.session.flush()
    login(request, person)
    request.session[_BEGAN] = _now()


def limit_sessions(respond: Responder) -> Responder:
    """End a session that is too old, and note that another is in use."""

    def limited(request: HttpRequest) -> HttpResponse:
        session = request.session
        if SESSION_KEY in session:
            if _BEGAN not in session:
                session[_BEGAN] = _now()
            if _now() - session[_BEGAN] >= LONGEST_SECONDS:
                number = session[SESSION_KEY]
                session.flush()
                log_security(request, "session ended", number, reason="age")
            else:
                _note_use(session.session_key)
        return respond(request)

    return limited


def is_fresh(request: HttpRequest) -> bool:
    """Whether somebody signed in so short a while ago that the password need not be asked again."""
    return _now() - int(request.session.get(_BEGAN, 0)) < _FRESH_SECONDS


def open_sessions(request: HttpRequest, person: Person) -> list[OpenSession]:
    """Every session in which somebody is signed in, the one of the request first, then by age."""
    valid, found = person.get_session_auth_hash(), []
    for row in Session.objects.filter(expire_date__gt=timezone.now()):
        stored = row.get_decoded()
        if stored.get(HASH_SESSION_KEY) == valid:  # which follows from the password of one person
            last_used = row.expire_date - timedelta(seconds=IDLE_SECONDS)
            began = datetime.fromtimestamp(stored.get(_BEGAN, last_used.timestamp()), UTC)
            is_this = row.session_key == request.session.session_key
            found.append(OpenSession(_id(row.session_key), began, last_used, is_this))
    return sorted(found, key=lambda each: (not each.is_this, each.began, each.id))


def end_sessions(request: HttpRequest, person: Person, ids: set[str]) -> int:
    """End those sessions of somebody that have these ids; returns how many there were."""
    there = {each.id for each in open_sessions(request, person)} & ids
    keys = Session.objects.values_list("session_key", flat=True)
    return Session.objects.filter(pk__in=[key for key in keys if _id(key) in there]).delete()[0]


def _note_use(key: str | None) -> None:
    row, now = Session.objects.filter(session_key=key), timezone.now()
    if row.filter(expire_date__lt=now + timedelta(seconds=IDLE_SECONDS - _NOTED_EVERY)).exists():
        row.update(expire_date=now + timedelta(seconds=IDLE_SECONDS))


def _id(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:16]


def _now() -> int:
    return int(timezone.now().timestamp())
