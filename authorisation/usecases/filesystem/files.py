"""Files written whole or not at all."""

from __future__ import annotations

import errno
import filecmp
import os
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final, TypeAlias

import msgspec

from authorisation.errors import InvalidOption

_PASSING: Final = ".authorise-part-"
"""Begins the names of files that are being written, for which no folder is searched."""
_SECONDS_ABANDONED: Final = 3600.0
_HELD: Final = 8_000_000
"""How many bytes of a file that is made piece by piece are held in memory, and no more."""

Content: TypeAlias = bytes | Callable[[IO[bytes]], object]
"""What a file is to hold: its bytes, or what writes them to it as they are made."""


RECORD: Final = "the record"


class _PendingFile(msgspec.Struct, frozen=True):
    """A file that was written beside its place, and is to be moved there."""

    asked: Path
    beside: Path
    target: Path


class FileWriter:
    """Files written beside their places, and moved there together once all of them are whole.

    A place that is no regular file, such as a pipe or `/dev/null`, is written to and stays what
    it is. A link stays one; the file that it leads to is written. Where one that is `new` has come
    to hold something else, whoever was first keeps the place.
    """

    def __init__(self) -> None:
        self.written: dict[Path, Path] = {}
        """Each file, as asked for, with where it stands until all are moved."""
        self._moves: list[_PendingFile] = []
        self.new: dict[Path, str] = {}
        """Those that take the place of nothing else, and what each is called."""
        self._asked: dict[Path, str] = {}
        self._held: list[tuple[Path, IO[bytes]]] = []
        self._open = ExitStack()

    def add(self, path: Path, content: Content, *, new: bool = False, called: str = RECORD) -> None:
        """Write a file beside its place; messages say what it is `called`.

        Raises:
            InvalidOption: it cannot be written there, or is to hold something else already.
        """
        if path in self._asked:
            raise InvalidOption(
                f"{path}: both the result and {self._asked[path]} would be written there",
                "name two files",
            )
        self._asked[path] = called
        with _naming(path):
            if _keeps_its_kind(path):
                held = self._open.enter_context(spooled())
                _write(content, held)
                self._held.append((path, held))
                return
            target = _resolve(path)
            if target.parent not in {move.target.parent for move in self._moves[-1:]}:
                _clear(target.parent)
            move = _PendingFile(path, target.with_name(f"{_PASSING}{secrets.token_hex(8)}"), target)
            self._moves.append(move)
            with move.beside.open("xb") as file:  # never through a link: `x` follows none
                _write(content, file)
                file.flush()
                os.fsync(file.fileno())
        self.written[path] = move.beside
        if new:
            self.new[path] = called

    def move(self) -> None:
        """Move each file to its place; old files stay until then.

        Raises:
            InvalidOption: one of them cannot be; none is.
        """
        for path, file in self._held:
            with _naming(path), path.open("wb") as out:
                file.seek(0)
                shutil.copyfileobj(file, out)
        _move_new([move for move in self._moves if move.asked in self.new])
        for move in self._moves:
            if move.asked not in self.new:
                with _naming(move.asked):
                    move.beside.replace(move.target)

    def discard(self) -> None:
        """Take away what was not moved."""
        self._open.close()
        for move in self._moves:
            with suppress(OSError):
                move.beside.unlink(missing_ok=True)


@contextmanager
def files_written() -> Iterator[FileWriter]:
    """Files that are moved to their places together when all inside went well."""
    files = FileWriter()
    try:
        yield files
        files.move()
    finally:
        files.discard()


def write_all(contents: Mapping[Path, bytes], *, new: Collection[Path] = ()) -> None:
    """Write several files, whole or not at all; `new` are those that replace nothing else.

    Raises:
        InvalidOption: one of them cannot be written there; none is.
    """
    with files_written() as files:
        for path, content in contents.items():
            files.add(path, content, new=path in new)


def spooled() -> IO[bytes]:
    """A file for what is made piece by piece: in memory while it is small, and gone when closed."""
    return SpooledTemporaryFile(_HELD)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise InvalidOption(
            f"{path}: cannot be written: {why}",
            "name a file in a folder that exists and that you may write to",
        ) from None


def _clear(folder: Path) -> None:
    """Take away what a run that was killed left behind, once it cannot be at work any more."""
    with suppress(OSError):
        for each in folder.glob(f"{_PASSING}{'[0-9a-f]' * 16}"):
            if time.time() - each.lstat().st_mtime > _SECONDS_ABANDONED:
                each.unlink()


def _write(content: Content, file: IO[bytes]) -> None:
    if isinstance(content, bytes):
        file.write(content)
    else:
        content(file)


def _move_new(moves: Iterable[_PendingFile]) -> None:
    """Give each file its place where that is free, or holds the same already; all or none."""
    made: list[Path] = []
    try:
        for move in moves:
            with _naming(move.asked):
                try:
                    move.target.hardlink_to(move.beside)
                    made.append(move.target)
                except FileExistsError:
                    if not holds(move.target, move.beside):
                        raise InvalidOption(
                            f"{move.asked}: something else was written there meanwhile",
                            "name another file",
                        ) from None
                except OSError:  # a disk without links
                    move.beside.replace(move.target)
    except BaseException:
        for target in made:
            target.unlink()
        raise


def holds(place: Path, content: bytes | Path) -> bool:
    """Whether a file is there that holds these bytes, or those of another file."""
    try:
        if isinstance(content, Path):
            return filecmp.cmp(place, content, shallow=False)
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
    except OSError as error:
        raise InvalidOption(
            f"{folder}: is not a folder to write into: {(error.strerror or '').lower()}",
            "name a folder, or a new one inside a folder that exists",
        ) from None
    try:
        yield
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
            f"{each}: this folder cannot be made: {why}",
            "name a folder inside one that you may write to",
        ) from None


def _resolve(path: Path) -> Path:
    """The file that a place leads to; each folder on the way must be there, as for any program."""
    try:
        target = (path.parent.resolve(strict=True) / path.name).resolve()
    except RuntimeError:  # as Python before 3.13 says it
        raise OSError(errno.ELOOP, "its links lead in a ring") from None
    if target.is_symlink():
        raise OSError(errno.ELOOP, "its links lead in a ring")
    return target


def _keeps_its_kind(path: Path) -> bool:
    """Say whether what is there is to be written to, not replaced."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "there is a folder of that name")
    return path.exists() and not path.is_file()
