"""The user's own cache folder, results by their keys: it saves time, and nothing rests on it.

It is `consortium-authorisation` in `$XDG_CACHE_HOME`, else in `~/.cache`. Folder and files belong
to the user and to nobody else, or are passed over. Whatever cannot be read or written there, and
whatever is not whole, is as if it were not there.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from authorisation.language.rules.find import find_rule_set_folder
from authorisation.language.rules.fingerprint import program_fingerprint

FOLDER: Final = "consortium-authorisation"
VARIABLE: Final = "XDG_CACHE_HOME"
MAX_ENTRIES: Final = 20
"""Of more entries the oldest are removed."""
MAX_BYTES: Final = 64_000_000
"""So much of an entry is read; a larger one is not whole then."""
_ENTRY: Final = ".entry"
_PART: Final = ".part"
_ABANDONED: Final = 3_600
"""After so many seconds a half-written entry is one that nobody will finish."""
_FORMAT: Final = b"authorisation cache 1\n"
_SAFE: Final = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
"""Neither follow a link nor wait for a pipe."""
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_Result = TypeVar("_Result")


def read_entry(key: str) -> bytes | None:
    """Return what was kept under a key; None where there is nothing that is whole and ours."""
    try:
        with _opened_folder() as folder:
            handle = os.open(key + _ENTRY, os.O_RDONLY | _SAFE, dir_fd=folder)
            with os.fdopen(handle, "rb") as file:
                if not _is_own(os.fstat(handle), stat.S_IFREG | 0o600):
                    return None
                return _content(file.read(MAX_BYTES), key)
    except (OSError, RuntimeError):
        return None


def keep_entry(key: str, content: bytes) -> None:
    """Keep something under a key, whole or not at all, and remove the oldest entries."""
    with suppress(OSError, RuntimeError), _opened_folder(make=True) as folder:
        part = f"{os.getpid()}-{os.urandom(8).hex()}{_PART}"
        handle = os.open(part, _NEW | _SAFE, 0o600, dir_fd=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_head(key, content) + content)
            os.replace(part, key + _ENTRY, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            os.unlink(part, dir_fd=folder)
            raise
        _remove_old(folder)


def cache_folder() -> Path:
    """Return the place of the folder, whether or not it is there.

    Raises:
        RuntimeError: the user has no folder of their own.
    """
    given = os.environ.get(VARIABLE, "")
    caches = Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
    return caches / FOLDER


@contextmanager
def _opened_folder(*, make: bool = False) -> Iterator[int]:
    """Open the folder, so that a name in it cannot come to lead elsewhere.

    Raises:
        OSError: it cannot be opened, or is not the user's alone.
        RuntimeError: the user has no folder of their own.
    """
    place = cache_folder()
    if make:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            place.mkdir(mode=0o700)
    handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | _SAFE)
    try:
        if not _is_own(os.fstat(handle), stat.S_IFDIR | 0o700):
            raise PermissionError(place)
        yield handle
    finally:
        os.close(handle)


def _is_own(status: os.stat_result, mode: int) -> bool:
    """Return whether something is of this kind and mode, and the user's."""
    return status.st_mode == mode and status.st_uid == os.geteuid()


def _head(key: str, content: bytes) -> bytes:
    digest = hashlib.sha256(content).hexdigest()
    return _FORMAT + f"{key}\n{digest}\n".encode()


def _content(entry: bytes, key: str) -> bytes | None:
    """Return the content of an entry; None unless it is whole, and kept under that key."""
    content = entry[len(_head(key, b"")) :]
    return content if entry.startswith(_head(key, content)) else None


def _remove_old(folder: int) -> None:
    """Remove all but the newest entries, and parts that were never finished."""
    entries: list[tuple[float, str]] = []
    for name in os.listdir(folder):
        made = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime
        if name.endswith(_ENTRY):
            entries.append((made, name))
        elif name.endswith(_PART) and made < time.time() - _ABANDONED:
            os.unlink(name, dir_fd=folder)
    for _, name in sorted(entries, reverse=True)[MAX_ENTRIES:]:
        os.unlink(name, dir_fd=folder)


def result_key(rules: str | Path, root: Path, *given: str, with_cases: bool = True) -> str | None:
    """The key that a result is remembered under; None where the state of the files is not known.

    `given` tells it from other results of the same rules, with their cases or without.
    """
    folder, base = find_rule_set_folder(rules, root)
    return program_fingerprint(folder, base, *given, with_cases=with_cases)


def remembered(key: str | None, kind: type[_Result]) -> _Result | None:
    """The result remembered under a key; None where that is nothing of this kind."""
    entry = read_entry(key) if key is not None else None
    try:
        return None if entry is None else msgspec.msgpack.decode(entry, type=kind)
    except msgspec.MsgspecError:
        return None


def remember(key: str | None, result: object) -> None:
    """Remember a result, where there is a key."""
    if key is not None:
        keep_entry(key, msgspec.msgpack.encode(result))
