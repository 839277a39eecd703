"""What the commands of a page print, and how they end, when the page is followed from its top.

Three kinds of block take part: one with `file=NAME` is written to that file; `sh run` holds commands
to type; `console` holds commands behind a `$`, and what they print. A `console` block may show an
excerpt of what `authorise` prints: `from="..."` names the first line shown, by how it begins, and
`before="..."` the first line after it that is not shown; what is left out stands as `…`.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

from click.testing import CliRunner

from authorisation.cli.main import cli
from tests.docs.blocks import ROOT, Block, blocks

FOLLOWED = (
    "README.md",
    "docs/tutorial.md",
    "docs/policy-changes.md",
    "docs/pool.md",
    "docs/testing-rules.md",
    "docs/portfolio.md",
    "docs/casework.md",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs/first-steps").glob("*.md")),
)
"""The pages whose commands are run."""

_LEFT_OUT = "…\n"
_ASKS_FOR_THE_CODE = "echo $?"
_UNSEEN = "\ufeff"
"""The mark before CSV, of which a terminal shows nothing."""
_DONE = (0, 10, 11)
_SHELLS_OWN = frozenset("|&;<>$`*?~")
_PROGRAM = f"{shlex.quote(sys.executable)} -m authorisation"


@dataclass(frozen=True, slots=True)
class Ran:
    """One command that was run: its exit code, and all that it printed."""

    command: str
    code: int
    output: str


@dataclass(slots=True)
class Followed:
    """A page that was followed: every command, and each transcript as it would be today."""

    ran: list[Ran] = field(default_factory=list)
    failed: list[Ran] = field(default_factory=list)
    """The commands that ended in an error which the page does not show."""

    transcripts: list[tuple[Block, str]] = field(default_factory=list)


def follow(page: str, folder: Path) -> Followed:
    """Follow a page in a folder of its own, beside the project's fixtures and rules."""
    for name in ("fixtures", "rules"):
        (folder / name).symlink_to(ROOT / name)
    followed = Followed()
    for block in blocks(page):
        if block.file:
            place = folder / block.file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.text, encoding="utf-8")
        elif block.kind == "sh" and "run" in block.words:
            _run_all(block, block.text.splitlines(), folder, followed)
        elif block.kind == "console" and block.text.startswith("$ "):
            commands = re.findall(r"^\$ (.*)$", block.text, re.MULTILINE)
            text = _run_all(block, commands, folder, followed)
            followed.transcripts.append((block, text))
    return followed


def _run_all(block: Block, commands: list[str], folder: Path, followed: Followed) -> str:
    """The transcript of some commands, with their codes where the page asks for them."""
    shown, code = "", 0
    for number, command in enumerate(commands):
        if command == _ASKS_FOR_THE_CODE:
            shown += f"$ {command}\n{code}\n"
            continue
        ran = _run(command, folder)
        code = ran.code
        shown += f"$ {command}\n{_excerpt(block, ran)}"
        followed.ran.append(ran)
        if code not in _DONE and commands[number + 1 : number + 2] != [_ASKS_FOR_THE_CODE]:
            followed.failed.append(ran)
    return shown


def _run(command: str, folder: Path) -> Ran:
    """Run a line as a reader would, without a terminal: ours here, all others in a shell."""
    words = shlex.split(command, comments=True)
    if words[:1] == ["authorise"] and not _SHELLS_OWN & set(command):
        return Ran(command, *_authorise(words[1:], folder))
    done = subprocess.run(
        ["sh", "-c", re.sub(r"^authorise\b", lambda _: _PROGRAM, command)],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Ran(command, done.returncode, done.stdout.removeprefix(_UNSEEN))


def _authorise(arguments: list[str], folder: Path) -> tuple[int, str]:
    """The exit code and output of one of our commands, run in this process to save its start."""
    with chdir(folder):
        result = CliRunner().invoke(cli, arguments, prog_name="authorise")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def _excerpt(block: Block, ran: Ran) -> str:
    """The part of an output that the block shows: all of it where the block names no part."""
    if not ran.command.startswith("authorise "):
        return ran.output
    lines = ran.output.splitlines(keepends=True)
    first, end = 0, len(lines)
    if start := block.option("from"):
        first = _found(block, ran, start, lines, 0)
    if stop := block.option("before"):
        end = _found(block, ran, stop, lines, first + 1)
    while end > first and not lines[end - 1].strip():
        end -= 1
    shown = "".join(lines[first:end])
    rest = "".join(lines[end:])
    return (_LEFT_OUT if first else "") + shown + (_LEFT_OUT if rest.strip() else rest)


def _found(block: Block, ran: Ran, start: str, lines: list[str], after: int) -> int:
    """The number of the first line that begins so, indented or not."""
    for number, line in enumerate(lines[after:], start=after):
        if line.lstrip().startswith(start):
            return number
    raise AssertionError(
        f"{block.place}: `{ran.command}` prints no line that begins with {start!r}"
    )
