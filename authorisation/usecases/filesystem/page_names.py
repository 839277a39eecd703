"""What the pages of a folder are called: each after its file, and the list of them `index`."""

from __future__ import annotations

from typing import Final

from authorisation.errors import InvalidOption

_INDEX: Final = "index"


class PageNames:
    """The names of a list of pages and of each page, which is called after its file."""

    def __init__(self, what: str, ending: str) -> None:
        self.all: list[str] = [_INDEX + ending]
        self._what = what
        self._ending = ending
        self._taken = {self.all[0].casefold()}

    def add(self, stem: str) -> str:
        """The name of one more page.

        Raises:
            InvalidOption: another has it, in a folder that may not tell case apart.
        """
        name = stem + self._ending
        if name.casefold() in self._taken:
            raise InvalidOption(
                f"two pages would have the same name: each is named after its {self._what}’s file, "
                f"and the list of them is `{self.all[0]}`\n  help: rename one of the files"
            )
        self._taken.add(name.casefold())
        self.all.append(name)
        return name
