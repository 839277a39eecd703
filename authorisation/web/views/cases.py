"""The cases of a person, and the task list of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

import msgspec
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from authorisation.casework.access import cases_of, judge_standings, may, may_move
from authorisation.casework.models import CaseEvent, GroupCase, Person
from authorisation.casework.moves import CaseMove, CaseState, Permission
from authorisation.explain.words.quantities import format_count
from authorisation.explain.words.titles import upper_initial
from authorisation.report.pages.headings import WHAT_WAS_ANSWERED
from authorisation.web.components import Params
from authorisation.web.domains import QuestionDomain
from authorisation.web.drafts import Draft, draft_of, outcome_so_far
from authorisation.web.listing import ListCell, PageList, list_page
from authorisation.web.rendering import format_when, page
from authorisation.web.views.assessing.overview import MOVE_TITLES, overview
from authorisation.web.views.lookup import can_change, find_case, person_of, watch_day
from authorisation.web.views.managing.links import case_links, home_links
from authorisation.web.views.managing.matters import matters
from authorisation.web.views.versions import version_rows

_FOR_YOU: Final = {
    CaseMove.TAKE_UP: "Begin to assess",
    CaseMove.ASSESS: "Assess",
    **MOVE_TITLES,
    CaseMove.SEND_LETTER: "Send the letter",
}
"""What the site asks of somebody who may make a move, the first that may be made."""


_ONLY, _WAITING = "only", "waiting"
_EMPTY: Final = (
    "There is no application that you may see yet. A case manager opens one for a group; an"
    " administrator says whose applications you may see."
)
_NONE_SO: Final = "No application is to be shown here."


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case in a list of them; `for_you` says what the reader is asked for, or is empty."""

    uid: str
    title: str
    code: str
    state: str
    since: str
    when: str
    for_you: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List the cases that this person may read: what needs them first, the oldest first."""
    person = person_of(request)
    prefetch_related_objects([person], "roles")
    rows = _rows(list(cases_of(person).select_related("group")), person)
    rows.sort(key=lambda row: (not row.for_you, row.since, row.title))
    only = request.GET.get(_ONLY, "")
    waiting = sum(bool(row.for_you) for row in rows)
    counts = f"Waiting for you: {waiting} of {format_count(len(rows), 'application')}."
    listed = PageList(
        name="applications",
        headings=("Group", "Code", "State", "Last event", "For you"),
        rows=[
            (
                ListCell(row.title, reverse("case", args=(row.uid,))),
                *map(ListCell, (row.code, row.state, row.when, row.for_you)),
            )
            for row in rows
            if only in _kinds(row)
        ],
    )
    return list_page(
        request,
        "home",
        "Applications",
        listed,
        counts=counts,
        empty=_NONE_SO if rows else _EMPTY,
        filters=_filters(rows, only) if len(rows) > 1 else [],
        links=home_links(person),
    )


def _kinds(row: CaseRow) -> set[str]:
    """The kinds a list shows a case under: everything, its state, and what waits for the reader."""
    return {"", row.state.lower(), *([_WAITING] if row.for_you else [])}


def _filters(rows: Sequence[CaseRow], only: str) -> list[tuple[str, str, bool]]:
    """The filters of the list: each an address, its words with a count, whether it is in use."""
    counts = Counter(kind for row in rows for kind in _kinds(row))
    words = {"": "All", _WAITING: "Waiting for you"}
    words |= {state.value: upper_initial(state) for state in CaseState}
    return [
        (f"{reverse('home')}?{urlencode({_ONLY: kind})}", f"{text} ({counts[kind]})", kind == only)
        for kind, text in words.items()
        if counts[kind]
    ]


def _rows(cases: Sequence[GroupCase], person: Person) -> list[CaseRow]:
    """The cases as rows, in as many queries for one as for all."""
    last = {event.uid: event for event in CaseEvent.last_of([c.uid for c in cases], CaseMove)}
    for_you = _for_you(cases, person)
    return [
        CaseRow(
            uid=case.uid,
            title=case.group.name,
            code=case.group.code,
            state=upper_initial(case.state),
            since=last[case.uid].at if case.uid in last else "",
            when=format_when(last[case.uid]) if case.uid in last else "",
            for_you=for_you[case.uid],
        )
        for case in cases
    ]


def _for_you(cases: Sequence[GroupCase], person: Person) -> dict[str, str]:
    """The words on what is asked of the person in each case, by its id; empty for nothing."""
    found, day = dict[str, str](), watch_day()
    watched = [case for case in cases if may_move(person, CaseMove.FILE_RETURNS, case)]
    late = Counter(m.case.uid for m in matters(watched, day) if m.is_overdue(day))
    standings, files = judge_standings(person, cases), {case.uid for case in watched}
    for case in cases:
        if case.state == CaseState.DRAFT and may(person, Permission.SAVE, case):
            found[case.uid] = "Answer the questions"
        elif case.uid in files:
            found[case.uid] = f"{late[case.uid]} overdue" if late[case.uid] else ""
        else:
            standing = standings[case.uid]
            asks = (s for move, s in _FOR_YOU.items() if may_move(person, move, case, standing))
            found[case.uid] = next(asks, "")
    return found


@require_safe
def case_page(request: HttpRequest, uid: str) -> HttpResponse:
    """Show what a case is about to whom it concerns."""
    case = find_case(request, uid)
    if may(person_of(request), Permission.SAVE, case):
        return tasks(request, case)
    return overview(request, case)


def tasks(request: HttpRequest, case: GroupCase) -> HttpResponse:
    """List the domains of a form, with how far each is answered."""
    draft = draft_of(case)
    items = [_task(case, domain, draft) for domain in draft.form.domains.values()]
    answered = sum(q in draft.submission.answers for q in draft.form.program.rules.questions)
    asked = len(draft.form.program.rules.questions)
    return page(
        request,
        "tasks",
        case.group.name,
        back=reverse("home"),
        case=case,
        rules=draft.form.program.rules.title,
        items=items,
        links=case_links(person_of(request), case),
        what_was_answered=WHAT_WAS_ANSWERED,
        progress=f"{answered} of {format_count(asked, 'question')} answered.",
        gate_words=draft.form.gate_words,
        may_change=can_change(request, case),
        outcome=outcome_so_far(draft, case),
        versions=version_rows(case, own=True),
    )


def _task(case: GroupCase, domain: QuestionDomain, draft: Draft) -> Params:
    answers = draft.submission.answers
    answered = sum(q.path in answers for q in domain.questions)
    gates = sum(path in answers for path in domain.gates)
    asked = len(domain.questions)
    hint = f"{gates} of {len(domain.gates)}: {draft.form.gate_words}" if domain.gates else ""
    if answered == asked:
        status: Params = {"text": "Completed"}
    elif answered:
        status = {"tag": {"text": f"{answered} of {asked}", "colour": "blue"}}
    else:
        status = {"tag": {"text": "Not started", "colour": "white"}}
    return {
        "heading": {"text": domain.title},
        "href": reverse("domain", args=(case.uid, domain.id)),
        "hint": {"text": hint},
        "status": status,
    }
