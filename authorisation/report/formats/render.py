"""Documents as the bytes of one format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO

from authorisation.report.document import Document
from authorisation.report.file_formats import FileFormat
from authorisation.report.formats.text import Style, plain, render_text


def render(document: Document, form: FileFormat, *, files: Sequence[str] = ()) -> bytes:
    """A page by itself as HTML, Markdown or text.

    `files` are the names of pages in files of their own beside this one, to which links lead.

    Raises:
        ValueError: the format is none of pages.
    """
    return b"".join(render_first(document, form, 0, files=files))


def render_further(
    documents: Iterable[Document],
    form: FileFormat,
    file: IO[bytes],
    *,
    width: int = 100,
    style: Style = plain,
) -> int:
    """Write the pages after the first, each as it is made; how many they are comes back.

    Raises:
        ValueError: the format is none of pages.
    """
    number = 0
    for number, document in enumerate(documents, start=1):
        match form:
            case FileFormat.TEXT:
                from authorisation.report.formats.text import rule_between  # noqa: PLC0415 - few have it

                text = rule_between(width) + render_text(document, width=width, style=style)
            case FileFormat.MARKDOWN:
                from authorisation.report.formats.markdown import RULE, render_markdown  # noqa: PLC0415 - likewise

                text = RULE + render_markdown(document)
            case FileFormat.HTML:
                from authorisation.report.formats.html import render_further_html  # noqa: PLC0415 - likewise

                text = render_further_html(document, number + 1)
            case _:
                raise _no_pages(form)
        file.write(text.encode())
    return number


def render_first(
    document: Document,
    form: FileFormat,
    further: int,
    *,
    files: Sequence[str] = (),
    width: int = 100,
    style: Style = plain,
) -> tuple[bytes, bytes]:
    """The first page of a file, and what ends the file after so many further ones.

    Raises:
        ValueError: the format is none of pages.
    """
    match form:
        case FileFormat.TEXT:
            return render_text(document, width=width, style=style).encode(), b""
        case FileFormat.MARKDOWN:
            from authorisation.report.formats.markdown import render_markdown  # noqa: PLC0415 - only here

            return render_markdown(document, files).encode(), b""
        case FileFormat.HTML:
            from authorisation.report.formats.html import render_first_html  # noqa: PLC0415 - slow to load

            beginning, end = render_first_html(document, further, files)
            return beginning.encode(), end.encode()
        case _:
            raise _no_pages(form)


def _no_pages(form: FileFormat) -> ValueError:
    return ValueError(f"no pages are written as {form}")
