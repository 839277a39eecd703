"""One question a page: its answer and what shows it, saved at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from authorisation.casework.cases.documents import upload_document
from authorisation.casework.cases.uploads import DOCUMENT_KINDS, document_media_type
from authorisation.casework.errors import NotAllowed, StaleAnswer
from authorisation.casework.models import GroupCase
from authorisation.model.question import Question
from authorisation.model.value import Answer, Items, fold_words
from authorisation.web.answers import entry_rows, entry_title, given_value
from authorisation.web.components import Params, summary_row
from authorisation.web.domains import LIBRARY
from authorisation.web.drafts import Draft, Given, draft_of, save
from authorisation.web.fields.controls import (
    Controls,
    ask_on_page,
    evidence_controls,
    question_control,
)
from authorisation.web.fields.posted import (
    error_text,
    errors_by_control,
    read_evidence,
    read_extent,
    read_posted,
)
from authorisation.web.fields.written import (
    DOCUMENT,
    FILE,
    Fields,
    Kind,
    control_of,
    kind_of,
    written,
    written_evidence,
)
from authorisation.web.rendering import page
from authorisation.web.views.documents import document_links
from authorisation.web.views.lookup import (
    actor_of,
    find_own_case,
    find_question,
    person_of,
    posted_number,
)

_NAME = "answer"
_CHANGED = "Somebody else changed this answer meanwhile. Save again to replace theirs with yours"
_AGAIN = "Choose the file again: it was not kept, since something else is to be mended first"
_EMPTY = "This file is empty: choose another"
_LOOKED_AT = 16
"""How many bytes of a file say what kind it is."""


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Ask one question; what is posted is saved, and leads to the next one."""
    case = find_own_case(request, uid)
    draft = draft_of(case)
    asked = find_question(draft, name)
    if request.method != "POST":
        return _page(request, case, draft, asked, _kept_fields(asked, draft), {})
    fields = {field: request.POST.getlist(field) for field in request.POST}
    entries = entries_of(draft, asked)
    read = (
        read_extent(fields, _NAME, entries)
        if kind_of(asked) is Kind.ENTRIES
        else read_posted(asked, fields, _NAME)
    )
    file = request.FILES.get(FILE)
    if file is not None and not any(each.strip() for each in fields.get(DOCUMENT, ())):
        fields[DOCUMENT] = [str(file.name)]
    evidence, wrong = read_evidence(asked, fields)
    errors = errors_by_control((*read.problems, *wrong))
    if file is not None and (unfit := _AGAIN if errors else _unfit(file)):
        errors[FILE] = unfit
    if errors:
        return _page(request, case, draft, asked, fields, errors)
    given = Given(read.answers, evidence)
    with transaction.atomic():
        try:
            save(actor_of(request), case, asked, given, posted_number(request, "revision"))
        except StaleAnswer:
            draft = draft_of(case)
            theirs = draft.given_answer(name)
            if theirs != given:
                both = both_rows(
                    given_value(asked, theirs.answers, theirs.evidence),
                    given_value(asked, given.answers, given.evidence),
                )
                stale = {control_of(asked, _NAME): _CHANGED} | (
                    {FILE: _AGAIN} if file is not None else {}
                )
                return _page(request, case, draft, asked, fields, stale, both)
        if file is not None and evidence is not None:
            data, called = file.read(), str(file.name)
            upload_document(actor_of(request), case, name, called, data, LIBRARY)
    following = draft.form.after(name)
    if following is not None:
        return redirect("question", uid, following.path)
    return redirect("domain", uid, draft.form.domain_of(name).id)


def _unfit(file: UploadedFile[Any]) -> str:
    """Why a file cannot be uploaded; empty where it can."""
    if not file.size:
        return _EMPTY
    beginning = file.read(_LOOKED_AT)
    file.seek(0)
    try:
        document_media_type(str(file.name), beginning, file.size)
    except NotAllowed as refused:
        return error_text(refused)
    return ""


def entries_of(draft: Draft, asked: Question) -> tuple[Answer, ...]:
    """The entries of a list, those of one that may still grow included."""
    answer = draft.submission.answers.get(asked.path)
    return answer.items if isinstance(answer, Items) else ()


def both_rows(theirs: Markup, own: Markup) -> list[Params]:
    """The rows of what somebody else saved meanwhile, and of what was not saved because of it."""
    says = {"Saved meanwhile by somebody else": theirs, "Yours, which is not saved": own}
    return [summary_row(key, value) for key, value in says.items()]


def _kept_fields(asked: Question, draft: Draft) -> Fields:
    path, submission = asked.path, draft.submission
    fields = dict(written_evidence(submission.evidence.get(path)))
    if path in submission.answers:
        fields |= written(submission.answers[path], asked, _NAME)
    return fields


def _page(
    request: HttpRequest,
    case: GroupCase,
    draft: Draft,
    asked: Question,
    fields: Fields,
    errors: dict[str, str],
    both: Sequence[Params] = (),
) -> HttpResponse:
    controls = Controls(fields, errors)
    with_entries = kind_of(asked) is Kind.ENTRIES
    entries = [
        {
            "title": entry_title(asked, entry, number),
            "rows": entry_rows(asked, entry),
            "number": number,
        }
        for number, entry in enumerate(entries_of(draft, asked), start=1)
    ]
    return page(
        request,
        "question",
        ask_on_page(asked.ask),
        errors=errors,
        back=reverse("domain", args=(case.uid, draft.form.domain_of(asked.path).id)),
        domain=draft.form.domain_of(asked.path),
        is_gate=asked.path in draft.form.domain_of(asked.path).gates,
        gate_words=draft.form.gate_words,
        case=case,
        asked=asked,
        entries=entries if with_entries else None,
        both=both,
        control=question_control(
            asked, _NAME, controls, alone=not with_entries, entries=len(entries)
        ),
        evidence=evidence_controls(asked, controls, tuple(DOCUMENT_KINDS)),
        uploaded=document_links(case, person_of(request)).get(fold_words(controls.text(DOCUMENT))),
        revision=str(draft.revision(asked.path)),
    )
