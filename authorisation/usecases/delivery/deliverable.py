"""A result that can be had in several formats, made in the one that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from authorisation.report.document import Document, Section
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat
from authorisation.report.formats.render import render as render_documents
from authorisation.report.formats.text import Style, plain
from authorisation.usecases.filesystem.page_names import page_names


class Deliverable(msgspec.Struct, frozen=True, kw_only=True):
    """A result; each form of it is made when it is asked for, and not before."""

    documents: Callable[[], Sequence[Document]]
    """The pages of one file."""
    data: Mapping[FileFormat, Callable[[], bytes]] = msgspec.field(default_factory=dict)
    """What makes the formats that are no pages."""
    aside: tuple[Section, ...] = ()
    """What tables have no place for, and must be said all the same."""
    separate: Callable[[], Iterable[Document]] = tuple
    """The pages of a folder: a list, and one page for each of its entries."""
    stems: tuple[str, ...] = ()
    """What the pages of a folder are called after, without the list: the files read."""
    entry: str = ""
    """What an entry of the list is, for messages."""


def render(made: Deliverable, form: FileFormat, *, width: int = 100, style: Style = plain) -> bytes:
    """A result in one format, whole in one file."""
    if form in PAGE_FORMATS:
        return render_documents(made.documents(), form, width=width, style=style)
    return made.data[form]()


def render_folder(
    made: Deliverable, form: FileFormat, place: Path, tell: Callable[[int], None] = lambda _: None
) -> dict[Path, bytes]:
    """The pages of a result by file in a folder, each by itself; `tell` hears how many are done.

    Raises:
        InvalidOption: two pages would have the same name.
    """
    return dict(_files(made, form, place, tell))


def _files(
    made: Deliverable, form: FileFormat, place: Path, tell: Callable[[int], None]
) -> Iterator[tuple[Path, bytes]]:
    names = page_names(made.stems, made.entry, form.endings[0])
    for number, (name, document) in enumerate(zip(names, made.separate(), strict=True)):
        yield place / name, render_documents([document], form, files=names)
        if number:
            tell(number)
