"""Two builds of the program, installed side by side with the same libraries."""

from __future__ import annotations

import compileall
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import Command, Runs

ROOT = Path(__file__).parent.parent
BASELINE = "7bb3448"
"""The commit that speed at the start, of pages and of folders is compared with."""
CACHE = "XDG_CACHE_HOME"
"""The variable that says where a user's caches are."""
_SCRIPT = """\
#!{python}
import sys
from authorisation.cli.main import main
sys.exit(main())
"""


@dataclass(frozen=True, slots=True)
class Build:
    """One build of the program in a virtual environment of its own."""

    folder: Path

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(self.folder / "bin" / "python")

    @property
    def authorise(self) -> str:
        """Its command."""
        return str(self.folder / "bin" / "authorise")


def install_baseline(folder: Path) -> Build | None:
    """Install the build of `BASELINE`; None where this clone does not hold that commit."""
    archive = folder / "baseline.tar"
    command = ["git", "-C", str(ROOT), "archive", "--output", str(archive), BASELINE]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    with tarfile.open(archive) as packed:
        packed.extractall(folder / "baseline-tree", filter="data")
    return install(folder / "baseline-tree", folder / "baseline")


def install(tree: Path, folder: Path) -> Build:
    """Install the program of a tree with bytecode, over the libraries of this environment."""
    venv.create(folder, symlinks=True)
    build = Build(folder)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(tree / "authorisation", site / "authorisation", ignore=without)
    shutil.copytree(tree / "rules", site / "authorisation" / "_rules")
    # Only the folder is named: what this environment itself points at, our sources, stays out.
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "libraries.pth").write_text("\n".join(sorted(libraries)), encoding="utf-8")
    compileall.compile_dir(site, quiet=1)
    script = Path(build.authorise)
    script.write_text(_SCRIPT.format(python=build.python), encoding="utf-8")
    script.chmod(0o755)
    return build


def run_in_turn(
    commands: Sequence[Command], *, times: int, warm_up: int = 1, settings: Mapping[str, str]
) -> list[Runs]:
    """Return what the runs of each command took; `settings` are variables of their environment."""
    plan = {"times": times, "warm_up": warm_up, "commands": commands}
    done = subprocess.run(
        [sys.executable, "-I", str(Path(__file__).with_name("processes.py"))],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=True,
        env=environment(settings),
    )
    found: list[Runs] = json.loads(done.stdout)
    for command, runs in zip(commands, found, strict=True):
        if not set(runs["codes"]) <= {0, 10, 11}:
            sys.exit(f"{command['arguments']} ended with {runs['codes']}: {done.stderr[-500:]}")
    return found


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the runs: this one, with no settings of Python's but these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, **settings}
