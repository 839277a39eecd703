"""A child process that answers lines with lines, each within a deadline."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final, TypeAlias

MAX_LINE: Final = 16_000_000
"""How many bytes a request or an answer may have."""
_SECONDS_TO_END: Final = 2.0
"""Seconds in which a child that was killed ends."""


_Process: TypeAlias = "subprocess.Popen[bytes]"


class ChildEnded(Exception):
    """The child ended, or never began; says how."""


class ChildHung(Exception):
    """The child did not answer by the deadline, and was ended."""


class ChildProcess:
    """A process with a thread that writes to it and reads from it, so that neither can hang us.

    Raises:
        ChildEnded: it cannot be started.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._requests: SimpleQueue[bytes | None] = SimpleQueue()
        self._answers: SimpleQueue[bytes] = SimpleQueue()
        started: SimpleQueue[_Process | Exception] = SimpleQueue()
        self._thread = threading.Thread(
            target=self._exchange_lines, args=(list(command), started), daemon=True
        )
        self._thread.start()
        begun = started.get()
        if isinstance(begun, Exception):
            raise ChildEnded(f"it cannot be started: {begun}") from None
        self._process = begun

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def ask(self, line: bytes, deadline: float) -> bytes:
        """Send one line, and give the line that answers it; after an exception, ask no more.

        Raises:
            ChildEnded: it ended instead of answering.
            ChildHung: there was no answer within `deadline` seconds.
        """
        self._requests.put(line + b"\n")
        try:
            answer = self._answers.get(timeout=deadline)
        except Empty:
            self.close()
            raise ChildHung(f"it did not answer within {deadline:g} seconds") from None
        if not answer:
            how = self._how_it_ended()
            self.close()
            raise ChildEnded(how)
        return answer

    def close(self) -> None:
        """End the process, wait until it has ended, and give back what it held."""
        self._requests.put(None)
        if self._process.poll() is None:
            self._process.kill()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_SECONDS_TO_END)
        self._thread.join(_SECONDS_TO_END)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not self._thread.is_alive():
                with suppress(OSError):
                    pipe.close()

    def _exchange_lines(
        self, command: Sequence[str], started: SimpleQueue[_Process | Exception]
    ) -> None:
        # A child may ask the kernel to end it with the thread that started it, so it is this one,
        # which ends with the process or when the child is no longer wanted.
        try:
            process = subprocess.Popen(  # noqa: S603  (a command of our own making)
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_child_environment(),
                # Of a group that loses its parent, POSIX ends whoever is stopped.
                process_group=0 if os.name == "posix" else None,
            )
        except (OSError, ValueError) as error:
            started.put(error)
            return
        started.put(process)
        stdin, stdout = process.stdin, process.stdout
        while stdin is not None and stdout is not None:
            line = self._requests.get()
            if line is None:
                return
            try:
                stdin.write(line)
                stdin.flush()
                answer = stdout.readline(MAX_LINE)
            except (OSError, ValueError):
                answer = b""
            self._answers.put(answer)

    def _how_it_ended(self) -> str:
        """Say how the process ended, once it answers no more."""
        try:
            code = self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            return "it stopped answering"
        if code >= 0:
            return f"it ended with code {code}"
        known = {number.value: number.name for number in signal.Signals}
        return f"it was ended by signal {known.get(-code, -code)}"


def _child_environment() -> dict[str, str]:
    """Give the few environment variables without which a process cannot start everywhere."""
    return {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
