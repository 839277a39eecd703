"""Lay out the blocks of a document of findings with the classes of NHS.UK frontend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from authorisation.web.components import component

_SIZES: Final = ("xl", "l", "m", "s", "xs")
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


def findings(document: doc.Document, rank: int = 2) -> Markup:
    """The sections of a document, whose headings have this rank; its title is the page's."""
    return _blocks(document.sections, HtmlPage(1, 1, (), level=rank))


def _blocks(blocks: Iterable[doc.Block], page: HtmlPage) -> Markup:
    return join(*(_block(block, page) for block in blocks))


def _heading(text: Markup, page: HtmlPage) -> Markup:
    rank = min(page.level, 6)
    size = _SIZES[min(rank, len(_SIZES)) - 1]
    return element(f"h{rank}", text, cls=f"nhsuk-heading-{size}")


def _block(block: doc.Block, page: HtmlPage) -> Markup:
    match block:
        case doc.Para(_, doc.Part.OPTION):
            return Markup()
        case doc.Para(text, part):
            return element("p", safe(text), cls=_LOOKS.get(part, ""))
        case doc.Points(items, first):
            points = [element("li", _blocks(item, page)) for item in items]
            tag, kind = ("ol", "number") if first else ("ul", "bullet")
            return element(tag, *points, start=first, cls=f"nhsuk-list nhsuk-list--{kind}")
        case doc.Terms(pairs):
            return _pairs(pairs)
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


def _criterion(block: doc.CriterionBlock, page: HtmlPage) -> Markup:
    tag = verdict_tag(block.verdict, block.words)
    head = Markup("{} ({}) {}").format(safe(block.title), safe(block.criterion), tag)
    return join(_heading(head, page), _blocks(block.blocks, page.deeper))


def _pairs(pairs: Sequence[tuple[str, str]]) -> Markup:
    rows = [
        {"key": {"text": visible(name)}, "value": {"text": visible(text)}} for name, text in pairs
    ]
    return component("summaryList", {"rows": rows})


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
