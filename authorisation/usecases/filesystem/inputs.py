"""The files that groups wrote, and records, found in folders; and what is not read there."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from authorisation.errors import UnreadableFile
from authorisation.explain.words.quantities import name_few
from authorisation.forms.workbook.read_cells import workbook_kind
from authorisation.language.rules.find import RULE_SET_FILE
from authorisation.language.yaml.characters import looks_zipped
from authorisation.language.yaml.file_kinds import READ_BY, FileKind, other_file_kind
from authorisation.language.yaml.regular_files import (
    display_path,
    is_file,
    is_folder,
    is_yaml,
    read_file,
)
from authorisation.model.value import NaturalOrder, natural_order
from authorisation.portfolio.input.source_kinds import ENDINGS as TABLES

APPLICATIONS: Final = (FileKind.SUBMISSION,)
FILES_OF_RETURNS: Final = (FileKind.RETURNS,)
WRITTEN: Final = (FileKind.SUBMISSION, FileKind.RETURNS, FileKind.ASSESSOR)
"""What groups and assessors write."""
WORKBOOK: Final = ".xlsx"
_RECORD: Final = ".json"
_WORKBOOKS: Final = frozenset((".xls", ".xlsm", ".xlsb", ".ods", ".fods", ".numbers"))
_OTHER_KINDS: Final = frozenset((".doc", ".docx", ".odt", ".rtf", ".pdf", *TABLES))
_AS_XLSX: Final = "open it and save it as Excel workbook (.xlsx)"
_WANTED_WORDS: Final = (
    ("submission", "submissions", ".yaml or .xlsx file"),
    ("file of returns", "files of returns", ".yaml or .xlsx file"),
)
"""What is looked for: one, several, and what its name ends in; submissions, then returns."""
_OF_TABLES: Final = (
    "`authorise portfolio run` takes a table by its own name, or with `--engine spark` a folder of "
    "Parquet"
)
_HEAD: Final = 100_000
"""How many bytes are read of the list of a workbook's sheets."""
_NAMED: Final = 20
"""How many files are named of a folder in which nothing can be read."""


class UnreadReason(NamedTuple):
    """Why something in a folder is not read, and what to do if it is to be."""

    why: str
    remedy: str = ""


_FORBIDDEN: Final = UnreadReason("you may not read this folder")
_HIDDEN: Final = UnreadReason("hidden, by the dot that its name begins with")
_IN_FOLDER: Final = UnreadReason(
    "a folder in the folder", "add `--recursive` to read what is in it"
)


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
        for file, unfit in _in_folder(path, wanted, recursive=recursive):
            key = _key(file)
            if unfit is None:
                within += 1
                files.setdefault(key, file)
            elif key not in elsewhere:
                left.append(_refusal(file, unfit))
                unread[key] = left[-1]
        if not within:
            raise _nothing_to_read(path, left, wanted)
    rest = [error for key, error in unread.items() if key not in files]
    return InputFiles(tuple(files.values()), tuple(rest))


def find_record_files(places: Iterable[Path]) -> InputFiles:
    """Replace each folder by the files in it that end as records do, by name; each file once.

    Raises:
        UnreadableFile: a folder without such a file.
    """
    files: dict[Path, None] = {}
    unread: list[UnreadableFile] = []
    for place in places:
        if not is_folder(place):
            files[place] = None
            continue
        try:
            inside = {path: _why_no_record(path) for path in sorted(place.iterdir(), key=by_name)}
        except OSError:
            raise _refusal(place, _FORBIDDEN) from None
        records = [path for path, unfit in inside.items() if unfit is None]
        if not records:
            remedy = "name a record, or a folder that `assess --record` wrote"
            raise _refusal(place, UnreadReason(f"no {_RECORD} file in this folder", remedy))
        files.update(dict.fromkeys(records))
        unread += [_refusal(path, unfit) for path, unfit in inside.items() if unfit]
    return InputFiles(tuple(files), tuple(unread))


def _why_no_record(path: Path) -> UnreadReason | None:
    if path.name.startswith("."):
        return _HIDDEN
    if is_folder(path):
        return UnreadReason("a folder in the folder")
    fits = path.suffix.lower() == _RECORD
    return None if fits else UnreadReason(f"its name does not end in {_RECORD}")


def by_name(path: Path) -> tuple[NaturalOrder, str]:
    """The key that sorts the files of a folder as a reader does: `group-2` before `group-10`."""
    return natural_order(path.name), path.name


