"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from authorisation.errors import InvalidOption


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write each file beside its place, then move all there; old files stay until then.

    A place that is no regular file, such as a pipe or `/dev/null`, is written to and stays what
    it is. A link stays one; the file that it leads to is written.

    Raises:
        InvalidOption: one of them cannot be written there; none is.
    """
    moves: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in contents.items():
            if _keeps_its_kind(path):
                continue
            target = _behind_links(path)
            beside = target.with_name(f".{os.getpid()}.{len(moves)}.part")
            moves[beside] = target
            beside.write_bytes(content)
        for path, content in contents.items():
            if _keeps_its_kind(path):
                path.write_bytes(content)
        for beside, path in moves.items():
            beside.replace(path)
    except (OSError, RuntimeError) as error:
        why = error.strerror if isinstance(error, OSError) else "its links lead in a ring"
        raise InvalidOption(
            f"{path}: cannot be written: {(why or 'no reason given').lower()}\n"
            "  help: name a file in a folder that exists and that you may write to"
        ) from None
    finally:
        for beside in moves:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


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


def _behind_links(path: Path) -> Path:
    target = path.resolve()
    if target.is_symlink():  # before Python 3.13 `resolve` itself says so
        raise OSError(errno.ELOOP, "its links lead in a ring")
    return target


def _keeps_its_kind(path: Path) -> bool:
    """Say whether what is there is to be written to, not replaced."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "there is a folder of that name")
    return path.exists() and not path.is_file()
