"""Wall time and greatest memory of a command, run a few times; prints them as JSON.

It is a process of its own, and small, because the kernel counts the memory of the process that
starts a command as the command's own.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main(times: int, command: list[str]) -> None:
    """Run the command once to warm the disk, then measure it."""
    runs = [_run(command) for _ in range(times + 1)][1:]
    seconds = sorted(run[0] for run in runs)
    report = {
        "seconds": seconds[len(seconds) // 2],
        "megabytes": max(run[1] for run in runs),
        "codes": sorted({run[2] for run in runs}),
    }
    print(json.dumps(report))


def _run(command: list[str]) -> tuple[float, float, int]:
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    started = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=quiet)
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    return seconds, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
