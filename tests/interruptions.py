"""Ctrl-C, as a terminal sends it while something else than Python runs."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Press Ctrl-C so long after the beginning of the block, which should end by it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)
