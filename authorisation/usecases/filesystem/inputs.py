"""The files that groups wrote, found in the folders that were named; and what is not read there."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from authorisation.errors import UnreadableFile
from authorisation.explain.words.quantities import name_few
from authorisation.forms.returns_workbook.read import workbook_kind
from authorisation.language.rules.find import RULE_SET_FILE
from authorisation.language.yaml.file_kinds import READ_BY, FileKind, other_file_kind
from authorisation.language.yaml.regular_files import (
    display_path,
    is_file,
    is_folder,
    is_yaml,
    read_file,
)

APPLICATIONS: Final = (FileKind.SUBMISSION,)
FILES_OF_RETURNS: Final = (FileKind.RETURNS,)
WRITTEN: Final = (FileKind.SUBMISSION, FileKind.RETURNS, FileKind.ASSESSOR)
"""What groups and assessors write."""
_WORKBOOK: Final = ".xlsx"
_WORKBOOKS: Final = frozenset((".xls", ".xlsm", ".xlsb", ".ods", ".fods", ".numbers"))
_OTHER_KINDS: Final = frozenset((".doc", ".docx", ".odt", ".rtf", ".pdf", ".csv"))
_AS_XLSX: Final = "open it and save it as Excel workbook (.xlsx)"
_FORBIDDEN: Final = "you may not read this folder"
_WANTED_WORDS: Final = (
    ("submission", "submissions", ".yaml or .xlsx file"),
    ("file of returns", "files of returns", ".yaml or .xlsx file"),
)
"""What is looked for: one, several, and what its name ends in; submissions, then returns."""
_HEAD: Final = 100_000
"""How many bytes are read of the list of a workbook's sheets."""
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


def find_input_files(
    paths: Iterable[Path],
    wanted: Collection[FileKind] = APPLICATIONS,
    *,
    recursive: bool = False,
    beside: Iterable[Path] = (),
) -> InputFiles:
    """Replace each folder by the files in it of the kinds `wanted`, by name; each file once.

    `recursive` takes what lies in the folders in it too. No link out of a folder is followed. What
    is read `beside` these files is no file left over.

    Raises:
        UnreadableFile: a folder without such a file.
    """
    files: dict[str, Path] = {}
    unread: dict[str, UnreadableFile] = {}
    elsewhere = {_key(path) for path in beside}
    for path in paths:
        if not is_folder(path):
            files.setdefault(_key(path), path)
            continue
        left = []
        within = 0
        for file, why in _in_folder(path, wanted, recursive=recursive):
            key = _key(file)
            if not why:
                within += 1
                files.setdefault(key, file)
            elif key not in elsewhere:
                left.append(_refusal(file, why))
                unread[key] = left[-1]
        if not within:
            raise _nothing_to_read(path, left, wanted)
    rest = [error for key, error in unread.items() if key not in files]
    return InputFiles(tuple(files.values()), tuple(rest))


def _key(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - a link keeps its name


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


def _in_folder(
    folder: Path, wanted: Collection[FileKind], *, recursive: bool
) -> Iterator[tuple[Path, str]]:
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
            why = _why_unread(path, folder, wanted)
            if not why and is_folder(path):
                if recursive:
                    pending.append(path)
                    continue
                why = "a folder in the folder\n  help: add `--recursive` to read what is in it"
            yield path, why


def _why_unread(path: Path, folder: Path, wanted: Collection[FileKind]) -> str:
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
    return _why_other(path, wanted)


def _why_other(path: Path, wanted: Collection[FileKind]) -> str:
    """Why a file is not of the kinds wanted, by its name or by its keys; empty where it may be."""
    ending = path.suffix.lower()
    if not is_yaml(path) and ending != _WORKBOOK:
        help_with = f"\n  help: {_AS_XLSX}" if ending in _WORKBOOKS else ""
        return f"its name does not end in .yaml, .yml or .xlsx{help_with}"
    if not is_file(path):
        return "not a regular file"
    if ending == _WORKBOOK and _is_table(path):
        return "a table of results, not a form"
    try:
        data = read_file(path)
    except UnreadableFile:
        return ""  # whoever reads it is told
    if ending == _WORKBOOK:
        kind = workbook_kind(data)
        other = None if kind in wanted else kind
    else:
        other = other_file_kind(data, wanted)
    return f"{other}\n  help: {READ_BY[other]}" if other else ""


def _is_table(path: Path) -> bool:
    """Whether a workbook is a table that `assess` wrote; one that cannot be read is none."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as book:
            sheets = book.read(_HEAD)
    except (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return False
    return b'name="Groups"' in sheets and (
        b'name="Findings"' in sheets or b'name="Changes"' in sheets
    )


def _refusal(path: Path, why: str) -> UnreadableFile:
    name = display_path(path)
    return UnreadableFile(f"{name}: {why}", file=name)


def _nothing_to_read(
    folder: Path, left: Sequence[UnreadableFile], wanted: Collection[FileKind]
) -> UnreadableFile:
    name = display_path(folder)
    if [str(each) for each in left] == [f"{name}: {_FORBIDDEN}"]:
        return left[0]
    named = name_few([*map(str, left)], _NAMED, more="and {} more")
    one, several, nothing = _WANTED_WORDS[wanted == FILES_OF_RETURNS]
    if any(is_yaml(each.file) for each in left):
        nothing = one
    first = f"{name}: no {nothing} in this folder\n  help: {_elsewhere(folder, several)}"
    return UnreadableFile("\n".join((first, *named)))


def _elsewhere(folder: Path, wanted: str) -> str:
    """Point at the folders inside, or else say what was looked for."""
    inside = sorted(path for path in folder.iterdir() if any(path.glob("*.yaml")))
    if not inside or any(is_file(path / RULE_SET_FILE) for path in inside):
        return f"name a file, or a folder that holds {wanted}"
    return f"add `--recursive`, or name a folder in it, such as `{display_path(inside[0])}`"
