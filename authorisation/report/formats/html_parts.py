"""The shell of pages on histories, and the small parts of them: nothing is loaded, nothing runs."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import quote

from authorisation.report.charts.svg import safe


def shell(title: str, body: Iterable[str]) -> str:
    """Put a whole file together."""
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en-GB">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">',
            f"<title>{safe(title)}</title>",
            f"<style>{_style()}</style>",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
            "",
        ]
    )


@cache
def _style() -> str:
    return Path(__file__).with_name("timeline.css").read_text(encoding="utf-8")


def _policy() -> str:
    """Forbid everything but the one style sheet; a browser holds the page to it."""
    digest = b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{digest}'"


def heading(level: int, text: str, name: str = "") -> str:
    """Write a heading; `name` lets links lead to it."""
    known = f' id="{name}"' if name else ""
    return f"<h{level}{known}>{safe(text)}</h{level}>"


def paragraph(text: str, kind: str = "") -> Iterator[str]:
    """Write a paragraph; nothing where there is no text."""
    if text:
        yield f'<p class="{kind}">{safe(text)}</p>' if kind else f"<p>{safe(text)}</p>"


def points(texts: Iterable[str], kind: str = "") -> Iterator[str]:
    """Write a list; nothing where it has no points."""
    items = [f"<li>{safe(text)}</li>" for text in texts]
    if items:
        yield f'<ul class="{kind}">' if kind else "<ul>"
        yield from items
        yield "</ul>"


def nested(texts: Sequence[str]) -> Iterator[str]:
    """Write lines as lists within lists: what is indented further belongs to what is before it."""
    if not texts:
        return
    least = min(map(_depth, texts))
    yield "<ul>"
    start = 0
    while start < len(texts):
        end = start + 1
        while end < len(texts) and _depth(texts[end]) > least:
            end += 1
        yield f"<li>{safe(texts[start].strip().removeprefix('- '))}"
        yield from nested(texts[start + 1 : end])
        yield "</li>"
        start = end
    yield "</ul>"


def _depth(text: str) -> int:
    return len(text) - len(text.lstrip())


def named(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Write texts, each with its name; nothing where there is none."""
    told = [f"<dt>{safe(title)}</dt><dd>{safe(text)}</dd>" for title, text in pairs]
    if told:
        yield "<dl>"
        yield from told
        yield "</dl>"


def figure(chart: str, captions: Iterable[str]) -> Iterator[str]:
    """Write a chart with what is said of it, which stay on one sheet."""
    yield "<figure>"
    yield '<div class="wide" tabindex="0">'
    yield chart
    yield "</div>"
    yield "<figcaption>"
    for caption in captions:
        yield from paragraph(caption)
    yield "</figcaption>"
    yield "</figure>"


def beside(file: str) -> str:
    """Write the name of a file beside this one as an address; `./` keeps it from being a scheme."""
    return f"./{quote(file)}"
