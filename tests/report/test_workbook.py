"""The workbook form as it is written: its sheets, cells, formulas, checks and bytes."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from msgspec.structs import replace
from openpyxl.worksheet.datavalidation import DataValidation

from authorisation.forms.sections import QuestionWeight, form_sections
from authorisation.forms.workbook.read import read_workbook
from authorisation.forms.workbook.styles import WorkbookBuilder
from authorisation.forms.workbook.validation import cell_accepted_values, cell_validation
from authorisation.forms.workbook.write import render_workbook
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.submission import Stage
from authorisation.usecases.forms.blank import blank_submission
from tests.files import load_submission
from tests.language.filled_form import blank, edited, fill, rules
from tests.shipped import shipped_rules

ROOT = Path(__file__).parents[2]

WEIGHTS = {
    "population.registered": QuestionWeight(severity=Severity.GATE, domain="size"),
    "board": QuestionWeight(severity=Severity.GATE, domain="size"),
    "officer": QuestionWeight(severity=Severity.NOTE, domain=""),
}


def gpcc() -> RuleSet:
    return shipped_rules("gpcc-2010")


def shown(data: bytes, sheet: str) -> str:
    """A sheet's cells as text, a line a row, without the rows that are empty."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    lines = [
        " | ".join("" if cell is None else str(cell).replace("\n", " / ") for cell in row).rstrip(
            " |"
        )
        for row in book[sheet].iter_rows(values_only=True)
    ]
    return "\n".join(filter(None, lines)) + "\n"


def form(*, gates_only: bool = False) -> bytes:
    sections = tuple(form_sections(rules(), WEIGHTS, gates_only=gates_only))
    return render_workbook(rules(), sections, blank_submission(rules(), stage=Stage.DECISION))


def test_the_first_sheet() -> None:
    assert (
        shown(form(gates_only=True), "About")
        == """\
The base
Rule set base, edition 2012-06-21: a form to be filled in
Name of the consortium | (the name of your consortium) | [about.name]
Code, if it has one |  | [about.code]
Stage | decision | [about.stage]
Assessed as of (the day on which these rules begin stands here: put your own) | 2012-06-21 00:00:00 | [about.as_of]
Received on |  | [about.received_on]
Note |  | [about.note]
Needed before a full budget: answered, of 2 | =SUM('Questions'!$K$4:$K$7)
How to fill it in
Answer what you can. What you leave empty counts as not answered, which at decision leaves open what it would have shown.
The sheet “Questions” begins with what weighs most. Where there is no such thing, mark the column “There is none” with x: that is an answer too.
Lists have sheets of their own: one row for each entry. Say at the top of each whether it is complete.
Name the document that supports an answer, and where in it, so that an assessor finds it.
Where several answers go into one cell, put ; between them, and … last if more may come. An answer that itself holds ; goes in double quotes.
Type values, not formulas. You may change widths, the order of rows and of sheets, and add sheets of your own, which are not read. Leave the small grey words as they are.
When done, save it as an Excel workbook (.xlsx) and run: authorise assess FILE.xlsx
"""
    )


def test_questions_gates_first() -> None:
    lines = shown(form(), "Questions").splitlines()

    assert lines[:11] == [
        "The base",
        "Write in the yellow cells; leave empty what you do not know yet, or mark it x.",
        (
            "Question | Why it is asked | Answer | Don't know yet | There is none | Unit or choices | Evidence: document"
            " | Evidence: where in it | Evidence level | What hangs on it | Answered | Path"
        ),
        "Needed before a full budget (2 questions)",
        "Size",
        (
            "How many patients? |  |  |  |  | a whole number (patient), at least 1, at most 2000000 |  |  |"
            "  | needed before a full budget"
            ' | =IF(OR(AND(C6<>"",C6<>"don\'t know yet"),E6<>""),1,0) | population.registered'
        ),
        (
            "Who sits on the governing body? |  | on the sheet “Board” |  |  | a list, one row for each entry |  |  |"
            "  | needed before a full budget"
            " | =IF(OR('Board'!$B$3=\"\",'Board'!$B$3=\"don't know yet\"),0,1) | board"
        ),
        "For information (1 question)",
        "Other questions",
        (
            "Who is the accountable officer? |  |  |  |  | text; or there is none: nobody yet |  |  |  | for information"
            ' | =IF(OR(AND(C10<>"",C10<>"don\'t know yet"),E10<>""),1,0) | officer'
        ),
        "No criterion looks at it by itself (12 questions)",
    ]
    assert len(lines) == 11 + 1 + 12


def test_a_list_has_a_sheet_of_its_own() -> None:
    assert (
        shown(blank(), "Board")
        == """\
Who sits on the governing body?
This list is:
Fill in one row for each entry. Then say above whether the list is complete, holds what you know so far, or that there is none. Leave a cell empty where you do not know yet.
Name | Role | When did it end?
text | one of: lay; gp; nurse | a date, such as 2012-10-01; or none: still in post
[board.name] | [board.role] | [board.ended]
"""
    )


