"""What an assessor records: whether an answer was checked, and the grade of a criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from authorisation.casework.access import require_move
from authorisation.casework.cases import judging
from authorisation.casework.cases.moving import day_of
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import CaseMove
from authorisation.engine.evidence import answer_evidence
from authorisation.errors import InvalidSubmission
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import format_grade
from authorisation.explain.words.titles import upper_initial
from authorisation.language.answers.from_python import judgements_from_python
from authorisation.model.source import Problem
from authorisation.model.submission import CHECKED, NOT_ACCEPTED, Judgement
from authorisation.usecases.delivery.criterion import explain_findings
from authorisation.web.answers import answer_row
from authorisation.web.assessed_version import AssessedVersion, assessed_version
from authorisation.web.blocks import findings
from authorisation.web.components import NO_HINTS, Params, choices
from authorisation.web.domains import LIBRARY
from authorisation.web.fields.posted import error_text
from authorisation.web.rendering import page
from authorisation.web.views.assessing.overview import NOT_YET, own_anchor
from authorisation.web.views.documents import document_links
from authorisation.web.views.lookup import actor_of, find_submitted_case, person_of

_GRADE, _REASON, _DOCUMENT = "grade", "reason", "document"
_MISSING = {
    _GRADE: "Choose what you find",
    _DOCUMENT: "Name the document that you read",
    _REASON: "Say why",
}
"""What asks for each control of the page, from its top."""
_NEWER = "The group has submitted again since. Look at the answer as it is now"


class Shown(msgspec.Struct, frozen=True):
    """The part of a page beside the form: an answer, or a criterion and what it comes to."""

    rows: tuple[Params, ...] = ()
    guidance: str = ""
    findings: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def judge_answer(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Ask whether an answer was checked against its document, and accepted."""
    case, version = _to_judge(request, uid)
    question = version.form.program.rules.questions.get(name)
    if question is None or name not in version.submission.answers:
        raise Http404
    proof = answer_evidence(name, version.submission)
    return _judge(
        request,
        case,
        version,
        about={"answer": name},
        title=upper_initial(visible(question.title or question.ask)),
        grades={
            CHECKED: "Checked, and in order",
            NOT_ACCEPTED: "Not accepted: it counts as not answered",
        },
        shown=Shown(
            rows=(
                answer_row(
                    question, version.submission, "", document_links(case, person_of(request))
                ),
            )
        ),
        document=proof.document if proof else "",
        domain=version.form.domain_of(name).id,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def judge_criterion(request: HttpRequest, uid: str, criterion: str) -> HttpResponse:
    """Ask for the grade of a criterion that assessors judge."""
    case, version = _to_judge(request, uid)
    found = next((f for f in version.assessment.findings if f.criterion.id == criterion), None)
    if found is None or found.criterion.judgement is None:
        raise Http404
    scale = found.criterion.judgement
    document = explain_findings("", [found], version.assessment, version.run.program)
    return _judge(
        request,
        case,
        version,
        about={"criterion": criterion},
        title=visible(found.criterion.title),
        grades={
            grade: f"{upper_initial(format_grade(grade, scale))}: {VERDICT_WORDS[verdict]}"
            for grade, verdict in scale.grades.items()
        },
        notes={g: visible(each.note) for g, each in scale.meanings.items() if each.note},
        shown=Shown(guidance=visible(scale.guidance), findings=findings(document)),
        document=None,
        domain=found.criterion.domain,
    )


def _to_judge(request: HttpRequest, uid: str) -> tuple[GroupCase, AssessedVersion]:
    case = find_submitted_case(request, uid)
    require_move(person_of(request), CaseMove.ASSESS, case)
    return case, assessed_version(case, person_of(request))


def _judge(
    request: HttpRequest,
    case: GroupCase,
    version: AssessedVersion,
    *,
    about: Mapping[str, str],
    title: str,
    grades: Mapping[str, str],
    shown: Shown,
    document: str | None,
    domain: str,
    notes: Mapping[str, str] = NO_HINTS,
) -> HttpResponse:
    """Ask for a grade with its reason; keep it among all that the person has recorded."""
    kept = version.own_on(**about)
    fields = {
        _GRADE: kept.grade if kept else "",
        _REASON: kept.reason if kept else "",
        _DOCUMENT: kept.document if kept else document or "",
    }
    errors: dict[str, str] = {}
    if request.method == "POST":
        fields = {name: request.POST.get(name, "").strip() for name in fields}
        entries, errors = _entries(request, case, version, about, fields)
        if request.POST.get("version") != version.event.sha256:
            errors = {_GRADE: _NEWER}
        if not errors:
            if tuple(map(_entry_key, entries)) != tuple(map(_entry_key, version.own)):
                judging.assess(actor_of(request), case, entries, LIBRARY)
            there = reverse("assessed-domain", args=(case.uid, domain))
            return redirect(f"{there}#{quote(own_anchor(**about))}")
    return page(
        request,
        "judge",
        title,
        errors=errors,
        back=reverse("assessed-domain", args=(case.uid, domain)),
        case=case,
        fields=fields,
        grades=choices({**grades, "": NOT_YET}, fields[_GRADE], hints=notes),
        wants_document=document is not None,
        version=version.event.sha256,
        shown=shown,
    )


def _entries(
    request: HttpRequest,
    case: GroupCase,
    version: AssessedVersion,
    about: Mapping[str, str],
    fields: Mapping[str, str],
) -> tuple[list[Judgement], dict[str, str]]:
    """All that the person has recorded once this is, and what is wrong with this."""
    this = about.get("criterion", ""), about.get("answer", "")
    others = [e for e in version.own if (e.criterion, e.answer) != this]
    if not fields[_GRADE]:
        kept = version.own_on(**about)
        is_new = fields[_REASON] not in {"", kept.reason if kept else ""}
        return others, {_GRADE: _MISSING[_GRADE]} if is_new else {}
    entry = {
        **about,
        **{name: text for name, text in fields.items() if text},
        "assessor": person_of(request).name.value,
        "on": day_of(case, timezone.now()),
    }
    try:
        read = judgements_from_python({"judgements": [entry]}, version.form.program.rules)
    except InvalidSubmission as refused:
        return [], judgement_errors(refused.problems, fields)
    return [*others, *read.entries], {}


def judgement_errors(problems: Sequence[Problem], given: Mapping[str, str]) -> dict[str, str]:
    """The errors of a judgement by control: the one that a problem names, else the grade.

    What was not given is asked for in the words of the page.
    """
    errors: dict[str, str] = {}
    for each in problems:
        problem = f"{each.at} {each.message}"
        control = next((name for name in (_REASON, _DOCUMENT) if name in problem), _GRADE)
        errors[control] = error_text(each) if given[control] else _MISSING[control]
    return {control: errors[control] for control in _MISSING if control in errors}


def _entry_key(entry: Judgement) -> tuple[str, ...]:
    return entry.criterion, entry.answer, entry.grade, entry.reason, entry.document
