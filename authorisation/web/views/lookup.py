"""What an address stands for, for this person; what may not be seen is not found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import Any, Final, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from authorisation.casework.access import cases_of, may
from authorisation.casework.cases.moving import Actor
from authorisation.casework.cases.reading import NOTHING_SUBMITTED
from authorisation.casework.errors import NotAllowed
from authorisation.casework.models import GroupCase, Person
from authorisation.casework.moves import MOVES, CaseMove, CaseState, Permission
from authorisation.errors import AuthorisationError
from authorisation.explain.words.titles import upper_initial
from authorisation.model.question import Question
from authorisation.web.drafts import Draft
from authorisation.web.fields.posted import error_text
from authorisation.web.fields.written import DAY_OF_FIELDS, DAY_WANTED, part

_View = Callable[..., HttpResponse]
_LONGEST: Final = 10
"""So many digits has no number that a page carries."""


def person_of(request: HttpRequest) -> Person:
    """The person who is signed in."""
    return cast("Person", request.user)


def watch_day() -> date:
    """The day for which it is said what is due and overdue."""
    day: date | None = getattr(settings, "SITE_DAY", None)
    return day or timezone.now().date()


def posted_day(fields: Mapping[str, str], name: str) -> date | None:
    """The day that was written into the three fields of a date; None where all are empty.

    Raises:
        ValueError: it is no day.
    """
    parts = [fields.get(part(name, of), "") for of in ("year", "month", "day")]
    if not any(parts):
        return None
    if not DAY_OF_FIELDS.fullmatch("-".join(parts)):
        raise ValueError(name)
    return date(*map(int, parts))


def read_day(
    fields: Mapping[str, str],
    name: str,
    errors: dict[str, str],
    what: str = "the day",
    *,
    to_come: bool = False,
) -> date | None:
    """The day of three fields; None where they say none, or one `to_come` that may not be.

    The error stands at the first of them, and calls the day what `what` says.
    """
    control = f"{name}-day"
    try:
        day = posted_day(fields, name)
    except ValueError:
        day = None
    if day is None:
        errors[control] = f"Write {what} as {DAY_WANTED}"
    elif not to_come and day > max(watch_day(), timezone.now().date()):
        errors[control] = f"{upper_initial(what)} has not come yet"
        return None
    return day


def actor_of(request: HttpRequest, last_event: int | None = None) -> Actor:
    """The actor of a request, now; `last_event` is the number of the last that the page showed."""
    return Actor(person_of(request), timezone.now(), last_event)


def posted_number(request: HttpRequest, name: str) -> int:
    """A number that the page carried; -1 where it does not say one."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST else -1


def posted_texts(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    """The texts written into fields, by their names; empty where nothing was."""
    return {name: request.POST.get(name, "").strip() for name in names}


class RefusalsAt:
    """Says at a control why what is done inside is refused; what may not be done stays refused."""

    def __init__(self, control: str, errors: dict[str, str]) -> None:
        self._control, self._errors = control, errors

    def __enter__(self) -> None:
        """Do nothing yet."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        """Note why it was refused, if it was."""
        if not isinstance(error, AuthorisationError) or isinstance(error, NotAllowed):
            return False
        self._errors[self._control] = error_text(error)
        return True


def actor_on_page(request: HttpRequest) -> Actor:
    """The actor of a page that carries the last event that it showed, as `seen.jinja` has it."""
    return actor_of(request, posted_number(request, "seen"))


def sent_once(to: str, *moves: CaseMove, numbered: bool = False) -> Callable[[_View], _View]:
    """Lead whoever sends a form twice to page `to` of the case, where the first sending led.

    The form carries the last event that it showed, as `seen.jinja` has it. Where the next event
    is one of `moves` by the same person, it is what this form did, and the button was pressed
    again: after that was done, or while it was being done. `numbered`: the address of the page
    ends in the number of that event.
    """

    def decorate(view: _View) -> _View:
        @wraps(view)
        def respond(request: HttpRequest, uid: str, **further: Any) -> HttpResponse:  # noqa: ANN401
            number = _done(request, uid, moves)
            if number is None:
                try:
                    response = view(request, uid, **further)
                except (NotAllowed, Http404):
                    if (number := _done(request, uid, moves)) is None:
                        raise
                else:
                    if (number := _done(request, uid, moves)) is None:
                        return response
            return redirect(to, uid, number) if numbered else redirect(to, uid)

        return respond

    return decorate


def _done(request: HttpRequest, uid: str, moves: Sequence[CaseMove]) -> int | None:
    """The number of the event by which this person did just now what is sent; None of others."""
    if request.method != "POST":
        return None
    number = posted_number(request, "seen") + 1
    case = cases_of(person_of(request)).filter(uid=uid).first()
    last = case.events.last() if case else None
    is_it = last and (last.case_number, last.by) == (number, person_of(request).token)
    return number if last and is_it and last.kind in moves else None


def find_case(request: HttpRequest, uid: str) -> GroupCase:
    """The case of an address, which knows its last event from before anything of it is shown.

    Raises:
        Http404: there is none, or this person may not read it.
    """
    case = get_object_or_404(cases_of(person_of(request)), uid=uid)
    _ = case.last_number
    return case


def find_own_case(request: HttpRequest, uid: str) -> GroupCase:
    """The case of an address, to be filled in.

    Raises:
        Http404: there is none, or it is not for this person to fill in.
    """
    case = find_case(request, uid)
    if not may(person_of(request), Permission.SAVE, case):
        raise Http404
    return case


def find_any_case(request: HttpRequest, uid: str) -> GroupCase:
    """The case of an address, for who reads the cases of all groups: the group itself does not.

    Raises:
        Http404: there is none, or this person reads no cases of all groups.
    """
    case = find_case(request, uid)
    if not may(person_of(request), Permission.READ_ALL):
        raise Http404
    return case


def find_submitted_case(request: HttpRequest, uid: str) -> GroupCase:
    """The case of an address, for who assesses or decides: the group itself sees no grades.

    Raises:
        Http404: as `find_any_case`.
        NotAllowed: nothing was submitted yet.
    """
    case = find_any_case(request, uid)
    if case.state == CaseState.DRAFT:
        raise NotAllowed(NOTHING_SUBMITTED)
    return case


def can_change(request: HttpRequest, case: GroupCase) -> bool:
    """Whether this person can change answers of a case as it stands."""
    still = CaseState(case.state) in MOVES[CaseMove.SUBMIT].states
    return still and may(person_of(request), Permission.SAVE, case)


def find_question(draft: Draft, name: str) -> Question:
    """The question of an address.

    Raises:
        Http404: the rules of the case ask none of that name.
    """
    question = draft.form.program.rules.questions.get(name)
    if question is None:
        raise Http404
    return question
