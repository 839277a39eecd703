"""Looking now and then at work that is done elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

_SECONDS: Final = 0.5


@contextmanager
def polling(look: Callable[[], None]) -> Iterator[None]:
    """Call `look` twice a second, in a thread of its own, until this ends."""
    done = Event()

    def watch() -> None:
        while not done.wait(_SECONDS):
            look()

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
