"""Evaluate rules with durable-rules in a child process; every reply is checked."""

from __future__ import annotations

import json
import math
import re
import sys
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self, TypeGuard

from authorisation.errors import EngineUnavailable
from authorisation.inference.durable.process import MAX_LINE, ChildEnded, ChildHung, ChildProcess
from authorisation.inference.facts import Fact, InferenceRun, RuleTable

ENGINE_NAME: Final = "durable-rules"
ENGINE_MODULE: Final = "durable_rules_engine"
"""Its C part, which is all that we use of it."""
WORKER_FILE: Final = Path(__file__).with_name("worker.py")
DEADLINE: Final = 10.0
"""Seconds for one request; a warm child needs some hundredths."""
_MAX_TABLES: Final = 200
"""How many tables a child may hold before another takes its place."""
_MAX_FAILURES: Final = 3
"""After so many failures without a success between them, the engine is given up."""
_WITHOUT_HEADERS: Final = (3, 13)
"""From this Python on, what durable-rules 2.0.28 calls is gone from the C headers."""
_INSTALL: Final = "pip install durable-rules (building it takes a C compiler and Python's headers)"
_INSTALL_WITHOUT_HEADERS: Final = (
    "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject pip install --no-cache-dir durable-rules"
)
_VERSION: Final = re.compile(r"[0-9A-Za-z.+-]{1,40}")
_LONGEST_MESSAGE: Final = 200
_DOCTOR_HINT: Final = "see: authorise doctor"


class EngineReply(NamedTuple):
    """The conclusions of each run, and the engine's version where the reply has it."""

    runs: tuple[frozenset[Fact], ...]
    version: str


class InvalidReply(Exception):
    """The reply is none to the request; says what is wrong with it."""


class DurableEngine:
    """A handle on the second engine: its process is started when first needed, then reused.

    A process that crashes, hangs or answers nonsense is ended, and the next request starts
    another. Threads may share a handle; their requests wait for each other.
    """

    def __init__(self, *, deadline: float = DEADLINE, command: Sequence[str] | None = None) -> None:
        """Set the seconds for each request, and the command of a worker other than ours."""
        self._deadline = deadline
        self._command = command
        self._child: ChildProcess | None = None
        self._tables: dict[RuleTable, int] = {}
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

    def derive(self, runs: Sequence[InferenceRun]) -> tuple[frozenset[Fact], ...]:
        """Give the conclusions of the rules of each run.

        Raises:
            EngineUnavailable: the engine cannot be used, or failed; says why, and what to do.
        """
        with self._lock:
            if self._failures >= _MAX_FAILURES:
                raise EngineUnavailable(
                    ENGINE_NAME, f"it failed {self._failures} times running", _DOCTOR_HINT
                )
            try:
                answer = self._ask(runs)
            except (ChildEnded, ChildHung, InvalidReply) as error:
                self._failures += 1
                self.close()
                raise EngineUnavailable(ENGINE_NAME, str(error), _DOCTOR_HINT) from None
            self._failures = 0
            self._version = answer.version or self._version
            return answer.runs

    def close(self) -> None:
        """End the process, if there is one; the next request starts another."""
        child, self._child = self._child, None
        self._tables = {}
        if child is not None:
            child.close()

    def _ask(self, runs: Sequence[InferenceRun]) -> EngineReply:
        new = {run.table for run in runs} - self._tables.keys()
        if len(self._tables) + len(new) > _MAX_TABLES:
            self.close()
        if self._child is None:
            self._child = ChildProcess(self._command or worker_command(self._deadline))
        self._number += 1
        request = json.dumps(self._request(runs)).encode()
        if len(request) >= MAX_LINE:
            raise InvalidReply("the request is larger than it should ever be")
        answer = self._child.ask(request, self._deadline)
        return _read_reply(answer, self._number, runs)

    def _request(self, runs: Sequence[InferenceRun]) -> dict[str, object]:
        new: list[tuple[int, RuleTable]] = []
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


def worker_command(deadline: float) -> list[str]:
    """Give the command that starts a worker.

    Raises:
        EngineUnavailable: there is no Python to start, or durable-rules is not installed.
    """
    if not sys.executable:
        raise EngineUnavailable(
            ENGINE_NAME, "this Python does not know its own program", _DOCTOR_HINT
        )
    folder = _package_folder()
    if folder is None:
        raise EngineUnavailable(ENGINE_NAME, "it is not installed", install_remedy())
    alarm = str(math.ceil(deadline) + 1)
    return [sys.executable, "-I", "-X", "utf8", str(WORKER_FILE), str(folder), alarm]


def install_remedy(version: tuple[int, int] = sys.version_info[:2]) -> str:
    """Say how to install durable-rules under a version of Python."""
    return _INSTALL_WITHOUT_HEADERS if version >= _WITHOUT_HEADERS else _INSTALL


def is_installed() -> bool:
    """Whether durable-rules is installed; it may fail nevertheless."""
    return _package_folder() is not None


def _package_folder() -> Path | None:
    """Find the folder that durable-rules is installed in, without running any of it."""
    try:
        spec = find_spec(ENGINE_MODULE)
    except (ImportError, ValueError):
        return None
    return None if spec is None or not spec.origin else Path(spec.origin).parent


def _read_reply(line: bytes, number: int, runs: Sequence[InferenceRun]) -> EngineReply:
    """Read the reply to request `number`, which asked for `runs`.

    Raises:
        InvalidReply: it is no such reply, or says that the worker failed.
    """
    reply = _parse_reply(line)
    if reply.get("n") != number:
        raise InvalidReply("it answered what was not asked")
    failed = reply.get("failed")
    if isinstance(failed, str):
        raise InvalidReply(f"it failed with {failed[:_LONGEST_MESSAGE]!a}")
    version, raw = reply.get("version", ""), reply.get("runs")
    if not isinstance(version, str) or (version and not _VERSION.fullmatch(version)):
        raise InvalidReply("it gave a version that is none")
    if not isinstance(raw, list) or len(raw) != len(runs):
        raise InvalidReply("it did not answer every part of the request")
    return EngineReply(tuple(map(_read_facts, raw, runs)), version)


def _parse_reply(line: bytes) -> dict[str, object]:
    try:
        reply = json.loads(line)
    except (ValueError, RecursionError):
        reply = None
    if not isinstance(reply, dict):
        raise InvalidReply("it answered with what is no answer")
    return reply


def _read_facts(raw: object, run: InferenceRun) -> frozenset[Fact]:
    if not isinstance(raw, list) or not all(map(_is_fact, raw)):
        raise InvalidReply("it answered with what are no facts")
    facts = frozenset((key, value) for key, value in raw)
    if not facts <= run.table.conclusions:
        raise InvalidReply("it concluded what no rule could")
    return facts


def _is_fact(raw: object) -> TypeGuard[list[str]]:
    match raw:
        case [str(), str()]:
            return True
        case _:
            return False
