"""One entry of a list a page: added, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from authorisation.casework.errors import StaleAnswer
from authorisation.casework.models import GroupCase
from authorisation.model.question import Question
from authorisation.model.value import Answer, Items
from authorisation.web.answers import entries_value, entry_title
from authorisation.web.components import Params
from authorisation.web.drafts import Draft, Given, draft_of, save
from authorisation.web.fields.controls import Controls, ask_on_page, question_control
from authorisation.web.fields.posted import errors_by_control, read_entry
from authorisation.web.fields.written import Fields, Kind, control_of, kind_of, written
from authorisation.web.rendering import page
from authorisation.web.views.applying.questions import both_rows, entries_of
from authorisation.web.views.lookup import actor_of, find_own_case, find_question, posted_number

_CHANGED = "Somebody else changed this list meanwhile. Look at it, then enter this again"
_FULL = "There is room for {} entries, and no more"


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, uid: str, name: str, number: int) -> HttpResponse:
    """Ask for one entry: that of a number, or the one after the last."""
    case = find_own_case(request, uid)
    draft = draft_of(case)
    asked = _list(draft, name)
    entries = entries_of(draft, asked)
    if request.method != "POST":
        if not 1 <= number <= len(entries) + 1:
            raise Http404
        kept = entries[number - 1] if number <= len(entries) else {}
        return _page(request, case, draft, asked, number, _fields(asked, kept), {})
    fields = {field: request.POST.getlist(field) for field in request.POST}
    read = read_entry(asked, fields)
    if errors := errors_by_control(read.problems):
        return _page(request, case, draft, asked, number, fields, errors)
    (given,) = read.answers
    field, of = next(iter(asked.each.items()))
    first = control_of(of, field)
    if number > asked.max_items:
        full = {first: _FULL.format(asked.max_items)}
        return _page(request, case, draft, asked, number, fields, full)
    revision = posted_number(request, "revision")
    changed = (*entries[: number - 1], given, *entries[number:])
    try:
        if number > len(entries) + 1:
            revision = -1  # entries before it were removed since
        save(actor_of(request), case, asked, _given_list(draft, asked, changed), revision)
    except StaleAnswer:
        draft = draft_of(case)
        theirs = entries_of(draft, asked)
        if given not in theirs:
            both = both_rows(entries_value(asked, theirs), entries_value(asked, (given,)))
            return _page(request, case, draft, asked, number, fields, {first: _CHANGED}, both)
    return redirect("question", uid, name)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, uid: str, name: str, number: int) -> HttpResponse:
    """Ask whether an entry is to be removed, and remove it."""
    case = find_own_case(request, uid)
    draft = draft_of(case)
    asked = _list(draft, name)
    entries = entries_of(draft, asked)
    if request.method == "POST" and posted_number(request, "revision") != draft.revision(name):
        return redirect("question", uid, name)  # it was removed already, or another stands there
    if not 1 <= number <= len(entries):
        raise Http404
    if request.method != "POST":
        return page(
            request,
            "remove_entry",
            f"Remove {entry_title(asked, entries[number - 1], number)}?",
            about=ask_on_page(asked.ask),
            back=reverse("question", args=(uid, name)),
            case=case,
            revision=str(draft.revision(name)),
        )
    rest = (*entries[: number - 1], *entries[number:])
    with suppress(StaleAnswer):  # the list as it is now is shown, and asked about again
        given = _given_list(draft, asked, rest)
        save(actor_of(request), case, asked, given, draft.revision(name))
    return redirect("question", uid, name)


def _list(draft: Draft, name: str) -> Question:
    asked = find_question(draft, name)
    if kind_of(asked) is not Kind.ENTRIES:
        raise Http404
    return asked


def _given_list(draft: Draft, asked: Question, entries: Sequence[Answer]) -> Given:
    """The list with other entries; one that nobody called complete may still grow."""
    before = draft.submission.answers.get(asked.path)
    complete = isinstance(before, Items) and bool(before.items) and not before.so_far
    answers = (Items(tuple(entries), so_far=not complete),) if entries else ()
    return Given(answers, draft.submission.evidence.get(asked.path))


def _fields(asked: Question, kept: Answer) -> Fields:
    fields: dict[str, Sequence[str]] = {}
    for name, value in kept.items() if isinstance(kept, Mapping) else ():
        fields |= written(value, asked.each[name], name)
    return fields


def _page(
    request: HttpRequest,
    case: GroupCase,
    draft: Draft,
    asked: Question,
    number: int,
    fields: Fields,
    errors: dict[str, str],
    both: Sequence[Params] = (),
) -> HttpResponse:
    controls, entries = Controls(fields, errors), entries_of(draft, asked)
    return page(
        request,
        "entry",
        entry_title(asked, entries[number - 1] if number <= len(entries) else {}, number),
        errors=errors,
        about=ask_on_page(asked.ask),
        back=reverse("question", args=(case.uid, asked.path)),
        case=case,
        asked=asked,
        both=both,
        controls=[
            question_control(field, name, controls, alone=False)
            for name, field in asked.each.items()
        ],
        revision=str(draft.revision(asked.path)),
    )
