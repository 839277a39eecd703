"""Time and greatest memory of commands, run in turn; takes what to run, and prints, as JSON.

It is a process of its own, and small, because the kernel counts the memory of the process that
starts a command as the command's own.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from typing import TypedDict


class Command(TypedDict):
    """A command, and a folder that each of its runs finds empty; no folder where that is empty."""

    arguments: list[str]
    empties: str


class Runs(TypedDict):
    """What the runs of one command took, in the order in which they were made."""

    seconds: list[float]
    processor: list[float]
    """Seconds of processor, of the command and of the children that it waited for."""
    megabytes: list[float]
    codes: list[int]


def main(times: int, warm_up: int, commands: list[Command]) -> list[Runs]:
    """Return what each command took: one run of each in turn, so that all meet the same noise."""
    for command in commands * warm_up:
        _run(command)
    found = [Runs(seconds=[], processor=[], megabytes=[], codes=[]) for _ in commands]
    for _ in range(times):
        for command, runs in zip(commands, found, strict=True):
            seconds, processor, megabytes, code = _run(command)
            runs["seconds"].append(seconds)
            runs["processor"].append(processor)
            runs["megabytes"].append(megabytes)
            runs["codes"].append(code)
    return found


def _run(command: Command) -> tuple[float, float, float, int]:
    if command["empties"]:
        shutil.rmtree(command["empties"], ignore_errors=True)
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    arguments = command["arguments"]
    started = time.perf_counter()
    child = os.posix_spawnp(arguments[0], arguments, os.environ, file_actions=quiet)
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    processor = used.ru_utime + used.ru_stime
    return seconds, processor, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    print(json.dumps(main(**json.load(sys.stdin))))
