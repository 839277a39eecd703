"""A return typed in, one question a page, then checked and filed.

What is typed is kept in the session, which is that of one person and ends with the working day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from authorisation.casework.access import require_move
from authorisation.casework.cases.monitoring import (
    begin_watch,
    due_returns,
    file_group,
    filed_group,
    regime_of,
)
from authorisation.casework.errors import NotAllowed
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import CaseMove
from authorisation.errors import AuthorisationError
from authorisation.explain.words.answer_changes import format_question
from authorisation.explain.words.quantities import format_date
from authorisation.model.calendar import parse_period
from authorisation.model.question import Question
from authorisation.model.returns import AuthorisedGroup, FiledReturn, Period
from authorisation.model.value import Answer
from authorisation.regime.known_returns import returns_known_by
from authorisation.web.answers import NOT_ANSWERED_YET, answer_words
from authorisation.web.domains import LIBRARY
from authorisation.web.fields.controls import Controls, ask_on_page, question_control
from authorisation.web.fields.posted import error_text, errors_by_control, read_posted
from authorisation.web.fields.written import Fields, Kind, kind_of, written
from authorisation.web.rendering import page
from authorisation.web.views.lookup import (
    actor_on_page,
    is_done,
    last_number,
    person_of,
    watch_day,
)
from authorisation.web.views.managing.held_against import (
    consequences,
    differences,
    returns_questions,
)
from authorisation.web.views.managing.watching import find_lettered_case

_NAME: Final = "answer"
_SESSION: Final = "returns"
_FILE: Final = "file"
_NOTHING_CHANGED: Final = "Nothing is changed by this correction: change an answer first"
_NOTHING_ANSWERED: Final = "No question is answered yet: answer one at least"
_AHEAD: Final = timedelta(days=800)
"""More than from the beginning of a period to the day on which its return is due."""


@require_POST
def begin(request: HttpRequest, uid: str) -> HttpResponse:
    """Begin to watch the returns of a group."""
    case = find_lettered_case(request, uid)
    require_move(person_of(request), CaseMove.FILE_RETURNS, case)
    if not is_done(request, case, CaseMove.FILE_RETURNS):
        begin_watch(actor_on_page(request), case, LIBRARY)
    return redirect("watch", uid)


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask for which period a return is typed in, or which one is corrected and why."""
    case, group = _find_watched(request, uid)
    labels = {period.label: f"The return of {period}" for period in _open(case, group)}
    there = _standing(group)
    labels |= {f"{_AGAIN}{period}": f"A correction of {period}" for period in there}
    which, reason = (request.POST.get(name, "").strip() for name in ("which", "reason"))
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = {} if which in labels else {"which": "Choose a period"}
        if which.startswith(_AGAIN) and not reason:
            errors |= {"reason": "Say why it is corrected"}
        if not errors:
            corrects = which.startswith(_AGAIN)
            kept = {"which": which, "reason": reason if corrects else "", "fields": {}}
            if corrects:
                kept["fields"] = _written(case, there[_period(case, which)])
            _keep(request, uid, kept)
            return redirect("return-question", uid, next(iter(_asked(case))))
    return page(
        request,
        "choose_return",
        "Type in a return",
        errors=errors,
        back=reverse("watch", args=(uid,)),
        case=case,
        items=[
            {"value": value, "text": text, "checked": value == which}
            for value, text in labels.items()
        ],
        corrects=bool(there),
        reason=reason,
    )


