"""Findings on the site: all that the document says, with the classes of the components."""

from __future__ import annotations

from pathlib import Path

from authorisation.report.document import Document, FileText, Fold, Para, Part, Section
from authorisation.web.blocks import findings
from tests.expected import assert_expected
from tests.report.blocks import PAGE
from tests.web.browser import parsed, text_of

HOSTILE = "<script>alert(1)</script> & \u202e {{ 1 }} ' \""


def document(*sections: Section) -> Document:
    return Document(title="A", kind="x", facts=(), sections=sections, running="A.")


def test_every_kind_of_block() -> None:
    assert_expected(Path(__file__).with_name("expected") / "blocks.html", findings(PAGE))


def test_what_a_command_would_list_is_no_matter_of_the_site() -> None:
    told = document(Section("A", (Para("B"), Para("--full lists them", Part.OPTION))))

    assert text_of(parsed(findings(told))) == "A B"


def test_a_text_is_never_obeyed() -> None:
    shown = findings(document(Section(HOSTILE, (Fold(HOSTILE, (Para(HOSTILE),)),))))

    assert list(parsed(shown).iter("script")) == []
    assert text_of(parsed(shown)).count("<script>alert(1)</script> & \\u202E {{ 1 }} ' \"") == 3


def test_the_lines_of_a_file_stand_as_they_are_though_folded_away() -> None:
    lines = ("answers:", "  a: 1", "", "    deeper")
    shown = parsed(findings(document(Section("", (Fold("The file", (FileText(lines),)),)))))

    assert ["".join(each.itertext()) for each in shown.iter("pre")] == ["\n".join(lines)]
