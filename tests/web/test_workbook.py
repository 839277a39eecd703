"""The form as a workbook: downloaded with what is answered, and uploaded once it is filled in."""

from __future__ import annotations

import io
from collections.abc import Mapping

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from authorisation.casework.cases.draft import fill_draft
from authorisation.casework.cases.moving import Actor
from authorisation.casework.models import GroupCase, Person
from authorisation.web.domains import LIBRARY
from tests.web.browser import parsed, text_of
from tests.web.conftest import Site
from tests.web.test_applicant import SIZE, sent, words

SIZE_NAME = "population.registered"


def download(site: Site) -> bytes:
    response = site.signatory.get(site.at("/workbook"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="application.xlsx"'
    return response.content


def filled(data: bytes, answers: Mapping[str, object]) -> bytes:
    """The workbook with these answers, by question, in place of those that it has.

    What stands at the head of a sheet goes by its name in brackets.
    """
    book, left = openpyxl.load_workbook(io.BytesIO(data)), dict(answers)
    for sheet in book.worksheets:
        column = 2
        for row in sheet.iter_rows():
            cells = {cell.value: cell.column for cell in row}
            column = cells.get("Answer", column)
            for name in cells.keys() & left.keys():
                sheet.cell(row[0].row, column).value = left.pop(name)
    assert not left
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def uploaded(site: Site, data: bytes, name: str = "ours.xlsx") -> object:
    file = SimpleUploadedFile(name, data)
    return site.signatory.post(site.at("/upload"), {"workbook": file})


@pytest.mark.slow
def test_what_is_answered_goes_into_the_workbook_and_comes_back_changed(site: Site) -> None:
    sent(site.signatory, site.at(SIZE), answer__text="70729")
    data = download(site)

    assert uploaded(site, filled(data, {SIZE_NAME: 80000})).url == site.at()  # type: ignore[attr-defined]
    assert "80,000 patients" in words(site.signatory, site.at("/domains/finance"))


@pytest.mark.slow
def test_a_workbook_with_a_fault_changes_nothing_and_says_where(site: Site) -> None:
    sent(site.signatory, site.at(SIZE), answer__text="70729")
    refused = uploaded(site, filled(download(site), {SIZE_NAME: "many"}))

    assert refused.status_code == 422  # type: ignore[attr-defined]
    told = text_of(parsed(refused.content.decode()))  # type: ignore[attr-defined]
    assert "“many” is not a number" in told
    assert "cell C" in told
    assert "70,729 patients" in words(site.signatory, site.at("/domains/finance"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(b"", "Choose a file", id="nothing"),
        pytest.param(b"PK\x03\x04 no archive", "damaged", id="no archive"),
        pytest.param(b"\xff\xfe\x00", "is", id="no text"),
        pytest.param(b"x" * 5_000_001, "larger than 5 MB", id="too large"),
    ],
)
def test_what_is_no_workbook_is_refused(site: Site, data: bytes, told: str) -> None:
    refused = uploaded(site, data)

    assert refused.status_code == 422  # type: ignore[attr-defined]
    summary = text_of(parsed(refused.content.decode()))  # type: ignore[attr-defined]
    assert "There is a problem" in summary
    assert told in summary
    assert "0 of 143" in words(site.signatory, site.at())


@pytest.mark.slow
def test_evidence_of_a_group_of_questions_shows_each_answer_and_goes_with_the_workbook(
    site: Site,
) -> None:
    case, signatory = GroupCase.objects.get(), Person.objects.get(username="signatory")
    text = (
        "name: Imaginary Marsh\nanswers: {population.registered: 70729}\n"
        "evidence: {population: {document: List sizes, where: p. 2}}\n"
    )
    fill_draft(Actor(signatory, timezone.now()), case, text.encode(), "a.yaml", LIBRARY)
    assert "70,729 patients Shown by: List sizes, p. 2" in words(site.signatory, site.at("/check"))

    data = download(site)
    case.draft.all().delete()
    assert uploaded(site, data).status_code == 302  # type: ignore[attr-defined]
    assert sorted(case.draft.values_list("path", "evidence")) == [
        ("population", '{"document":"List sizes","level":"evidenced","where":"p. 2"}'),
        ("population.registered", ""),
    ]
