"""All pages in one file of HTML, as they are written one after another."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.report.document import Document
from authorisation.report.formats.html import render_first_html, render_further_html


def render_html(documents: Sequence[Document], files: Sequence[str] = ()) -> str:
    """One file of HTML, all pages in it; the same documents give the same text.

    `files` are the names of the pages that are delivered together, each in a file beside this
    one; links lead there. Without them, links lead to the other pages in this file.
    """
    first, *further = documents
    beginning, end = render_first_html(first, len(further), files)
    pages = (render_further_html(each, number) for number, each in enumerate(further, 2))
    return "".join((beginning, *pages, end))
