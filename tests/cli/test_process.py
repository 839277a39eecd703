"""The command line as a process of its own: its streams, its exit codes, and what it loads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

AUTHORISE = [sys.executable, "-m", "authorisation"]
ROOT = Path(__file__).parents[2]


def process(folder: Path, *args: str, **kwargs: object) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "AUTHORISATION_RULES": "rules",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [*AUTHORISE, *args],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **kwargs,
    )


def test_results_go_to_stdout_and_talk_to_stderr(folder: Path) -> None:
    done = process(folder, "assess", "granted.yaml", "bad.yaml", "--rules", "demo")

    assert done.returncode == 4
    assert "- Alpha (A1): Granted\n" in done.stdout
    assert done.stderr == (
        "bad.yaml:3:11: no question is called `population.registred`\n"
        "  help: did you mean `population.registered`?\n"
    )


def test_wrong_usage_is_not_bad_input(folder: Path) -> None:
    done = process(folder, "assess", "--rules", "demo")

    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        (
            "Usage: authorise assess [OPTIONS] FILE|FOLDER...\n"
            "Try 'authorise assess --help' for help.\n\n"
            "Error: Missing argument 'FILE|FOLDER...'.\n"
        ),
    )


def test_a_bug_keeps_its_traceback_and_has_a_code_of_its_own() -> None:
    broken = (
        "import authorisation.usecases.doctor as doctor, sys\n"
        "from authorisation.cli.main import main\n"
        "doctor.diagnose = lambda root: 1 / 0\n"
        "sys.argv = ['authorise', 'doctor']\n"
        "main()\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", broken], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr.startswith("Traceback")
    assert done.stderr.endswith("ZeroDivisionError: division by zero\n")


@pytest.mark.skipif(os.name != "posix", reason="a pipe breaks otherwise elsewhere")
def test_a_reader_that_goes_away_ends_it_quietly(folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [*AUTHORISE, "form", "demo"],
            cwd=folder,
            env={**os.environ, "AUTHORISATION_RULES": "rules", "PYTHONPATH": str(ROOT)},
            stdout=gone,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert (done.returncode, done.stderr) == (-13, b"")


@pytest.mark.parametrize(
    ("args", "unwanted"),
    [
        (["--help"], {"pydantic", "yaml", "msgspec", "re2", "authorisation.engine"}),
        (["--version"], {"pydantic", "yaml", "msgspec", "authorisation.engine"}),
        (
            ["assess", "granted.yaml", "--rules", "demo"],
            {"ssl", "http.client", "urllib.request", "authorisation.policy.cases.assessment"},
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_only_what_a_command_needs_is_loaded(
    folder: Path, args: list[str], unwanted: set[str]
) -> None:
    seen = (
        "import sys, atexit\n"
        "from authorisation.cli.main import main\n"
        "atexit.register(lambda: print(*sys.modules, sep='\\n', file=sys.stderr))\n"
        f"sys.argv = ['authorise', *{args!r}]\n"
        "main()\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", seen],
        cwd=folder,
        env={**os.environ, "AUTHORISATION_RULES": "rules", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0
    assert unwanted & set(done.stderr.split()) == set()
