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
