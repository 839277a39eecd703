"""Texts that stand for those of files while they are read, such as those open in an editor.

Whatever reads files inside `reading_open_texts` reads these where there is one, and the disk
elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final


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


def open_text(path: Path) -> bytes | None:
    """The bytes that stand for those of a file now; None where those on the disk count."""
    texts = _OPEN.get()
    return None if texts is None else texts.read(path)
