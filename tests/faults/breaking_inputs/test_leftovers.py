"""What is left of a run can be used again, and nothing of it stays behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from authorisation.inference.durable.engine import is_installed
from authorisation.inference.durable.process import ChildEnded, ChildProcess

Run = Callable[..., Result]
ROOT = Path(__file__).parents[3]
DEMO = ("--rules", "demo")


@pytest.mark.parametrize("against_one", [False, True], ids=["several", "one beside a letter"])
def test_B23_what_assess_prints_of_a_folder_as_json_can_be_replayed(
    run: Run, folder: Path, against_one: bool
) -> None:
    (folder / "apps").mkdir()
    for name in ("granted",) if against_one else ("granted", "conditions", "refused"):
        (folder / f"{name}.yaml").rename(folder / f"apps/{name}.yaml")
    (folder / "apps/letter.docx").touch()
    Path("made.json").write_text(run("assess", "apps", *DEMO, "--format", "json").stdout)

    assert len(json.loads(Path("made.json").read_text())["assessments"]) == 1 + 2 * (
        not against_one
    )
    assert run("replay", "made.json").exit_code == 0


ECHO = [
    sys.executable,
    "-c",
    "import sys\nfor line in sys.stdin: print(line, end='', flush=True)",
]
"""A child that asks the kernel for nothing."""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="it is looked for there")
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(
            "worker_command(10)",
            marks=pytest.mark.skipif(not is_installed(), reason="durable-rules is not installed"),
        ),
        repr(ECHO),
    ],
    ids=["the second engine", "any other"],
)
def test_B23_a_child_that_was_stopped_does_not_outlive_its_parent(command: str) -> None:
    code = (
        "import time\n"
        "from authorisation.inference.durable.engine import worker_command\n"
        "from authorisation.inference.durable.process import ChildProcess\n"
        f"child = ChildProcess({command})\n"
        'child.ask(b\'{"n": 1, "tables": [], "runs": []}\', 10)\n'
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(child, signal.SIGSTOP)
        assert comes_to(child, "T")
        parent.kill()

    ended = comes_to(child, "Z")
    if not ended:
        os.kill(child, signal.SIGKILL)
    assert ended


def comes_to(pid: int, state: str) -> bool:
    """Whether a process comes to a state (`T` stopped, `Z` ended) within five seconds."""
    deadline = time.monotonic() + 5
    while process_state(pid) != state and time.monotonic() < deadline:
        time.sleep(0.02)
    return process_state(pid) == state


def process_state(pid: int) -> str:
    """The letter of a process's state; that of one that ended though nobody asked how, if none."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return "Z"
    return status.rpartition(")")[2].split()[0]


@pytest.mark.slow
def test_B23_a_child_outlives_the_thread_that_asked_for_it() -> None:
    import threading  # noqa: PLC0415

    made: list[ChildProcess] = []
    starter = threading.Thread(target=lambda: made.append(ChildProcess(ECHO)))
    starter.start()
    starter.join()

    assert made[0].ask(b"again", 10) == b"again\n"
    made[0].close()


def test_B23_a_child_that_cannot_be_started_is_told() -> None:
    with pytest.raises(ChildEnded, match="it cannot be started"):
        ChildProcess(["/nowhere/at/all"])


@pytest.mark.slow
@pytest.mark.parametrize("under", ["answers", "evidence"])
def test_B16_of_one_fault_over_and_over_the_first_are_said_and_the_number(
    run: Run, under: str
) -> None:
    value = "{document: D}" if under == "evidence" else "1"
    lines = "".join(f"  nothing_{number}: {value}\n" for number in range(10_000))
    head = "answers: {}\n" if under == "evidence" else ""
    Path("much.yaml").write_text(f"name: A\nas_of: 2012-06-01\n{head}{under}:\n{lines}")

    began = time.process_time()
    refused = run("assess", "much.yaml", *DEMO)
    checked = run("check", "much.yaml", *DEMO)
    listed = run("assess", "much.yaml", "granted.yaml", *DEMO)

    assert time.process_time() - began < 6
    assert refused.stderr.endswith("\nand 9,800 more problems\n")
    assert len(refused.stderr) < 20_000
    assert checked.stdout.endswith("and 9,800 more problems\nmuch.yaml: 10000 problems\n")
    assert "- and 9,800 more problems\n" in listed.stdout
