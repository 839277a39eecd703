"""The workbook speaks its own language, and whatever in it is not read is told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.styles import Font
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from authorisation.cli.main import cli
from tests.shipped import RULES

Run = Callable[..., Result]
pytestmark = pytest.mark.slow


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The whole form of gpcc-2010, with a name in it."""
    place = tmp_path / "ours.xlsx"
    place.write_bytes(named_form())
    return place


@cache
def named_form() -> bytes:
    made = CliRunner().invoke(cli, ["form", "gpcc-2010", "--format", "xlsx"])
    book = openpyxl.load_workbook(io.BytesIO(made.stdout_bytes))
    book["About"]["B4"] = "Ours"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def page(form: Path, *more: str) -> str:
    return " ".join(CliRunner().invoke(cli, ["assess", str(form), *more]).output.split())


def texts(book: Workbook) -> Iterator[str]:
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            yield from (value for value in row if isinstance(value, str))


def row_of(sheet: Worksheet, path: str) -> int:
    return next(row[0].row for row in sheet.iter_rows() if path in [c.value for c in row])


def test_6_no_wording_of_the_workbook_speaks_yaml(form: Path) -> None:
    every = list(texts(openpyxl.load_workbook(form)))

    assert not [text for text in every if "[]" in text]
    assert "Which of these apply? Write none if none does." in every
    assert any(text.endswith("Choose “there is none” above its rows if none.") for text in every)
    assert any("Mark “There is none” if none" in text for text in every)
    assert "[]" not in page(form, "--full")
    yaml = CliRunner().invoke(cli, ["form", "gpcc-2010"]).output
    assert yaml.count("Answer [] if") > 5


def test_6_questions_about_entries_name_their_own_sheet_and_row(form: Path) -> None:
    book = openpyxl.load_workbook(form)
    board = next(s for s in book if "[board.role]" in [c.value for c in s[7]])
    heads = [cell.value for cell in board[7]]
    board["B3"] = "complete"
    for row in (8, 11):  # nothing stands between them
        board.cell(row, heads.index("[board.role]") + 1, "GP")
    book.save(form)

    asked = page(form, "--full")

    assert "Entry 2: " in asked
    assert f"(sheet “{board.title}”, row 11; for " in asked
    assert "(sheet “Questions”, row" in asked


def test_6_the_day_that_is_filled_in_says_whose_it_is(form: Path) -> None:
    about = openpyxl.load_workbook(form)["About"]
    labels = {row[2].value: row[0].value for row in about.iter_rows(max_col=3)}

    assert labels["[about.as_of]"] == (
        "Assessed as of (the day on which these rules begin stands here: put your own)"
    )
    assert "that on which they begin stands here, so put your own" in (
        CliRunner().invoke(cli, ["form", "gpcc-2010"]).output
    )


def test_6_what_stands_beside_the_form_is_told(form: Path) -> None:
    plain = page(form)
    book = openpyxl.load_workbook(form)
    questions, about = book["Questions"], book["About"]
    row = row_of(questions, "population.registered")
    questions.cell(row, 20, "see the letter")
    questions["F1"] = "by Ann"
    about["D4"] = "or Yours"
    about.cell(about.max_row + 2, 1, "Ring me first")
    book.create_sheet("My notes")["A1"] = "mine"
    book.save(form)

    told = page(form)
    advice = CliRunner().invoke(cli, ["check", str(form), "--advice"]).output

    says = "Not read: what stands beside the form in the cells "
    assert says not in plain
    assert says in told
    cells = told.partition(says)[2].partition(". ")[0]
    assert cells == f"D4 of “About”, A{about.max_row} of “About”, F1 of “Questions” and 1 more"
    assert "what stands beside the form is not read: D4 of “About”" in advice


@pytest.mark.parametrize(("look", "struck"), [("<b/>", False), ("<strike/>", True)])
def test_6_an_answer_that_is_struck_through_in_part_is_refused(
    tmp_path: Path, look: str, struck: bool
) -> None:
    form = tmp_path / "ours.xlsx"
    CliRunner().invoke(cli, ["form", "gpcc-2010", "--output", str(form)])
    with zipfile.ZipFile(form) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    runs = f"<r><t>Imaginary </t></r><r><rPr>{look}</rPr><t>Fen</t></r>"
    before = "<t>(the name of your consortium)</t>"
    assert before in parts["xl/sharedStrings.xml"]
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(before, runs)
    with zipfile.ZipFile(form, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)

    said = page(form)

    told = (
        'sheet "About", cell B4: a part of this answer is struck through help: remove it, or the '
        "line through it"
    )
    assert (told in said) is struck
    assert said.startswith("Imaginary Fen ") is not struck


def test_6_what_several_outcomes_would_impose_alike_stands_once() -> None:
    half = RULES.parent / "fixtures/illustrative-half-answered.yaml"
    text = CliRunner().invoke(cli, ["assess", str(half), "--full"]).output
    headings = [line for line in text.splitlines() if line.startswith("Support plan")]

    assert headings == [
        "Support plan, if the outcome is: Developmental track, by choice; or Developmental track"
    ]


@pytest.mark.parametrize(
    "heading", ["Evidence: document", "Evidence: where in it", "Evidence level"]
)
def test_7_evidence_that_is_struck_through_is_told_once(form: Path, heading: str) -> None:
    book = openpyxl.load_workbook(form)
    questions = book["Questions"]
    heads = {cell.value: cell.column for cell in questions[3]}
    row = row_of(questions, "conflicts.policy")
    questions.cell(row, 3, "Policy 3")
    for name, text in (("document", "Minutes"), ("where in it", "page 3")):
        questions.cell(row, heads[f"Evidence: {name}"], text)
    questions.cell(row, heads["Evidence level"], "evidenced")
    questions.cell(row, heads[heading]).font = Font(strike=True)
    book.save(form)

    told = CliRunner().invoke(cli, ["check", str(form)]).output

    assert told.endswith(f"{form}: 1 problem\n")
    assert "this answer is struck through" in told
