"""Documents as the bytes of one format."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.report.document import Document
from authorisation.report.file_formats import FileFormat
from authorisation.report.formats.text import Style, plain, render_text


def render(
    documents: Sequence[Document],
    form: FileFormat,
    *,
    files: Sequence[str] = (),
    width: int = 100,
    style: Style = plain,
) -> bytes:
    """The pages in one file of HTML, Markdown or text.

    `files` are the names of pages in files of their own beside this one, to which links lead.

    Raises:
        ValueError: the format is none of pages.
    """
    match form:
        case FileFormat.TEXT:
            return render_text(documents, width=width, style=style).encode()
        case FileFormat.MARKDOWN:
            from authorisation.report.formats.markdown import render_markdown  # noqa: PLC0415 - only here

            return render_markdown(documents, files).encode()
        case FileFormat.HTML:
            from authorisation.report.formats.html import render_html  # noqa: PLC0415 - slow to load

            return render_html(documents, files).encode()
        case _:
            raise ValueError(f"no pages are written as {form}")
