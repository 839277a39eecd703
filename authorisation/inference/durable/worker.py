"""The child process: evaluates rules with durable-rules, one request a line, until stdin ends.

Run by its path, never imported by us: it needs nothing but the standard library and
durable-rules, whose folder is its first argument; the second is the seconds after which the
kernel is to end it, should a request never end. It talks to the C module itself: the Python
layer above it starts threads and swallows exceptions.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections import deque
from importlib import import_module
from typing import Any

STATE_ID = "e"
"""The one state there ever is: ids are told apart by 32-bit hashes alone."""
OPENING_FACT = ("OPEN", "x")
"""Asserted first: deleting a state in which no rule has fired corrupts the heap."""
_PR_SET_PDEATHSIG = 1
_DIST_INFO = re.compile(r"durable_rules-(.+)\.dist-info")
TAKEN, UNWANTED = 0, 1
"""What asserting a fact may answer: some rule looks at it, or none does."""


class RegisteredTable:
    """One table, registered under a name that is never used again."""

    def __init__(self, engine: Any, number: int, written: list[Any]) -> None:  # noqa: ANN401
        self._engine = engine
        self._then = {f"r{n}": (k, v) for n, (_, (k, v)) in enumerate(written)}
        self.looked_at = {key for when, _ in written for key, _ in when}
        rules = {f"r{n}": _antecedents(when) for n, (when, _) in enumerate(written)}
        rules["open"] = _antecedents([OPENING_FACT])
        self._handle = engine.create_ruleset(f"t{number}", json.dumps(rules))

    def conclude(self, fact: tuple[str, str]) -> list[tuple[str, str]]:
        """Assert one fact, and give the conclusions of the rules that it fires."""
        message = json.dumps({"sid": STATE_ID, "k": fact[0], "v": fact[1]})
        answered, state = self._engine.assert_fact(self._handle, message)
        if answered == UNWANTED:
            return []
        if answered != TAKEN:
            raise RuntimeError(f"a fact was answered with {answered}")
        concluded = []
        started = self._engine.start_action_for_state(self._handle, state)
        fired = started[1] if started else None
        while fired:
            (name,) = json.loads(fired)
            if name != "open":
                concluded.append(self._then[name])
            fired = self._engine.complete_and_start_action(self._handle, state)
        return concluded

    def close(self) -> None:
        """Forget every fact."""
        self._engine.delete_state(self._handle, STATE_ID)


def _antecedents(when: list[Any]) -> dict[str, Any]:
    """Give a rule's tests as durable-rules reads them, equality on the key first."""
    return {
        "all": [
            {f"m{n}": {"$and": [{"k": key}, {"v": value}]}} for n, (key, value) in enumerate(when)
        ]
    }


def evaluate_run(
    rules: RegisteredTable, facts: set[tuple[str, str]], wires: dict[str, list[str]]
) -> set[Any]:
    """Give the conclusions that follow from the facts; their order does not matter."""
    concluded: set[tuple[str, str]] = set()
    waiting = deque([OPENING_FACT, *sorted(facts)])
    asserted: set[tuple[str, str]] = set()
    try:
        while waiting:
            fact = waiting.popleft()
            if fact in asserted:
                continue
            asserted.add(fact)
            for key, value in rules.conclude(fact):
                if (key, value) in concluded:
                    continue
                concluded.add((key, value))
                waiting.extend((target, value) for target in wires.get(key, ()))
                if key in rules.looked_at:
                    waiting.append((key, value))
    finally:
        rules.close()
    return concluded


def reply_to(request: dict[str, Any], tables: dict[int, RegisteredTable], engine: Any) -> list[Any]:  # noqa: ANN401
    """Evaluate the runs of a request in order, each with what wires bring it from earlier ones."""
    for number, written in request["tables"]:
        tables[number] = RegisteredTable(engine, number, written)
    runs = request["runs"]
    given = [{(key, value) for key, value in run["facts"]} for run in runs]
    answers = []
    for number, run in enumerate(runs):
        inside: dict[str, list[str]] = {}
        outside: dict[str, list[tuple[int, str]]] = {}
        for key, target, name in run["wires"]:
            if target == number:
                inside.setdefault(key, []).append(name)
            else:
                outside.setdefault(key, []).append((target, name))
        concluded = evaluate_run(tables[run["table"]], given[number], inside)
        for key, value in concluded:
            for target, name in outside.get(key, ()):
                given[target].add((name, value))
        answers.append(sorted(concluded))
    return answers


def installed_version(folder: str) -> str:
    """The version of durable-rules, from the name of what an installer wrote beside it.

    Only where nothing there has such a name is it asked for otherwise: loading what reads metadata
    takes as long as all else until the first answer.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            if found := _DIST_INFO.fullmatch(entry.name):
                return found[1]
    from importlib import metadata  # noqa: PLC0415

    return metadata.version("durable-rules")


def main() -> None:
    """Answer requests until there are no more."""
    replies = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what the C code prints is no reply
    _end_with_parent()
    _forbid_core_files()
    sys.path.append(sys.argv[1])
    tables: dict[int, RegisteredTable] = {}
    engine: Any = None
    for line in sys.stdin:
        _set_alarm(int(sys.argv[2]))
        request = json.loads(line)
        reply: dict[str, Any] = {"n": request["n"]}
        try:
            if engine is None:
                engine = import_module("durable_rules_engine")
                reply["version"] = installed_version(sys.argv[1])
            reply["runs"] = reply_to(request, tables, engine)
        except Exception as error:  # noqa: BLE001  (whatever it is, the parent is to hear of it)
            reply = {"n": request["n"], "failed": f"{type(error).__name__}: {error}"[:200]}
        _set_alarm(0)
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def _end_with_parent() -> None:
    """Have the kernel end this process with its parent at once; Linux alone can.

    Elsewhere it ends when it next looks for a request, and at once where it is stopped.
    """
    try:
        import ctypes  # noqa: PLC0415

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    except (ImportError, OSError, AttributeError):
        return


def _forbid_core_files() -> None:
    """Leave no core file behind; not every system has such limits."""
    try:
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return


def _set_alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    main()
