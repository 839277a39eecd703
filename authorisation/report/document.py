"""What a page is made of, whatever format it will have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from authorisation.explain.assessment.figures import Figure
from authorisation.explain.assessment.step_tree import TreeLine
from authorisation.model.verdict import Verdict


class Part(StrEnum):
    """What a paragraph is for; a format may give each its own look."""

    PLAIN = "plain"
    OUTCOME = "outcome"
    SAYS = "says"
    """The rules' own words for what came out."""
    WARNING = "warning"
    REMEDY = "remedy"
    SOURCE = "source"
    """What something rests on: evidence, sources and their standing."""


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph."""

    text: str
    part: Part = Part.PLAIN


@dataclass(frozen=True, slots=True)
class Points:
    """A list of points; numbered from `first`, or with bullets where that is 0."""

    items: tuple[tuple[Block, ...], ...]
    first: int = 0


@dataclass(frozen=True, slots=True)
class CriterionBlock:
    """One criterion by title, id and verdict, and what is said of it."""

    title: str
    criterion: str
    verdict: Verdict
    words: str
    """The verdict as a reader is told it, with the reason why it is open."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One judgement with the figures that are to be told of it, and those below it."""

    line: TreeLine
    message: str = ""
    figures: tuple[Figure, ...] = ()
    because: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Tree:
    """Judgements, each over those that it rests on."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class BlockGroup:
    """Blocks under a heading inside a section, such as what they weigh."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """What may be folded away under a line that says what it is; never so in print."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; `file` is the page that it leads to, or empty."""

    text: str
    file: str = ""
    more: tuple[str, ...] = ()
    """Further lines, such as warnings."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; the first cell of a row names it."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block: TypeAlias = Para | Points | CriterionBlock | Tree | BlockGroup | Fold | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under its heading."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole page: its head, what must stand on every sheet of it, and its sections."""

    title: str
    facts: tuple[str, ...]
    """Under which rules, as of when, at which stage."""
    note: str
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]
    running: str
    """Which page this is, in a line for the head of each printed sheet."""
    back: str = ""
    """The file of the page that leads to this one; empty where there is none."""


def section(title: str, blocks: Sequence[Block]) -> tuple[Section, ...]:
    """Give a section, or nothing where it would be empty."""
    return (Section(title, tuple(blocks)),) if blocks else ()


def bullets(texts: Sequence[str]) -> tuple[Block, ...]:
    """Give texts as a list, or nothing where there are none."""
    return (Points(tuple((Para(text),) for text in texts)),) if texts else ()
