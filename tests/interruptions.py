"""Ctrl-C, as a terminal sends it while something else than Python runs."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer


@contextmanager
def ended_by_interruptions() -> Iterator[None]:
    """Let Ctrl-C end this process and those it starts, though a shell had it ignored for all."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Press Ctrl-C so long after the beginning of the block, which should end by it."""
    with ended_by_interruptions():
        timer = Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
