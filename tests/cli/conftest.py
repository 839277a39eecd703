"""A folder of rules small enough to know by heart, and the command line run on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from tests.cli.pool_round import ROUND, write_round
from tests.rule_sets.folders import copy_folder

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with `rules/` and some submissions in it."""
    copy_folder("demo", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:  # noqa: ARG001  (it runs there)
    def invoke(*args: str, given: str | None = None) -> Result:
        environment = {"AUTHORISATION_RULES": "rules", "NO_COLOR": ""}
        result = CliRunner().invoke(
            cli, args, input=given, env=environment, prog_name="authorise", terminal_width=80
        )
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def names(folder: Path) -> Callable[[], set[str]]:
    """Every file below the working folder, to see what a command wrote."""
    return lambda: {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def round_of(folder: Path) -> Path:
    """The working folder with the round of applications for pools in it."""
    write_round(folder)
    return folder


@pytest.fixture
def pool(round_of: Path, run: Run) -> Run:  # noqa: ARG001  (it runs there)
    def invoke(*args: str) -> Result:
        return run("pool", ROUND, "--rules", "demo", "--no-cache", *args)

    return invoke
