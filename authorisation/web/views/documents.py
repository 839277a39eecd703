"""The documents of a case that show its answers: listed, and downloaded by who may read them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from authorisation.casework.access import may, may_move, require_move
from authorisation.casework.cases.documents import documents_in, remove_document
from authorisation.casework.cases.personal import reveal, values_of
from authorisation.casework.cases.uploads import DOCUMENT_KINDS, read_upload
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.texts import UploadText
from authorisation.casework.models import CaseEvent, GroupCase, Person
from authorisation.casework.moves import CaseMove, Permission
from authorisation.engine.evidence import answer_evidence
from authorisation.explain.words.answer_changes import format_question
from authorisation.explain.words.safe import visible
from authorisation.model.value import fold_words
from authorisation.records.words.personal_tokens import ERASED
from authorisation.web.drafts import draft_of
from authorisation.web.listing import ListCell, PageList, list_page
from authorisation.web.rendering import file_response, format_when, page
from authorisation.web.views.lookup import actor_of, find_case, find_own_case, person_of

_THOUSAND = 1_000
_BY, _CHANGE = "By", "Change"


@require_safe
def documents(request: HttpRequest, uid: str) -> HttpResponse:
    """List the documents of a case that this person may read."""
    case, person = find_case(request, uid), person_of(request)
    uploads = _uploads(case, person)
    names = values_of([event.by for event, _ in uploads])
    removes = [_CHANGE] if may_move(person, CaseMove.REMOVE_DOCUMENT, case) else []
    listed = PageList(
        name="documents",
        headings=("Document", "Size", "Uploaded", _BY, *removes),
        rows=[
            (
                ListCell(
                    upload.name,
                    reverse("document", args=(uid, event.case_number)),
                    short=reveal(upload.name),
                ),
                ListCell(f"{max(1, upload.size // _THOUSAND):,} kB"),
                ListCell(format_when(event)),
                ListCell(names[event.by] or ERASED),
                *(
                    ListCell(
                        "Remove",
                        reverse("remove-document", args=(uid, event.case_number)),
                        about=reveal(upload.name),
                    )
                    for _ in removes
                ),
            )
            for event, upload in uploads
        ],
        only_on_page=frozenset({_BY, _CHANGE}),
    )
    return list_page(
        request,
        "documents",
        "Documents",
        listed,
        back=reverse("case", args=(uid,)),
        case=case,
        own=may(person, Permission.SAVE, case),
        empty="No document is uploaded yet.",
    )


@require_safe
def document(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Give a document, to be saved and not shown by the browser."""
    case = find_case(request, uid)
    found = [
        upload
        for event, upload in _uploads(case, person_of(request))
        if event.case_number == number
    ]
    if not found:
        raise Http404
    data = read_upload(found[0].sha256)
    if data is None:
        raise NotAllowed("this document is not there as it was uploaded")
    name, media = reveal(found[0].name), found[0].media
    ending = next((e for e, (kind, _) in DOCUMENT_KINDS.items() if kind == media), "")
    return file_response(data, name if name.lower().endswith(ending) else f"{name}{ending}", media)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Ask whether a document is to be removed, naming the answers that it shows, and remove it."""
    case, person = find_own_case(request, uid), person_of(request)
    require_move(person, CaseMove.REMOVE_DOCUMENT, case)
    names = {event.case_number: reveal(upload.name) for event, upload in _uploads(case, person)}
    if request.method == "POST":
        if number in names:  # else the button was pressed twice
            remove_document(actor_of(request), case, number)
        return redirect("documents", uid)
    if number not in names:
        raise Http404
    name = names.pop(number)
    others = set(map(fold_words, names.values()))
    draft = draft_of(case)
    return page(
        request,
        "remove_document",
        f"Remove {visible(name)}?",
        back=reverse("documents", args=(uid,)),
        case=case,
        submitted=case.events.filter(kind=CaseMove.SUBMIT, case_number__gt=number).exists(),
        shows=[
            (reverse("question", args=(uid, asked.path)), format_question(asked))
            for asked in draft.form.program.rules.questions.values()
            if (proof := answer_evidence(asked.path, draft.submission))
            and fold_words(proof.document) == fold_words(name)
            and fold_words(name) not in others
        ],
    )


def document_links(case: GroupCase, person: Person) -> Mapping[str, str]:
    """The addresses of the documents that the person may read, by name; the last of a name."""
    return {
        fold_words(reveal(upload.name)): reverse("document", args=(case.uid, event.case_number))
        for event, upload in _uploads(case, person)
    }


def _uploads(case: GroupCase, person: Person) -> list[tuple[CaseEvent, UploadText]]:
    """The uploads not removed; for who is not of the group, those before it last submitted."""
    events = case.events.filter(kind__in=(CaseMove.UPLOAD, CaseMove.REMOVE_DOCUMENT))
    if not may(person, Permission.SAVE, case):
        submitted = case.events.filter(kind=CaseMove.SUBMIT).aggregate(last=Max("case_number"))
        events = events.filter(case_number__lt=submitted["last"] or 0)
    return documents_in(events)
