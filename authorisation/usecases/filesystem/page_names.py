"""What the files of a folder of results are called: each after the file that it is about."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

_INDEX: Final = "index"
_LONGEST: Final = 60


def file_after(title: str) -> Path:
    """The path after which a page's file is named: a group's name as plain as a file's may be."""
    return Path(re.sub(r"\W+", "-", title.lower())[:_LONGEST].strip("-") or "record")


class FileNames:
    """Names with one ending, each after a file; a second of one name has its folder before it.

    No two are alike in a folder that does not tell case apart.
    """

    def __init__(self, ending: str) -> None:
        self._ending = ending
        self._folders: dict[str, Path | None] = {}

    def take(self, name: str) -> None:
        """Keep a name from being given to a file."""
        self._folders[name.casefold()] = None

    def add(self, file: Path) -> str:
        """The name of the result of one more file.

        Where a file beside it has it, such as a workbook, its ending tells the two apart.
        """
        path = Path(os.path.abspath(file))  # noqa: PTH100 - a link keeps its name
        beside = self._folders.get(self._name(file.stem).casefold()) == path.parent
        names = map(self._name, _stems(path, beside=beside))
        name = next(name for name in names if name.casefold() not in self._folders)
        self._folders[name.casefold()] = path.parent
        return name

    def _name(self, stem: str) -> str:
        return stem + self._ending


class PageNames:
    """The names of a list of pages, which is `index`, and of each page."""

    def __init__(self, ending: str) -> None:
        self.all: list[str] = [_INDEX + ending]
        self._names = FileNames(ending)
        self._names.take(self.all[0])

    def add(self, file: Path) -> str:
        """The name of one more page, after the file that it is about."""
        self.all.append(self._names.add(file))
        return self.all[-1]


def _stems(path: Path, *, beside: bool) -> Iterator[str]:
    """The stems that a name may have, the best first; after the last of words come numbers."""
    stem, folders = path.stem, path.parts[1:-1]
    by_ending = [f"{stem}-{path.suffix[1:]}"] if path.suffix else []
    by_folder = ["-".join((*folders[start:], stem)) for start in reversed(range(len(folders)))]
    yield stem
    yield from (*by_ending, *by_folder) if beside else (*by_folder, *by_ending)
    yield from (f"{stem}-{number}" for number in count(2))
