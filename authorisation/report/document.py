"""What a page is made of, whatever its format."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct

from authorisation.explain.assessment.provenance import ProvenanceWords
from authorisation.explain.assessment.step_tree import TreeLine
from authorisation.model.verdict import Verdict

if TYPE_CHECKING:  # a page without charts does not need what measures chance
    from authorisation.explain.history.model import FunnelWords, VarianceSeries


class Part(StrEnum):
    """The part that a paragraph plays; a format may give each its own look."""

    PLAIN = "plain"
    OUTCOME = "outcome"
    SAYS = "says"
    """The rules' own words for what came out."""
    WARNING = "warning"
    REMEDY = "remedy"
    SOURCE = "source"
    """What something rests on: evidence, sources and their standing."""
    MORE = "more"
    """What continues the list before it, such as how many entries it leaves out."""
    OPTION = "option"
    """What an option of the command would show besides, which the site does not have."""


class Para(Struct, frozen=True, gc=False):
    """One paragraph."""

    text: str
    part: Part = Part.PLAIN


class QuestionBlock(Struct, frozen=True, gc=False):
    """A question that wants an answer, or what is said of its answer."""

    text: str
    path: str
    """Of the question, for a format that leads to where it is answered."""
    place: str
    """Where it is asked, for one that does not."""
    notes: tuple[str, ...] = ()
    """Such as what waits for the answer."""

    @property
    def line(self) -> str:
        """The question with its place and its notes."""
        return f"{self.text} ({'; '.join((self.place, *self.notes))})"


class Points(Struct, frozen=True, gc=False):
    """A list of points; numbered from `first`, or with bullets where that is 0."""

    items: tuple[tuple[Block, ...], ...]
    first: int = 0


class Terms(Struct, frozen=True, gc=False):
    """Texts, each with its name and without a full stop."""

    pairs: tuple[tuple[str, str], ...]


class Lead(Struct, frozen=True, gc=False):
    """A line that ends in a colon, and what it leads to, which stands below it."""

    text: str
    blocks: tuple[Block, ...]


class BlockGroup(Struct, frozen=True, gc=False):
    """Blocks under a label inside a section, such as what they weigh."""

    title: str
    blocks: tuple[Block, ...]


class Fold(Struct, frozen=True, gc=False):
    """The blocks that may be folded away under a line that says what they are; never in print."""

    title: str
    blocks: tuple[Block, ...]
    unfolded: tuple[Block, ...] | None = None
    """What a format that cannot fold has instead; None for all of it, under the line."""


class CriterionBlock(Struct, frozen=True, gc=False):
    """One criterion by title, id and verdict, and what is said of it."""

    title: str
    criterion: str
    verdict: Verdict
    words: str
    """The verdict in words, with the reason why it is open."""
    blocks: tuple[Block, ...]


class TriggerBlock(Struct, frozen=True, gc=False):
    """One trigger by title and id, and what is said of it."""

    title: str
    trigger: str
    fires: bool
    """Whether it surely fires; else it may."""
    words: str
    """Its state and its severity in words."""
    blocks: tuple[Block, ...]


class Branch(Struct, frozen=True, gc=False):
    """One judgement with the values to be named with it, and the judgements below it."""

    line: TreeLine
    message: str = ""
    provenance: tuple[ProvenanceWords, ...] = ()
    because: tuple[Branch, ...] = ()


class Tree(Struct, frozen=True, gc=False):
    """Judgements, each over those that it rests on."""

    branches: tuple[Branch, ...]
    lead: str = ""
    """Words that stand before them, such as *so far*; else empty."""


class Cell(Struct, frozen=True, gc=False):
    """One cell of a table."""

    text: str
    page: int = 0
    """The page that it leads to: its place among those delivered together, the first being 1;
    0 where it leads nowhere."""
    more: tuple[str, ...] = ()
    """Further lines, such as warnings."""


