"""The small rules with a group of two tests among them, and the command line run on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from authorisation.inference.durable.engine import install_remedy
from tests.cli.conftest import FILES

ASSESS = ("assess", "granted.yaml", "--rules", "demo")
REMEDY = install_remedy()


def put_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put rules and submissions into a folder, and work there."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    rules = folder / "rules/demo/criteria/all.yaml"
    rules.write_text(
        rules.read_text().replace(
            "    require: population.registered >= least\n",
            "    require: {any: [population.registered >= least, count(board) >= 9]}\n",
        )
    )
    monkeypatch.chdir(folder)
    monkeypatch.setenv("AUTHORISATION_RULES", "rules")


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args, prog_name="authorise", catch_exceptions=False)
