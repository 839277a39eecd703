"""The fingerprint of all that a rule set rests on: its files, and whatever reads them."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Final

import authorisation
from authorisation.errors import UnreadableFile
from authorisation.language.rules.find import QUESTIONS_FOLDER, RULE_SET_FILE
from authorisation.language.yaml.regular_files import display_path, is_yaml, read_file

TEST_FOLDERS: Final = frozenset({"cases", "properties"})
"""Not looked at: they test rules, and are no part of them."""
MAX_FILES: Final = 2_000
_READ_BY: Final = ("feel", "language", "model")
"""The parts of this program that read, check and encode rules."""
_LIBRARIES: Final = (
    ("msgspec", "_version.py"),
    ("pydantic", "version.py"),
    ("yaml", "__init__.py"),
)
"""The libraries that do so, each with the file of it that names its version."""


class _Uncertain(Exception):
    """An uncertainty: what the rules rest on cannot be told for sure."""


def rules_fingerprint(folder: Path, base: Path) -> str | None:
    """Return the fingerprint of the rule set in `folder`, whose bank and parents are in `base`.

    Two are equal only where the same program would read the same bytes in files of the same
    names, and call them the same in messages. None where that cannot be told for sure: a link,
    or what is no regular file, stands among the files of rules, or there are too many.
    """
    return _digest(lambda: (*_readers(_READ_BY), *_names(folder, base), *_files(folder, base)))


def program_fingerprint(
    folder: Path, base: Path, *given: str, with_cases: bool = True
) -> str | None:
    """Return the fingerprint of a rule set, with its cases or without, and of all of this program.

    Two are equal only where the same program would make the same of the same files and of what else
    was given. None where that cannot be told for sure.
    """

    def parts() -> Iterator[bytes]:
        yield from (each.encode("utf-8", "surrogateescape") for each in given)
        yield from (*_readers(("",)), *_solver(), *_names(folder, base))
        yield from _files(folder, base, with_cases=with_cases)

    return _digest(parts)


def _digest(parts: Callable[[], Iterable[bytes]]) -> str | None:
    digest = hashlib.sha256()
    try:
        for part in parts():
            digest.update(len(part).to_bytes(8))
            digest.update(part)
    except (OSError, UnreadableFile, _Uncertain):
        return None
    return digest.hexdigest()


def _solver() -> Iterator[bytes]:
    """Yield what tells whether a solver is installed, and which."""
    # Imported here, since it takes longer to import than a fingerprint of rules takes to make.
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        yield version("z3-solver").encode()
    except PackageNotFoundError:
        yield b""


def _readers(within: Iterable[str]) -> Iterator[bytes]:
    """Yield what tells this version of what reads rules from any other.

    A program that is worked on keeps its number, so the state of its source files counts too.
    """
    yield f"{authorisation.__version__} {sys.version} {sys.platform}".encode()
    for library, file in _LIBRARIES:
        found = PathFinder.find_spec(library)
        if found is None or not found.submodule_search_locations:
            raise _Uncertain
        yield Path(found.submodule_search_locations[0], file).read_bytes()
    for path in authorisation.__path__:
        for part in within:
            yield from _source_states(os.path.join(path, part))  # noqa: PTH118 - as `scandir` does


def _source_states(folder: str) -> Iterator[bytes]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.endswith(".py"):
            state = entry.stat()
            yield f"{entry.path} {state.st_size} {state.st_mtime_ns}".encode()
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _source_states(entry.path)


def _names(folder: Path, base: Path) -> Iterator[bytes]:
    """Yield what decides how messages call the files: relative to where the command runs."""
    here = Path.cwd()
    for place in (folder, base):
        yield os.fsencode(place)
        yield display_path(place).encode("utf-8", "surrogateescape")
        if here.is_relative_to(place.absolute()):
            yield os.fsencode(here)


def _files(folder: Path, base: Path, *, with_cases: bool = False) -> Iterator[bytes]:
    """Yield the names and bytes of all files of rules below `base`, and of those in `folder`."""
    # The cases of a failure regime stand in a folder of their own.
    skipped, deep = (TEST_FOLDERS - {"cases"}, 2) if with_cases else (TEST_FOLDERS, 1)
    folders = [entry for entry in _entries(base) if entry.is_dir() and _is_part(entry)]
    paths = [*_yaml_files(base, skipped, deep=0)]
    for entry in folders:
        paths += _yaml_files(entry, skipped, deep=deep)
    if folder.parent != base:
        paths += _yaml_files(folder, skipped, deep=deep)
    if len(paths) > MAX_FILES:
        raise _Uncertain
    for path in paths:
        yield os.fsencode(path)
        yield read_file(Path(path))


def _is_part(entry: os.DirEntry[str]) -> bool:
    return entry.name == QUESTIONS_FOLDER or os.path.lexists(f"{entry.path}/{RULE_SET_FILE}")


def _yaml_files(
    folder: Path | os.DirEntry[str], skipped: AbstractSet[str], *, deep: int
) -> Iterator[str]:
    for entry in _entries(folder):
        if is_yaml(entry.name):
            yield entry.path
        elif deep and entry.is_dir() and entry.name not in skipped:
            yield from _yaml_files(entry, skipped, deep=deep - 1)


def _entries(folder: Path | os.DirEntry[str]) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    if any(entry.is_symlink() for entry in found):
        raise _Uncertain
    return found
