"""`authorise form --practices`: the list of practices from a practice file, in YAML and in cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from authorisation.forms.workbook.read import read_workbook
from authorisation.language.answers.submissions import read_submission
from authorisation.model.submission import Submission
from authorisation.model.value import Items
from tests.practice_rows import practice_row
from tests.rule_sets.folders import small_program

Run = Callable[..., Result]
ROWS = (
    practice_row(code="A81001", name="Open", setting="1"),
    practice_row(code="A81002", name="Shut", closed="20131031", status="C"),
    practice_row(code="Y00001", name="Asleep", status="D"),
    practice_row(code="5E1"),
    practice_row(code="B81001", name="Elsewhere", commissioner="00L"),
)


@pytest.fixture(autouse=True)
def practices(folder: Path) -> None:
    (folder / "practices.csv").write_text("".join(ROWS), newline="")


def read_named(form: Path) -> Submission:
    """A form, once it has the name of a group."""
    rules = small_program("demo").rules
    if form.suffix == ".xlsx":
        book = openpyxl.load_workbook(form)
        book["About"]["B4"] = "A group"
        book.save(form)
        return read_workbook(form.read_bytes(), form.name, rules)
    text = form.read_text().replace("(the name of your consortium)", "A group")
    return read_submission(text.encode(), form.name, rules)


@pytest.mark.parametrize("ending", ["yaml", "xlsx"])
@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ((), ("A81001", "B81001")),
        (("--commissioner", "00k"), ("A81001",)),
        (("--commissioner", "00K", "--as-of", "2013-06-30"), ("A81001", "A81002")),
    ],
)
def test_open_practices_fill_the_list(
    run: Run, folder: Path, ending: str, options: tuple[str, ...], codes: tuple[str, ...]
) -> None:
    output = f"form.{ending}"

    assert (
        run("form", "demo", "--practices", "practices.csv", "-o", output, *options).exit_code == 4
    )

    found = read_named(folder / output)
    assert found.answers == {"practices": Items(tuple({"code": code} for code in codes))}
    assert found.as_of is not None
    assert found.as_of.isoformat() == (options[-1] if "--as-of" in options else "2012-01-01")


def test_what_is_left_out_and_what_cannot_be_read_is_named_and_counted(run: Run) -> None:
    result = run("form", "demo", "--practices", "practices.csv", "--commissioner", "00K")

    assert result.stderr == (
        "left out: row 2, A81002 Shut: closed on 2013-10-31\n"
        "left out: row 3, Y00001 Asleep: dormant\n"
        "filled in: row 1, A81001 Open: its prescribing setting is 1, and that of a GP practice 4\n"
        "practices.csv:4:1: column 1 (code): `5E1` is no code\n"
        "  help: a spreadsheet may have changed it: take the file as it was published\n"
        "practices filled in: 1; left out: 2; rows that cannot be read: 1\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--commissioner", "00X"), "no practice has the commissioner `00X`"),
        (("--gates",), "no gate looks at `practices`"),
        (("--returns",), "leave out `--practices` and `--as-of` beside `--returns`"),
    ],
)
def test_what_cannot_be_done_is_refused(run: Run, options: tuple[str, ...], message: str) -> None:
    result = run("form", "demo", "--practices", "practices.csv", *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_more_practices_than_the_list_takes_are_not_cut(run: Run, folder: Path) -> None:
    bank = folder / "rules/questions/all.yaml"
    text = bank.read_text()
    assert "practices: {type: list," in text
    bank.write_text(
        text.replace("practices: {type: list,", "practices: {type: list, max_items: 1,")
    )

    result = run("form", "demo", "--practices", "practices.csv")

    assert result.exit_code == 2
    assert "these are 2 practices, and `practices` takes at most 1" in result.stderr


def test_another_file_is_not_complained_of_row_by_row(run: Run, folder: Path) -> None:
    (folder / "other.csv").write_text("a,b\n" * 400)
    result = run("form", "demo", "--practices", "other.csv")

    assert result.exit_code == 4
    assert "none of the 400 rows can be read; the first are these\n" in result.stderr
    assert result.stderr.count("this row has 2 columns, not 27") == 3
