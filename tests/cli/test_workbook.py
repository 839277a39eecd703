"""The workbook form from the command line: written, filled in, assessed, refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from tests.language.filled_form import place

Run = Callable[..., Result]


def filled(run: Run, **answers: object) -> None:
    assert run("form", "demo", "--output", "form.xlsx").exit_code == 0
    book = openpyxl.load_workbook("form.xlsx")
    for path, value in answers.items():
        sheet = book["Questions"]
        sheet[place(sheet, path.replace("__", "."))] = value
    book["About"]["B4"] = "A group"
    board = book["Board"]
    board["B3"], board["A8"], board["B8"] = "complete", "Xan", "lay"
    book.save("form.xlsx")


def test_a_blank_workbook_loads_as_it_is(run: Run) -> None:
    result = run("form", "demo", "--format", "xlsx", "--stage", "decision", "--output", "form.xlsx")

    assert (result.exit_code, result.stdout) == (0, "")
    assert run("check", "form.xlsx", "--rules", "demo").stdout == "form.xlsx: no problems\n"
    assert "As of 1 January 2012; decision" in run("assess", "form.xlsx", "--rules", "demo").stdout


def test_the_format_follows_the_name_of_the_file(run: Run) -> None:
    run("form", "demo", "--output", "form.XLSX")
    run("form", "demo", "--output", "form.yml")

    assert Path("form.XLSX").read_bytes().startswith(b"PK")
    assert Path("form.yml").read_text() == run("form", "demo").stdout


def test_a_filled_in_workbook_is_assessed(run: Run) -> None:
    filled(run, population__registered=1500)

    assert run("assess", "form.xlsx", "--rules", "demo").exit_code == 0
    Path("in").mkdir()
    Path("form.xlsx").rename("in/form.xlsx")
    assert run("assess", "in", "--rules", "demo").exit_code == 0


def test_a_workbook_may_come_from_stdin(run: Run) -> None:
    filled(run, population__registered=1500)

    result = CliRunner().invoke(
        cli,
        ["assess", "-", "--rules", "demo", "--rules-root", "rules"],
        input=Path("form.xlsx").read_bytes(),
    )

    assert result.exit_code == 0, result.output


def test_its_record_can_be_replayed(run: Run) -> None:
    filled(run, population__registered=1500)
    run("assess", "form.xlsx", "--rules", "demo", "--record", "record.json")

    assert run("replay", "record.json").exit_code == 0
    assert json.loads(Path("record.json").read_text())["submission"]["as_of"] == "2012-01-01"


def test_problems_name_sheet_and_cell(run: Run) -> None:
    filled(run, population__registered="many")

    result = run("assess", "form.xlsx", "--rules", "demo")

    assert result.exit_code == 4
    assert result.stderr == 'form.xlsx: sheet "Questions", cell C6: `many` is not a number\n'


@pytest.mark.parametrize("content", [b"", b"name: A\nanswers: {}\n", b"PK\x03\x04 and no more"])
def test_what_is_no_workbook_is_refused(run: Run, content: bytes) -> None:
    Path("form.xlsx").write_bytes(content)

    result = run("assess", "form.xlsx", "--rules", "demo")

    assert result.exit_code == 6
    assert result.stderr == (
        "form.xlsx: this is not a workbook, or it is damaged\n"
        "  help: save the form as an Excel workbook (.xlsx), without macros or a password\n"
    )


def test_locks_of_a_spreadsheet_program_are_passed_over(run: Run) -> None:
    Path("in").mkdir()
    Path("in/~$form.xlsx").write_bytes(b"-")
    Path("granted.yaml").rename("in/granted.yaml")

    assert run("assess", "in", "--rules", "demo").exit_code == 0
