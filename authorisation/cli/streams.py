"""Streams of the process: each open, with a stand-in for what it cannot show."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import click

from authorisation.cli.parameters import with_remedy
from authorisation.errors import ExitCode


class _Closed(io.RawIOBase):
    """A stream that was closed before we began: whatever is written to it fails."""

    def writable(self) -> bool:
        """Whether somebody may try to write."""
        return True

    def write(self, data: Any) -> NoReturn:  # noqa: ANN401, ARG002  (as `RawIOBase` has it)
        """Refuse.

        Raises:
            OSError: always.
        """
        raise OSError(errno.EBADF, "it is closed")


class SystemFailure(Exception):
    """A refusal of the system, by a name that click does not make anything else of."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


@contextmanager
def naming_failures() -> Iterator[None]:
    """Give what the system refuses the name that `end_for` is told of it by.

    Raises:
        SystemFailure: for any OSError.
    """
    try:
        yield
    except OSError as error:
        raise SystemFailure(error) from error


def open_streams() -> None:
    """Make stdout and stderr fit to be written to, whatever they are."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # what is opened next would take its number, and be written to
            os.open(os.devnull, os.O_RDWR)
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Closed()), "utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (to the end)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def end_for(error: OSError) -> NoReturn:
    """End the process because of what the system refused: with a word, if anybody can hear it."""
    if error.errno == errno.EPIPE and hasattr(signal, "SIGPIPE"):
        # As any other program whose reader went away, as with `| head`: without a word.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)
    why = (error.strerror or "no reason given").lower()
    message = f"stdout: cannot be written: {why}"
    with suppress(OSError):
        click.echo(with_remedy(message, "send the result to a file that has room"), err=True)
    # Without looking again at what is still to be written.
    os._exit(ExitCode.INVALID_OPTION)
