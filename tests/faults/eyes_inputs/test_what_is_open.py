"""At the decision every format says why a finding is open, and what is answered in part."""

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
OURS = """\
name: Ours
as_of: 2012-10-01
answers:
  population: {registered: 170729}
  board: {so_far: [{name: Ann, role: lay}]}
  register: {so_far: []}
"""
NO_EVIDENCE = "the answer needs evidence and has none"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line on the small rules, with `ours.yaml` assessed at the decision."""
    copy_folder("small", tmp_path)
    monkeypatch.chdir(tmp_path)
    Path("ours.yaml").write_text(OURS, encoding="utf-8")

    def invoke(*more: str) -> Result:
        given = ["assess", "ours.yaml", "--rules", "small", "--stage", "decision", *more]
        return CliRunner().invoke(cli, given, env={"AUTHORISATION_RULES": "rules"})

    return invoke


def test_5_a_list_answered_in_part_is_called_so(run: Run) -> None:
    page = " ".join(run().stdout.split())

    assert "Enough lay members (LAY): not shown (it was answered so far only)" in page
    assert "- Answered so far only: Who sits on the board?" in page
    assert "Not answered: Who sits on the board?" not in page


def test_5_a_list_without_an_entry_yet_is_not_answered(run: Run) -> None:
    page = " ".join(run().stdout.split())

    assert "Interests are declared in time (DECL): not shown (it was not answered)" in page
    assert "- Not answered: Which interests are declared?" in page


def test_6_rows_of_findings_say_why_they_are_not_shown(run: Run) -> None:
    text = run("--format", "csv", "--findings").stdout.removeprefix("\ufeff")
    why = {row["criterion"]: row["why"] for row in csv.DictReader(io.StringIO(text))}

    assert why["RISK"].startswith(f"{NO_EVIDENCE}; the group is large enough by itself: met")
    assert why["LAY"].startswith("it was answered so far only; ")
    assert why["COST"].startswith("it was not answered; ")
    assert why["WORTH"] == "no assessor has judged it"


def test_6_so_do_those_of_a_workbook(run: Run) -> None:
    run("--output", "out.xlsx")
    rows = openpyxl.load_workbook("out.xlsx")["Findings"].iter_rows(values_only=True)
    cells = [str(cell) for row in rows for cell in row]

    assert any(cell.startswith(f"{NO_EVIDENCE}; ") for cell in cells)
