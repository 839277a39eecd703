"""Lay out a page as HTML that stands by itself: nothing is loaded, nothing runs."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final, assert_never
from urllib.parse import quote

from markupsafe import Markup, escape

from authorisation.explain.assessment.figures import Figure
from authorisation.explain.assessment.step_tree import VERDICT_MARKS, VERDICT_WORDS
from authorisation.explain.words.safe import visible
from authorisation.model.verdict import Verdict
from authorisation.report.document import (
    Block,
    BlockGroup,
    Branch,
    Cell,
    CriterionBlock,
    Document,
    Fold,
    Para,
    Points,
    Section,
    Table,
    Tree,
)

_MOST_RUNNING: Final = 6
"""How many warnings stand at the head of each printed sheet; all of them stand on the first."""
_WORTH_A_LIST: Final = 4
"""From how many sections on a page begins with a list of them."""


def html(document: Document) -> str:
    """Lay out a document as one HTML file; the same document gives the same text."""
    titled = [
        (f"part-{number}", part)
        for number, part in enumerate((s for s in document.sections if s.title), start=1)
    ]
    ids = {id(part): anchor for anchor, part in titled}
    body = _all(
        _running(document),
        _el(
            "div",
            _head(document),
            _contents(titled),
            _el("main", *(_section(part, ids.get(id(part), "")) for part in document.sections)),
            cls="body",
        ),
    )
    return _PAGE.format(
        title=_text(f"{document.title}: what the rules indicate"),
        policy=_policy(),
        style=Markup(_style()),  # noqa: S704 our own file
        body=_el("div", body, cls="sheet"),
    )


_PAGE: Final = Markup("""\
<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}</body>
</html>
""")


@cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text("utf-8")


def _policy() -> Markup:
    """Forbid everything but the one style sheet; a browser holds the page to it."""
    digest = b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return Markup(
        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{}'"
    ).format(digest)


def _text(text: str) -> Markup:
    """Make a text from anywhere safe to stand between tags or in a quoted attribute."""
    return escape(visible(text))


def _el(
    tag: str, *inner: Markup, cls: str = "", start: int = 0, href: str = "", name: str = ""
) -> Markup:
    """Make an element; `inner` is markup already, and the other values are ours or quoted."""
    written = {"class": cls, "start": str(start) if start > 1 else "", "href": href, "id": name}
    given = "".join(f' {key}="{escape(value)}"' for key, value in written.items() if value)
    end = "\n" if tag in _BLOCKS else ""
    return Markup(f"<{tag}{given}>{''.join(inner)}</{tag}>{end}")  # noqa: S704 escaped above


_BLOCKS: Final = frozenset(
    (
        *("div", "header", "main", "nav", "section", "h1", "h2", "h3", "h4", "p", "ul", "ol", "li"),
        *("details", "summary", "table", "thead", "tbody", "tr"),
    )
)
"""What ends its line in the file, so that two pages can be compared line by line."""


def _all(*parts: Markup) -> Markup:
    return Markup("").join(parts)


def _running(document: Document) -> Markup:
    """Give the line that is repeated on each printed sheet, with the first warnings."""
    told = [_el("p", _text(w), cls="warn") for w in document.warnings[:_MOST_RUNNING]]
    more = len(document.warnings) - _MOST_RUNNING
    if more > 0:
        told.append(_el("p", _text(f"And {more} more, listed at the beginning."), cls="warn"))
    which = _el("p", _text(document.running), cls="which")
    return _el("div", which, *told, cls="running")


def _head(document: Document) -> Markup:
    back = _el("p", _el("a", _text("All submissions"), href=_url(document.back)), cls="back")
    facts = [_el("li", _text(fact)) for fact in document.facts]
    note = _el("p", _text(f"Note: {document.note}"), cls="note")
    rest = [_el("li", _text(warning)) for warning in document.warnings]
    return _el(
        "header",
        *([back] if document.back else []),
        _el("h1", _text(document.title)),
        _el("ul", *facts, cls="facts"),
        *([note] if document.note else []),
        *([_el("ul", *rest, cls="warnings")] if len(rest) > _MOST_RUNNING else []),
    )


def _contents(titled: Sequence[tuple[str, Section]]) -> Markup:
    if len(titled) < _WORTH_A_LIST:
        return Markup()
    links = [_el("li", _el("a", _text(p.title), href=f"#{anchor}")) for anchor, p in titled]
    label = _el("h2", _text("On this page"))
    return _el("nav", label, _el("ul", *links))


def _section(part: Section, anchor: str) -> Markup:
    if not part.title:
        return _el("div", _blocks(part.blocks))
    return _el("section", _el("h2", _text(part.title)), _blocks(part.blocks), name=anchor)


def _blocks(blocks: Iterable[Block]) -> Markup:
    return _all(*map(_block, blocks))


def _block(block: Block) -> Markup:
    match block:
        case Para(text, part):
            return _el("p", _text(text), cls=part.value)
        case Points(items, first):
            points = [_el("li", _blocks(item)) for item in items]
            return _el("ol" if first else "ul", *points, start=first)
        case CriterionBlock():
            return _criterion_block(block)
        case Tree(branches):
            return _branches(branches)
        case BlockGroup(title, blocks):
            return _all(_el("h3", _text(title)), _blocks(blocks))
        case Fold(title, blocks):
            return _el("details", _el("summary", _text(title)), _blocks(blocks))
        case Table():
            return _table(block)
        case _:
            assert_never(block)


def _criterion_block(told: CriterionBlock) -> Markup:
    verdict = _el(
        "span", _text(f"{VERDICT_MARKS[told.verdict]} {told.words}"), cls=_tag(told.verdict)
    )
    identifier = _el("span", _text(f"({told.criterion})"), cls="id")
    head = Markup(" ").join((_text(told.title), identifier, verdict))
    return _all(_el("h4", head), _blocks(told.blocks))


def _tag(verdict: Verdict) -> str:
    return f"tag {verdict.value.replace(' ', '-')}"


def _branches(branches: Sequence[Branch]) -> Markup:
    return _el("ul", *map(_branch, branches), cls="tree")


def _branch(branch: Branch) -> Markup:
    line = branch.line
    mark = _el("span", _text(VERDICT_MARKS[line.verdict]), cls=f"mark {_tag(line.verdict)[4:]}")
    hidden = _el("span", _text(f"{VERDICT_WORDS[line.verdict]}:"), cls="spoken") + Markup(" ")
    perhaps = " (perhaps)" if line.perhaps else ""
    item = _el("b", _text(f"{line.item}{perhaps}:")) + Markup(" ") if line.item else Markup()
    message = _el("p", _text(branch.message), cls="says") if branch.message else Markup()
    below = _branches(branch.because) if branch.because else Markup()
    words = _all(mark, Markup(" "), hidden, item, _text(str(line.words)))
    return _el("li", words, message, _figures(branch.figures), below)


def _figures(figures: Sequence[Figure]) -> Markup:
    if not figures:
        return Markup()
    told = [_el("li", _text(str(figure)), _figures(figure.of)) for figure in figures]
    return _el("ul", *told, cls="figures")


def _table(table: Table) -> Markup:
    heads = [Markup('<th scope="col">{}</th>').format(_text(h)) for h in table.headings]
    rows = [_row(row) for row in table.rows]
    return _el("table", _el("thead", _el("tr", *heads)), _el("tbody", *rows))


def _row(row: Sequence[Cell]) -> Markup:
    first, *rest = map(_cell, row)
    return _el("tr", Markup('<th scope="row">{}</th>').format(first), *(_el("td", c) for c in rest))


def _cell(cell: Cell) -> Markup:
    text = _text(cell.text)
    shown = _el("a", text, href=_url(cell.file)) if cell.file else text
    return _all(shown, *(_el("p", _text(more), cls="warn") for more in cell.more))


def _url(file: str) -> str:
    """Write the name of a file beside this one as an address; `./` keeps it from being a scheme."""
    return f"./{quote(file)}" if file else ""
