"""A return typed in, one question a page, then checked and filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from msgspec.structs import replace as replace_struct

from authorisation.casework.access import require_move
from authorisation.casework.cases.deciding import condition_titles
from authorisation.casework.cases.monitoring import (
    begin_watch,
    due_returns,
    file_group,
    read_again,
    regime_of,
)
from authorisation.casework.models import DueCondition, GroupCase
from authorisation.casework.moves import CaseMove
from authorisation.explain.words.answer_changes import format_question
from authorisation.explain.words.quantities import format_date
from authorisation.explain.words.safe import visible
from authorisation.model.question import Question
from authorisation.model.returns import AuthorisedGroup, FiledReturn, Period
from authorisation.model.value import Answer
from authorisation.web.answers import NOT_ANSWERED_YET, answer_words
from authorisation.web.components import Params, component, row_link, summary_row
from authorisation.web.domains import LIBRARY
from authorisation.web.fields.controls import (
    Controls,
    ask_on_page,
    evidence_controls,
    explained_control,
    question_control,
)
from authorisation.web.fields.posted import errors_by_control, read_evidence, read_posted
from authorisation.web.fields.written import DOCUMENT, EXPLAINED, WHERE, Fields, control_of, part
from authorisation.web.rendering import page
from authorisation.web.views.lookup import (
    RefusalsAt,
    actor_on_page,
    person_of,
    posted_texts,
    read_day,
    sent_once,
    watch_day,
)
from authorisation.web.views.managing.claim_fields import DAY_PARTS, day_fields
from authorisation.web.views.managing.claims import claim_rows
from authorisation.web.views.managing.held_against import consequences, differences
from authorisation.web.views.managing.typed import (
    AGAIN,
    ANOTHER_RETURN,
    ANSWER,
    TypedReturn,
    asked_in,
    filed_return,
    find_watched,
    fingerprint,
    keep_typed,
    standing_returns,
    typed_again,
    typed_answers,
    typed_return,
)
from authorisation.web.views.managing.watching import find_lettered_case

_FILE: Final = "file"
_BESIDE: Final = (DOCUMENT, WHERE, EXPLAINED)
"""What stands beside an answer."""
_NOTHING_CHANGED: Final = "Nothing is changed by this correction: change an answer first"
_NOTHING_ANSWERED: Final = "No question is answered yet: answer one at least"
_CHANGED: Final = "Something else was typed in meanwhile: file it if it is right as it stands here"
_NOT_SHOWN: Final = "Answer the question, or leave what stands beside the answer empty"
_AHEAD: Final = timedelta(days=800)
"""More than from the beginning of a period to the day on which its return is due."""


@require_POST
@sent_once("watch", CaseMove.FILE_RETURNS)
def begin(request: HttpRequest, uid: str) -> HttpResponse:
    """Begin to watch the returns of a group."""
    case = find_lettered_case(request, uid)
    require_move(person_of(request), CaseMove.FILE_RETURNS, case)
    begin_watch(actor_on_page(request), case, LIBRARY)
    return redirect("watch", uid)


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask for which period a return is typed in, or which one is corrected and why."""
    case, group = find_watched(request, uid)
    labels = {period.label: f"The return of {period}" for period in _open(case, group)}
    there = standing_returns(group)
    labels |= {f"{AGAIN}{period}": f"A correction of {period}" for period in there}
    begun = typed_return(request, uid)
    fields = posted_texts(request, ("which", "reason"))
    which, reason = fields["which"], fields["reason"]
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = {} if which in labels else {"which": "Choose a period"}
        if not errors and which.startswith(AGAIN) and not reason:
            errors = {"reason": "Say why it is corrected"}
        if not errors:
            typed = TypedReturn(which)
            if begun and begun.which == which:
                typed = replace_struct(begun, reason=reason)
            elif typed.corrects:
                again = typed_again(case, there[typed.period(case)])
                typed = TypedReturn(which, reason, again)
            keep_typed(request, uid, typed)
            return redirect("return-question", uid, next(iter(asked_in(case))))
    return page(
        request,
        "choose_return",
        "Type in a return",
        errors=errors,
        back=reverse("watch", args=(uid,)),
        case=case,
        items=labels,
        begun=begun.label if begun and begun.which in labels else "",
        corrects=bool(there),
        fields=fields,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Ask one question of a return; what is typed is kept, and leads to the next one."""
    case, _ = find_watched(request, uid)
    typed, asked = typed_return(request, uid), asked_in(case)
    if name not in asked:
        raise Http404
    if typed is None:
        return redirect("begin-return", uid)
    names, place = list(asked), list(asked).index(name)
    fields: Fields = typed.fields.get(name, {})
    errors: dict[str, str] = {}
    if request.method == "POST":
        sent = {field: request.POST.getlist(field) for field in request.POST}
        fields = {f: each for f, each in sent.items() if f.startswith(ANSWER) or f in _BESIDE}
        errors = _errors(asked[name], fields)
        if request.POST.get("which") != typed.which:
            errors = {control_of(asked[name], ANSWER): ANOTHER_RETURN.format(typed.label)}
        if not errors:
            kept = replace_struct(typed, fields={**typed.fields, name: fields})
            keep_typed(request, uid, kept)
            if place + 1 < len(names) and "check" not in request.POST:
                return redirect("return-question", uid, names[place + 1])
            return redirect("check-return", uid)
    controls = Controls(fields, errors)
    return page(
        request,
        "return_question",
        ask_on_page(asked[name].ask),
        errors=errors,
        back=reverse("return-question", args=(uid, names[place - 1]))
        if place
        else reverse("begin-return", args=(uid,)),
        case=case,
        period=typed.label,
        which=typed.which,
        place=f"Question {place + 1} of {len(names)}",
        control=question_control(asked[name], ANSWER, controls, alone=True),
        beside=_beside(asked[name], controls),
    )


def _errors(asked: Question, fields: Fields) -> dict[str, str]:
    """The errors of an answer and of what stands beside it, by the id of the control."""
    read = read_posted(asked, fields, ANSWER)
    _, wrong = read_evidence(asked, fields)
    errors = errors_by_control((*read.problems, *wrong))
    if not errors and not read.answers:
        first = next((each for each in _BESIDE if "".join(fields.get(each, ())).strip()), "")
        errors = {first: _NOT_SHOWN} if first else {}
    return errors


def _beside(asked: Question, controls: Controls) -> str:
    """The fields for what shows an answer and why it is right; shut where they are empty."""
    html = evidence_controls(asked, controls) + explained_control(controls)
    shown: Params = {"summaryText": "Name what shows it, or say why it is right", "html": html}
    is_open = any(controls.text(each) or controls.error(each) for each in _BESIDE)
    return component("details", {**shown, "open": is_open})


@require_http_methods(["GET", "HEAD", "POST"])
def conditions(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask which conditions are met as the group says, and since when; it goes into the return."""
    case, group = find_watched(request, uid)
    typed = typed_return(request, uid)
    if typed is None:
        return redirect("begin-return", uid)
    asked = _open_conditions(case, group)
    if not asked:
        return redirect("check-return", uid)
    names = [part(id_, of) for id_ in asked for of in DAY_PARTS]
    fields = dict.fromkeys(names, "")
    for id_ in asked:
        fields |= day_fields(id_, typed.discharged.get(id_))
    errors: dict[str, str] = {}
    if request.method == "POST":
        fields, met = posted_texts(request, names), dict[str, date]()
        if request.POST.get("which") != typed.which:
            errors = {f"{next(iter(asked))}-day": ANOTHER_RETURN.format(typed.label)}
        for id_, title in asked.items():
            if any(fields[part(id_, of)] for of in DAY_PARTS):
                day = read_day(fields, id_, errors, f"the day for “{title}”")
                if day is not None and day < group.authorised_on:
                    errors[f"{id_}-day"] = f"“{title}” was not imposed yet on this day"
                met |= {id_: day} if day is not None else {}
        if not errors:
            keep_typed(request, uid, replace_struct(typed, discharged=met))
            return redirect("check-return", uid)
    return page(
        request,
        "return_conditions",
        "Which conditions are met?",
        errors=errors,
        back=reverse("check-return", args=(uid,)),
        case=case,
        period=typed.label,
        which=typed.which,
        asked=asked,
        fields=fields,
    )


def _open_conditions(case: GroupCase, group: AuthorisedGroup) -> dict[str, str]:
    """The titles of the conditions that neither a document nor the group says to be met, by id."""
    said = {each.id for each in group.standing_conditions if each.discharged_on is None}
    unmet = DueCondition.objects.filter(case=case, met_on=None, criterion__in=said)
    titles = condition_titles([case]).get(case.uid, {})
    return {
        each.criterion: visible(titles.get(each.criterion, each.criterion))
        for each in unmet.order_by("due", "criterion")
    }


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("watch", CaseMove.FILE_RETURNS)
def check(request: HttpRequest, uid: str) -> HttpResponse:
    """Show what was typed beside the return before, what it comes to, and file it."""
    case, group = find_watched(request, uid)
    typed = typed_return(request, uid)
    if typed is None:
        return redirect("begin-return", uid)
    asked = asked_in(case)
    filed = filed_return(case, typed, group)
    now = replace(group, filed=(*group.filed, filed))
    errors: dict[str, str] = {}
    follows: list[str] = []
    beside = filed.shares or filed.evidence or filed.explained or filed.discharged
    is_empty = not (filed.answers or (filed.corrects and beside))
    with RefusalsAt(_FILE, errors):
        if request.method == "POST":
            if is_empty:
                errors[_FILE] = _NOTHING_CHANGED if filed.corrects else _NOTHING_ANSWERED
            elif request.POST.get("typed") != fingerprint(typed):
                errors[_FILE] = _CHANGED
            else:
                file_group(actor_on_page(request), case, now, LIBRARY, day=filed.received_on)
                keep_typed(request, uid, None)
                return redirect("watch", uid)
        if not is_empty:
            follows = consequences(case, read_again(case, now, LIBRARY))
    before = max((p for p in standing_returns(group) if p < filed.period), default=None)
    last = standing_returns(group)[before] if before else None
    return page(
        request,
        "check_return",
        f"Check the return of {filed.period}",
        errors=errors,
        back=reverse("return-question", args=(uid, list(asked)[-1])),
        case=case,
        rows=[_row(uid, each, typed_answers(case, typed), filed, last) for each in asked.values()],
        claims=claim_rows(case, filed.shares),
        met=[
            summary_row(title, f"Met since {format_date(typed.discharged[id_])}")
            for id_, title in _open_conditions(case, group).items()
            if id_ in typed.discharged
        ],
        may_be_met=bool(_open_conditions(case, group)),
        differences=list(differences(group, now, asked)),
        follows=follows,
        typed=fingerprint(typed),
        received=format_date(filed.received_on),
    )


def _open(case: GroupCase, group: AuthorisedGroup) -> list[Period]:
    """The periods of which a return may come: those overdue, and what has begun since."""
    regime, day = regime_of(case.rules, LIBRARY).regime, watch_day()
    due = due_returns(group, regime, day + _AHEAD)
    return [period for period in due if period.begins <= day]


def _row(
    uid: str,
    asked: Question,
    answers: Mapping[str, Answer],
    filed: FiledReturn,
    last: FiledReturn | None,
) -> Params:
    """An answer beside that of the last return, with what shows it and why it is right."""
    path, title = asked.path, format_question(asked)
    says = answer_words(answers[path], asked) if path in answers else NOT_ANSWERED_YET
    if last and path in last.answers:
        says += f" ({last.period}: {answer_words(last.answers[path], asked)})"
    if shown := filed.evidence.get(path):
        says += f". Shown by: {visible(shown.citation)}"
    if path in filed.explained:
        says += f". It is right because: {visible(filed.explained[path])}"
    href = f"{reverse('return-question', args=(uid, path))}?check=yes"
    return summary_row(title, says, row_link(href, "Change", title))
