"""The submissions of a case, and what changed from one to the next."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from authorisation.casework.access import may
from authorisation.casework.cases import reading
from authorisation.casework.cases.moving import day_of
from authorisation.casework.cases.personal import reveal
from authorisation.casework.models import CaseEvent, GroupCase
from authorisation.casework.moves import Permission
from authorisation.usecases.assessing.assess import AssessmentRun
from authorisation.usecases.assessing.single import assess_submission
from authorisation.usecases.records.changes import ComparedSide, compare_runs
from authorisation.usecases.records.changes_delivery import changes as deliver_changes
from authorisation.web.assessed_version import assessed_version
from authorisation.web.blocks import contents, findings
from authorisation.web.components import Params, row_link, summary_row
from authorisation.web.domains import LIBRARY
from authorisation.web.drafts import contradictions, draft_of, run_of
from authorisation.web.rendering import format_when, page
from authorisation.web.views.lookup import find_case, person_of


@require_safe
def changes(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Show what changed from a submission to the next one; for the group, to its draft after all.

    The group is shown no grades.
    """
    case = find_case(request, uid)
    own = may(person_of(request), Permission.SAVE, case)
    submitted = reading.versions(case)
    if not 1 <= number < len(submitted) + own:
        raise Http404
    draft = draft_of(case) if number == len(submitted) else None
    if draft is not None and contradictions(draft):
        after = None
    elif draft is not None:
        after = run_of(draft, case)
    else:
        after = _run(request, case, submitted[number], own=own)
    before = _run(request, case, submitted[number - 1], own=own)
    names = f"Submission {number}", "Your answers now" if draft else f"Submission {number + 1}"
    found = (
        after
        and deliver_changes(
            compare_runs(ComparedSide(Path(names[0]), before), ComparedSide(Path(names[1]), after))
        ).first()
    )
    return page(
        request,
        "indicated",
        f"What changed since submission {number}",
        back=reverse("case", args=(uid,)),
        case=case,
        contradictions=contradictions(draft) if draft else (),
        document=found,
        contents=contents(found) if found else "",
        findings=findings(found) if found else "",
        submitted=not own,
    )


def version_rows(case: GroupCase, *, own: bool) -> list[Params]:
    """A row for each submission: when, by whom, with its receipt and what changed since."""
    submitted = reading.versions(case)
    compared = len(submitted) if own else len(submitted) - 1
    return [
        summary_row(
            f"Submission {number}",
            f"{format_when(event)}, by {reveal(event.by)}",
            *_links(case, event, number, changed=number <= compared),
        )
        for number, event in enumerate(submitted, start=1)
    ]


def _links(case: GroupCase, event: CaseEvent, number: int, *, changed: bool) -> list[Params]:
    of = f"of submission {number}"
    receipt = reverse("receipt", args=(case.uid, event.case_number))
    links = [row_link(receipt, "Receipt", of)]
    if changed:
        since = reverse("changes", args=(case.uid, number))
        links.append(row_link(since, "What changed since", of))
    return links


def _run(
    request: HttpRequest, case: GroupCase, submitted: CaseEvent, *, own: bool
) -> AssessmentRun:
    """The run of a submission: for the group itself by its answers alone."""
    if not own:
        return assessed_version(case, person_of(request), submitted).run
    program = reading.program_of(LIBRARY, case.rules)
    submission = reading.submission_of(submitted, program, revealed=True)
    return assess_submission(program, submission, as_of=day_of(case, timezone.now()))
