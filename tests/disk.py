"""Nobody takes the power away from a test: none waits until a disk has what was written.

What is of just that is tried as it is shipped, by `waiting_for_the_disk`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

_FSYNC: Final = os.fsync


def wait_for_no_disk() -> None:
    """Let no file that this process writes be waited for."""
    os.fsync = lambda _handle: None


def let_no_store_wait() -> None:
    """Let no commit be waited for, in the stores on SQLite that this process opens from now on."""
    from authorisation.casework import store  # noqa: PLC0415 - takes Django

    store._PRAGMAS = _shipped_pragmas().replace("synchronous=FULL", "synchronous=OFF")


@contextmanager
def waiting_for_the_disk() -> Iterator[None]:
    """Let files, and stores that are opened now, be written as the program does it elsewhere."""
    from authorisation.casework import store  # noqa: PLC0415

    os.fsync, store._PRAGMAS = _FSYNC, _shipped_pragmas()
    try:
        yield
    finally:
        wait_for_no_disk()
        let_no_store_wait()


@cache
def _shipped_pragmas() -> str:
    from authorisation.casework import store  # noqa: PLC0415

    return store._PRAGMAS
