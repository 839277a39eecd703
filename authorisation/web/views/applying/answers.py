"""Answers gathered: those of a domain, all of them, as a workbook, and what they indicate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from authorisation.casework.access import may_move
from authorisation.casework.cases.draft import fill_draft
from authorisation.casework.errors import NotAllowed
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import CaseMove
from authorisation.errors import AuthorisationError
from authorisation.explain.words.questions import path_steps
from authorisation.explain.words.titles import upper_initial
from authorisation.model.question import Question, with_groups
from authorisation.model.submission import Stage
from authorisation.usecases.delivery.assessments import assessments
from authorisation.usecases.filesystem.inputs import WORKBOOK
from authorisation.usecases.forms.blank import form_as_workbook
from authorisation.web.answers import answer_row
from authorisation.web.blocks import contents, findings
from authorisation.web.components import Params
from authorisation.web.domains import LIBRARY
from authorisation.web.drafts import Draft, contradictions, draft_of, outcome_so_far, run_of
from authorisation.web.fields.uploaded import file_errors, read_uploaded
from authorisation.web.rendering import page, workbook_response
from authorisation.web.views.applying.submission import SUBMIT_TITLE
from authorisation.web.views.documents import document_links
from authorisation.web.views.lookup import actor_of, can_change, find_own_case, person_of

_FILE: Final = "workbook"
_NAME: Final = f"{_FILE}{WORKBOOK}"
_LARGEST: Final = 5_000_000
"""How many bytes a filled form may have; a full one has less than a tenth of it."""
_WHICH: Final = "choose the workbook that was downloaded here"


@require_safe
def domain(request: HttpRequest, uid: str, domain: str) -> HttpResponse:
    """Show the answers of one domain, each with a link to where it is given."""
    case = find_own_case(request, uid)
    draft = draft_of(case)
    found = draft.form.domains.get(domain)
    if found is None:
        raise Http404
    change, links = can_change(request, case), document_links(case, person_of(request))
    unanswered = [q for q in found.questions if q.path not in draft.submission.answers]
    first = reverse("question", args=(uid, unanswered[0].path)) if unanswered and change else ""
    return page(
        request,
        "domain",
        found.title,
        back=reverse("case", args=(uid,)),
        parts=[
            (upper_initial(words), rows(those, case, draft, links, change=change))
            for words, those in found.parts.items()
        ],
        first=first,
        outcome=outcome_so_far(draft, case),
        begun=len(unanswered) < len(found.questions),
        case=case,
    )


@require_safe
def check(request: HttpRequest, uid: str) -> HttpResponse:
    """Show every answer, with what keeps them from being submitted."""
    case = find_own_case(request, uid)
    draft = draft_of(case)
    change, links = can_change(request, case), document_links(case, person_of(request))
    domains = [
        (each.title, rows(each.questions, case, draft, links, change=change))
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
        submit_title=SUBMIT_TITLE,
        may_submit=may_move(person_of(request), CaseMove.SUBMIT, case),
    )


@require_safe
def indicated(request: HttpRequest, uid: str) -> HttpResponse:
    """Show what the rules indicate for the answers so far."""
    case = find_own_case(request, uid)
    decision = outcome_so_far(draft_of(case), case, Stage.DECISION)
    return _indicated(request, case, Stage.SELF_ASSESSMENT, decision=decision)


@require_safe
def at_decision(request: HttpRequest, uid: str) -> HttpResponse:
    """Show what would follow at the decision if no more were answered and shown by then."""
    return _indicated(request, find_own_case(request, uid), Stage.DECISION)


def _indicated(
    request: HttpRequest, case: GroupCase, stage: Stage, *, decision: str = ""
) -> HttpResponse:
    draft = draft_of(case)
    wrong = contradictions(draft)
    found = None if wrong else assessments(run_of(draft, case, stage), several=False).first()
    at = "case" if decision else "indicated"
    return page(
        request,
        "indicated",
        "What your answers indicate" if decision else "What would follow at the decision",
        back=reverse(at, args=(case.uid,)),
        contradictions=wrong,
        decision=decision,
        document=found,
        contents=contents(found) if found else "",
        findings=findings(found, lead=partial(question_address, case, draft)) if found else "",
        case=case,
    )


def question_address(case: GroupCase, draft: Draft, path: str) -> str:
    """The address of a path's question; for one in an entry of a list, that of the entry's page.

    Empty where the path is that of a group of questions.
    """
    steps, *within = path_steps(path)
    asked = draft.form.program.rules.questions
    name = next((each for each in with_groups(steps) if each in asked), "")
    if not name:
        return ""
    number = next((step for step in within if step.isdigit()), "")
    if number:
        return reverse("entry", args=(case.uid, name, int(number)))
    return reverse("question", args=(case.uid, name))


def rows(
    questions: Sequence[Question],
    case: GroupCase,
    draft: Draft,
    links: Mapping[str, str],
    *,
    change: bool,
) -> list[Params]:
    """A row for each question; `links` are where documents are, by name."""
    return [
        answer_row(
            each,
            draft.submission,
            reverse("question", args=(case.uid, each.path)) if change else "",
            links,
        )
        for each in questions
    ]


@require_safe
def download(request: HttpRequest, uid: str) -> HttpResponse:
    """Give the form with what is answered so far."""
    case = find_own_case(request, uid)
    data = form_as_workbook(case.rules, LIBRARY, draft_of(case).submission)
    return workbook_response(data, "application")


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask for a filled form, and put what it answers into the draft; whole or not at all."""
    case = find_own_case(request, uid)
    wrong: AuthorisationError | None = None
    if request.method == "POST":
        try:
            data = read_uploaded(request, _FILE, _LARGEST, _WHICH)
            fill_draft(actor_of(request), case, data, _NAME, LIBRARY)
            return redirect("case", uid)
        except NotAllowed:
            raise
        except AuthorisationError as refused:
            wrong = refused
    return page(
        request,
        "upload",
        "Upload a filled workbook",
        back=reverse("case", args=(uid,)),
        case=case,
        **file_errors(_FILE, wrong, _NAME),
    )
