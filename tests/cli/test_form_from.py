"""`authorise form --from`: what one file answers is carried into the form of another."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from authorisation.forms.workbook.read import read_workbook
from authorisation.language.answers.submissions import read_submission
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Evidence, EvidenceLevel, Items
from tests.language.filled_form import place
from tests.practice_rows import practice_row
from tests.rule_sets.folders import small_program

Run = Callable[..., Result]
OURS = """\
name: 'Ours: at last'
code: 00A
stage: decision
as_of: 2012-10-01
received_on: 2012-09-30
note: 'so far: half'
answers:
  population.registered: 70729
  pool: []
  board:
    so_far:
      - {name: Xan, role: lay}
  practices: [{code: A81001}]
evidence:
  population: {document: List sizes, where: p. 2}
  board: {document: Minutes, level: stated}
"""


def read(form: Path) -> Submission:
    rules = small_program("demo").rules
    reader = read_workbook if form.suffix == ".xlsx" else read_submission
    return reader(form.read_bytes(), form.name, rules)


@pytest.mark.parametrize("ending", ["yaml", "xlsx"])
def test_what_is_answered_stands_in_the_form_and_reads_as_it_was(run: Run, ending: str) -> None:
    Path("ours.yaml").write_text(OURS)

    result = run("form", "demo", "--from", "ours.yaml", "-o", f"form.{ending}")
    again = run("form", "demo", "--from", f"form.{ending}", "-o", "again.yaml")

    assert (result.exit_code, result.stderr) == (0, "answers carried: 4\n")
    assert (again.exit_code, again.stderr) == (0, "answers carried: 4\n")
    begun, ours = read(Path(f"form.{ending}")), read(Path("ours.yaml"))
    assert dict(begun.answers) == dict(ours.answers)
    assert (begun.name, begun.code, begun.note) == ("Ours: at last", "00A", "so far: half")
    assert (begun.stage, begun.as_of, begun.received_on) == (Stage.DECISION, ours.as_of, None)
    assert dict(begun.evidence) == {
        "population": Evidence(document="List sizes", where="p. 2"),
        "board": Evidence(document="Minutes", level=EvidenceLevel.STATED),
    }
    assert dict(read(Path("again.yaml")).answers) == dict(ours.answers)


FAULTS = """\
  population.registered: many
  polo: none
  board: [{name: Xan, role: king}, {name: Yan, role: lay, hat: red}]
  practices: [{code: A81001}]
"""


def test_what_is_not_asked_or_not_taken_is_named_and_stays_out(run: Run) -> None:
    Path("ours.yaml").write_text(f"name: Ours\nanswers:\n{FAULTS}")

    result = run("form", "demo", "--from", "ours.yaml", "-o", "form.yaml")

    assert result.exit_code == 4
    assert result.stderr == (
        "ours.yaml:3:26: `many` is not a number\n"
        "ours.yaml:4:3: no question is called `polo`\n"
        "  help: did you mean `pool`?\n"
        "ours.yaml:5:29: `king` is not one of the choices\n"
        "  help: write one of `lay`, `gp`, or `none`\n"
        "ours.yaml:5:59: an entry of `board` has no field `hat`\n"
        "answers carried: 2; left out: 4\n"
    )
    assert dict(read(Path("form.yaml")).answers) == {
        "board": Items(({"name": "Xan"}, {"name": "Yan", "role": "lay"})),
        "practices": Items(({"code": "A81001"},)),
    }


def test_a_question_that_these_rules_do_not_ask_is_named_with_its_cell(run: Run) -> None:
    text = Path("rules/demo/ruleset.yaml").read_text()
    run("form", "demo", "-o", "last.xlsx")
    book = openpyxl.load_workbook("last.xlsx")
    sheet = book["Questions"]
    pool = next(each for each in book if each["A7"].value == "[pool.code]")
    pool["B3"] = "there is none"
    sheet[place(sheet, "population.registered")] = 1500
    book.save("last.xlsx")
    Path("rules/demo/ruleset.yaml").write_text(text.replace(", pool", "").replace("pool, ", ""))

    result = run("form", "demo", "--from", "last.xlsx", "-o", "form.yaml")

    assert result.exit_code == 4
    assert result.stderr == (
        f'last.xlsx: sheet "{pool.title}", cell B3: `pool` is not asked by `demo`\n'
        "  help: nothing need be done, unless another question asks for it now\n"
        "answers carried: 1; left out: 1\n"
    )
    form = Path("form.yaml").read_text().replace("(the name of your consortium)", "Ours")
    found = read_submission(form.encode(), "f", small_program("demo").rules)
    assert dict(found.answers) == {"population.registered": Decimal(1500)}


def test_practices_from_elsewhere_stand_in_the_place_of_those_of_the_file(run: Run) -> None:
    Path("ours.yaml").write_text(OURS)
    Path("practices.csv").write_text(practice_row(code="B81001"), newline="")

    result = run(
        *("form", "demo", "--from", "ours.yaml", "--practices", "practices.csv"),
        *("--as-of", "2012-12-01", "--stage", "self-assessment", "-o", "form.yaml"),
    )

    assert result.stderr == (
        "ours.yaml:13:14: `practices` is filled in from a practice file instead\n"
        "  help: leave out `--practices` to carry it\n"
        "answers carried: 3; left out: 1\n"
        "practices filled in: 1\n"
    )
    found = read(Path("form.yaml"))
    assert found.answers["practices"] == Items(({"code": "B81001"},))
    assert (found.stage, str(found.as_of)) == (Stage.SELF_ASSESSMENT, "2012-12-01")


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("name: A\nas_of: soon\nanswers: {}\n", 4, "ours.yaml:2:8: `soon` is not a date"),
        ("judgements: []\n", 4, "this is an assessor's file, not a submission"),
        ("returns: []\n", 4, "this is a file of returns, not a submission"),
        ("PK\x03\x04", 6, "ours.yaml: this is not a workbook, or it is damaged"),
    ],
)
def test_what_is_no_submission_is_refused_and_nothing_written(
    run: Run, text: str, code: int, message: str
) -> None:
    Path("ours.yaml").write_text(text)

    result = run("form", "demo", "--from", "ours.yaml", "-o", "form.yaml")

    assert result.exit_code == code
    assert message in result.stderr
    assert not Path("form.yaml").exists()


def test_only_the_whole_form_takes_answers_and_the_file_is_not_written_over(run: Run) -> None:
    Path("ours.yaml").write_text(OURS)

    gates = run("form", "demo", "--from", "ours.yaml", "--gates")
    same = run("form", "demo", "--from", "ours.yaml", "-o", "ours.yaml", "--force")

    assert (gates.exit_code, "leave out `--gates` beside `--from`" in gates.stderr) == (2, True)
    assert (same.exit_code, Path("ours.yaml").read_text()) == (2, OURS)
