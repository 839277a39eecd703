"""The smallest change that would do, laid out: what alternatives share stands there once."""

from __future__ import annotations

from authorisation.explain.assessment.smallest_change import (
    AlternativeWords,
    AnswerChangeWords,
    SmallestChangeWords,
)
from authorisation.report.document import Document
from authorisation.report.file_formats import FileFormat
from authorisation.report.formats.render import render
from authorisation.report.pages.smallest_change import smallest_change_sections


def page_of(*alternatives: str, evidence: str = "") -> str:
    """The page of alternatives whose changes are each a letter; the last lacks some evidence."""
    words = [
        AlternativeWords(tuple(AnswerChangeWords(each, "") for each in letters), ())
        for letters in alternatives
    ]
    if evidence:
        words[-1] = AlternativeWords(words[-1].changes, (evidence,))
    found = SmallestChangeWords(title="T", says="Says.", alternatives=tuple(words), scope=())
    sections = smallest_change_sections([found])
    document = Document(title="Page", kind="", facts=(), sections=sections, running="")
    return render(document, FileFormat.MARKDOWN).decode().partition("Says.")[2]


def test_a_later_alternative_says_only_what_differs() -> None:
    page = page_of("abcd", "abxd", "aycz")

    first, second, third = page.split("Alternative ")[1:]
    assert [f"{n}. {each}" in first for n, each in enumerate("abcd", 1)] == [True] * 4
    assert "As alternative 1, with this in place of its number 3:" in second
    assert "- x" in second
    assert not any(f"- {each}" in second or f". {each}" in second for each in "abd")
    assert [f"{n}. {each}" in third for n, each in enumerate("aycz", 1)] == [True] * 4


def test_several_that_differ_are_numbered() -> None:
    assert "in place of its numbers 2 and 5:" in page_of("abcde", "aycdz")


def test_an_alternative_with_other_evidence_or_few_changes_is_written_out() -> None:
    assert "As alternative 1" not in page_of("abcd", "abxd", evidence="List")
    assert "As alternative 1" not in page_of("abc", "abx")


def test_one_alternative_has_no_number() -> None:
    assert "Alternative" not in page_of("abcd")
