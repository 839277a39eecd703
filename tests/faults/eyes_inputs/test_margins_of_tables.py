"""Margins in tables are numbers that people can read, and texts as pages have them."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from authorisation.explain.words.quantities import round_for_table
from tests.shipped import RULES

FIXTURES = RULES.parent / "fixtures"


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        ("-2.00069492703266157053509381514941", "-2.000695"),
        ("0.5", "0.5"),
        ("-0.0000000123456", "-0.000000012"),
        ("12345678901234567890123456", "12345678901234567890123456"),
        ("1234567890123456789012345.123456789", "1234567890123456789012345.123457"),
    ],
)
def test_3_a_margin_has_six_decimals_and_is_never_rounded_away(number: str, rounded: str) -> None:
    assert f"{round_for_table(Decimal(number)):f}" == rounded


@pytest.mark.slow
def test_3_csv_and_xlsx_round_and_json_does_not(tmp_path: Path) -> None:
    file = str(FIXTURES / "illustrative-conditions-not-shown.yaml")
    made = CliRunner().invoke(cli, ["assess", file, "--format", "csv", "--findings"]).stdout
    rows = {row["criterion"]: row for row in csv.DictReader(io.StringIO(made))}
    CliRunner().invoke(cli, ["assess", file, "--output", str(tmp_path / "list.xlsx")])
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx")["Findings"]
    heads = [cell.value for cell in sheet[1]]
    cells = {row[heads.index("criterion")]: row for row in sheet.iter_rows(values_only=True)}
    whole = json.loads(CliRunner().invoke(cli, ["assess", file, "--format", "json"]).stdout)
    steps = {each["criterion"]: each["step"] for each in whole["findings"]}

    assert rows["MGT-1"]["margin"] == "-2.000695"
    assert cells["MGT-1"][heads.index("margin")] == -2.000695
    assert steps["MGT-1"]["margin"]["low"].startswith("-2.0006949270326615705")


@pytest.mark.slow
def test_3_a_margin_in_words_says_over_and_short_as_pages_do() -> None:
    made = CliRunner().invoke(
        cli, ["assess", str(FIXTURES / "corby.yaml"), "--format", "csv", "--findings"]
    )
    rows = csv.DictReader(io.StringIO(made.stdout))
    said = [row for row in rows if row["margin"].startswith("anything from")]

    assert said[0]["margin"] == "anything from over by 366 days to exactly on the line"
    assert all("out by" not in row["margin"] and row["margin"] in row["why"] for row in said)
