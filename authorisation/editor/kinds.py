"""Which kind of file one is, by where it stands and by its keys, and whose it is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from authorisation.language.rules.find import (
    EDITIONS_FILE,
    PART_FILES,
    PART_FOLDERS,
    QUESTIONS_FOLDER,
    RULE_SET_FILE,
)
from authorisation.language.yaml.file_kinds import FileKind, other_file_kind
from authorisation.language.yaml.regular_files import is_file, is_folder, is_yaml

_RULES: Final = "rules"
_BY_KEYS: Final = {
    FileKind.SUBMISSION: "submission",
    FileKind.RETURNS: "returns",
    FileKind.ASSESSOR: "assessor",
}


class EditedFile(msgspec.Struct, frozen=True):
    """A file by the kind of its schema, and the folder of the rule set that it is part of.

    The folder is None for the bank of questions and for what groups and assessors write. `root` is
    the folder of rules that it goes by; None where it stands beside none.
    """

    path: Path
    kind: str
    folder: Path | None = None
    root: Path | None = None
    of_returns: bool = False
    """Whether its questions are those of returns."""

    @property
    def of_tests(self) -> bool:
        """Whether it tests rules, and is no part of them."""
        return self.kind in {"cases", "regime-cases", "properties"}

    @property
    def of_a_group(self) -> bool:
        """Whether a group or an assessor writes it, by rules that they do not change."""
        return self.kind in _BY_KEYS.values()


def edited_file(path: Path, text: str) -> EditedFile | None:
    """The file and its kind; None for one that is no part of rules and no group would write."""
    if not is_yaml(path):
        return None
    folder = path.parent
    if path.name in PART_FILES and is_file(folder / RULE_SET_FILE):
        return EditedFile(path, path.stem, folder, _root(folder))
    within = folder.name in (*PART_FOLDERS, QUESTIONS_FOLDER)
    if within and is_file(folder.parent / RULE_SET_FILE):
        return EditedFile(path, folder.name, folder.parent, _root(folder.parent))
    if folder.name == "regime" and folder.parent.name == "cases":
        whole = folder.parent.parent
        if is_file(whole / RULE_SET_FILE):
            return EditedFile(path, "regime-cases", whole, _root(whole))
    if folder.name == QUESTIONS_FOLDER:
        return EditedFile(path, "questions", root=folder.parent)
    if folder.name == "returns" and folder.parent.name == QUESTIONS_FOLDER:
        return EditedFile(path, "questions", root=folder.parent.parent, of_returns=True)
    if path.name == EDITIONS_FILE and is_folder(folder / QUESTIONS_FOLDER):
        return EditedFile(path, "editions", root=folder)
    kind = other_file_kind(text.encode("utf-8", "surrogatepass"), ())
    return EditedFile(path, _BY_KEYS[kind], root=_nearest(folder)) if kind in _BY_KEYS else None


def _nearest(folder: Path) -> Path | None:
    """The folder of rules that a file of a group or an assessor stands beside or in."""
    for above in (folder, *folder.parents):
        for place in (above / _RULES, above):
            if is_folder(place / QUESTIONS_FOLDER):
                return place
    return None


def _root(folder: Path) -> Path | None:
    return folder.parent if is_folder(folder.parent / QUESTIONS_FOLDER) else None