def test_gates_alone() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form(gates_only=True)))

    assert book.sheetnames == ["About", "Questions", "Board", "Choices"]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible"] * 3 + ["hidden"]


def test_the_same_rules_give_the_same_bytes() -> None:
    with zipfile.ZipFile(io.BytesIO(form())) as archive:
        times = {part.date_time for part in archive.infolist()}
        core = archive.read("docProps/core.xml").decode()

    assert form() == form()
    assert times == {(1980, 1, 1, 0, 0, 0)}
    assert "2012-06-21T00:00:00Z" in core


def test_cells_are_set_up_for_what_they_take() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank()))
    sheet = book["Questions"]
    formats = {
        sheet.cell(row, 12).value: sheet.cell(row, 3).number_format
        for row in range(4, sheet.max_row + 1)
    }

    assert {
        path: formats[path]
        for path in ("population.registered", "population.growth", "cost", "started", "ods")
    } == {
        "population.registered": "#,##0",
        "population.growth": "0.00%",
        "cost": "#,##0.00",
        "started": "yyyy-mm-dd",
        "ods": "@",
    }
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B4", "$3:$3")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert not sheet.protection.sheet


def checks(sheet: str) -> dict[str, DataValidation]:
    book = openpyxl.load_workbook(io.BytesIO(blank()))
    return {str(check.sqref): check for check in book[sheet].data_validations.dataValidation}


def test_cells_are_checked_while_typing() -> None:
    patients = checks("Questions")["C6"]
    role = checks("Board")["B8:B10"]
    book = openpyxl.load_workbook(io.BytesIO(blank()))
    column = role.formula1.split("$")[1]

    assert (patients.type, patients.formula1, patients.formula2) == ("whole", "1", "2000000")
    assert patients.prompt == "a whole number (patient), at least 1, at most 2000000"
    assert role.type == "list"
    assert [book["Choices"][f"{column}{row}"].value for row in (1, 2, 3)] == ["lay", "gp", "nurse"]


@pytest.mark.parametrize(
    ("question", "in_list", "words"),
    [
        (Question(path="a", type=ValueType.BOOLEAN, ask=""), False, "yes or no"),
        (
            Question(path="a", type=ValueType.NUMBER, ask="", unit="%", maximum=Decimal("0.5")),
            False,
            "a percentage, such as 5%, at most 50%",
        ),
        (
            Question(path="a", type=ValueType.CHOICES, ask="", of=("b", "c")),
            True,
            "any of these, with ; between them: b; c; or none: none of them",
        ),
        (
            Question(path="a", type=ValueType.DATE, ask="", none="not yet"),
            False,
            "a date, such as 2012-10-01; or there is none: not yet",
        ),
    ],
)
def test_what_a_cell_takes(question: Question, in_list: bool, words: str) -> None:
    assert cell_accepted_values(question, in_list=in_list) == words


def test_messages_fit_what_spreadsheets_take() -> None:
    long = Question(
        path="a", type=ValueType.CHOICES, ask="", of=tuple(f"choice {n}" for n in range(99))
    )

    assert len(str(cell_validation(long, "")["input_message"])) == 255


def test_names_of_sheets_are_free_and_allowed() -> None:
    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as workbook:
        book = WorkbookBuilder(workbook)
        names = [
            book.unique_sheet_name(name)
            for name in ("a/b:[c]'", "A B  C", "x" * 40, "X" * 33, "History", "??")
        ]
        workbook.add_worksheet("-")

    assert names == ["a b  c", "A B  C 2", "x" * 31, "X" * 27 + " 2", "History 2", "List"]


def test_a_list_inside_a_list_is_left_to_the_yaml_form() -> None:
    part = Question(path="a", type=ValueType.TEXT, ask="A")
    inner = Question(path="inner", type=ValueType.LIST, ask="B", each={"a": part})
    outer = Question(path="outer", type=ValueType.LIST, ask="C", each={"a": part, "inner": inner})
    asked = replace(rules(), questions={"outer": outer}, bank={"outer": outer})
    data = render_workbook(asked, tuple(form_sections(asked, {})), blank_submission(asked))

    assert "inner: can only be given in the YAML form." in shown(data, "Outer")
    assert "[outer.inner]" not in shown(data, "Outer")


@pytest.mark.long
@pytest.mark.parametrize(
    "file", sorted((ROOT / "fixtures").glob("illustrative-*.yaml")), ids=lambda file: file.stem
)
def test_a_whole_submission_reads_the_same_from_the_shipped_form(file: Path) -> None:
    shipped = gpcc()
    submission = load_submission(file, shipped)
    answers = {
        path: submission.answers[path] for path in shipped.questions if path in submission.answers
    }
    evidence = {
        path: proof for path, proof in submission.evidence.items() if path in shipped.questions
    }
    blank = render_workbook(
        shipped,
        tuple(form_sections(shipped, {})),
        blank_submission(shipped, stage=submission.stage),
    )

    found = read_workbook(
        edited(lambda book: fill(book, answers, evidence, shipped.bank), blank),
        "form.xlsx",
        shipped,
    )

    assert dict(found.answers) == answers
    assert dict(found.evidence) == evidence
