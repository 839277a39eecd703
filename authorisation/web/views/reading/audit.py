"""The events of a store for its auditor: listed, looked at one by one, and the chain verified."""

from __future__ import annotations

import json
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from authorisation.casework.access import require
from authorisation.casework.audit.verify import AuditReport, verify_store
from authorisation.casework.cases.personal import reveal, values_of
from authorisation.casework.models import CaseEvent, GroupCase
from authorisation.casework.moves import Permission
from authorisation.casework.store import current_store
from authorisation.casework.store_rows import list_events
from authorisation.explain.words.quantities import format_count
from authorisation.explain.words.safe import visible, visible_lines
from authorisation.explain.words.titles import upper_initial
from authorisation.model.canonical import SHA256
from authorisation.model.submission import title_of
from authorisation.records.words.personal_tokens import ERASED
from authorisation.web.listing import ListCell, PageList, list_page, wants_file
from authorisation.web.rendering import format_when, page
from authorisation.web.views.lookup import RefusalsAt, find_case, person_of, posted_texts

_ON_A_PAGE: Final = 50
_MACHINE: Final = "Whoever was at the machine"
_BY: Final = "By"
_IN_FILE: Final = frozenset({"Token", "Case", "Hash", "Head"})
_HEADINGS: Final = ("Event", "When", "What", _BY, "Token", "Of", "Case", "Hash", "Head")


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """List what was done with the store and its cases, the last first."""
    _require_auditor(request)
    return _events_page(request, None)


@require_safe
def case_events(request: HttpRequest, uid: str) -> HttpResponse:
    """List what was done with one case, the last first."""
    case = find_case(request, uid)
    _require_auditor(request)
    return _events_page(request, case)


def _events_page(request: HttpRequest, case: GroupCase | None) -> HttpResponse:
    found = (case.events if case else CaseEvent.objects.all()).order_by("-number")
    pages = Paginator(found, _ON_A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    there = list(found if wants_file(request) else shown.object_list)
    names = values_of([each.by for each in there if each.by])
    rows = [
        (
            ListCell(str(each.number), reverse("event", args=(each.number,))),
            ListCell(each.at, short=format_when(event)),
            ListCell(upper_initial(each.kind)),
            ListCell((names[each.by] or ERASED) if each.by else _MACHINE),
            ListCell(each.by),
            ListCell(title_of(each.group, each.code) or each.case),
            ListCell(each.case),
            ListCell(each.sha256),
            ListCell(each.head),
        )
        for each, event in zip(list_events(there), there, strict=True)
    ]
    return list_page(
        request,
        "events",
        "Events",
        PageList(
            name="events",
            headings=_HEADINGS,
            rows=rows,
            only_on_page=frozenset({_BY}),
            only_in_file=_IN_FILE,
        ),
        back=reverse("case", args=(case.uid,)) if case else reverse("home"),
        case=case,
        counts=f"{format_count(pages.count, 'event')}, the last one first."
        f" Page {shown.number} of {pages.num_pages}.",
        links=[(reverse("events"), "Events of the whole store")]
        if case
        else [(reverse("verify"), "Verify that nothing was changed")],
        previous=shown.previous_page_number() if shown.has_previous() else 0,
        next=shown.next_page_number() if shown.has_next() else 0,
    )


@require_safe
def event(request: HttpRequest, number: int) -> HttpResponse:
    """Show one event as it was signed, with tokens in the place of personal values."""
    _require_auditor(request)
    found = CaseEvent.objects.filter(number=number).first()
    if found is None:
        raise Http404
    (row,) = list_events([found])
    signed = {
        "What": upper_initial(row.kind),
        "When": row.at,
        "By": reveal(row.by) if row.by else _MACHINE,
        "Of": title_of(row.group, row.code) or row.case or "The store",
        "Hash": row.sha256,
        "Signed by the key": found.key,
        "Head of the chain at it": row.head,
    }
    try:
        text = json.dumps(json.loads(found.text), indent=2, ensure_ascii=False)
    except ValueError:
        text = found.text  # what was changed so is told by verifying
    return page(
        request,
        "event",
        f"Event {number}",
        back=reverse("events"),
        rows=[
            {"key": {"text": name}, "value": {"text": visible(value), "classes": "hash"}}
            for name, value in signed.items()
        ],
        text=[visible_lines(line) for line in text.splitlines()],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a head, or for none, and say what is not as it was signed.

    Nothing is changed, so the page that answers leads on to no other.
    """
    _require_auditor(request)
    fields = posted_texts(request, ["head"])
    head = fields["head"]
    errors: dict[str, str] = {}
    report = None
    if head and not SHA256.fullmatch(head):
        errors["head"] = "A head is 64 of the digits 0 to 9 and a to f, as a letter has it"
    elif request.method == "POST":
        with RefusalsAt("head", errors):
            report = verify_store(current_store(), head or None)
    return page(
        request,
        "verify",
        "Verify the audit",
        errors=errors,
        back=reverse("events"),
        fields=fields,
        report=report,
        **(_report_context(report) if report else {}),
    )


def _report_context(report: AuditReport) -> dict[str, Any]:
    events, cases = format_count(report.events, "event"), format_count(report.cases, "case")
    faults = [(each.number, reveal(upper_initial(str(each)))) for each in report.faults]
    return {"counts": f"{events} of {cases}", "faults": faults}


def _require_auditor(request: HttpRequest) -> None:
    require(person_of(request), Permission.VERIFY)
