"""Files that a list has no row for: those that could not be used, and those not read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from authorisation.report.document import Document, bullets, section
from authorisation.report.pages.headings import NOT_READ


class UnusableFiles(Struct, frozen=True, gc=False):
    """The unusable files: how many came to no result, and the problems that kept them from it."""

    number: int = 0
    problems: tuple[str, ...] = ()


ALL_USABLE: Final = UnusableFiles()


def with_unread(document: Document, unread: Sequence[str]) -> Document:
    """The list with how many were not read in its title, and which and why before the rest.

    What stands without a heading, such as that this is no decision, is of the whole list and stays
    first.
    """
    if not unread:
        return document
    counted = "1 file or folder" if len(unread) == 1 else f"{len(unread)} files or folders"
    title = f"{document.title}; {counted} not read"
    first = document.sections[:1]
    unheaded = first if first and not first[0].title else ()
    rest = document.sections[len(unheaded) :]
    return replace(
        document,
        title=title,
        sections=(*unheaded, *section(NOT_READ, bullets(unread)), *rest),
        running=document.running.replace(document.title, title, 1),
    )
