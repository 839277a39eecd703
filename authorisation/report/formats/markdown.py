"""Lay out pages as Markdown; what strangers wrote stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, assert_never
from urllib.parse import quote

from authorisation.explain.assessment.provenance import ProvenanceWords
from authorisation.explain.assessment.step_tree import VERDICT_MARKS
from authorisation.explain.words.safe import visible, visible_lines
from authorisation.report import document as doc
from authorisation.report.markup import safe

RULE: Final = "\n---\n\n"
"""Stands between two pages."""
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|~&@$])")
_ADDRESS: Final = re.compile(r"(?i)(:(?=//)|\bwww(?=\.))")
"""What some readers of Markdown would turn into a link by itself."""
_AT_START: Final = re.compile(r"^([#+=-]|[0-9]+(?=[.)](?: |$)))")


def render_markdown(document: doc.Document, files: Sequence[str] = ()) -> str:
    """A page as Markdown; the same document gives the same text.

    `files` are the names of the pages that are delivered together, each in a file beside this
    one, to which links lead.
    """
    return "\n\n".join(_parts(document, files)) + "\n"


def render_blocks(blocks: Iterable[doc.Block], rank: int = 2) -> str:
    """Blocks without a page around them; `rank` is that of a heading among them."""
    return "\n\n".join(_blocks(blocks, (), rank)) + "\n"


def _text(text: str) -> str:
    """The text with everything escaped that Markdown would take for markup, wherever it stands."""
    plain = _MARKUP.sub(r"\\\1", visible(text))
    plain = _ADDRESS.sub(_parted, plain)
    return _AT_START.sub(_escaped_start, plain)


def _parted(found: re.Match[str]) -> str:
    return "\\:" if found[0] == ":" else f"{found[0]}&#8203;"


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found[0]}&#8203;" if found[0].isdigit() else f"\\{found[0]}"


def _parts(document: doc.Document, files: Sequence[str]) -> Iterator[str]:
    if document.back and files:
        yield f"[{_text(document.back)}](./{quote(files[0])})"
    yield f"# {_text(document.title)}"
    if document.facts:
        yield "  \n".join(map(_text, document.facts))
    if document.note:
        yield f"Note: {_text(document.note)}"
    yield from _warnings(document)
    yield from _blocks(document.sections, files, 2)
    yield from _warnings(document)


def _warnings(document: doc.Document) -> Iterator[str]:
    """The warnings; they stand at both ends, since the page has no sheets."""
    if document.warnings:
        yield "\n>\n".join(f"> **{_text(warning)}**" for warning in document.warnings)


def _blocks(blocks: Iterable[doc.Block], files: Sequence[str], rank: int) -> Iterator[str]:
    for block in blocks:
        yield from _block(block, files, rank)


def _block(block: doc.Block, files: Sequence[str], rank: int) -> Iterator[str]:
    """The parts of a block; `rank` is that of a heading at its top."""
    match block:
        case doc.Para(text, part):
            strong = part in (doc.Part.OUTCOME, doc.Part.WARNING)
            yield f"**{_text(text)}**" if strong else _text(text)
        case doc.QuestionBlock():
            yield _text(block.line)
        case doc.Points(items, first):
            marks = (f"{first + n}. " if first else "- " for n in range(len(items)))
            yield "\n".join(
                _hung(mark, list(_blocks(item, files, rank)))
                for mark, item in zip(marks, items, strict=True)
            )
        case doc.Terms(pairs):
            yield "  \n".join(f"**{_text(name)}**: {_text(text)}" for name, text in pairs)
        case doc.Lead(text, blocks):
            yield _text(text)
            yield from _blocks(blocks, files, rank)
        case doc.BlockGroup(title, blocks):
            yield f"{'#' * rank} {_text(title)}"
            yield from _blocks(blocks, files, rank + 1)
        case doc.Fold(title, blocks):
            yield f"<details>\n<summary>{safe(title)}</summary>"
            yield from _blocks(blocks, files, rank)
            yield "</details>"
        case doc.CriterionBlock(title, criterion, verdict, words, blocks):
            yield f"**{_text(f'{title} ({criterion})')}**: {VERDICT_MARKS[verdict]} {_text(words)}"
            yield from _blocks(blocks, files, rank)
        case doc.TriggerBlock(title, trigger, _, words, blocks):
            yield f"**{_text(f'{title} ({trigger})')}** {_text(words)}"
            yield from _blocks(blocks, files, rank)
        case doc.Tree(branches, lead):
            yield "\n".join(_branches(branches, 0, f"{lead} " if lead else ""))
        case doc.Table(headings, rows):
            yield "\n".join(_table(headings, rows, files))
        case doc.Listing(columns, rows):
            yield "\n".join(_table([column.heading for column in columns], rows, files))
        case doc.BarChart(bars):
            yield "\n".join(f"- {block.drawn(b)} {b.number:,}: {_text(b.label)}" for b in bars)
        case doc.FileText(lines):
            fence = "~" * max([3, *(1 + _fence_length(line) for line in lines)])
            # A reader takes away as many spaces as the fence has. No line begins as a file's does.
            yield "\n".join(f" {line}" for line in (fence, *map(visible_lines, lines), fence))
        case doc.Chart():
            yield from _blocks(block.undrawn, files, rank)
        case doc.Section(title, blocks):
            if title:
                yield f"{'#' * rank} {_text(title)}"
            yield from _blocks(blocks, files, rank + 1)
        case _:
            assert_never(block)


def _fence_length(line: str) -> int:
    """The length of the run of `~` with which a line begins."""
    text = line.lstrip(" ")
    return len(text) - len(text.lstrip("~"))


def _hung(mark: str, parts: Sequence[str]) -> str:
    """Indent the parts of a point so that they belong to it."""
    indent = " " * len(mark)
    lines = "\n\n".join(parts).split("\n")
    return "\n".join([mark + lines[0], *(f"{indent}{line}" if line else "" for line in lines[1:])])


def _branches(branches: Iterable[doc.Branch], depth: int, lead: str = "") -> Iterator[str]:
    for branch in branches:
        indent = "  " * depth
        yield f"{indent}- {_text(f'{lead}{branch.line}')}"
        if branch.message:
            yield f"{indent}  - {_text(branch.message)}"
        yield from _provenance(branch.provenance, depth + 1)
        yield from _branches(branch.because, depth + 1)


def _provenance(values: Iterable[ProvenanceWords], depth: int) -> Iterator[str]:
    for value in values:
        yield f"{'  ' * depth}- {_text(str(value))}"
        yield from _provenance(value.of, depth + 1)


def _table(
    headings: Sequence[str], rows: Iterable[Sequence[doc.Cell]], files: Sequence[str]
) -> Iterator[str]:
    yield _row(map(_text, headings))
    yield _row("---" for _ in headings)
    for row in rows:
        yield _row(_cell(cell, files) for cell in row)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: doc.Cell, files: Sequence[str]) -> str:
    text = _text(cell.text)
    linked = f"[{text}](./{quote(files[cell.page - 1])})" if files and cell.page else text
    return " ".join([linked, *map(_text, cell.more)])
