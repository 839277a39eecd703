"""Lay out pages as HTML that stands by itself: nothing is loaded, nothing runs."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

from authorisation.report.document import Document, Section
from authorisation.report.formats.html_blocks import HtmlPage, element, join, render_section
from authorisation.report.markup import safe

ON_THIS_PAGE: Final = "On this page"
_MOST_RUNNING: Final = 6
"""How many warnings stand at the head of each printed sheet; all of them stand on the first."""
_WORTH_A_LIST: Final = 4
"""From how many sections on a page begins with a list of them."""


def render_first_html(
    document: Document, further: int, files: Sequence[str] = ()
) -> tuple[str, str]:
    """The beginning of a file with its first page, and its end after so many further ones."""
    page = HtmlPage(1, 1 + further, files)
    body = join(
        _head(document, page),
        Markup() if further else _contents(document.sections),
        element("main", _sections(document, page)),
        _FURTHER,
    )
    whole = _PAGE.format(
        title=safe(f"{document.title}: {document.kind}"),
        policy=_policy(),
        style=Markup(_style()),  # noqa: S704 our own file
        # A table in print, so that its head is repeated on every sheet.
        body=element("div", _running(document), element("div", body, cls="body"), cls="sheet"),
    )
    beginning, _, end = whole.partition(_FURTHER)
    return beginning, end


def render_further_html(document: Document, number: int) -> str:
    """A page after the first in the same file."""
    page = HtmlPage(number, number, ())
    main = element("div", _sections(document, page), cls="main")
    return element("article", _head(document, page), main)


_FURTHER: Final = Markup("<!--further-->")
"""Where the further pages go; no text is so written, for `<` is escaped in all of them."""
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
    files = (Path(__file__).with_name(name) for name in ("page.css", "charts.css"))
    return "".join(file.read_text("utf-8") for file in files)


def _policy() -> Markup:
    """Forbid everything but the one style sheet; a browser holds the page to it."""
    digest = b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return Markup(
        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{}'"
    ).format(digest)


def _running(document: Document) -> Markup:
    """The line that is repeated on each printed sheet, with the first warnings."""
    warnings = [element("p", safe(each), cls="warn") for each in document.warnings[:_MOST_RUNNING]]
    more = len(document.warnings) - _MOST_RUNNING
    if more > 0:
        text = f"And {more} more, listed at the beginning."
        warnings.append(element("p", safe(text), cls="warn"))
    which = element("p", safe(document.running), cls="which")
    return element("div", which, *warnings, cls="running")


def _head(document: Document, page: HtmlPage) -> Markup:
    """Whose page it is; with all warnings where those repeated on each sheet are not all."""
    back = page.address(1) if document.back else ""
    note = element("p", safe(f"Note: {document.note}"), cls="note")
    facts = [element("li", safe(fact)) for fact in document.facts]
    warnings = [element("li", safe(warning)) for warning in document.warnings]
    listed = page.number > 1 or len(warnings) > _MOST_RUNNING
    return element(
        "header",
        *([element("p", element("a", safe(document.back), href=back), cls="back")] if back else []),
        page.heading(safe(document.title), name=page.name if page.of > 1 else ""),
        *([element("ul", *facts, cls="facts")] if facts else []),
        *([note] if document.note else []),
        *([element("ul", *warnings, cls="warnings")] if warnings and listed else []),
    )


def _contents(sections: Sequence[Section]) -> Markup:
    titles = [part.title for part in sections if part.title]
    if len(titles) < _WORTH_A_LIST:
        return Markup()
    links = [
        element("li", element("a", safe(title), href=f"#part-{number}"))
        for number, title in enumerate(titles, start=1)
    ]
    return element("nav", element("h2", safe(ON_THIS_PAGE)), element("ul", *links))


def _sections(document: Document, page: HtmlPage) -> Markup:
    titled = [part for part in document.sections if part.title] if page.of == 1 else []
    names = {id(part): f"part-{number}" for number, part in enumerate(titled, start=1)}
    parts = ((part, names.get(id(part), "")) for part in document.sections)
    return join(*(render_section(part, page.deeper, name) for part, name in parts))
