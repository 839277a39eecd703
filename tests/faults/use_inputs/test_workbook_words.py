"""Messages about a workbook are in the words of the workbook, and about a form in those of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from authorisation.errors import InvalidSubmission
from authorisation.language.answers.submissions import read_submission
from authorisation.model.value import Items
from tests.language.filled_form import edited, place, put, read, rules

Run = Callable[..., Result]
DEMO = ("--rules", "demo")


def changed(answers: Mapping[str, object]) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        sheet = book["Questions"]
        for path, value in answers.items():
            put(sheet, place(sheet, path), value)

    return edit


def refused(answers: Mapping[str, object]) -> str:
    with pytest.raises(InvalidSubmission) as caught:
        read(edited(changed(answers)))
    return str(caught.value)


@pytest.mark.parametrize("text", ["TBC", "n/a", "yes", "-"])
def test_B5_a_document_that_is_none_is_marked_in_the_form(text: str) -> None:
    told = refused({"policy": text})

    assert told.endswith(
        f"`{text}` is no answer to `policy`\n"
        "  help: leave the cell empty if it is not known yet; "
        "mark x under `There is none` if there is none"
    )
    assert "leave it out" not in told


@pytest.mark.slow
def test_B5_no_remedy_for_cells_speaks_of_true_or_false() -> None:
    for text in ("y", "Yes please", "true enough", "1"):
        assert "help: choose `yes` or `no`" in refused({"shared": text})


@pytest.mark.parametrize("text", ["Small Locality", "SMALL LOCALITY", " small  locality "])
def test_B5_a_choice_is_taken_in_capitals_as_yes_is(text: str) -> None:
    assert read(edited(changed({"model": text}))).answers["model"] == "small locality"


def test_B5_choices_too() -> None:
    ways = list(rules().bank["duties"].of)
    typed = "; ".join(each.upper() for each in ways)

    assert read(edited(changed({"duties": typed}))).answers["duties"] == Items(tuple(ways))


@pytest.mark.slow
def test_B5_an_empty_day_is_asked_for_at_its_cell(run: Run, folder: Path) -> None:
    run("form", "demo", "--output", "ours.xlsx")
    book = openpyxl.load_workbook("ours.xlsx")
    book["About"]["B7"] = None
    book.save("ours.xlsx")
    (folder / "in").mkdir()
    (folder / "granted.yaml").rename(folder / "in/granted.yaml")
    (folder / "ours.xlsx").rename(folder / "in/ours.xlsx")
    told = (
        'ours.xlsx: sheet "About", cell B7: `as_of` is missing: on which day is this to be assessed?\n'
        "  help: write the day in this cell, such as `2012-10-01`, or give `--as-of 2012-10-01`\n"
    )

    alone = run("assess", "in/ours.xlsx", *DEMO)
    both = run("assess", "in", *DEMO)

    assert (alone.exit_code, alone.stderr) == (4, f"in/{told}")
    assert both.stderr == f"in/{told}"
    assert run("assess", "in/ours.xlsx", *DEMO, "--as-of", "2012-06-01").exit_code == 11


def test_B5_in_yaml_the_remedy_is_that_of_yaml(run: Run, folder: Path) -> None:
    (folder / "a.yaml").write_text("name: A\nanswers: {}\n")

    assert "write `as_of: 2012-10-01` in the file" in run("assess", "a.yaml", *DEMO).stderr


@pytest.mark.parametrize("name", ["(the name of your consortium)", "(the name of your trust)"])
def test_B12_the_name_of_a_form_is_no_name(run: Run, folder: Path, name: str) -> None:
    text = (folder / "granted.yaml").read_text()
    (folder / "a.yaml").write_text(text.replace("name: Alpha", f"name: {name}", 1))

    told = run("assess", "a.yaml", *DEMO)

    assert (told.exit_code, told.stderr) == (
        4,
        (
            f"a.yaml:1:7: `{name}` is what the form says, and no name\n"
            "  help: write the name of your group in its place\n"
        ),
    )


def test_B12_a_form_that_is_still_blank_may_be_tried(run: Run) -> None:
    Path("blank.yaml").write_text(run("form", "demo").stdout)

    assert run("check", "blank.yaml", *DEMO).stdout == "blank.yaml: no problems\n"


def test_a_form_that_is_still_blank_is_said_to_have_no_name(run: Run) -> None:
    Path("blank.yaml").write_text(run("form", "demo").stdout)

    advised = run("check", "--advice", "blank.yaml", *DEMO)
    assessed = run("assess", "blank.yaml", *DEMO, "--as-of", "2012-06-01").stdout

    assert advised.exit_code == 0
    assert (
        "advice: blank.yaml: `(the name of your consortium)` is what the form says, and no name "
        "[questioned-answer]\n"
        "  help: write the name of your group in its place\n"
    ) in advised.stdout
    assert "The name is not filled in: it is what the form says." in assessed
    granted = run("assess", "granted.yaml", *DEMO).stdout
    assert "not filled in" not in granted


def test_B12_what_follows_a_hash_is_not_lost_without_a_word() -> None:
    head = "name: A\nas_of: 2012-06-21\nanswers:\n"
    with pytest.raises(InvalidSubmission) as caught:
        read_submission(f"{head}  policy: Policy #3 (draft)\n".encode(), "a.yaml", rules())

    assert str(caught.value) == (
        "a.yaml:4:11: `#3 (draft)` is taken for a remark, and is not read\n"
        "  help: put the whole answer in quotes, or a space after `#`"
    )
    for text in ("'Policy #3 (draft)'", "Policy # our remark", "Policy#3"):
        found = read_submission(f"{head}  policy: {text}\n".encode(), "a.yaml", rules())
        assert found.answers["policy"] == text.strip("'").partition(" # ")[0]


@pytest.mark.parametrize("path", ["policy", "shared", "model"])
def test_B15_an_answer_that_is_struck_through_is_not_taken(path: str) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Questions"]
        where = place(sheet, path)
        put(sheet, where, "yes")
        sheet[where].font = Font(strike=True)

    with pytest.raises(InvalidSubmission) as caught:
        read(edited(edit))

    assert ("this answer is struck through\n  help: remove it, or the line through it") in str(
        caught.value
    )


def test_B15_a_cell_of_a_list_too() -> None:
    def edit(book: Workbook) -> None:
        sheet = next(sheet for sheet in book if sheet["A7"].value == "[aims]")
        put(sheet, "B3", "complete")
        put(sheet, "A8", "care")
        sheet["A8"].font = Font(strike=True)

    with pytest.raises(InvalidSubmission, match=r"cell A8: this answer is struck through"):
        read(edited(edit))


@pytest.mark.slow
def test_B15_comments_are_told(run: Run) -> None:
    run("form", "demo", "--output", "ours.xlsx")
    book = openpyxl.load_workbook("ours.xlsx")
    book["About"]["B4"] = "Marsh"
    book["Questions"]["C6"] = 1500
    book["Questions"]["C6"].comment = Comment("from the list of March", "Ann")
    book.save("ours.xlsx")

    page = run("assess", "ours.xlsx", *DEMO)
    checked = run("check", "ours.xlsx", *DEMO, "--advice")

    assert "Not read: comments in the cells C6." in page.stdout
    assert "comments in cells are not read: C6" in checked.stdout
    assert "from the list of March" not in page.output


@pytest.mark.slow
def test_B13_the_form_offers_the_applicant_nothing_that_is_not_its_own(run: Run) -> None:
    run("form", "demo", "--output", "ours.xlsx")
    about = openpyxl.load_workbook("ours.xlsx")["About"]
    offered = {str(each.sqref): each.formula1 for each in about.data_validations.dataValidation}
    labels = [about.cell(row, 1).value for row in range(1, 12)]

    assert offered == {"B6": '"self-assessment"'}
    assert "Only facts that others published?" not in labels
