"""What the pages of a folder are called: each after its file, and the list of them `index`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from authorisation.errors import InvalidOption

_INDEX: Final = "index"


def page_names(stems: Iterable[str], what: str, ending: str) -> list[str]:
    """The names of a list of pages and of each page, which is called after its file.

    Raises:
        InvalidOption: two would have the same name, in a folder that may not tell case apart.
    """
    names = [stem + ending for stem in (_INDEX, *stems)]
    if len({name.casefold() for name in names}) < len(names):
        raise InvalidOption(
            f"two pages would have the same name: each is named after its {what}’s file, "
            f"and the list of them is `{_INDEX}{ending}`\n  help: rename one of the files"
        )
    return names
