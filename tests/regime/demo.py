"""The small rules with a group of two tests among them, and the command line run on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from authorisation.inference.durable.engine import install_remedy
from tests.rule_sets.folders import copy_folder

ASSESS = ("assess", "granted.yaml", "--rules", "demo")
REMEDY = install_remedy()
ONE_TEST = "    require: population.registered >= least\n"
TWO_TESTS = "    require: {any: [population.registered >= least, count(board) >= 9]}\n"


def put_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put rules and submissions into a folder, and work there."""
    copy_folder("demo", folder, {"rules/demo/criteria/all.yaml": (ONE_TEST, TWO_TESTS)})
    monkeypatch.chdir(folder)
    monkeypatch.setenv("AUTHORISATION_RULES", "rules")


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args, prog_name="authorise", catch_exceptions=False)
