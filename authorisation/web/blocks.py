"""Lay out the blocks of a document of findings with the classes of NHS.UK frontend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from markupsafe import Markup, escape

from authorisation.explain.assessment.step_tree import VERDICT_MARKS
from authorisation.explain.words.safe import visible, visible_lines
from authorisation.model.verdict import Verdict
from authorisation.report import document as doc
from authorisation.report.formats.html_blocks import (
    HtmlPage,
    bar_list,
    branch_list,
    chart_figure,
    element,
    join,
)
from authorisation.report.markup import safe
from authorisation.web.components import component, text_rows
from authorisation.web.fields.controls import ask_on_page

_SIZES: Final = ("l", "m", "s", "xs")
"""The looks of headings by rank."""
_COLOURS: Final = {
    Verdict.MET: "green",
    Verdict.NOT_MET: "red",
    Verdict.UNKNOWN: "yellow",
    Verdict.OPEN: "orange",
    Verdict.NOT_APPLICABLE: "grey",
}
_LOOKS: Final = {
    doc.Part.OUTCOME: "nhsuk-body-l",
    doc.Part.WARNING: "nhsuk-inset-text findings-warning",
    doc.Part.SOURCE: "findings-source",
    doc.Part.MORE: "findings-source",
}


def _nowhere(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class SitePage(HtmlPage):
    """A page of the site, with where each question is answered; empty for nowhere."""

    lead: Callable[[str], str] = _nowhere


def findings(
    document: doc.Document, rank: int = 2, lead: Callable[[str], str] = _nowhere
) -> Markup:
    """The sections of a document, whose headings have this rank; its title is the page's.

    `lead` is where the question of a path is answered, empty for nowhere.
    """
    return join(*finding_sections(document, rank, lead))


def finding_sections(
    document: doc.Document, rank: int = 2, lead: Callable[[str], str] = _nowhere
) -> list[Markup]:
    """The sections of a document one by one, as `findings` has them together."""
    page = SitePage(1, 1, (), level=rank, lead=lead)
    return [
        join(_heading(safe(part.title), page, f"part-{n}"), _blocks(part.blocks, page.deeper))
        if part.title
        else _blocks(part.blocks, page)
        for n, part in enumerate(document.sections)
    ]


def contents(document: doc.Document) -> Markup:
    """A list of the sections of a document, each with a link to it."""
    links = [
        element("li", element("a", safe(part.title), href=f"#part-{n}"))
        for n, part in enumerate(document.sections)
        if part.title
    ]
    return element("ul", *links, cls="nhsuk-list")


def _blocks(blocks: Iterable[doc.Block], page: SitePage) -> Markup:
    return join(*(_block(block, page) for block in blocks))


def _heading(text: Markup, page: SitePage, name: str = "") -> Markup:
    rank = min(page.level, 6)
    size = _SIZES[min(rank, len(_SIZES)) - 1]
    return element(f"h{rank}", text, cls=f"nhsuk-heading-{size}", name=name)


def _block(block: doc.Block, page: SitePage) -> Markup:
    match block:
        case doc.Para(_, doc.Part.OPTION):
            return Markup()
        case doc.Para(text, part):
            return element("p", safe(text), cls=_LOOKS.get(part, ""))
        case doc.QuestionBlock():
            return _question_link(block, page)
        case doc.Points(items, first):
            points = [element("li", _blocks(item, page)) for item in items]
            tag, kind = ("ol", "number") if first else ("ul", "bullet")
            return element(tag, *points, start=first, cls=f"nhsuk-list nhsuk-list--{kind}")
        case doc.Terms(pairs):
            return component("summaryList", {"rows": text_rows(pairs)})
        case doc.Lead(text, blocks):
            return join(element("p", safe(text)), _blocks(blocks, page))
        case doc.BlockGroup(title, blocks) | doc.Section(title, blocks):
            if not title:
                return _blocks(blocks, page)
            return join(_heading(safe(title), page), _blocks(blocks, page.deeper))
        case doc.Fold(title, blocks):
            inside = _blocks(blocks, page)
            return component("details", {"summaryText": visible(title), "html": inside})
        case doc.CriterionBlock():
            return _criterion(block, page)
        case doc.TriggerBlock(title, trigger, _, words, blocks):
            head = Markup("<strong>{}</strong> ({}) {}").format(
                safe(title), safe(trigger), safe(words)
            )
            return join(element("p", head), _blocks(blocks, page))
        case doc.Tree(branches, lead):
            led = element("p", safe(f"{lead}:")) if lead else Markup()
            return join(led, branch_list(branches))
        case doc.Table(headings, rows):
            return _table(headings, rows)
        case doc.Listing(columns, rows):
            return _table([column.heading for column in columns], rows)
        case doc.BarChart():
            return bar_list(block)
        case doc.FileText(lines):
            # By number: components indent the lines of what stands in them.
            text = Markup("&#10;").join(escape(visible_lines(line)) for line in lines)
            return element("pre", text)
        case doc.Chart(undrawn=undrawn):
            return chart_figure(block, page) or _blocks(undrawn, page)
        case _:
            assert_never(block)


def verdict_tag(verdict: Verdict, words: str) -> Markup:
    """A verdict in words as a coloured tag, which says the same without its colour."""
    text = f"{VERDICT_MARKS[verdict]} {visible(words)}"
    return component("tag", {"text": text, "colour": _COLOURS[verdict]})


def _criterion(block: doc.CriterionBlock, page: SitePage) -> Markup:
    tag = verdict_tag(block.verdict, block.words)
    head = Markup("{} ({}) {}").format(safe(block.title), safe(block.criterion), tag)
    return join(_heading(head, page), _blocks(block.blocks, page.deeper))


def _question_link(block: doc.QuestionBlock, page: SitePage) -> Markup:
    """A question as it is worded on its page, to which it leads."""
    words, address = safe(ask_on_page(block.text)), page.lead(block.path)
    asked = element("a", words, href=address) if address else words
    notes = Markup(" ({})").format(safe("; ".join(block.notes))) if block.notes else Markup()
    return element("p", asked, notes)


def _table(headings: Sequence[str], rows: Sequence[Sequence[doc.Cell]]) -> Markup:
    return component(
        "table",
        {
            "head": [{"text": visible(heading)} for heading in headings],
            "rows": [[{"html": _cell(cell)} for cell in row] for row in rows],
            "firstCellIsHeader": True,
            "responsive": True,
        },
    )


def _cell(cell: doc.Cell) -> Markup:
    return Markup("<br>").join(map(safe, (cell.text, *cell.more)))
