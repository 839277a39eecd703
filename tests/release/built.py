"""Wheel and sdist, each installed where this tree is not, do what they are for; `make release`.

No name here begins with `test_`, so a plain `pytest` leaves this file alone: it needs what was built.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from authorisation import __version__

ROOT = Path(__file__).parents[2]
RULE_SETS = sorted(path.parent.name for path in (ROOT / "rules").glob("*/ruleset.yaml"))
CANNOT_TELL = 11
Run = Callable[..., subprocess.CompletedProcess[str]]


UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module", params=["*.whl", "*.tar.gz"], ids=["wheel", "sdist"])
def built(request: pytest.FixtureRequest) -> Path:
    """The file that was built; `make release` empties `dist` and builds into it before this."""
    if not (ROOT / "dist").is_dir():
        pytest.skip("nothing was built: `make release` does it and then runs these tests")
    files = list((ROOT / "dist").glob(request.param))
    assert len(files) == 1, "run `make release`"
    return files[0]


@pytest.fixture(scope="module")
def programs(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment into which it was installed, and nothing else."""
    environment = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([UV, "venv", "-q", "--python", sys.executable, environment], check=True)
    binaries = environment / ("Scripts" if os.name == "nt" else "bin")
    install(binaries, str(built))
    return binaries


def install(binaries: Path, requirement: str) -> None:
    installing = [UV, "pip", "install", "-q", "--python", binaries / "python", requirement]
    subprocess.run(installing, check=True, cwd=binaries)


@pytest.fixture
def run(programs: Path, tmp_path: Path) -> Run:
    """Run one of its programs in a folder that holds one application and nothing of this tree."""
    shutil.copy(ROOT / "fixtures/corby.yaml", tmp_path)
    ours = ("PYTHONPATH", "VIRTUAL_ENV", "AUTHORISATION_RULES")
    clean = {name: value for name, value in os.environ.items() if name not in ours}

    def runs(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [programs / program, *arguments],
            cwd=tmp_path,
            env={**clean, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return runs


def test_it_has_the_newest_version_of_the_changelog(run: Run) -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[?(\d[^\] ]*)\]? - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)

    assert released[:1] == [__version__]
    assert run("authorise", "--version").stdout == f"authorise {__version__}\n"


def test_python_runs_it_as_the_command_does(run: Run) -> None:
    for arguments in (["--version"], ["rules"], ["assess", "corby.yaml"], ["no-such-command"]):
        ours, theirs = (
            run("authorise", *arguments),
            run("python", "-m", "authorisation", *arguments),
        )
        assert ours.stdout + ours.stderr
        assert (theirs.returncode, theirs.stdout, theirs.stderr) == (
            ours.returncode,
            ours.stdout,
            ours.stderr,
        )


def test_it_brings_every_rule_set_as_adopted(run: Run) -> None:
    listed = run("authorise", "rules").stdout

    assert re.findall(r"^(\S+) +from \d{4}-", listed, re.MULTILINE) == RULE_SETS
    assert run("authorise", "doctor").returncode == 0
    assert run("authorise", "test", *RULE_SETS).returncode == 0


def test_it_assesses_as_this_tree_does(run: Run) -> None:
    ours = subprocess.run(
        [sys.executable, "-m", "authorisation", "assess", "corby.yaml", "--full"],
        cwd=ROOT / "fixtures",
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    theirs = run("authorise", "assess", "corby.yaml", "--full")

    assert ours.returncode == CANNOT_TELL
    assert (theirs.returncode, theirs.stdout) == (ours.returncode, ours.stdout)


NO_SOLVER = (
    "some advice needs the solver\n"
    "  help: python3 -m pip install '.[analysis]' in this program's folder\n"
)


def test_it_writes_a_rule_set_that_has_no_fault(run: Run) -> None:
    for arguments, code in (
        (["new", "rules/trusts"], 0),
        (["check", "--advice", "rules/trusts"], 0),
        (["test", "rules/trusts"], 0),
        (["assess", "rules/trusts/sample.yaml", "--rules", "rules/trusts"], CANNOT_TELL),
    ):
        done = run("authorise", *arguments)
        # The package alone has no solver, and says what that leaves out.
        needs = NO_SOLVER if "--advice" in arguments else ""
        assert (done.returncode, done.stderr) == (code, needs)


def test_a_page_has_its_style(run: Run) -> None:
    done = run("authorise", "assess", "corby.yaml", "--format", "html")

    assert (done.returncode, done.stderr) == (CANNOT_TELL, "")
    assert "<style>" in done.stdout


def test_its_types_are_known_to_who_uses_it(programs: Path, tmp_path: Path) -> None:
    using = tmp_path / "using.py"
    using.write_text(
        "import authorisation\n\n"
        "version: str = authorisation.__version__\n"
        'rules: authorisation.Rules = authorisation.load("gpcc-2010")\n'
    )
    checking = [sys.executable, "-m", "mypy", "--strict", "--python-executable"]
    done = subprocess.run(
        [*checking, programs / "python", "--cache-dir", tmp_path / "cache", using],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "Success: no issues found in 1 source file\n")


def test_it_says_under_which_licence_it_comes(run: Run) -> None:
    asked = (
        "from importlib.metadata import distribution\n"
        "ours = distribution('consortium-authorisation')\n"
        "print(ours.metadata['License-Expression'])\n"
        "print(ours.read_text('licenses/LICENSE'))"
    )
    said, _, text = run("python", "-c", asked).stdout.partition("\n")

    assert said == "MIT"
    assert text.strip() == (ROOT / "LICENSE").read_text(encoding="utf-8").strip()


def test_with_its_extra_it_sets_a_letter_and_says_what_lacks_without(
    built: Path, programs: Path, run: Run, tmp_path: Path
) -> None:
    """The last test: it installs something more."""
    run("authorise", "assess", "corby.yaml", "--stage", "decision", "--record", "corby.json")
    letter = ("authorise", "letter", "corby.json", "-o", "corby.pdf")
    without = run(*letter)
    install(programs, f"{built}[letter]")
    done = run(*letter)

    assert (without.returncode, without.stdout) == (7, "")
    assert without.stderr.startswith("typst: what sets letters is not installed")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "corby.pdf").read_bytes().startswith(b"%PDF-1.7")
