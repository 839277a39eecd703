"""A result that can be had in several formats, made in the one that is asked for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import IO

import msgspec

from authorisation.report.document import Document, Section
from authorisation.report.file_formats import FileFormat
from authorisation.report.formats.render import render as render_document
from authorisation.report.formats.render import render_first, render_further
from authorisation.report.formats.text import Style, plain
from authorisation.usecases.filesystem.files import spooled
from authorisation.usecases.filesystem.overwriting import PAGE_OF_FOLDER
from authorisation.usecases.filesystem.page_names import PageNames


class ListedPage(msgspec.Struct, frozen=True):
    """The page of one entry of a list, and what its file is called after."""

    file: Path
    document: Document


class Deliverable(msgspec.Struct, frozen=True, kw_only=True):
    """A result; each form of it is made when it is asked for, and not before."""

    first: Callable[[], Document]
    """The first page of one file, made after the further ones: it may list what they came to."""
    further: Callable[[], Iterable[Document]] = tuple
    """The pages after it in the same file; each is written as it is made."""
    data: Mapping[FileFormat, Callable[[IO[bytes]], object]] = msgspec.field(default_factory=dict)
    """What writes the formats that are no pages, as they are made; a log's text is none either."""
    aside: Callable[[], Sequence[Section]] = tuple
    """What tables have no place for, and must be said all the same."""
    listed: Callable[[], Document] | None = None
    """The list that a folder of pages begins with, made after them; the first page if None."""
    entries: Callable[[], Iterable[ListedPage]] = tuple
    """The pages of a folder beside its list."""
    files: Sequence[Path] = ()
    """What they are called after, where they lead to each other and not to their list alone."""
    number: int = 0
    """How many entries there are at most."""


def json_bytes(value: object) -> bytes:
    """A value as indented JSON, its keys in the order that they have; a decimal is a text."""
    return (json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def record_bytes(record: msgspec.Struct | Sequence[msgspec.Struct]) -> bytes:
    """A record, or several, as indented JSON, the fields in the order that they have."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"


def write(
    made: Deliverable, form: FileFormat, file: IO[bytes], *, width: int = 100, style: Style = plain
) -> None:
    """Write a result in one format, whole in one file, as it is made."""
    if form in made.data:
        made.data[form](file)
        return
    with spooled() as rest:
        count = render_further(made.further(), form, rest, width=width, style=style)
        beginning, end = render_first(made.first(), form, count, width=width, style=style)
        file.write(beginning)
        rest.seek(0)
        shutil.copyfileobj(rest, file)
        file.write(end)


def render(made: Deliverable, form: FileFormat, *, width: int = 100) -> bytes:
    """A result in one format, whole in one file."""
    out = BytesIO()
    write(made, form, out, width=width)
    return out.getvalue()


def render_folder(
    made: Deliverable,
    form: FileFormat,
    place: Path,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Iterator[tuple[Path, bytes]]:
    """The pages of a result by file in a folder, each by itself, with a mark that it is one.

    The list of them, which is made last, comes last. `on_progress` is given how many are done.
    """
    names = PageNames(form.endings[0])
    known = [names.add(file) for file in made.files]
    for number, entry in enumerate(made.entries(), start=1):
        name = known[number - 1] if known else names.add(entry.file)
        page = render_document(entry.document, form, files=names.all)
        yield place / name, page + PAGE_OF_FOLDER
        on_progress(number)
    listed = made.listed or made.first
    yield place / names.all[0], render_document(listed(), form, files=names.all) + PAGE_OF_FOLDER