class Table(Struct, frozen=True, gc=False):
    """Rows of short cells under headings, drawn in columns by every format."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


_LONGEST_BAR: Final = 30
"""How long the longest bar is in characters."""


class Bar(Struct, frozen=True, gc=False):
    """The bar of what is counted: its label, and the number, at least one."""

    label: str
    number: int


class BarChart(Struct, frozen=True, gc=False):
    """Counts as bars that are as long as each is large, with labels and numbers."""

    bars: tuple[Bar, ...]

    def length(self, bar: Bar, longest: int) -> int:
        """The length of a bar where the longest has a length; at least 1."""
        return max(1, longest * bar.number // max(each.number for each in self.bars))

    def drawn(self, bar: Bar) -> str:
        """A bar in characters."""
        return "█" * self.length(bar, _LONGEST_BAR)


class FileText(Struct, frozen=True, gc=False):
    """The lines of a file, to be copied as they stand, indentation included."""

    lines: tuple[str, ...]


class Place(StrEnum):
    """The place of a cell of a listing in a format that draws no columns."""

    BESIDE = "beside"
    """On the line of the name, after it."""
    BELOW = "below"
    """On a line of its own, since it says by itself what it is."""
    LABELLED = "labelled"
    """On a line of its own, after the heading of its column."""


class ListingColumn(Struct, frozen=True, gc=False):
    """One column of a listing."""

    heading: str
    place: Place = Place.LABELLED


class Listing(Struct, frozen=True, gc=False):
    """Things by name, each with a row of cells that may be long; the first cell is the name."""

    columns: tuple[ListingColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Chart(Struct, frozen=True, gc=False):
    """Figures that are drawn where a format can draw."""

    figures: VarianceSeries | FunnelWords
    title: str
    """What it shows, for somebody who cannot see it."""
    captions: tuple[str, ...]
    """What stands below the drawing."""
    undrawn: tuple[Block, ...]
    """What a format that cannot draw has instead."""


class Section(Struct, frozen=True, gc=False):
    """A part of a page, or of a section, under its heading."""

    title: str
    blocks: tuple[Block, ...]


Block: TypeAlias = (
    Para
    | QuestionBlock
    | Points
    | Terms
    | Lead
    | BlockGroup
    | Fold
    | CriterionBlock
    | TriggerBlock
    | Tree
    | Table
    | Listing
    | BarChart
    | FileText
    | Chart
    | Section
)


class Document(Struct, frozen=True, gc=False, kw_only=True):
    """A whole page: its head, what must stand on every sheet of it, and its sections."""

    title: str
    kind: str
    """What kind of page it is, such as *what the rules indicate*; for the title of a window."""
    facts: tuple[str, ...]
    """Under which rules, as of when, at which stage."""
    note: str = ""
    warnings: tuple[str, ...] = ()
    sections: tuple[Section, ...]
    running: str
    """Which page this is, in a line for the head of each printed sheet."""
    back: str = ""
    """What the link to the first of the pages delivered together says; empty for no link."""


def section(title: str, blocks: Sequence[Block]) -> tuple[Section, ...]:
    """A section, or none where it would be empty."""
    return (Section(title, tuple(blocks)),) if blocks else ()


def bullets(texts: Sequence[str]) -> tuple[Block, ...]:
    """A list of texts, or nothing where there are none."""
    return (Points(tuple((Para(text),) for text in texts)),) if texts else ()


def tree(lines: Sequence[TreeLine], *, with_values: bool = False) -> Tree:
    """Judgements, each line under the one that it is below; each value stands there once."""
    shown: set[str] = set()

    def branch(at: int) -> tuple[Branch, int]:
        line = lines[at]
        fresh = tuple(v for v in line.provenance if with_values and str(v) not in shown)
        shown.update(map(str, fresh))
        below, at = [], at + 1
        while at < len(lines) and lines[at].depth > line.depth:
            part, at = branch(at)
            below.append(part)
        return Branch(line, line.message, fresh, tuple(below)), at

    branches, at = [], 0
    while at < len(lines):
        found, at = branch(at)
        branches.append(found)
    return Tree(tuple(branches))
