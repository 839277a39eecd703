"""Lay paragraphs out as lines of plain text; whatever a terminal would obey is spelt out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from textwrap import wrap
from typing import Final

from authorisation.explain.words.safe import visible

Style = Callable[[str, str], str]
"""Dresses a text up for its part in the page (`heading`, `warning`, ...); on a terminal alone."""

NARROWEST: Final = 40


def plain(text: str, _part: str) -> str:
    """Dress nothing up."""
    return text


def paragraph(
    text: str, width: int, *, indent: int = 0, bullet: str = "", hang: int | None = None
) -> list[str]:
    """Wrap a text; `bullet` stands before its first line, further lines are indented by `hang`."""
    first = " " * indent + bullet
    further = " " * (indent + (len(bullet) if hang is None else hang))
    return wrap(
        visible(text),
        max(width, NARROWEST),
        initial_indent=first,
        subsequent_indent=further,
        break_on_hyphens=False,
    )


def bullets(texts: Iterable[str], width: int, indent: int = 0) -> Iterator[str]:
    """Give a list, one point after another."""
    for text in texts:
        yield from paragraph(text, width, indent=indent, bullet="- ")


def section(title: str, lines: Iterable[str], style: Style) -> Iterator[str]:
    """Give a heading and its lines after an empty one; nothing where there are no lines."""
    body = list(lines)
    if body:
        yield ""
        yield style(title, "heading")
        yield from body


def joined(lines: Iterable[str]) -> str:
    """Make a text of lines, without spaces at their ends."""
    return "".join(f"{line.rstrip()}\n" for line in lines)
