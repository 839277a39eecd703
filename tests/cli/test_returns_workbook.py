"""A workbook of returns from the command line: written, filled in, checked, watched, refused."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from authorisation.cli.main import cli
from tests.docs.blocks import ROOT
from tests.forms.filled_returns import edited, put

ILLUSTRATIVE = ROOT / "fixtures/returns/illustrative"


def run(*arguments: str | Path, given: bytes | None = None) -> Result:
    result = CliRunner().invoke(cli, [*map(str, arguments)], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_a_form_is_filled_in_checked_and_watched() -> None:
    written = run("form", "gpcc-2010", "--returns", "-o", "form.xlsx")

    def fill_in(book: Workbook) -> None:
        put("About", "file.name", "Fen Edge")(book)
        put("2010-11 Q4", "return.received_on", date(2011, 4, 20))(book)
        put("2010-11 Q4", "service.immediate_risk", "yes")(book)

    Path("form.xlsx").write_bytes(edited(Path("form.xlsx").read_bytes(), fill_in))
    page = run("monitor", "form.xlsx")

    assert (written.exit_code, written.stdout) == (0, "")
    assert run("check", "form.xlsx").stdout == (
        "form.xlsx: no problems (returns, under gpcc-2010)\n"
    )
    assert page.exit_code == 10
    assert page.stdout.startswith("Fen Edge\n")
    assert "- Patients are at immediate risk fires; severity 1, immediate" in page.stdout
    assert run("monitor", "-", given=Path("form.xlsx").read_bytes()).stdout == page.stdout


@pytest.mark.slow
def test_its_record_is_that_of_the_same_returns_in_yaml() -> None:
    file = ILLUSTRATIVE / "early-warning.yaml"
    begun = run("form", "gpcc-2010", "--returns", "--from", file, "-o", "early-warning.xlsx")
    back = run("form", "gpcc-2010", "--returns", "--from", "early-warning.xlsx", "-o", "again.yaml")
    records = [
        run("monitor", each, "--format", "json").stdout
        for each in (file, "early-warning.xlsx", "again.yaml")
    ]

    assert (begun.exit_code, back.exit_code) == (0, 0)
    assert begun.stderr == back.stderr == "conditions carried: 0; returns: 4\n"
    assert records[0] == records[1] == records[2]


@pytest.mark.slow
def test_a_folder_takes_workbooks_of_returns_and_names_those_of_submissions() -> None:
    Path("in").mkdir()
    shutil.copy(ILLUSTRATIVE / "early-warning.yaml", "in/a.yaml")
    file = ILLUSTRATIVE / "management-accepted.yaml"
    run("form", "gpcc-2010", "--returns", "--from", file, "-o", "in/b.xlsx")
    run("form", "gpcc-2010", "-o", "in/c.xlsx")

    watched, assessed = run("monitor", "in"), run("assess", "in")
    checked = run("check", "in")

    assert "- Imaginary Marsh (illustrative) (ILR2): special measures" in watched.stdout
    assert "- in/c.xlsx: a submission (help: “authorise assess” reads it)" in watched.stdout
    assert "not read: in/b.xlsx: a file of returns\n" in assessed.stderr
    assert checked.stdout == (
        "in/a.yaml: no problems (returns, under gpcc-2010)\n"
        "in/b.xlsx: no problems (returns, under gpcc-2010)\n"
        "in/c.xlsx: no problems\n"
    )


@pytest.mark.slow
def test_one_form_in_the_place_of_another_is_called_what_it_is() -> None:
    run("form", "gpcc-2010", "--returns", "-o", "returns.xlsx")
    run("form", "gpcc-2010", "-o", "submission.xlsx")

    assessed, watched = run("assess", "returns.xlsx"), run("monitor", "submission.xlsx")

    assert (assessed.exit_code, watched.exit_code) == (4, 4)
    assert assessed.stderr == (
        'returns.xlsx: sheet "About", cell C4: this is a file of returns, not a submission\n'
        "  help: `authorise monitor` reads it\n"
    )
    assert watched.stderr == (
        'submission.xlsx: sheet "About", cell C4: this is a submission, not a file of returns\n'
        "  help: `authorise assess` reads it\n"
    )


@pytest.mark.slow
def test_figures_that_do_not_agree_are_said_with_their_sheet_and_explained_there() -> None:
    file = ILLUSTRATIVE / "early-warning.yaml"
    run("form", "gpcc-2010", "--returns", "--from", file, "-o", "r.xlsx")
    early = put("2013-14 Q1", "return.received_on", date(2013, 6, 1))
    Path("r.xlsx").write_bytes(edited(Path("r.xlsx").read_bytes(), early))
    before = run("check", "r.xlsx")
    why = put("2013-14 Q1", "return.explained", "the day on its envelope")
    Path("r.xlsx").write_bytes(edited(Path("r.xlsx").read_bytes(), why))

    assert before.exit_code == 4
    assert before.stdout.startswith(
        'r.xlsx: sheet "2013-14 Q1", cell B3: 2013-14 Q1: `received_on`: The return came before its'
        " period ended.\n  help: correct one, or say under `explained` of that return why:"
    )
    assert run("check", "r.xlsx").exit_code == 0


@pytest.mark.slow
def test_what_stands_beside_the_form_is_named_with_advice() -> None:
    file = ILLUSTRATIVE / "early-warning.yaml"
    run("form", "gpcc-2010", "--returns", "--from", file, "-o", "r.xlsx")
    tidy = run("check", "r.xlsx", "--advice")

    def scribble(book: Workbook) -> None:
        book["2013-14 Q1"]["E3"] = "see also"
        book["About"]["D4"] = "ours"
        book["2013-14 Q2"]["C13"].comment = Comment("to be agreed", "Ann")

    Path("r.xlsx").write_bytes(edited(Path("r.xlsx").read_bytes(), scribble))
    checked = run("check", "r.xlsx", "--advice")

    assert tidy.stdout == "r.xlsx: no problems (returns, under gpcc-2010)\n"
    assert checked.exit_code == 0
    assert "comments in cells are not read: C13 " in checked.stdout
    assert (
        "what stands beside the form is not read: D4 of “About” and E3 of “2013-14 Q1” "
        in checked.stdout
    )