_AGAIN: Final = "again "
"""What the choice of a period begins with whose return is corrected."""


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Ask one question of a return; what is typed is kept, and leads to the next one."""
    case, _ = _find_watched(request, uid)
    typed, asked = _typed(request, uid), _asked(case)
    if name not in asked:
        raise Http404
    if typed is None:
        return redirect("begin-return", uid)
    fields: Fields = typed["fields"].get(name, {})
    errors: dict[str, str] = {}
    if request.method == "POST":
        sent = {field: request.POST.getlist(field) for field in request.POST}
        fields = {field: each for field, each in sent.items() if field.startswith(_NAME)}
        errors = errors_by_control(read_posted(asked[name], fields, _NAME).problems)
        if not errors:
            typed["fields"][name] = fields
            _keep(request, uid, typed)
            names = list(asked)
            later = names[names.index(name) + 1 :]
            if later and "check" not in request.POST:
                return redirect("return-question", uid, later[0])
            return redirect("check-return", uid)
    names = list(asked)
    return page(
        request,
        "return_question",
        ask_on_page(asked[name].ask),
        errors=errors,
        back=_before(uid, names, name),
        case=case,
        period=typed["which"].removeprefix(_AGAIN),
        place=f"Question {names.index(name) + 1} of {len(names)}",
        control=question_control(asked[name], _NAME, Controls(fields, errors), alone=True),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, uid: str) -> HttpResponse:
    """Show what was typed beside the return before, what it comes to, and file it."""
    case, group = _find_watched(request, uid)
    if is_done(request, case, CaseMove.FILE_RETURNS):
        return redirect("watch", uid)
    typed = _typed(request, uid)
    if typed is None:
        return redirect("begin-return", uid)
    asked = _asked(case)
    filed = _filed(case, typed, group)
    now = replace(group, filed=(*group.filed, filed))
    errors: dict[str, str] = {}
    follows: list[str] = []
    try:
        if not filed.answers:
            if request.method == "POST":
                errors = {_FILE: _NOTHING_CHANGED if filed.corrects else _NOTHING_ANSWERED}
        elif request.method == "POST":
            file_group(actor_on_page(request), case, now, LIBRARY, day=filed.received_on)
            _keep(request, uid, None)
            return redirect("watch", uid)
        else:
            follows = consequences(case, now)
    except NotAllowed:
        raise
    except AuthorisationError as refused:
        errors = {_FILE: error_text(refused)}
    before = max((p for p in _standing(group) if p < filed.period), default=None)
    last: Mapping[str, Answer] = _standing(group)[before] if before else {}
    answers = _answers(case, typed)
    return page(
        request,
        "check_return",
        f"Check the return of {filed.period}",
        errors=errors,
        back=reverse("return-question", args=(uid, list(asked)[-1])),
        case=case,
        rows=[_row(uid, each, answers, last, before) for each in asked.values()],
        differences=list(differences(group, now, asked)),
        follows=follows,
        received=format_date(filed.received_on),
        seen=last_number(case),
    )


def _find_watched(request: HttpRequest, uid: str) -> tuple[GroupCase, AuthorisedGroup]:
    """The case whose returns this person files, and its group.

    Raises:
        Http404: it is not for this person.
        NotAllowed: this person files no returns of it, or they are not watched yet.
    """
    case = find_lettered_case(request, uid)
    require_move(person_of(request), CaseMove.FILE_RETURNS, case)
    group = filed_group(case, LIBRARY)
    if group is None:
        raise NotAllowed("the returns of this group are not watched yet")
    return case, group


def _asked(case: GroupCase) -> dict[str, Question]:
    """The questions that have a page: a list of entries is for a file."""
    questions = returns_questions(case)
    return {path: q for path, q in questions.items() if kind_of(q) is not Kind.ENTRIES}


def _open(case: GroupCase, group: AuthorisedGroup) -> list[Period]:
    """The periods of which a return may come: those overdue, and what has begun since."""
    regime, day = regime_of(case.rules, LIBRARY).regime, watch_day()
    due = due_returns(group, regime, day + _AHEAD)
    return [period for period in due if period.begins <= day]


def _standing(group: AuthorisedGroup) -> dict[Period, Mapping[str, Answer]]:
    """The answers of each period as they stand, corrections put in."""
    known = returns_known_by(group, date.max)
    return {period: filed.answers for period, filed in known.items()}


def _period(case: GroupCase, which: str) -> Period:
    periods = regime_of(case.rules, LIBRARY).regime.periods
    period = parse_period(which.removeprefix(_AGAIN), periods)
    assert period is not None  # noqa: S101 it was chosen from a list of them
    return period


def _written(case: GroupCase, answers: Mapping[str, Answer]) -> dict[str, Fields]:
    asked = _asked(case)
    return {
        path: written(each, asked[path], _NAME) for path, each in answers.items() if path in asked
    }


def _answers(case: GroupCase, typed: dict[str, Any]) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for path, asked in _asked(case).items():
        for answer in read_posted(asked, typed["fields"].get(path, {}), _NAME).answers:
            found[path] = answer
    return found


def _filed(case: GroupCase, typed: dict[str, Any], group: AuthorisedGroup) -> FiledReturn:
    """The return as it is to be filed; a correction has what it changes alone."""
    period, answers = _period(case, typed["which"]), _answers(case, typed)
    corrects = typed["which"].startswith(_AGAIN)
    if corrects:
        stood = _standing(group).get(period, {})
        answers = {p: a for p, a in answers.items() if p not in stood or stood[p] != a}
    last = max((each.received_on for each in group.filed), default=watch_day())
    return FiledReturn(
        period=period,
        received_on=max(watch_day(), last),
        answers=MappingProxyType(answers),
        corrects=corrects,
        reason=typed["reason"],
    )


def _row(
    uid: str,
    asked: Question,
    answers: dict[str, Answer],
    last: Mapping[str, Answer],
    before: Period | None,
) -> dict[str, object]:
    path, title = asked.path, format_question(asked)
    says = answer_words(answers[path], asked) if path in answers else NOT_ANSWERED_YET
    beside = f" ({before}: {answer_words(last[path], asked)})" if path in last else ""
    href = f"{reverse('return-question', args=(uid, path))}?check=yes"
    return {
        "key": {"text": title},
        "value": {"text": f"{says}{beside}"},
        "actions": {"items": [{"href": href, "text": "Change", "visuallyHiddenText": title}]},
    }


def _before(uid: str, names: list[str], name: str) -> str:
    place = names.index(name)
    if place:
        return reverse("return-question", args=(uid, names[place - 1]))
    return reverse("begin-return", args=(uid,))


def _typed(request: HttpRequest, uid: str) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = request.session.get(_SESSION, {}).get(uid)
    return kept


def _keep(request: HttpRequest, uid: str, typed: dict[str, Any] | None) -> None:
    kept = {**request.session.get(_SESSION, {}), uid: typed}
    request.session[_SESSION] = {each: says for each, says in kept.items() if says is not None}
