"""`authorise completion`: shells complete our commands, options and rule sets when Tab is pressed."""

from __future__ import annotations

import os
import pty
import select
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from authorisation.cli.commands.completion import SHELLS
from authorisation.cli.main import cli

ROOT = Path(__file__).parents[2]
PATIENCE = 20
READY = "ready> "
BEGINNINGS = {"bash": "_authorise_completion()", "zsh": "#compdef authorise", "fish": "function "}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A path on which `authorise` is found, and the script that bash reads."""
    program = tmp_path / "bin/authorise"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m authorisation "$@"\n')
    program.chmod(0o755)
    script = CliRunner().invoke(cli, ["completion", "bash"]).stdout
    (tmp_path / "completion").write_text(script)
    (tmp_path / "ours.yaml").touch()
    return {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PS1": READY,
        "TERM": "dumb",
        "HOME": str(tmp_path),
        "INPUTRC": os.devnull,
    }


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("authorise ", [*cli.list_commands(None)]),  # type: ignore[arg-type]
        ("authorise comple", ["completion"]),
        ("authorise completion z", ["zsh"]),
        ("authorise assess --stage ", ["decision", "self-assessment"]),
        ("authorise assess --rules st", ["statutory-2012", "statutory-2022"]),
        ("authorise form gp", ["gpcc-2010"]),
        ("authorise check fail", ["failure-statutory"]),
        ("authorise test gp", ["gpcc-2010"]),
        ("authorise rules gp", ["gpcc-2010"]),
        ("authorise rules nothing-of-the-kind", []),
        ("authorise monitor --as", ["--as-of"]),
    ],
)
def test_what_is_offered(typed: str, offered: list[str]) -> None:
    _, *before, incomplete = typed.split(" ")
    found = ShellComplete(cli, {}, "authorise", "").get_completions(before, incomplete)

    # What is of no such type the shell completes with its files.
    assert sorted(each.value for each in found if each.type == "plain") == sorted(offered)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("authorise completion z", ["zsh"]),
        ("authorise assess --rules st", ["statutory-2012", "statutory-2022"]),
    ],
)
def test_bash_is_offered(environment: dict[str, str], typed: str, offered: list[str]) -> None:
    words = typed.split(" ")
    asking = (
        f"source completion; COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}; "
        "compopt() { :; }; _authorise_completion authorise; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run(
        ["bash", "-c", asking],
        cwd=environment["HOME"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert sorted(done.stdout.split()) == sorted(offered)


def test_tab_completes_in_a_shell_that_somebody_types_into(environment: dict[str, str]) -> None:
    with _typing_into("bash", "--norc", "--noprofile", "-i", environment=environment) as terminal:
        os.write(terminal, b"source completion\n")
        _expect(terminal, READY)
        os.write(terminal, b"authorise moni\t")
        _expect(terminal, "authorise monitor ")
        os.write(terminal, b"our\t")  # no rule set begins so, and a file does
        _expect(terminal, "ours.yaml ")


TYPED = [
    ("authorise moni", "monitor"),
    ("authorise assess --sta", "--stage"),
    ("authorise assess --stage de", "decision"),
    ("authorise form gp", "gpcc-2010"),
    ("authorise check our", "ours.yaml"),
]
"""What is typed in a shell before Tab, and the word that this comes to."""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_tab_completes_in_zsh(environment: dict[str, str]) -> None:
    functions = Path(environment["HOME"], "functions")
    functions.mkdir()
    (functions / "_authorise").write_text(CliRunner().invoke(cli, ["completion", "zsh"]).stdout)

    with _typing_into("zsh", "-f", "-i", environment=environment) as terminal:
        os.write(terminal, b"fpath=(~/functions $fpath); autoload -U compinit; compinit -u\n")
        _expect(terminal, READY)
        for typed, word in TYPED:
            os.write(terminal, f"\x15{typed}\t".encode())  # in place of what stands there
            _expect(terminal, f"{typed.rpartition(' ')[0]} {word} ")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_completes(environment: dict[str, str]) -> None:
    script = Path(environment["HOME"], ".config/fish/completions/authorise.fish")
    script.parent.mkdir(parents=True)
    script.write_text(CliRunner().invoke(cli, ["completion", "fish"]).stdout)
    asking = "; ".join(f"complete -C {shlex.quote(typed)}" for typed, _ in TYPED)
    done = subprocess.run(
        ["fish", "-c", asking],
        cwd=environment["HOME"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    offered = [line.partition("\t")[0] for line in done.stdout.splitlines()]
    assert offered == [word for _, word in TYPED]


@contextmanager
def _typing_into(shell: str, *options: str, environment: dict[str, str]) -> Iterator[int]:
    """The terminal of a shell that is ready, and that ends with this."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(environment["HOME"])
        os.execvpe(shell, [shell, *options], environment)
    try:
        _expect(terminal, READY)
        yield terminal
    finally:
        os.write(terminal, b"\x03")
        os.write(terminal, b"exit\n")
        os.close(terminal)
        os.waitpid(process, 0)


def _expect(terminal: int, text: str) -> None:
    """Read until the text has come, or fail with what came instead."""
    came, until = "", time.monotonic() + PATIENCE
    while text not in came:
        ready, _, _ = select.select([terminal], [], [], max(0.0, until - time.monotonic()))
        assert ready, came
        came += os.read(terminal, 1000).decode()
    assert text in came


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_its_script(shell: str) -> None:
    result = CliRunner().invoke(cli, ["completion", shell])

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(BEGINNINGS[shell])
    assert "_AUTHORISE_COMPLETE" in result.stdout


def test_another_shell_is_refused_with_those_there_are() -> None:
    result = CliRunner().invoke(cli, ["completion", "csh"])

    assert result.exit_code == 2
    assert "`csh` is not one of bash, zsh, fish" in result.stderr


def test_rules_that_cannot_be_found_are_no_complaint_while_completing(
    environment: dict[str, str],
) -> None:
    asking = {"_AUTHORISE_COMPLETE": "bash_complete", "COMP_CWORD": "4"}
    words = {"COMP_WORDS": "authorise form --rules-root nowhere g"}
    done = subprocess.run(
        ["authorise"],
        env={**environment, **asking, **words},
        cwd=environment["HOME"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("file,g\n", "")
