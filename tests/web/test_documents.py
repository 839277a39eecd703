"""Documents that show answers: uploaded with them, read by who may read the application."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.cases import documents, uploads
from authorisation.casework.exchange.files import case_uploads
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import CaseMove, CaseState
from authorisation.casework.store import current_store
from tests.web.browser import parsed, posted, text_of
from tests.web.conftest import Site
from tests.web.test_applicant import SIZE, sent, words
from tests.web.test_assessor import CHECK, DOMAIN, submitted, taken_up  # noqa: F401 - fixtures

PDF = b"%PDF-1.7 list sizes"


def with_file(site: Site, name: str, data: bytes, **changes: str) -> object:
    fields = posted(site.signatory.get(site.at(SIZE)).content.decode())
    file = SimpleUploadedFile(name, data)
    named = {key.replace("__", "-"): value for key, value in changes.items()}
    return site.signatory.post(site.at(SIZE), {**fields, **named, "file": file})


def uploaded() -> int:
    return GroupCase.objects.get().events.filter(kind=CaseMove.UPLOAD).count()


def test_a_document_is_uploaded_with_the_answer_that_it_shows(site: Site) -> None:
    form = {"answer__text": "70729", "document": "List sizes", "where": "page 2"}
    for _ in range(2):  # sent twice it is kept once
        assert with_file(site, "lists.pdf", PDF, **form).status_code == 302  # type: ignore[attr-defined]
    assert uploaded() == 1

    page = parsed(site.signatory.get(site.at("/domains/finance")).content.decode())
    (link,) = [each.get("href", "") for each in page.iter("a") if each.text == "List sizes"]
    given = site.applicant.get(link)
    assert given.content == PDF
    assert given.headers["Content-Type"] == "application/pdf"
    assert given.headers["Content-Disposition"] == 'attachment; filename="List sizes.pdf"'
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "List sizes Size 1 kB" in words(site.applicant, site.at("/documents"))
    assert site.stranger.get(link).status_code == 404


def test_a_document_without_a_name_is_called_as_its_file(site: Site) -> None:
    with_file(site, "lists.pdf", PDF, answer__text="70729")

    fields = posted(site.signatory.get(site.at(SIZE)).content.decode())
    assert fields["document"] == ["lists.pdf"]
    assert "Download the document that is uploaded" in words(site.signatory, site.at(SIZE))


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("lists.exe", b"MZ", "“lists.exe” is of a kind that is not taken: choose one of .pdf"),
        ("lists.pdf", b"MZ", "“lists.pdf” is not what its ending says"),
        ("lists.pdf", b"", "This file is empty"),
        ("lists.pdf", PDF.ljust(101), "“lists.pdf” is larger than"),
    ],
)
def test_what_is_no_document_is_refused_and_nothing_is_saved(
    site: Site, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, told: str
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_DOCUMENT", 100)
    refused = with_file(site, name, data, answer__text="70729")

    assert refused.status_code == 422  # type: ignore[attr-defined]
    assert told in text_of(parsed(refused.content.decode()))  # type: ignore[attr-defined]
    assert uploaded() == 0
    assert "0 of 143" in words(site.signatory, site.at())


def test_a_file_beside_an_error_is_asked_for_again(site: Site) -> None:
    refused = with_file(site, "lists.pdf", PDF, answer__text="many")

    assert "Choose the file again" in text_of(parsed(refused.content.decode()))  # type: ignore[attr-defined]
    assert uploaded() == 0


def test_a_case_has_room_for_so_many_documents(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_DOCUMENTS", 1)
    with_file(site, "lists.pdf", PDF, answer__text="1")
    full = with_file(site, "more.pdf", PDF, answer__text="2", document="More")

    assert full.status_code == 409  # type: ignore[attr-defined]
    assert posted(site.signatory.get(site.at(SIZE)).content.decode())["answer-text"] == ["1"]


def test_an_assessor_reads_what_was_uploaded_before_it_was_submitted(taken_up: Site) -> None:  # noqa: F811
    with_file(taken_up, "lists.pdf", PDF, document="List sizes by practice")
    assert "No document is uploaded yet." in words(taken_up.assessor, taken_up.at("/documents"))

    sent(taken_up.signatory, taken_up.at("/submit"), declared="yes")
    taken_up.assessor.post(taken_up.at("/taken-up"))
    for page in (DOMAIN, CHECK):
        shown = parsed(taken_up.assessor.get(taken_up.at(page)).content.decode())
        links = {each.get("href", "") for each in shown.iter("a")}
        (link,) = [each for each in links if "/documents/" in each]
        given = taken_up.assessor.get(link)
        assert given.content == PDF


def test_a_document_that_was_changed_on_the_disk_is_not_given(site: Site) -> None:
    with_file(site, "lists.pdf", PDF, answer__text="70729")
    (event,) = GroupCase.objects.get().events.filter(kind=CaseMove.UPLOAD)
    (digest,) = uploads.upload_digests([event])
    uploads.upload_place(digest).write_bytes(b"%PDF- other")

    refused = site.signatory.get(site.at(f"/documents/{event.case_number}"))
    assert refused.status_code == 409


def test_the_name_of_a_document_has_no_personal_answer_in_what_is_signed(site: Site) -> None:
    form = {"answer__text": "70729", "document": "Role description of Dr Ash Grove"}
    leads = site.at("/questions/board/entries/1")
    sent(site.signatory, leads, name__text="Dr Ash Grove")
    with_file(site, "role.pdf", PDF, **form)

    (event,) = GroupCase.objects.get().events.filter(kind=CaseMove.UPLOAD)
    assert "Role description of " in event.text
    assert "Ash Grove" not in event.text
    assert "Role description of Dr Ash Grove" in words(site.signatory, site.at("/documents"))
    file = site.signatory.get(site.at("/documents?as=csv")).content.decode("utf-8-sig")
    assert file.startswith("Document,Size,Uploaded\r\nRole description of ")
    assert "Grove" not in file
    assert "Signatory" not in file


def on_disk() -> list[bool]:
    """Whether the file of each upload is on the disk still."""
    events = GroupCase.objects.get().events.filter(kind=CaseMove.UPLOAD)
    digests = [digest for event in events for digest in uploads.upload_digests([event])]
    return [uploads.upload_place(digest).exists() for digest in digests]


def remove(site: Site, number: int) -> None:
    form = posted(site.applicant.get(site.at(f"/documents/{number}/remove")).content.decode())
    for _ in range(2):  # the button pressed twice
        sent_there = site.applicant.post(site.at(f"/documents/{number}/remove"), form)
        assert sent_there.url == site.at("/documents")  # type: ignore[attr-defined]


def test_a_document_is_removed_once_with_its_file_and_what_it_shows_is_said_before(
    site: Site,
) -> None:
    form = {"answer__text": "70729", "document": "List sizes"}
    with_file(site, "lists.pdf", PDF, **form)
    with_file(site, "other.pdf", PDF, **{**form, "document": "The same file"})
    first, second = GroupCase.objects.get().events.filter(kind=CaseMove.UPLOAD)
    at = f"/documents/{second.case_number}/remove"
    shown = words(site.applicant, site.at(at))
    assert "Remove The same file?" in shown
    assert "nobody will be able to read it here: Registered patients" in shown
    assert "No answer needs it." in words(
        site.applicant, site.at(f"/documents/{first.case_number}/remove")
    )
    assert "What was submitted keeps it" not in shown

    remove(site, second.case_number)
    assert on_disk() == [True, True]  # it is the file of the first, too
    assert "The same file" not in words(site.applicant, site.at("/documents"))
    remove(site, first.case_number)
    assert on_disk() == [False, False]
    assert "No document is uploaded yet." in words(site.applicant, site.at("/documents"))
    assert site.applicant.get(site.at(f"/documents/{first.case_number}")).status_code == 404
    assert site.applicant.get(site.at(at)).status_code == 404
    removed = GroupCase.objects.get().events.filter(kind=CaseMove.REMOVE_DOCUMENT)
    assert [each.text for each in removed] == [
        f'{{"uploaded":{each.case_number}}}' for each in (second, first)
    ]
    assert verify_store(current_store()).faults == ()

    with_file(site, "lists.pdf", PDF, **form)
    assert (uploaded(), on_disk()) == (3, [True] * 3)


def test_what_was_submitted_keeps_its_document(taken_up: Site) -> None:  # noqa: F811
    with_file(taken_up, "lists.pdf", PDF, document="List sizes by practice")
    sent(taken_up.signatory, taken_up.at("/submit"), declared="yes")
    (event,) = GroupCase.objects.get().events.filter(kind=CaseMove.UPLOAD)
    at = f"/documents/{event.case_number}"
    assert "assessors can read it until you submit again" in words(
        taken_up.applicant, taken_up.at(f"{at}/remove")
    )

    remove(taken_up, event.case_number)
    assert taken_up.applicant.get(taken_up.at(at)).status_code == 404
    assert taken_up.assessor.get(taken_up.at(at)).content == PDF
    sent(taken_up.signatory, taken_up.at("/submit"), declared="yes")
    assert taken_up.assessor.get(taken_up.at(at)).status_code == 404
    assert on_disk() == [True]
    case = GroupCase.objects.get()
    assert [*case_uploads(case).values()] == [PDF]
    assert verify_store(current_store()).faults == ()


def test_a_document_stays_once_no_answer_can_be_changed(site: Site) -> None:
    with_file(site, "lists.pdf", PDF, answer__text="70729")
    GroupCase.objects.update(state=CaseState.PROPOSED)

    assert "Remove" not in words(site.applicant, site.at("/documents"))
    assert site.applicant.post(site.at("/documents/2/remove")).status_code == 409
    assert on_disk() == [True]
