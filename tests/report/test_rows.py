"""Findings as rows: whole, byte for byte the same, no formula and no personal answer among them."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from authorisation.explain.assessment.finding_rows import FindingRow, describe_finding_rows
from authorisation.explain.assessment.view import View
from authorisation.model.submission import Stage
from authorisation.report.tables.csv import guarded
from tests.expected import assert_expected
from tests.explain.building import BLANK, LARGE, SMALL, assessed, program
from tests.report.hostile import HOSTILE
from tests.report.tables import as_csv, as_xlsx, findings_tables

EXPECTED = Path(__file__).parent / "expected"
DAY = date(2012, 10, 1)
STATEMENT = "This is not a decision of the Board."
CODES = ("5E1", "0123", "1-2", "TRUE", "=1+1", "@x", "+44")


def rows(*texts: str, **how: object) -> list[FindingRow]:
    return [
        row
        for text in texts
        for row in describe_finding_rows(View.of(assessed(text, **how), program()))
    ]


def rows_csv(found: list[FindingRow]) -> bytes:
    return as_csv(findings_tables(found, DAY))


def xlsx(found: list[FindingRow], about: list[str]) -> bytes:
    return as_xlsx(findings_tables(found, DAY, about, STATEMENT))


def test_a_whole_table() -> None:
    made = rows_csv(rows(SMALL, BLANK))

    assert_expected(EXPECTED / "rows.csv", made.decode("utf-8-sig").replace("\r\n", "\n"))
    assert made.startswith(b"\xef\xbb\xbfsubmission,code,rule set,")
    assert made.count(b"\r\n") == made.count(b"\n") == 13


def test_a_condition_has_its_date_and_a_run_its_warnings() -> None:
    made = {
        row["criterion"]: row
        for row in rows(LARGE, stage=Stage.DECISION, overrides={"carrier": Decimal(30000)})
    }

    assert (made["LAY"]["condition of the outcome"], made["LAY"]["condition due"]) == (
        "yes",
        "2013-01-01",
    )
    assert made["RISK"]["condition of the outcome"] == ""
    assert made["RISK"]["warnings"] == (
        "Edited rules: they are no shipped edition, and nobody has adopted them.; "
        "Set for this run alone: population that carries its own risk is 30,000 patients, "
        "not 100,000 patients."
    )


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_what_begins_a_formula_is_made_text(mark: str) -> None:
    assert guarded(f"{mark}1") == f"'{mark}1"
    assert guarded(f" {mark}1") == f"'{mark}1"


@pytest.mark.parametrize("control", ["\t", "\r", "\n", "\x00"])
def test_a_control_cannot_hide_a_formula(control: str) -> None:
    assert not guarded(f"{control}=1").startswith(("=", control))


def test_nothing_in_csv_is_a_formula() -> None:
    _, *written = csv.reader(io.StringIO(rows_csv(rows(HOSTILE)).decode("utf-8-sig")))

    assert len(written) == len(program().criteria)
    for row in written:
        assert not [c for c in row if c[:1] in "=+@\t\r\x00" and c]
        assert all(c.lstrip("-").replace(".", "").isdigit() for c in row if c.startswith("-"))


def test_the_same_findings_give_the_same_workbook() -> None:
    found = rows(SMALL, LARGE)

    assert xlsx(found, ["x"]) == xlsx(found, ["x"])


def test_a_workbook_holds_the_same_and_codes_stay_text() -> None:
    texts = [SMALL.replace("code: LM1", f"code: '{code}'") for code in CODES]
    found = rows(*texts, HOSTILE)
    book = openpyxl.load_workbook(io.BytesIO(xlsx(found, ["Two clash."])))
    lines = list(book["Findings"].iter_rows(min_row=2))
    table = list(csv.reader(io.StringIO(rows_csv(found).decode("utf-8-sig"))))[1:]

    assert [str(line[1].value) for line in lines[::6]][:7] == list(CODES)
    assert {cell.data_type for line in lines for cell in line} == {"s", "n"}
    assert all(
        cell.data_type == "s" or cell.column == 17 or cell.value is None
        for line in lines
        for cell in line
    )
    assert all(cell.hyperlink is None for line in lines for cell in line)
    for line, written in zip(lines, table, strict=True):
        for cell, text in zip(line, written, strict=True):
            value = "" if cell.value is None else cell.value
            assert value == text.removeprefix("'") or Decimal(str(value)) == Decimal(text)
    assert [cell.value for (cell,) in book["About"].iter_rows()] == [
        "This is not a decision of the Board.",
        "Edited rules: they are no shipped edition, and nobody has adopted them.",
        "Two clash.",
    ]
    assert "This is not a decision of the Board." in book["Findings"].oddHeader.left.text
    assert "Edited rules" in book["Findings"].oddHeader.left.text
