"""Pages of Markdown: whole, and safe whatever was handed in."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from authorisation.model.submission import Stage
from authorisation.report.document import Document, Para, Points, Section
from authorisation.report.formats.markdown import render_markdown
from authorisation.report.pages.assessment import assessment_document
from tests.expected import assert_expected
from tests.explain.building import BLANK, LARGE, SMALL, assessed, paged
from tests.report.documents import listed
from tests.report.hostile import HOSTILE, SHOWN

EXPECTED = Path(__file__).parent / "expected"


def test_a_whole_page() -> None:
    made = render_markdown(assessment_document(paged(SMALL)))

    assert_expected(EXPECTED / "not-yet.md", made)


def test_a_whole_list() -> None:
    several = [assessed(LARGE), assessed(BLANK), assessed(SMALL)]

    assert_expected(EXPECTED / "index.md", render_markdown(listed(several)))


def test_warnings_stand_at_both_ends() -> None:
    told = paged(
        SMALL, stage=Stage.DECISION, as_of=date(2012, 11, 1), overrides={"carrier": Decimal(30000)}
    )
    made = render_markdown(assessment_document(told))
    warned = (
        "> **Edited rules: they are no shipped edition, and nobody has adopted them.**\n>\n"
        "> **Set for this run alone: population that carries its own risk is 30,000 patients, "
        "not 100,000 patients.**\n"
    )

    assert made.count(warned) == 2
    assert made.endswith(warned)


def test_what_strangers_wrote_is_text() -> None:
    rendered = MarkdownIt("commonmark").render(
        render_markdown(assessment_document(paged(HOSTILE, full=True), full=True))
    )
    seen = set(re.findall("<([a-z0-9]+)", rendered))

    assert seen <= {
        "h1",
        "h2",
        "h3",
        "p",
        "ul",
        "ol",
        "li",
        "strong",
        "br",
        "details",
        "summary",
        "blockquote",
    }
    assert rendered.startswith("<h1>")
    assert _escaped(SHOWN) in rendered


def _escaped(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "- no point",
        "+ no point",
        "1. no number",
        "12) no number",
        "=== no rule",
        "> no quotation",
        "`code`",
        "**bold**",
        "_so_",
        "[a](b)",
        "![a](b)",
        "<b>",
        "&copy;",
        "a | b",
        "~~struck~~",
        "http://evil.test",
        "a@b.test",
        "$x$",
        "\\\\",
        "| a |",
        "--- ",
        "***",
    ],
)
def test_no_text_is_markup(text: str) -> None:
    page = Document(
        title=text,
        kind="",
        facts=(text,),
        running="",
        sections=(Section(text, (Para(text), Points(((Para(text),),)))),),
    )
    rendered = (
        MarkdownIt("commonmark")
        .enable("table")
        .enable("strikethrough")
        .render(render_markdown(page))
    )
    shown = _escaped(text.strip())

    assert rendered.replace("\u200b", "") == (
        f"<h1>{shown}</h1>\n<p>{shown}</p>\n<h2>{shown}</h2>\n<p>{shown}</p>\n<ul>\n<li>{shown}</li>\n</ul>\n"
    )