def _key(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - a link keeps its name


def is_workbook(data: bytes, name: str) -> bool:
    """Give whether bytes, or the name of their file, are those of a workbook."""
    return name.lower().endswith(WORKBOOK) or looks_zipped(data)


def refuse_other_kinds(file: Path) -> None:
    """Refuse a letter, a picture of a page or another program's table by its name.

    Raises:
        UnreadableFile: the file is one of these.
    """
    ending = file.suffix.lower()
    if ending in _WORKBOOKS | _OTHER_KINDS:
        form = "`authorise form SET -o FILE.xlsx` writes one to fill in"
        if ending in TABLES:
            form = f"{form}; {_OF_TABLES}"
        remedy = _AS_XLSX if ending in _WORKBOOKS else form
        raise _refusal(file, UnreadReason("not a submission (.yaml or .xlsx)", remedy))


def _in_folder(
    folder: Path, wanted: Collection[FileKind], *, recursive: bool
) -> Iterator[tuple[Path, UnreadReason | None]]:
    """Each file and folder in a folder, with why it is not read; None where it is."""
    pending = [folder]
    while pending:
        here = pending.pop(0)
        try:
            inside = sorted(here.iterdir(), key=by_name)
        except OSError:
            yield here, _FORBIDDEN
            continue
        for path in inside:
            unfit = _why_unread(path, folder, wanted)
            if unfit is None and is_folder(path):
                if recursive:
                    pending.append(path)
                    continue
                unfit = _IN_FOLDER
            yield path, unfit


def _why_unread(path: Path, folder: Path, wanted: Collection[FileKind]) -> UnreadReason | None:
    """Why something in a folder is not read; None for files of groups, and folders."""
    if path.name.startswith("~$"):
        return UnreadReason("left by a program that has the workbook open")
    if path.name.startswith("."):
        return _HIDDEN
    if path.is_symlink():
        leads_to = Path(os.path.realpath(path))
        if not leads_to.exists():
            return UnreadReason("a link to a file that is not there")
        if not leads_to.is_relative_to(os.path.realpath(folder)):
            return UnreadReason("a link out of this folder", "put a copy of the file here")
        if is_folder(path):
            return UnreadReason("a link to a folder")
    return None if is_folder(path) else _why_other(path, wanted)


def _why_other(path: Path, wanted: Collection[FileKind]) -> UnreadReason | None:
    """Why a file is not of the kinds wanted, by its name or by its keys; None where it may be."""
    ending = path.suffix.lower()
    if not is_yaml(path) and ending != WORKBOOK:
        why = "its name does not end in .yaml, .yml or .xlsx"
        return UnreadReason(why, _AS_XLSX if ending in _WORKBOOKS else "")
    if not is_file(path):
        return UnreadReason("not a regular file")
    if ending == WORKBOOK and _is_table(path):
        return UnreadReason("a table of results, not a form")
    try:
        data = read_file(path)
    except UnreadableFile:
        return None  # whoever reads it is told
    if ending == WORKBOOK:
        kind = workbook_kind(data)
        other = None if kind in wanted else kind
    else:
        other = other_file_kind(data, wanted)
    return UnreadReason(other, str(READ_BY[other])) if other else None


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


def _refusal(path: Path, unfit: UnreadReason) -> UnreadableFile:
    return UnreadableFile(*unfit, file=display_path(path))


def _nothing_to_read(
    folder: Path, left: Sequence[UnreadableFile], wanted: Collection[FileKind]
) -> UnreadableFile:
    name = display_path(folder)
    if [each.file for each in left] == [name]:  # the folder itself
        return left[0]
    named = name_few([*map(str, left)], _NAMED, more="and {} more")
    one, several, nothing = _WANTED_WORDS[wanted == FILES_OF_RETURNS]
    if any(is_yaml(each.file) for each in left):
        nothing = one
    remedy = _elsewhere(folder, several)
    if FileKind.SUBMISSION in wanted and any(each.file.lower().endswith(TABLES) for each in left):
        remedy = f"{remedy}; {_OF_TABLES}"
    return UnreadableFile(f"no {nothing} in this folder", remedy, file=name, inside=named)


def _elsewhere(folder: Path, wanted: str) -> str:
    """Point at the folders inside, or else say what was looked for."""
    inside = [each for each in folder.iterdir() if any(each.glob("*.yaml"))]
    inside.sort(key=by_name)
    if not inside or any(is_file(path / RULE_SET_FILE) for path in inside):
        return f"name a file, or a folder that holds {wanted}"
    return f"add `--recursive`, or name a folder in it, such as `{display_path(inside[0])}`"
