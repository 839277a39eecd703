"""Evaluate rules with durable-rules in a child process; every reply is checked."""

from __future__ import annotations

import json
import math
import sys
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from authorisation.errors import EngineUnavailable
from authorisation.inference.durable.process import MAX_LINE, Child, Ended, Hung
from authorisation.inference.durable.replies import Answer, Nonsense, read
from authorisation.inference.facts import Fact, Run, Table

ENGINE: Final = "durable-rules"
MODULE: Final = "durable_rules_engine"
"""Its C part, which is all that we use of it."""
WORKER: Final = Path(__file__).with_name("worker.py")
DEADLINE: Final = 10.0
"""Seconds for one request; a warm child needs some hundredths."""

_MAX_TABLES: Final = 200
"""How many tables a child may hold before another takes its place."""
_MAX_FAILURES: Final = 3
"""After so many failures without a success between them, the engine is given up."""
_WITHOUT_HEADERS: Final = (3, 13)
"""From this Python on, what durable-rules 2.0.28 calls is gone from the C headers."""
_PLAIN: Final = "pip install durable-rules (building it takes a C compiler and Python's headers)"
_RENAMED: Final = (
    "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject pip install --no-cache-dir durable-rules"
)


class Rete:
    """A handle on the second engine: its process is started when first needed, then reused.

    A process that crashes, hangs or answers nonsense is ended, and the next request starts
    another. Threads may share a handle; their requests wait for each other.
    """

    def __init__(self, *, deadline: float = DEADLINE, command: Sequence[str] | None = None) -> None:
        """Set the seconds for each request, and the command of a worker other than ours."""
        self._deadline = deadline
        self._command = command
        self._child: Child | None = None
        self._tables: dict[Table, int] = {}
        self._number = 0
        self._failures = 0
        self._version = ""
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The number of the process, or None while there is none."""
        return None if self._child is None else self._child.pid

    @property
    def version(self) -> str:
        """The version of durable-rules; empty until it has answered once."""
        return self._version

    def derive(self, runs: Sequence[Run]) -> tuple[frozenset[Fact], ...]:
        """Give the conclusions of the rules of each run.

        Raises:
            EngineUnavailable: the engine cannot be used, or failed; says why, and what to do.
        """
        with self._lock:
            return self._derive(runs)

    def close(self) -> None:
        """End the process, if there is one; the next request starts another."""
        child, self._child = self._child, None
        self._tables = {}
        if child is not None:
            child.close()

    def _derive(self, runs: Sequence[Run]) -> tuple[frozenset[Fact], ...]:
        if self._failures >= _MAX_FAILURES:
            raise EngineUnavailable(ENGINE, f"it failed {self._failures} times running", _doctor())
        try:
            answer = self._ask(runs)
        except (Ended, Hung, Nonsense) as error:
            self._failures += 1
            self.close()
            raise EngineUnavailable(ENGINE, str(error), _doctor()) from None
        self._failures = 0
        self._version = answer.version or self._version
        return answer.runs

    def _ask(self, runs: Sequence[Run]) -> Answer:
        new = {run.table for run in runs} - self._tables.keys()
        if len(self._tables) + len(new) > _MAX_TABLES:
            self.close()
        if self._child is None:
            self._child = Child(self._command or command(self._deadline))
        self._number += 1
        request = json.dumps(self._request(runs)).encode()
        if len(request) >= MAX_LINE:
            raise Nonsense("the request is larger than it should ever be")
        answer = self._child.ask(request, self._deadline)
        return read(answer, self._number, runs)

    def _request(self, runs: Sequence[Run]) -> dict[str, object]:
        new: list[tuple[int, Table]] = []
        for run in runs:
            if run.table not in self._tables:
                self._tables[run.table] = len(self._tables)
                new.append((self._tables[run.table], run.table))
        return {
            "n": self._number,
            "tables": [(n, [(r.when, r.then) for r in table.rules]) for n, table in new],
            "runs": [
                {"table": self._tables[run.table], "facts": sorted(run.facts), "wires": run.wires}
                for run in runs
            ],
        }


def command(deadline: float) -> list[str]:
    """Give the command that starts a worker.

    Raises:
        EngineUnavailable: there is no Python to start, or durable-rules is not installed.
    """
    if not sys.executable:
        raise EngineUnavailable(ENGINE, "this Python does not know its own program", _doctor())
    folder = _folder()
    if folder is None:
        raise EngineUnavailable(ENGINE, "it is not installed", remedy())
    alarm = str(math.ceil(deadline) + 1)
    return [sys.executable, "-I", "-X", "utf8", str(WORKER), str(folder), alarm]


def remedy(version: tuple[int, int] = sys.version_info[:2]) -> str:
    """Say how to install durable-rules under a version of Python."""
    return _RENAMED if version >= _WITHOUT_HEADERS else _PLAIN


def is_installed() -> bool:
    """Whether durable-rules is installed; it may fail nevertheless."""
    return _folder() is not None


def _folder() -> Path | None:
    """Find the folder that durable-rules is installed in, without running any of it."""
    try:
        spec = find_spec(MODULE)
    except (ImportError, ValueError):
        return None
    return None if spec is None or not spec.origin else Path(spec.origin).parent


def _doctor() -> str:
    return "see: authorise doctor"
