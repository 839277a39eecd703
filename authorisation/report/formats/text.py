"""Lay out pages as plain text; whatever a terminal would obey is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from textwrap import wrap
from typing import Final, TypeAlias, assert_never

import msgspec
from msgspec.structs import replace

from authorisation.explain.assessment.provenance import ProvenanceWords
from authorisation.explain.words.safe import visible, visible_lines
from authorisation.report import document as doc

Style: TypeAlias = Callable[[str, str], str]
"""Dresses a line up for its part in the page (`heading`, `warning`, ...); on a terminal alone."""

NARROWEST: Final = 40
_NARROWEST_COLUMN: Final = 20
"""The least room for the last column of a table; where there is less, no columns are drawn."""


def plain(text: str, _part: str) -> str:
    """The text as it is."""
    return text


def render_text(document: doc.Document, *, width: int = 100, style: Style = plain) -> str:
    """A page as text; the same document gives the same text."""
    return _joined(_lines(document, _LineFrame(max(width, NARROWEST), style)))


def rule_between(width: int) -> str:
    """The line between two pages."""
    return f"\n{'=' * width}\n\n"


def render_sections(sections: Iterable[doc.Section], *, width: int = 100) -> str:
    """Parts of a page as text, without its head."""
    return _joined(_blocks(sections, _LineFrame(max(width, NARROWEST), plain)))


class _LineFrame(msgspec.Struct, frozen=True):
    """The margin of lines: how wide they may be, how they are dressed up, where they begin."""

    width: int
    style: Style
    indent: int = 0
    first: str = ""
    """What stands before the very next line instead of spaces: the mark of a point."""

    def inside(self, indent: int, mark: str = "") -> _LineFrame:
        """The margin of what stands further in; `mark` begins its first line."""
        first = " " * self.indent + mark if mark else ""
        return replace(self, indent=self.indent + indent, first=first)

    @property
    def further(self) -> _LineFrame:
        """The same margin after its first line."""
        return replace(self, first="")

    def wrap(self, text: str, *, hang: int = 0) -> list[str]:
        """The lines of a text; those after the first stand `hang` columns further in."""
        return wrap(
            visible(text),
            self.width,
            initial_indent=self.first or " " * self.indent,
            subsequent_indent=" " * (self.indent + hang),
            break_on_hyphens=False,
        )

    def unwrapped(self, lines: Iterable[str]) -> Iterator[str]:
        """The lines as they stand, however long."""
        for number, line in enumerate(lines):
            begin = self.first if number == 0 and self.first else " " * self.indent
            yield f"{begin}{visible_lines(line)}".rstrip()

    def dressed(self, text: str, part: str) -> Iterator[str]:
        """The lines of a text, each dressed up for its part in the page."""
        return (self.style(line, part) for line in self.wrap(text))


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _lines(document: doc.Document, margin: _LineFrame) -> Iterator[str]:
    yield from margin.dressed(document.title, "title")
    for fact in document.facts:
        yield from margin.wrap(fact)
    if document.note:
        yield from margin.wrap(f"Note: {document.note}")
    if document.warnings:
        yield ""
    for warning in document.warnings:
        yield from margin.dressed(warning, "warning")
    yield from _blocks(document.sections, margin)


def _blocks(blocks: Iterable[doc.Block], margin: _LineFrame) -> Iterator[str]:
    for number, block in enumerate(blocks):
        yield from _block(block, margin if number == 0 else margin.further)


def _block(block: doc.Block, margin: _LineFrame) -> Iterator[str]:
    match block:
        case doc.Para(text, part):
            yield from _paragraph(text, part, margin)
        case doc.QuestionBlock():
            yield from _paragraph(block.line, doc.Part.PLAIN, margin)
        case doc.Points(items, first):
            for number, item in enumerate(items, start=first):
                mark, hang = (f"{number}. ", 3) if first else ("- ", 2)
                yield from _blocks(item, margin.inside(hang, mark))
        case doc.Terms(pairs):
            yield from chain.from_iterable(margin.wrap(f"{name}: {text}.") for name, text in pairs)
        case doc.Lead(text, blocks):
            yield from margin.wrap(text)
            yield from _blocks(blocks, margin.inside(2))
        case doc.BlockGroup(title, blocks):
            yield from margin.wrap(f"{title}:")
            yield from _blocks(blocks, margin.further)
        case doc.Fold():
            yield from _fold(block, margin)
        case doc.CriterionBlock():
            head, *rest = margin.wrap(f"{block.title} ({block.criterion}): {block.words}")
            yield margin.style(head, block.verdict.value)
            yield from rest
            yield from _blocks(block.blocks, margin.further)
        case doc.TriggerBlock():
            inside = margin.inside(2).inside(2, "! " if block.fires else "? ")
            yield from inside.wrap(f"{block.title} ({block.trigger}) {block.words}")
            yield from _blocks(block.blocks, inside.further)
        case doc.Tree(branches, lead):
            yield from _branches(branches, lead, margin)
        case doc.Table():
            yield from _table(block, margin)
        case doc.Listing():
            yield from _listing(block, margin)
        case doc.BarChart(bars):
            for bar in bars:
                line = f"{block.drawn(bar)} {bar.number:,}: {bar.label}"
                yield from margin.inside(2, "- ").wrap(line)
                margin = margin.further
        case doc.FileText(lines):
            yield from margin.unwrapped(lines)
        case doc.Chart():
            yield from _blocks(block.undrawn, margin)
        case doc.Section(title, blocks):
            yield ""
            yield from margin.dressed(title, "heading")
            yield from _blocks(blocks, margin)
        case _:
            assert_never(block)


def _paragraph(text: str, part: doc.Part, margin: _LineFrame) -> Iterable[str]:
    match part:
        case doc.Part.OUTCOME | doc.Part.WARNING:
            return margin.dressed(text, part.value)
        case doc.Part.MORE:
            return margin.inside(2).wrap(text)
        case _:
            return margin.wrap(text)


def _fold(fold: doc.Fold, margin: _LineFrame) -> Iterator[str]:
    if fold.unfolded is not None:
        yield from _blocks(fold.unfolded, margin)
        return
    inside = margin.inside(2, "- ")
    yield from inside.wrap(fold.title)
    yield from _blocks(fold.blocks, inside.further)


def _branches(branches: Sequence[doc.Branch], lead: str, margin: _LineFrame) -> Iterator[str]:
    for branch in branches:
        line = f"{lead} {branch.line}" if lead else str(branch.line)
        yield from margin.wrap(line, hang=2)
        margin = margin.further
        if branch.message:
            yield from margin.inside(2).wrap(branch.message)
        yield from _provenance(branch.provenance, margin.inside(4))
        yield from _branches(branch.because, "", margin.inside(2))


def _provenance(values: Iterable[ProvenanceWords], margin: _LineFrame) -> Iterator[str]:
    for value in values:
        inside = margin.inside(2, "· ")
        yield from inside.wrap(str(value))
        yield from _provenance(value.of, inside.further)


def _table(table: doc.Table, margin: _LineFrame) -> Iterator[str]:
    rows = [table.headings, *(tuple(visible(cell.text) for cell in row) for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    room = margin.width - margin.indent - sum(widths) - 2 * len(widths)
    if room < min(_NARROWEST_COLUMN, max(len(row[-1]) for row in rows)):
        for row in rows[1:]:
            named = zip(table.headings, row, strict=True)
            yield from margin.inside(2, "- ").wrap("; ".join(f"{h}: {cell}" for h, cell in named))
        return
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        first = "  ".join([*cells, ""])
        yield from margin.inside(len(first), first).wrap(row[-1]) or [first]


def _listing(listing: doc.Listing, margin: _LineFrame) -> Iterator[str]:
    for row in listing.rows:
        inside = margin.inside(2, "- ")
        beside, below = [], []
        for column, cell in zip(listing.columns[1:], row[1:], strict=True):
            match column.place:
                case doc.Place.BESIDE:
                    beside.append(cell.text)
                case doc.Place.BELOW:
                    below.append(cell.text)
                case doc.Place.LABELLED:
                    below.append(f"{column.heading}: {cell.text}.")
        yield from inside.wrap(": ".join((row[0].text, *beside)))
        for text in (*below, *chain.from_iterable(cell.more for cell in row)):
            yield from inside.further.wrap(text)
