"""Every problem of a file is told at once, in a row of its own a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from tests.rule_sets.folders import copy_folder

Run = Callable[..., Result]
WRONG = """\
name: X
stage: soonish
answers: {population.registered: many}
evidence: {population.registered: {document: Paper, level: sure}, nothing: {document: Paper}}
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    copy_folder("demo", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUTHORISATION_RULES", "rules")
    return lambda *args: CliRunner().invoke(cli, [*args])


def test_evidence_is_read_beside_a_head_that_is_wrong(run: Run) -> None:
    Path("x.yaml").write_text(WRONG, encoding="utf-8")

    told = run("check", "x.yaml", "--rules", "demo").output

    places = [line.partition(": ")[0] for line in told.splitlines() if line.startswith("x.yaml:")]
    assert places == ["x.yaml:2:8", "x.yaml:3:34", "x.yaml:4:60", "x.yaml:4:67", "x.yaml"]


def test_so_it_is_in_a_workbook(run: Run) -> None:
    run("form", "demo", "--output", "x.xlsx")
    book = openpyxl.load_workbook("x.xlsx")
    book["About"]["B4"], book["About"]["B7"] = "Ours", "soon"
    book["Questions"]["G6"], book["Questions"]["I6"] = "Paper", "sure"
    book.save("x.xlsx")

    told = run("check", "x.xlsx", "--rules", "demo").output

    assert "cell B7" in told
    assert "cell I6" in told


def test_a_broken_file_is_one_row_with_all_of_its_problems(run: Run) -> None:
    Path("many").mkdir()
    Path("many/x.yaml").write_text(WRONG, encoding="utf-8")
    for findings in ([], ["--findings"]):
        given = ["assess", "many", "granted.yaml", "--rules", "demo", "--format", "csv", *findings]
        rows = list(csv.DictReader(io.StringIO(run(*given).stdout.removeprefix("\ufeff"))))

        (broken,) = [row for row in rows if "not assessed" in row.values()]
        said = broken["why" if findings else "warnings"]
        assert said.count("x.yaml:") == 4
        assert "; many/x.yaml:3:34: " in said
