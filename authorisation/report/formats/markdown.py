"""Lay out a page as Markdown; what strangers wrote stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, assert_never
from urllib.parse import quote

from authorisation.explain.assessment.figures import Figure
from authorisation.explain.assessment.step_tree import VERDICT_MARKS
from authorisation.explain.words.safe import visible
from authorisation.report.document import (
    Block,
    BlockGroup,
    Branch,
    Cell,
    CriterionBlock,
    Document,
    Fold,
    Para,
    Part,
    Points,
    Table,
    Tree,
)

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|~&@$])")
_ADDRESS: Final = re.compile(r"(?i)(:(?=//)|\bwww(?=\.))")
"""What some readers of Markdown would turn into a link by itself."""
_AT_START: Final = re.compile(r"^([#+=-]|[0-9]+(?=[.)]))")


def markdown(document: Document) -> str:
    """Lay out a document as Markdown; the same document gives the same text."""
    return "\n\n".join(_parts(document)) + "\n"


def _text(text: str) -> str:
    """Escape what Markdown would take for markup, wherever the text may stand."""
    plain = _MARKUP.sub(r"\\\1", visible(text))
    plain = _ADDRESS.sub(_parted, plain)
    return _AT_START.sub(_kept, plain)


def _parted(found: re.Match[str]) -> str:
    return "\\:" if found[0] == ":" else f"{found[0]}&#8203;"


def _kept(found: re.Match[str]) -> str:
    return f"{found[0]}&#8203;" if found[0].isdigit() else f"\\{found[0]}"


def _parts(document: Document) -> Iterator[str]:
    yield f"# {_text(document.title)}"
    yield "  \n".join(map(_text, document.facts))
    if document.note:
        yield f"Note: {_text(document.note)}"
    yield from _warned(document)
    for part in document.sections:
        if part.title:
            yield f"## {_text(part.title)}"
        yield from _blocks(part.blocks)
    yield from _warned(document)


def _warned(document: Document) -> Iterator[str]:
    """Give the warnings; they stand at both ends, since the page has no sheets."""
    if document.warnings:
        yield "\n>\n".join(f"> **{_text(warning)}**" for warning in document.warnings)


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Para(text, part):
            strong = part in (Part.OUTCOME, Part.WARNING)
            yield f"**{_text(text)}**" if strong else _text(text)
        case Points(items, first):
            marks = (f"{first + n}. " if first else "- " for n in range(len(items)))
            yield "\n".join(
                _hung(mark, list(_blocks(item))) for mark, item in zip(marks, items, strict=True)
            )
        case CriterionBlock(title, criterion, verdict, words, blocks):
            yield f"**{_text(f'{title} ({criterion})')}**: {VERDICT_MARKS[verdict]} {_text(words)}"
            yield from _blocks(blocks)
        case Tree(branches):
            yield "\n".join(_branches(branches, 0))
        case BlockGroup(title, blocks):
            yield f"### {_text(title)}"
            yield from _blocks(blocks)
        case Fold(title, blocks):
            yield f"<details>\n<summary>{_summary(title)}</summary>"
            yield from _blocks(blocks)
            yield "</details>"
        case Table():
            yield "\n".join(_table(block))
        case _:
            assert_never(block)


def _summary(title: str) -> str:
    """Write the line over what is folded, which stands inside HTML."""
    from markupsafe import escape  # noqa: PLC0415 - only folded parts need it

    return str(escape(visible(title)))


def _hung(mark: str, parts: Sequence[str]) -> str:
    """Indent the parts of a point so that they belong to it."""
    indent = " " * len(mark)
    whole = "\n\n".join(parts) if len(parts) > 1 else "".join(parts)
    lines = whole.split("\n")
    return "\n".join([mark + lines[0], *(f"{indent}{line}" if line else "" for line in lines[1:])])


def _branches(branches: Iterable[Branch], depth: int) -> Iterator[str]:
    for branch in branches:
        indent = "  " * depth
        yield f"{indent}- {_text(str(branch.line))}"
        if branch.message:
            yield f"{indent}  - {_text(branch.message)}"
        yield from _figures(branch.figures, depth + 1)
        yield from _branches(branch.because, depth + 1)


def _figures(figures: Iterable[Figure], depth: int) -> Iterator[str]:
    for figure in figures:
        yield f"{'  ' * depth}- {_text(str(figure))}"
        yield from _figures(figure.of, depth + 1)


def _table(table: Table) -> Iterator[str]:
    yield _row(map(_text, table.headings))
    yield _row("---" for _ in table.headings)
    for row in table.rows:
        yield _row(map(_cell, row))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    text = _text(cell.text)
    shown = f"[{text}](./{quote(cell.file)})" if cell.file else text
    return " ".join([shown, *map(_text, cell.more)])
