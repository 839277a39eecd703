"""Places in the files of rule sets that mean the same on every machine."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct, structs

from authorisation.model.source import Location


class RuleFolders(Struct, frozen=True):
    """The folders of a rule set and of those that it rests on."""

    folders: tuple[Path, ...]

    def name(self, file: str) -> str:
        """The name of a file of rules: a whole path is cut to `gpcc-2010/criteria/finance.yaml`.

        A path from where the command ran stays as it is, as does one outside of these folders.
        """
        path = Path(file)
        for folder in self.folders:
            if path.is_absolute() and path.is_relative_to(folder):
                return str(Path(folder.name) / path.relative_to(folder))
        return file

    def place(self, at: Location) -> Location:
        """A place with the name of its file."""
        return structs.replace(at, file=self.name(at.file))


NO_FOLDERS: Final = RuleFolders(())
"""Of rules that are no files."""


def tell_apart(one: RuleFolders, other: RuleFolders) -> tuple[str, str]:
    """The folders of two rule sets by the ends of their paths, as far as it takes to differ.

    Empty where they are one folder, or either is none.
    """
    if not one.folders or not other.folders or one.folders[0] == other.folders[0]:
        return "", ""
    both = one.folders[0].parts, other.folders[0].parts
    longest = max(map(len, both))
    ends = ([Path(*parts[-number:]) for parts in both] for number in range(1, longest + 1))
    first, second = next(pair for pair in ends if pair[0] != pair[1])
    return str(first), str(second)
