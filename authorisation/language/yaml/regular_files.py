"""Reading files that others wrote: regular files of a bounded size, and nothing else.

Texts may stand for those of files, such as those that are open in an editor: inside
`reading_open_texts` they are read in place of what is on the disk.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from authorisation.errors import UnreadableFile
from authorisation.language.yaml.characters import MAX_BYTES, quote


def display_path(path: Path) -> str:
    r"""The path of a file for a reader: relative to where the command runs, if it is below.

    In a name that is no UTF-8, what is no character is written as `\uDCFF`.
    """
    here = Path.cwd()
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow symlinks
    shown = absolute.relative_to(here) if absolute.is_relative_to(here) else path
    return re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04X}", str(shown))


def is_yaml(path: str | Path) -> bool:
    """Whether a file is one of YAML by its name, in small or capital letters."""
    return str(path).lower().endswith((".yaml", ".yml"))


def is_folder(path: Path) -> bool:
    """Whether there is such a folder; a name that no disk can hold is none."""
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises for too long a name


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no disk can hold is none."""
    return os.path.isfile(path)  # noqa: PTH113 - likewise


class OpenTexts:
    """The texts of files by path, wherever links lead."""

    def __init__(self, texts: Mapping[Path, str]) -> None:
        self._texts = {
            os.path.realpath(path): text.encode("utf-8", "surrogatepass")
            for path, text in texts.items()
        }

    def read(self, path: Path) -> bytes | None:
        """The bytes that stand for those of a file; None where those on the disk count."""
        return self._texts.get(os.path.realpath(path))


_OPEN: Final[ContextVar[OpenTexts | None]] = ContextVar("open texts", default=None)


@contextmanager
def reading_open_texts(texts: OpenTexts) -> Iterator[None]:
    """Have these texts read instead of those on the disk, in this thread or task."""
    token = _OPEN.set(texts)
    try:
        yield
    finally:
        _OPEN.reset(token)


def read_file(path: Path, *, within: Path | None = None, limit: int = MAX_BYTES) -> bytes:
    """Read a regular file of at most `limit` bytes; with `within`, one that stays inside it.

    A text that is open in an editor stands for it.

    Raises:
        UnreadableFile: if there is no such file, or it is anything else.
    """
    texts = _OPEN.get()
    if texts is not None and (text := texts.read(path)) is not None:
        return text
    try:
        if within is not None and not path.resolve().is_relative_to(within.resolve()):
            raise _refusal(path, *_leads_outside(path, within))
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        missing = _DANGLING if path.is_symlink() else ("there is no such file",)
        raise _refusal(path, *missing) from None
    except PermissionError:
        raise _refusal(path, "you may not read this file") from None
    except (OSError, ValueError, RuntimeError):
        raise _refusal(path, "this file cannot be opened") from None
    try:
        return _read(handle, path, limit)
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise _refusal(path, f"cannot be read to its end: {why}") from None
    finally:
        os.close(handle)


def _read(handle: int, path: Path, limit: int) -> bytes:
    status = os.fstat(handle)
    if stat.S_ISDIR(status.st_mode):
        raise _refusal(path, "this is a folder, not a file", "name a file in it")
    if not stat.S_ISREG(status.st_mode):
        raise _refusal(path, "this is not a regular file")
    if status.st_size > limit:
        remedy = "a file as large as this holds something else, or is to be split"
        raise _refusal(path, f"the file is larger than {limit:,} bytes", remedy)
    parts: list[bytes] = []
    left = limit + 1
    while left > 0 and (part := os.read(handle, left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


_DANGLING: Final = ("a link to a file that is not there", "put the file here, or remove the link")


def _leads_outside(path: Path, within: Path) -> tuple[str, str]:
    """Why a file is not read that a link puts beyond the folder to stay in, and what to do."""
    if not path.exists():
        return _DANGLING
    place = quote(display_path(within))
    remedy = (
        "put a copy of the file in place of the link; what another rule set has is brought in by "
        "`extends` or `uses`"
    )
    return f"leads outside the folder of rules {place}", remedy


def _refusal(path: Path, why: str, remedy: str = "") -> UnreadableFile:
    return UnreadableFile(why, remedy, file=quote(display_path(path))[1:-1])
