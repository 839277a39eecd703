"""The documents of a case that show its answers: listed, and downloaded by who may read them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from authorisation.casework.access import may
from authorisation.casework.cases.personal import reveal, values_of
from authorisation.casework.cases.uploads import DOCUMENT_KINDS, read_upload
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.texts import UploadText, read_text
from authorisation.casework.models import CaseEvent, GroupCase, Person
from authorisation.casework.moves import CaseMove, Permission
from authorisation.model.value import fold_words
from authorisation.records.words.personal_tokens import ERASED
from authorisation.web.listing import ListCell, PageList, list_page
from authorisation.web.rendering import file_response, format_when
from authorisation.web.views.lookup import find_case, person_of

_THOUSAND = 1_000
_BY = "By"


@require_safe
def documents(request: HttpRequest, uid: str) -> HttpResponse:
    """List the documents of a case that this person may read."""
    case = find_case(request, uid)
    there = _uploads(case, person_of(request))
    names = values_of([event.by for event, _ in there])
    listed = PageList(
        name="documents",
        headings=("Document", "Size", "Uploaded", _BY),
        rows=[
            (
                ListCell(
                    said.name,
                    reverse("document", args=(uid, event.case_number)),
                    short=reveal(said.name),
                ),
                ListCell(f"{max(1, said.size // _THOUSAND):,} kB"),
                ListCell(format_when(event)),
                ListCell(names[event.by] or ERASED),
            )
            for event, said in there
        ],
        only_on_page=frozenset({_BY}),
    )
    return list_page(
        request,
        "documents",
        "Documents",
        listed,
        back=reverse("case", args=(uid,)),
        case=case,
        own=may(person_of(request), Permission.SAVE, case),
        empty="No document is uploaded yet.",
    )


@require_safe
def document(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Give a document, to be saved and not shown by the browser."""
    case = find_case(request, uid)
    found = [s for event, s in _uploads(case, person_of(request)) if event.case_number == number]
    if not found:
        raise Http404
    data = read_upload(found[0].sha256)
    if data is None:
        raise NotAllowed("this document is not there as it was uploaded")
    return file_response(data, _file_name(found[0]), found[0].media)


def document_links(case: GroupCase, person: Person) -> Mapping[str, str]:
    """Where each document that the person may read is, by its name; the last of a name."""
    return {
        fold_words(reveal(said.name)): reverse("document", args=(case.uid, event.case_number))
        for event, said in _uploads(case, person)
    }


def _uploads(case: GroupCase, person: Person) -> list[tuple[CaseEvent, UploadText]]:
    """What was uploaded; for who is not of the group, before it last submitted."""
    events = case.events.filter(kind=CaseMove.UPLOAD)
    if not may(person, Permission.SAVE, case):
        submitted = case.events.filter(kind=CaseMove.SUBMIT).aggregate(last=Max("case_number"))
        events = events.filter(case_number__lt=submitted["last"] or 0)
    return [(event, read_text(event, UploadText)) for event in events]


def _file_name(said: UploadText) -> str:
    """The name of a file to save it under, with the ending of its kind."""
    ending = next((e for e, (media, _) in DOCUMENT_KINDS.items() if media == said.media), "")
    name = reveal(said.name)
    return name if name.lower().endswith(ending) else f"{name}{ending}"
