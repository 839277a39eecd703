"""Every kind of block in every format, whole; and pages that are delivered together."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import html5lib
import pytest

from authorisation.report.document import Cell, Document, Para, Points, Section, Table
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat
from authorisation.report.formats.markdown import render_markdown
from authorisation.report.formats.render import render, render_further
from authorisation.report.formats.text import NARROWEST, render_text
from authorisation.usecases.delivery.deliverable import Deliverable
from authorisation.usecases.delivery.deliverable import render as render_deliverable
from tests.expected import assert_expected
from tests.report.blocks import LONG, OTHER, PAGE
from tests.report.whole_pages import render_html

EXPECTED = Path(__file__).parent / "expected"


def body(page: str) -> str:
    """Give a page without its head, in which the style stands."""
    return page.partition("</head>\n")[2]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("blocks.txt", lambda: render_text(PAGE, width=60)),
        ("blocks.md", lambda: render_markdown(PAGE)),
        ("blocks.html", lambda: body(render_html([PAGE]))),
    ],
)
def test_every_block(name: str, made) -> None:
    assert_expected(EXPECTED / name, made())


def test_several_pages_in_one_file() -> None:
    html = render_html([PAGE, OTHER])
    lower = {int(level) for level in re.findall(r"<h(\d)", html.partition("<article>")[2])}

    html5lib.HTMLParser(strict=True).parse(html)
    assert '<a href="#page-2">A</a>' in html
    assert '<h2 class="h1" id="page-2">B</h2>' in html
    assert '<a href="#page-1">All</a>' in html
    assert min(lower) == 2
    assert together(FileFormat.MARKDOWN) == (
        f"{render_markdown(PAGE)}\n---\n\n{render_markdown(OTHER)}"
    )
    assert together(FileFormat.TEXT) == (
        f"{render_text(PAGE, width=50)}\n{'=' * 50}\n\n{render_text(OTHER)}"
    )


def together(form: FileFormat) -> str:
    """Both pages in one file, as they are delivered."""
    made = Deliverable(first=lambda: PAGE, further=lambda: [OTHER])
    return render_deliverable(made, form, width=50).decode()


def test_pages_in_files_of_their_own_lead_to_each_other() -> None:
    files = ["index.x", "a b.x"]

    assert '<a href="./a%20b.x">A</a>' in render_html([PAGE], files)
    assert "| [A](./a%20b.x) Mind this. |" in render_markdown(PAGE, files)
    assert '<a href="./index.x">All</a>' in render_html([OTHER], files)
    assert render_markdown(OTHER, files).startswith("[All](./index.x)\n\n# B\n")


def test_a_page_by_itself_leads_nowhere() -> None:
    assert not re.search('href="(?!#part-)', render_html([PAGE]))
    assert "](" not in render_markdown(PAGE)


@pytest.mark.parametrize("width", [NARROWEST, 60, 100, 400])
def test_no_line_of_text_is_wider_than_asked(width: int) -> None:
    lines = render_text(PAGE, width=width).splitlines()

    assert max(map(len, lines)) <= width


def test_a_table_that_has_no_room_for_columns_is_told_row_by_row() -> None:
    rows = (("one", "1", LONG), ("a name that is rather long", "2", "b"))
    table = Table(("name", "size", "why"), tuple(tuple(map(Cell, row)) for row in rows))
    page = _with(Section("", (table,)))

    assert render_text(page, width=60).splitlines()[2:5] == [
        "name                        size  why",
        "one                         1     a sentence that is long",
        "                                  enough to go on to a",
    ]
    assert render_text(page, width=50).splitlines()[2:] == [
        "- name: one; size: 1; why: a sentence that is long",
        "  enough to go on to a second line of a page that",
        "  is narrow",
        "- name: a name that is rather long; size: 2; why:",
        "  b",
    ]


@pytest.mark.parametrize("form", [form for form in FileFormat if form not in PAGE_FORMATS])
def test_what_is_no_page_is_refused(form: FileFormat) -> None:
    with pytest.raises(ValueError, match=f"^no pages are written as {form}$"):
        render(PAGE, form)
    with pytest.raises(ValueError, match=f"^no pages are written as {form}$"):
        render_further([PAGE], form, BytesIO())


@pytest.mark.parametrize("form", PAGE_FORMATS)
def test_a_page_is_written_in_every_format_of_pages(form: FileFormat) -> None:
    assert render(PAGE, form)


@pytest.mark.parametrize(
    ("first", "wide"), [(1, ""), (98, ""), (99, "digits-3"), (999, "digits-4")]
)
def test_numbers_of_a_list_have_room(first: int, wide: str) -> None:
    """Two points: the last of 98 and 99 has two digits, of 99 and 100 three."""
    points = Points(((Para("a"),), (Para("b"),)), first=first)
    html = render_html([_with(Section("", (points,)))])
    begins = re.search("<ol[^>]*>", html)[0]

    assert begins == "<ol" + (f' class="{wide}"' if wide else "") + (
        f' start="{first}">' if first > 1 else ">"
    )
    assert not wide or html.count(f".{wide} {{ padding-left: ") == 2


def _with(*sections: Section) -> Document:
    return Document(title="A", kind="x", facts=(), sections=sections, running="")
