"""Lay out the blocks of a page as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final, Self, assert_never
from urllib.parse import quote

from markupsafe import Markup, escape

from authorisation.explain.assessment.provenance import ProvenanceWords
from authorisation.explain.assessment.step_tree import VERDICT_MARKS, VERDICT_WORDS
from authorisation.explain.history.model import FunnelWords
from authorisation.explain.words.safe import visible_lines
from authorisation.model.verdict import Verdict
from authorisation.report import document as doc
from authorisation.report.charts.funnel import funnel_chart
from authorisation.report.charts.variance import variance_chart
from authorisation.report.markup import safe

_MANY_DIGITS: Final = 3
"""From how many digits on the numbers of a list need more room than others."""
_BESIDE: Final = 3
"""How many columns stand beside each other on a narrow screen though their cells are long."""
_LONG: Final = 40
"""How many characters a cell has that is long."""
_LONGEST_BAR: Final = 1000
_SHORT: Final = 12
"""How many characters of a cell stay on one line, such as those of a period."""


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """The page of a file that is laid out, and the number of headings that it is under."""

    number: int
    of: int
    files: Sequence[str]
    level: int = 0
    charts: Iterator[int] = field(default_factory=lambda: count(1))
    """The numbers of the drawings of this page, which begin the ids in them."""

    @property
    def deeper(self) -> Self:
        """The same page under one heading more."""
        return replace(self, level=self.level + 1)

    @property
    def name(self) -> str:
        """The id of this page, for links within the file."""
        return f"page-{self.number}"

    def heading(self, text: Markup, *, name: str = "") -> Markup:
        """A heading; on the pages after the first each is one rank lower and looks the same."""
        rank = self.level + 1
        lower = self.number > 1
        return element(f"h{min(rank + lower, 6)}", text, cls=f"h{rank}" if lower else "", name=name)

    def address(self, page: int) -> str:
        """The address of the link to a page; empty where that is in no file."""
        if self.files:
            return f"./{quote(self.files[page - 1])}" if page else ""
        return f"#page-{page}" if 0 < page <= self.of and self.of > 1 else ""


def element(
    tag: str, *inner: Markup, cls: str = "", start: int = 0, href: str = "", name: str = ""
) -> Markup:
    """An element; `inner` is markup already, and the other values are ours or quoted."""
    given = f' class="{safe(cls)}"' if cls else ""
    if start > 1:
        given += f' start="{start}"'
    if href:
        given += f' href="{safe(href)}"'
    if name:
        given += f' id="{safe(name)}"'
    end = "\n" if tag in _BLOCKS else ""
    return Markup(f"<{tag}{given}>{''.join(inner)}</{tag}>{end}")  # noqa: S704 escaped above


_BLOCKS: Final = frozenset(
    (
        *("div", "header", "main", "article", "nav", "section", "p", "ul", "ol", "li"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "figure", "figcaption"),
        *("details", "summary", "table", "thead", "tbody", "tr"),
    )
)
"""What ends its line in the file, so that two pages can be compared line by line."""


def join(*parts: Markup) -> Markup:
    """The parts as one, with nothing between them."""
    return Markup("".join(parts))  # noqa: S704 markup already


def render_section(part: doc.Section, page: HtmlPage, name: str = "") -> Markup:
    """A part of a page, with an id where links lead to it."""
    if not part.title:
        return element("div", _blocks(part.blocks, page))
    heading = page.heading(safe(part.title))
    return element("section", heading, _blocks(part.blocks, page.deeper), name=name)


def _blocks(blocks: Iterable[doc.Block], page: HtmlPage) -> Markup:
    return join(*[_block(block, page) for block in blocks])


def _block(block: doc.Block, page: HtmlPage) -> Markup:
    match block:
        case doc.Para(text, part):
            return element("p", safe(text), cls=part.value)
        case doc.QuestionBlock():
            return element("p", safe(block.line), cls=doc.Part.PLAIN.value)
        case doc.Points(items, first):
            return _points(items, first, page)
        case doc.Terms(pairs):
            terms = (
                join(element("dt", safe(name)), element("dd", safe(text))) for name, text in pairs
            )
            return element("dl", *terms)
        case doc.Lead(text, blocks):
            return join(element("p", safe(text), cls="lead"), _blocks(blocks, page))
        case doc.BlockGroup(title, blocks):
            return join(page.heading(safe(title)), _blocks(blocks, page.deeper))
        case doc.Fold(title, blocks):
            return element("details", element("summary", safe(title)), _blocks(blocks, page))
        case doc.CriterionBlock():
            return _criterion(block, page)
        case doc.TriggerBlock():
            return _trigger(block, page)
        case doc.Tree(branches, lead):
            led = element("p", safe(f"{lead}:"), cls="lead") if lead else Markup()
            return join(led, branch_list(branches))
        case doc.Table(headings, rows):
            if len(headings) > _BESIDE and any(len(c.text) > _LONG for row in rows for c in row):
                return _table(headings, headings, rows, page, "columns stacked")
            return _table(headings, [""] * len(headings), rows, page, "columns")
        case doc.Listing(columns, rows):
            labels = ["" if c.place is doc.Place.BELOW else c.heading for c in columns]
            return _table([c.heading for c in columns], labels, rows, page, "listing")
        case doc.BarChart():
            return bar_list(block)
        case doc.FileText(lines):
            text = join(*(escape(visible_lines(line)) + Markup("\n") for line in lines))
            return _wide(element("pre", text))
        case doc.Chart(undrawn=undrawn):
            return chart_figure(block, page) or _blocks(undrawn, page)
        case doc.Section():
            return render_section(block, page)
        case _:
            assert_never(block)


def bar_list(chart: doc.BarChart) -> Markup:
    """Counts, each with its bar."""
    return element("ul", *(_bar(bar, chart) for bar in chart.bars), cls="bars")


def _bar(bar: doc.Bar, chart: doc.BarChart) -> Markup:
    """A count with its bar, drawn so that it is printed too."""
    drawn = Markup(
        '<svg viewBox="0 0 {0} 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{1}" height="1"/></svg>'
    ).format(_LONGEST_BAR, chart.length(bar, _LONGEST_BAR))
    number = element("b", safe(f"{bar.number:,}"))
    return element("li", join(safe(f"{bar.label}:"), Markup(" "), number, drawn))


def _points(items: Sequence[Sequence[doc.Block]], first: int, page: HtmlPage) -> Markup:
    """A list; one with long numbers leaves room for them."""
    digits = len(str(first + len(items) - 1)) if first else 0
    points = [element("li", _blocks(item, page)) for item in items]
    wide = f"digits-{digits}" if digits >= _MANY_DIGITS else ""
    return element("ol" if first else "ul", *points, start=first, cls=wide)


def _criterion(block: doc.CriterionBlock, page: HtmlPage) -> Markup:
    verdict = element(
        "span", safe(f"{VERDICT_MARKS[block.verdict]} {block.words}"), cls=_tag(block.verdict)
    )
    identifier = element("span", safe(f"({block.criterion})"), cls="id")
    head = Markup(" ").join((safe(block.title), identifier, verdict))
    return join(page.heading(head), _blocks(block.blocks, page.deeper))


def _tag(verdict: Verdict) -> str:
    return f"tag {verdict.value.replace(' ', '-')}"


def _trigger(block: doc.TriggerBlock, page: HtmlPage) -> Markup:
    identifier = element("span", safe(f"({block.trigger})"), cls="id")
    head = Markup(" ").join((element("b", safe(block.title)), identifier, safe(block.words)))
    kind = "trigger" if block.fires else "trigger may"
    return element("div", element("p", head), _blocks(block.blocks, page), cls=kind)


def branch_list(branches: Sequence[doc.Branch]) -> Markup:
    """Judgements as a list, each with a list of those that it rests on."""
    return element("ul", *map(_branch, branches), cls="tree")


def _branch(branch: doc.Branch) -> Markup:
    line = branch.line
    mark = element("span", safe(VERDICT_MARKS[line.verdict]), cls=f"mark {_tag(line.verdict)[4:]}")
    hidden = element("span", safe(f"{VERDICT_WORDS[line.verdict]}:"), cls="spoken") + Markup(" ")
    perhaps = " (perhaps)" if line.perhaps else ""
    item = element("b", safe(f"{line.item}{perhaps}:")) + Markup(" ") if line.item else Markup()
    message = element("p", safe(branch.message), cls="says") if branch.message else Markup()
    below = branch_list(branch.because) if branch.because else Markup()
    words = join(mark, Markup(" "), hidden, item, safe(str(line.words)))
    return element("li", words, message, _provenance(branch.provenance), below)


def _provenance(values: Sequence[ProvenanceWords]) -> Markup:
    if not values:
        return Markup()
    items = [element("li", safe(str(value)), _provenance(value.of)) for value in values]
    return element("ul", *items, cls="figures")


def _table(
    headings: Sequence[str],
    labels: Sequence[str],
    rows: Sequence[Sequence[doc.Cell]],
    page: HtmlPage,
    kind: str,
) -> Markup:
    heads = [Markup('<th scope="col">{}</th>').format(safe(heading)) for heading in headings]
    lines = [_row(row, labels, page) for row in rows]
    head, body = element("thead", element("tr", *heads)), element("tbody", *lines)
    return element("table", head, body, cls=kind)


def _row(row: Sequence[doc.Cell], labels: Sequence[str], page: HtmlPage) -> Markup:
    """A row; `labels` stand before the cells where a narrow screen has no room for columns."""
    name, *cells = row
    parts = [Markup('<th scope="row">{}</th>').format(_cell(name, page))]
    for cell, label in zip(cells, labels[1:], strict=True):
        before = element("span", safe(f"{label}:"), Markup(" "), cls="label") if label else Markup()
        short = len(cell.text) <= _SHORT
        parts.append(element("td", before, _cell(cell, page), cls="short" if short else ""))
    return element("tr", *parts)


def _cell(cell: doc.Cell, page: HtmlPage) -> Markup:
    text, address = safe(cell.text), page.address(cell.page)
    shown = element("a", text, href=address) if address else text
    return join(shown, *(element("p", safe(more), cls="warn") for more in cell.more))


def chart_figure(chart: doc.Chart, page: HtmlPage) -> Markup:
    """A drawing with what is said of it, which stay on one page; empty if nothing can be drawn."""
    name = f"{page.name}-chart-{next(page.charts)}"
    match chart.figures:
        case FunnelWords() as funnel:
            drawn = funnel_chart(funnel, name)
        case series:
            drawn = variance_chart(series, chart.title, name)
    if not drawn:
        return Markup()
    captions = element("figcaption", *(element("p", safe(caption)) for caption in chart.captions))
    return element("figure", _wide(Markup(f"{drawn}\n")), captions)  # noqa: S704 made by us


def _wide(inner: Markup) -> Markup:
    """The markup of what may be wider than the page: it can be scrolled, by the keyboard too."""
    return Markup('<div class="wide" tabindex="0">\n{}</div>\n').format(inner)
