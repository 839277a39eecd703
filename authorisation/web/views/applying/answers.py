"""Answers gathered: those of a domain, all of them, and what they indicate."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from authorisation.casework.access import may_move
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import CaseMove
from authorisation.explain.words.titles import upper_initial
from authorisation.model.question import Question
from authorisation.usecases.delivery.assessments import assessments
from authorisation.web.answers import answer_row
from authorisation.web.blocks import findings
from authorisation.web.components import Params
from authorisation.web.drafts import Draft, contradictions, draft_of, run_of
from authorisation.web.rendering import page
from authorisation.web.views.lookup import can_change, find_own_case, person_of


@require_safe
def domain(request: HttpRequest, uid: str, domain: str) -> HttpResponse:
    """Show the answers of one domain, each with a link to where it is given."""
    case = find_own_case(request, uid)
    draft = draft_of(case)
    found = draft.form.domains.get(domain)
    if found is None:
        raise Http404
    change = can_change(request, case)
    unanswered = [q for q in found.questions if q.path not in draft.submission.answers]
    first = reverse("question", args=(uid, unanswered[0].path)) if unanswered and change else ""
    return page(
        request,
        "domain",
        found.title,
        back=reverse("case", args=(uid,)),
        parts=[
            (upper_initial(words), rows(those, case, draft, change=change))
            for words, those in found.parts.items()
        ],
        first=first,
        begun=len(unanswered) < len(found.questions),
        case=case,
    )


@require_safe
def check(request: HttpRequest, uid: str) -> HttpResponse:
    """Show every answer, with what keeps them from being submitted."""
    case = find_own_case(request, uid)
    draft = draft_of(case)
    change = can_change(request, case)
    domains = [
        (each.title, rows(each.questions, case, draft, change=change))
        for each in draft.form.domains.values()
    ]
    return page(
        request,
        "check",
        "Check your answers",
        back=reverse("case", args=(uid,)),
        contradictions=contradictions(draft),
        domains=domains,
        case=case,
        may_submit=may_move(person_of(request), CaseMove.SUBMIT, case),
    )


@require_safe
def indicated(request: HttpRequest, uid: str) -> HttpResponse:
    """Show what the rules indicate for the answers so far."""
    case = find_own_case(request, uid)
    draft = draft_of(case)
    wrong = contradictions(draft)
    found = None if wrong else assessments(run_of(draft, case), several=False).first()
    return page(
        request,
        "indicated",
        "What your answers indicate",
        back=reverse("case", args=(uid,)),
        contradictions=wrong,
        document=found,
        findings=findings(found) if found else "",
        case=case,
    )


def rows(
    questions: Sequence[Question], case: GroupCase, draft: Draft, *, change: bool
) -> list[Params]:
    """A row for each question."""
    return [
        answer_row(
            each,
            draft.submission,
            reverse("question", args=(case.uid, each.path)) if change else "",
        )
        for each in questions
    ]
