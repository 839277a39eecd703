"""What is due and overdue of groups after their letter, and conditions that are met."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from authorisation.casework.access import cases_of, may_move, require, require_move
from authorisation.casework.cases.monitoring import discharge, filed_groups, watched_group
from authorisation.casework.models import DueCondition, GroupCase, Person
from authorisation.casework.moves import CaseMove, CaseState, Permission
from authorisation.explain.words.quantities import format_count, format_date
from authorisation.explain.words.safe import visible
from authorisation.model.returns import FiledReturn
from authorisation.web.components import Params, choices, row_link, summary_row
from authorisation.web.domains import LIBRARY
from authorisation.web.listing import ListCell, PageList, list_page
from authorisation.web.rendering import page
from authorisation.web.views.lookup import (
    RefusalsAt,
    actor_on_page,
    find_case,
    find_submitted_case,
    person_of,
    posted_texts,
    read_day,
    sent_once,
    watch_day,
)
from authorisation.web.views.managing.links import DUE, FILED_RETURNS, case_links
from authorisation.web.views.managing.matters import DueMatter, matters

_SOON: Final = 30
_SHOWN: Final = {
    "": "Due, whenever",
    "overdue": "Overdue",
    "soon": f"Due in {_SOON} days or overdue",
    "met": "Conditions that are met",
}
_EMPTY: Final = (
    "Nothing is listed. A group is, once its letter was sent with conditions, or its returns are"
    " watched."
)
_FIELDS: Final = ("document", "reason", "on[day]", "on[month]", "on[year]")


@require_safe
def diary(request: HttpRequest) -> HttpResponse:
    """List what is due and overdue across groups, the earliest first."""
    person, day = person_of(request), watch_day()
    require(person, Permission.READ_ALL)
    show = request.GET.get("show", "")
    show = show if show in _SHOWN else ""
    found = [m for m in matters(_lettered(person), day) if _is_shown(m, show, day)]
    found.sort(key=lambda m: (m.due or date.max, m.case.group.name, m.title))
    late = sum(m.is_overdue(day) for m in found)
    counts = f"On {format_date(day)}: {len(found)} listed, {late} of them overdue."
    listed = PageList(
        name="conditions-and-returns",
        headings=("Group", "Code", "What", "Due", "State", "Note"),
        rows=[
            (
                ListCell(m.case.group.name, reverse("watch", args=(m.case.uid,))),
                ListCell(m.case.group.code),
                ListCell(m.title),
                ListCell(format_date(m.due) if m.due else ""),
                ListCell(m.state(day)),
                ListCell(m.note),
            )
            for m in found
        ],
    )
    return list_page(
        request,
        "diary",
        DUE,
        listed,
        back=reverse("home"),
        counts=counts,
        empty=_EMPTY,
        shown=choices(_SHOWN, show),
    )


@require_safe
def filed_returns(request: HttpRequest) -> HttpResponse:
    """List every return that groups have filed, the last received first."""
    person = person_of(request)
    require(person, Permission.READ_ALL)
    cases = _lettered(person)
    groups = filed_groups(cases, LIBRARY)
    found = [
        (case, each) for case in cases if case.uid in groups for each in groups[case.uid].filed
    ]
    found.sort(key=lambda each: (each[0].group.name, each[1].period))
    found.sort(key=lambda each: each[1].received_on, reverse=True)
    rows = [
        (
            ListCell(case.group.name, reverse("watch", args=(case.uid,))),
            ListCell(case.group.code),
            ListCell(each.period.label),
            ListCell(format_date(each.received_on)),
            ListCell(_late(each)),
            ListCell(_version(each)),
            ListCell(str(len(each.answers))),
        )
        for case, each in found
    ]
    headings = ("Group", "Code", "Period", "Received", "Late", "Version", "Answers")
    return list_page(
        request,
        "list",
        FILED_RETURNS,
        PageList(name="returns", headings=headings, rows=rows),
        back=reverse("home"),
        counts=f"{format_count(len(rows), 'return')} filed.",
        empty="No return was filed yet.",
    )


def _lettered(person: Person) -> list[GroupCase]:
    """The cases whose letter was sent, of those that a person may read."""
    return list(cases_of(person).filter(state=CaseState.LETTER_SENT).select_related("group"))


def _late(filed: FiledReturn) -> str:
    days = (filed.received_on - filed.period.due).days
    return format_count(days, "day") if days > 0 and not filed.corrects else ""


def _version(filed: FiledReturn) -> str:
    if filed.withdrawn:
        return "Withdrawn"
    return f"Corrected: {visible(filed.reason)}" if filed.corrects else "First"


def _is_shown(matter: DueMatter, show: str, day: date) -> bool:
    if show == "met" or matter.met_on:
        return show == "met" and matter.met_on is not None
    if show == "":
        return True
    limit = day if show == "overdue" else day + timedelta(days=_SOON + 1)
    return matter.due is not None and matter.due < limit


@require_safe
def watch(request: HttpRequest, uid: str) -> HttpResponse:
    """Show what is due of one group: its conditions, and its returns."""
    case, person, day = find_lettered_case(request, uid), person_of(request), watch_day()
    all_due = sorted(matters([case], day), key=lambda m: (m.due or date.max, m.title))
    may_discharge = may_move(person, CaseMove.DISCHARGE, case)
    may_file, group = may_move(person, CaseMove.FILE_RETURNS, case), watched_group(case, LIBRARY)
    rows = [
        summary_row(
            m.title,
            ". ".join(filter(None, (format_date(m.due) if m.due else "", m.state(day), m.note))),
            *_links(m, may_discharge=may_discharge, may_file=may_file and group is not None),
        )
        for m in all_due
    ]
    return page(
        request,
        "watch",
        DUE,
        back=reverse("case", args=(uid,)),
        case=case,
        rows=rows,
        day=format_date(day),
        watched=group is not None,
        may_begin=may_discharge,
        may_file=may_file,
        links=case_links(person, case, here="watch"),
    )


def _links(matter: DueMatter, *, may_discharge: bool, may_file: bool) -> list[Params]:
    """The link to what this person can do about it: a group only says that a condition is met."""
    if not matter.href:
        return []
    if matter.criterion and may_discharge:
        return [row_link(matter.href, "Say that it is met", matter.title)]
    if matter.criterion and may_file and not matter.note:
        begin = reverse("begin-return", args=(matter.case.uid,))
        return [row_link(begin, "Say in a return that it is met", matter.title)]
    if matter.criterion or not may_file:
        return []
    return [row_link(matter.href, "Type it in", matter.title)]


def find_lettered_case(request: HttpRequest, uid: str) -> GroupCase:
    """The case of an address whose letter was sent, for the group or for who reads all.

    Raises:
        Http404: there is none, it is not for this person, or no letter was sent yet.
    """
    case = find_case(request, uid)
    if CaseState(case.state) is not CaseState.LETTER_SENT:
        raise Http404
    return case


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("watch", CaseMove.DISCHARGE)
def discharge_condition(request: HttpRequest, uid: str, criterion: str) -> HttpResponse:
    """Ask for the document that shows that a condition is met, why, and since when."""
    case = find_submitted_case(request, uid)
    condition = DueCondition.objects.filter(case=case, criterion=criterion).first()
    if condition is None:
        raise Http404
    require_move(person_of(request), CaseMove.DISCHARGE, case)
    if condition.met_on:
        return redirect("watch", uid)
    fields = posted_texts(request, _FIELDS)
    errors: dict[str, str] = {}
    if request.method == "POST":
        day, errors = _read_discharge(fields)
        if day and not errors:
            actor, text = actor_on_page(request), fields["document"]
            with RefusalsAt("on-day", errors):
                discharge(actor, case, criterion, text, day, fields["reason"])
                return redirect("watch", uid)
    what = next(m.title for m in matters([case], watch_day()) if m.criterion == criterion)
    return page(
        request,
        "discharge",
        "A condition is met",
        errors=errors,
        about=what,
        back=reverse("watch", args=(uid,)),
        case=case,
        what=what,
        requires=visible(condition.requires),
        due=format_date(condition.due) if condition.due else "",
        fields=fields,
    )


def _read_discharge(fields: dict[str, str]) -> tuple[date | None, dict[str, str]]:
    errors = {} if fields["document"] else {"document": "Name the document that shows it"}
    errors |= {} if fields["reason"] else {"reason": "Say why it shows that the condition is met"}
    return read_day(fields, "on", errors), errors
