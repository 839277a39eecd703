"""What the commands of a transcript print, and how they end."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from tests.docs.blocks import ROOT, Block


def printed(block: Block) -> str:
    """Run the commands behind the `$` of a block and give the block as it would be today."""
    shown, code = "", 0
    for line in re.findall(r"^\$ (.*)$", block.text, re.MULTILINE):
        output = f"{code}\n"
        if line != "echo $?":
            output, code = _run(line)
        shown += f"$ {line}\n{output}"
    return shown


def _run(command: str) -> tuple[str, int]:
    """Run a command as a reader would, in the project's folder, without a terminal."""
    program, *arguments = command.split()
    assert program == "authorise"
    done = subprocess.run(
        [sys.executable, "-m", "authorisation", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout + done.stderr, done.returncode


def stepped(line: str, folder: Path) -> tuple[int, str]:
    """Run a line of a shell in a folder; give its code, and all that it said."""
    program = f"{shlex.quote(sys.executable)} -m authorisation"
    done = subprocess.run(
        ["sh", "-c", re.sub(r"^authorise\b", lambda _: program, line)],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
