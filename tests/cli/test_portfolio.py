"""Many submissions at once, on the small rules: what is written, and how it ends."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from tests.expected import assert_expected

Run = Callable[..., Result]
KEPT = Path(__file__).parent / "portfolio"


@pytest.mark.parametrize("command", ["run", "layout"])
def test_help_of_each(command: str) -> None:
    result = CliRunner().invoke(
        cli, ["portfolio", command, "--help"], prog_name="authorise", terminal_width=80
    )

    assert_expected(KEPT / f"{command}-help.txt", result.stdout)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_layout_names_every_column(run: Run, form: str) -> None:
    result = run("portfolio", "layout", "demo", "--format", form)

    assert result.exit_code == 0
    assert_expected(KEPT / f"layout.{'txt' if form == 'text' else form}", result.stdout)


def test_a_table_is_written_whole_with_the_rows_that_were_refused_beside_it(
    run: Run, tmp_path: Path
) -> None:
    groups = tmp_path / "groups.csv"
    groups.write_text(
        "name,as_of,population.registered\n"
        "Gamma,2012-06-01,999\n"
        "Delta,2012-06-01,1000\n"
        "Epsilon,2012-06-01,many\n"
    )
    result = run("portfolio", "run", "demo", str(groups), "-o", str(tmp_path / "out.csv"))

    assert result.exit_code == 4
    assert "1 row was refused" in result.stderr
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["name"], row["SIZE.verdict"], row["SIZE.margin_low"]) for row in rows] == [
        ("Gamma", "not met", "-1"),
        ("Delta", "met", "0"),
    ]
    with (tmp_path / "out.refused.csv").open(newline="") as file:
        (refused,) = csv.DictReader(file)
    assert (refused["row"], refused["column"]) == ("3", "population.registered")
    assert refused["reason"] == "`many` is not a number"


def test_without_the_database_the_remedy_is_told(run: Run, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    result = run("portfolio", "run", "demo", str(tmp_path), "-o", str(tmp_path / "out.csv"))

    assert result.exit_code == 7
    assert "pip install '.[portfolio]'" in result.stderr
