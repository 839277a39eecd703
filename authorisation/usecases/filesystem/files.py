"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from authorisation.errors import InvalidOption

_PASSING: Final = ".authorise-part-"
"""Begins the names of files that are being written."""
_SECONDS_ABANDONED: Final = 3600.0


class _Move(msgspec.Struct, frozen=True):
    """A file that was written beside its place, and is to be moved there."""

    asked: Path
    beside: Path
    target: Path


def write_all(contents: Mapping[Path, bytes], *, new: Collection[Path] = ()) -> None:
    """Write each file beside its place, then move all there; old files stay until then.

    A place that is no regular file, such as a pipe or `/dev/null`, is written to and stays what
    it is. A link stays one; the file that it leads to is written. Where one of `new` has come to
    hold something else, whoever was first keeps the place.

    Raises:
        InvalidOption: one of them cannot be written there; none is.
    """
    moves: list[_Move] = []
    path = Path()
    try:
        for path, content in contents.items():
            if not _keeps_its_kind(path):
                target = _resolve(path)
                _clear(target.parent)
                moves.append(_Move(path, target.with_name(_passing_name()), target))
                _create(moves[-1].beside, content)
        for path, content in contents.items():
            if _keeps_its_kind(path):
                path.write_bytes(content)
        _move_new([move for move in moves if move.asked in new], contents)
        for move in moves:
            path = move.asked
            if path not in new:
                move.beside.replace(move.target)
    except (OSError, RuntimeError) as error:
        why = error.strerror if isinstance(error, OSError) else "its links lead in a ring"
        raise InvalidOption(
            f"{path}: cannot be written: {(why or 'no reason given').lower()}\n"
            "  help: name a file in a folder that exists and that you may write to"
        ) from None
    finally:
        for move in moves:
            with suppress(OSError):
                move.beside.unlink(missing_ok=True)


def _passing_name() -> str:
    """A name that nobody else chooses, and that a folder of submissions is not searched for."""
    return f"{_PASSING}{secrets.token_hex(8)}"


def _clear(folder: Path) -> None:
    """Take away what a run that was killed left behind, once it cannot be at work any more."""
    with suppress(OSError):
        for each in folder.glob(f"{_PASSING}{'[0-9a-f]' * 16}"):
            if time.time() - each.lstat().st_mtime > _SECONDS_ABANDONED:
                each.unlink()


def _create(beside: Path, content: bytes) -> None:
    """Write a file that was not there, to the disk itself."""
    with beside.open("xb") as file:  # never through a link: `x` follows none
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _move_new(moves: Iterable[_Move], contents: Mapping[Path, bytes]) -> None:
    """Give each file its place where that is free, or holds the same already; all or none."""
    made: list[Path] = []
    try:
        for move in moves:
            try:
                move.target.hardlink_to(move.beside)
                made.append(move.target)
            except FileExistsError:
                if not holds(move.target, contents[move.asked]):
                    raise InvalidOption(
                        f"{move.asked}: something else was written there meanwhile\n"
                        "  help: name another file"
                    ) from None
            except OSError:  # a disk without links
                move.beside.replace(move.target)
    except BaseException:
        for target in made:
            target.unlink()
        raise


def holds(place: Path, content: bytes) -> bool:
    """Whether a file is there that holds these bytes."""
    try:
        return place.stat().st_size == len(content) and place.read_bytes() == content
    except OSError:
        return False


@contextmanager
def folder_made(folder: Path | None) -> Iterator[None]:
    """Make a folder, if one is given, for as long as what is written into it is written.

    Raises:
        InvalidOption: it cannot be made, or is no folder.
    """
    fresh = folder is not None and not folder.exists()
    try:
        if folder is not None:
            folder.mkdir(exist_ok=True)
        yield
    except OSError as error:
        raise InvalidOption(
            f"{folder}: is not a folder to write pages into: {(error.strerror or '').lower()}\n"
            "  help: name a folder, or a new one inside a folder that exists"
        ) from None
    except BaseException:
        if fresh and folder is not None:
            with suppress(OSError):
                folder.rmdir()
        raise


@contextmanager
def folders_made(folders: Iterable[Path]) -> Iterator[None]:
    """Make folders, and those above them, and take the empty ones away again if what follows fails.

    Raises:
        InvalidOption: one of them cannot be made.
    """
    made: list[Path] = []
    try:
        for folder in folders:
            _make(folder, made)
        yield
    except BaseException:
        for each in reversed(made):
            with suppress(OSError):
                each.rmdir()
        raise


def _make(folder: Path, made: list[Path]) -> None:
    each = folder
    try:
        for each in (*reversed(folder.parents), folder):
            if not each.is_dir():
                each.mkdir()
                made.append(each)
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise InvalidOption(
            f"{each}: this folder cannot be made: {why}\n"
            "  help: name a folder inside one that you may write to"
        ) from None


def _resolve(path: Path) -> Path:
    """The file that a place leads to; each folder on the way must be there, as for any program."""
    target = (path.parent.resolve(strict=True) / path.name).resolve()
    if target.is_symlink():  # before Python 3.13 `resolve` itself says so
        raise OSError(errno.ELOOP, "its links lead in a ring")
    return target


def _keeps_its_kind(path: Path) -> bool:
    """Say whether what is there is to be written to, not replaced."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "there is a folder of that name")
    return path.exists() and not path.is_file()
