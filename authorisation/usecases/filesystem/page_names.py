"""What the pages of a folder are called: each after its file, and the list of them `index.html`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from authorisation.errors import InvalidOption

PAGE: Final = ".html"
INDEX: Final = f"index{PAGE}"


def page_names(stems: Iterable[str], what: str) -> list[str]:
    """Name a page after each file.

    Raises:
        InvalidOption: two would have the same name, in a folder that may not tell case apart.
    """
    names = [stem + PAGE for stem in stems]
    if len({name.casefold() for name in (INDEX, *names)}) <= len(names):
        raise InvalidOption(
            f"two pages would have the same name: each is named after its {what}’s file, "
            f"and the list of them is `{INDEX}`\n  help: rename one of the files"
        )
    return names


def many_pages(form: str, output: Path | None, *, several: bool) -> bool:
    """Whether each has a page of its own, in a folder; not so where a file is named."""
    return several and form == "html" and output is not None and output.suffix.lower() != PAGE
