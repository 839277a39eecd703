"""The files that groups wrote, found in the folders that were named; and what is not read there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from authorisation.errors import UnreadableFile
from authorisation.explain.words.quantities import name_few
from authorisation.language.rules.find import RULE_SET_FILE
from authorisation.language.yaml.regular_files import display_path, is_file, is_folder

_ENDINGS: Final = frozenset((".yaml", ".yml", ".xlsx"))
_WORKBOOKS: Final = frozenset((".xls", ".xlsm", ".xlsb", ".ods", ".fods", ".numbers"))
_OTHER_KINDS: Final = frozenset((".doc", ".docx", ".odt", ".rtf", ".pdf", ".csv"))
_AS_XLSX: Final = "open it and save it as Excel workbook (.xlsx)"
_FORBIDDEN: Final = "you may not read this folder"
_NAMED: Final = 20
"""How many files are named of a folder in which nothing can be read."""


class InputFiles(msgspec.Struct, frozen=True):
    """The files to read, and all else in the folders that were named, with why it is not read."""

    files: tuple[Path, ...]
    unread: tuple[UnreadableFile, ...] = ()

    @property
    def several(self) -> bool:
        """Whether there is anything to list: more than one file, or one that is not read."""
        return len(self.files) > 1 or bool(self.unread)


def find_input_files(paths: Iterable[Path], *, recursive: bool = False) -> InputFiles:
    """Replace each folder by the files of groups in it, by name; each file once, in that order.

    `recursive` takes what lies in the folders in it too. No link out of a folder is followed.

    Raises:
        UnreadableFile: a folder without such a file.
    """
    files: dict[str, Path] = {}
    unread: dict[str, UnreadableFile] = {}
    for path in paths:
        within = list(_in_folder(path, recursive=recursive)) if is_folder(path) else [(path, "")]
        left = [_refusal(file, why) for file, why in within if why]
        if len(left) == len(within):
            raise _nothing_to_read(path, left)
        for file, why in within:
            key = os.path.abspath(file)  # noqa: PTH100 - a link keeps its name
            if why:
                unread[key] = _refusal(file, why)
            else:
                files.setdefault(key, file)
    left = [error for key, error in unread.items() if key not in files]
    return InputFiles(tuple(files.values()), tuple(left))


def refuse_other_kinds(file: Path) -> None:
    """Refuse a letter, a picture of a page or another program's table by its name.

    Raises:
        UnreadableFile: the file is one of these.
    """
    ending = file.suffix.lower()
    if ending in _WORKBOOKS | _OTHER_KINDS:
        form = "`authorise form SET -o FILE.xlsx` writes one to fill in"
        remedy = _AS_XLSX if ending in _WORKBOOKS else form
        raise _refusal(file, f"not a submission (.yaml or .xlsx)\n  help: {remedy}")


def _in_folder(folder: Path, *, recursive: bool) -> Iterator[tuple[Path, str]]:
    """Each file and folder in a folder, with why it is not read; empty where it is."""
    pending = [folder]
    while pending:
        here = pending.pop(0)
        try:
            inside = sorted(here.iterdir())
        except OSError:
            yield here, _FORBIDDEN
            continue
        for path in inside:
            why = _why_unread(path, folder)
            if not why and is_folder(path):
                if recursive:
                    pending.append(path)
                    continue
                why = "a folder in the folder\n  help: add `--recursive` to read what is in it"
            yield path, why


def _why_unread(path: Path, folder: Path) -> str:
    """Why something in a folder is not read; empty for files of groups, and folders."""
    if path.name.startswith("~$"):
        return "left by a program that has the workbook open"
    if path.name.startswith("."):
        return "hidden, by the dot that its name begins with"
    if path.is_symlink():
        leads_to = Path(os.path.realpath(path))
        if not leads_to.exists():
            return "a link to a file that is not there"
        if not leads_to.is_relative_to(os.path.realpath(folder)):
            return "a link out of this folder\n  help: put a copy of the file here"
        if is_folder(path):
            return "a link to a folder"
    if is_folder(path):
        return ""
    if path.suffix.lower() not in _ENDINGS:
        remedy = f"\n  help: {_AS_XLSX}" if path.suffix.lower() in _WORKBOOKS else ""
        return f"its name does not end in .yaml, .yml or .xlsx{remedy}"
    return "" if is_file(path) else "not a regular file"


def _refusal(path: Path, why: str) -> UnreadableFile:
    name = display_path(path)
    return UnreadableFile(f"{name}: {why}", file=name)


def _nothing_to_read(folder: Path, left: Sequence[UnreadableFile]) -> UnreadableFile:
    name = display_path(folder)
    if [str(each) for each in left] == [f"{name}: {_FORBIDDEN}"]:
        return left[0]
    named = name_few([*map(str, left)], _NAMED, more="and {} more")
    first = f"{name}: no .yaml or .xlsx file in this folder\n  help: {_elsewhere(folder)}"
    return UnreadableFile("\n".join((first, *named)))


def _elsewhere(folder: Path) -> str:
    """Point at the folders inside, or else say what was looked for."""
    inside = sorted(path for path in folder.iterdir() if any(path.glob("*.yaml")))
    if not inside or any(is_file(path / RULE_SET_FILE) for path in inside):
        return "name a file, or a folder that holds submissions"
    return f"add `--recursive`, or name a folder in it, such as `{display_path(inside[0])}`"
