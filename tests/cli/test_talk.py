"""A terminal obeys nothing that a file's name or an argument holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ON_A_TERMINAL = (
    "import click.utils\n"
    "from authorisation.cli.main import main\n"
    "click.utils.should_strip_ansi = lambda *_: False\n"
    "main()\n"
)
"""A pipe would hide the fault: click takes colours out of what goes to one."""

EVIL = "a\x1b]0;x\x07\u202eb.yaml"
SHOWN = "a\\x1B]0;x\\x07\\u202Eb.yaml"


def on_a_terminal(folder: Path, args: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "AUTHORISATION_RULES": "rules",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [sys.executable, "-c", ON_A_TERMINAL, *args],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(os.name != "posix", reason="such names are refused elsewhere")
@pytest.mark.parametrize(
    "args",
    [
        pytest.param(["check", EVIL, "--rules", "demo"], id="a file with a problem"),
        pytest.param(["replay", EVIL], id="no record"),
        pytest.param(["assess", EVIL, "--rules", "demo"], id="one of several submissions"),
        pytest.param(["explain", EVIL, "SIZE", "--rules", "demo"], id="a submission"),
        pytest.param(["explain", "open.yaml", EVIL, "--rules", "demo"], id="no criterion"),
        pytest.param(["form", "demo", "--rules-root", EVIL], id="no folder of rules"),
        pytest.param(["form", "demo", "-o", f"{EVIL}/x"], id="a place for a result"),
        pytest.param(["assess", "open.yaml", "--as-of", EVIL], id="no date"),
        pytest.param([EVIL], id="no command"),
    ],
)
def test_what_a_terminal_would_obey_is_spelt_out(folder: Path, args: list[str]) -> None:
    (folder / EVIL).write_text("name: x\nanswers: {populaton: 3}\n")

    done = on_a_terminal(folder, args)

    assert done.returncode not in {0, 1}
    assert SHOWN in done.stdout + done.stderr
    assert not {"\x1b", "\x07", "\u202e"} & {*done.stdout, *done.stderr}


@pytest.mark.skipif(sys.platform != "linux", reason="such names are refused elsewhere")
def test_a_name_that_is_no_text_can_be_said(folder: Path) -> None:
    (folder / "\udcff.yaml").write_text("name: x\nanswers: {populaton: 3}\n")

    done = on_a_terminal(folder, ["check", "\udcff.yaml", "--rules", "demo"])

    assert done.stdout.startswith("\\uDCFF.yaml:2:11: no question is called `populaton`\n")
    assert done.returncode == 4
