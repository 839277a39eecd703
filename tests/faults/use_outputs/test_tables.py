"""The spreadsheet of a folder of applications: a row a group, with what it comes to."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
from click.testing import Result

Run = Callable[..., Result]
FILES = ("granted.yaml", "conditions.yaml", "refused.yaml", "open.yaml")
DEMO = ("--rules", "demo")
HEADINGS = [
    *("submission", "code", "outcome", "gates not met", "gates not shown"),
    *("gates that wait for answers", "conditions not met", "conditions not shown"),
    *("conditions", "received on", "contradicted by others"),
    *("exit state", "as of", "stage", "rule set", "edition", "warnings", "file"),
]


def table(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout.lstrip("\ufeff"))))


def test_A11_a_row_a_group_has_the_outcome_and_why(run: Run, folder: Path) -> None:
    (folder / "refused.yaml").write_text(
        (folder / "refused.yaml").read_text() + "received_on: 2012-05-30\n"
    )
    rows = table(run("assess", *FILES, *DEMO, "--format", "csv"))

    assert list(rows[0]) == HEADINGS
    assert [(row["submission"], row["outcome"], row["exit state"][:3]) for row in rows] == [
        ("Alpha", "Granted", "10:"),
        ("Beta", "Granted with conditions", "10:"),
        ("Gamma", "Refused", "10:"),
        ("Delta", "cannot tell yet: Granted with conditions or Granted", "11:"),
    ]
    assert [row["gates not met"] for row in rows] == [
        "",
        "",
        "The group is large enough (SIZE)",
        "",
    ]
    assert [row["received on"] for row in rows] == ["", "", "2012-05-30", ""]
    conditions = [row["conditions"] for row in rows]
    assert conditions[0] == ""
    assert conditions[1] == "Somebody on the board is lay (LAY), due 1 September 2012"
    assert conditions[3].endswith("(perhaps)")
    assert [row["file"] for row in rows] == list(FILES)


def test_A11_at_the_decision_a_gate_not_shown_is_in_its_column(run: Run, folder: Path) -> None:
    (folder / "blank.yaml").write_text("name: Blank\nas_of: 2012-06-01\nanswers: {}\n")
    [row] = table(run("assess", "blank.yaml", *DEMO, "--stage", "decision", "--format", "csv"))

    assert row["gates not shown"] == "The group is large enough (SIZE)"
    assert (row["gates not met"], row["stage"], row["exit state"][:2]) == ("", "decision", "10")


def test_A11_what_others_contradict_is_on_the_row_and_changes_its_state(
    run: Run, folder: Path
) -> None:
    for name in ("a", "b"):
        (folder / f"{name}.yaml").write_text(
            f"name: {name}\nas_of: 2012-06-01\n"
            "answers: {population: {registered: 2000}, practices: [{code: P9}], board: []}\n"
        )
    rows = table(run("assess", "a.yaml", "b.yaml", "granted.yaml", *DEMO, "--format", "csv"))

    assert [("P9" in row["contradicted by others"]) for row in rows] == [True, True, False]
    assert {row["exit state"][:2] for row in rows[:2]} == {"10"}


def test_A11_a_file_that_is_not_assessed_has_a_row(run: Run) -> None:
    *_, last = table(run("assess", "granted.yaml", "bad.yaml", *DEMO, "--format", "csv"))

    assert {heading: told for heading, told in last.items() if told} == {
        "outcome": "not assessed",
        "warnings": (
            "bad.yaml:3:11: no question is called “population.registred” "
            "(help: did you mean “population.registered”?)"
        ),
        "file": "bad.yaml",
    }


def test_A11_a_workbook_has_groups_first_and_findings_second(run: Run, folder: Path) -> None:
    run("assess", *FILES, *DEMO, "-o", "all.xlsx")
    book = openpyxl.load_workbook(folder / "all.xlsx")
    groups = table(run("assess", *FILES, *DEMO, "--format", "csv"))
    findings = table(run("assess", *FILES, *DEMO, "--format", "csv", "--findings"))

    assert book.sheetnames == ["Groups", "Findings", "About"]
    assert [[cell.value or "" for cell in row] for row in book["Groups"].rows] == [
        HEADINGS,
        *[list(row.values()) for row in groups],
    ]
    assert book["Findings"].max_row == 1 + len(findings) == 1 + 4 * 2
    assert book["Groups"].freeze_panes == book["Findings"].freeze_panes == "B2"


def test_A11_a_comparison_has_a_row_a_group_too(run: Run, folder: Path) -> None:
    against = (*FILES, *DEMO, "--set", "least=1001", "--against", "demo")
    rows = table(run("assess", *against, "--format", "csv"))
    run("assess", *against, "-o", "changes.xlsx")
    book = openpyxl.load_workbook(folder / "changes.xlsx")

    assert [(r["submission"], r["another outcome"], r["findings that differ"]) for r in rows] == [
        ("Alpha", "no", ""),
        ("Beta", "yes", "The group is large enough (SIZE)"),
        ("Gamma", "no", ""),
        ("Delta", "no", ""),
    ]
    assert book.sheetnames == ["Groups", "Changes", "About"]
    assert (book["Groups"].max_row, book["Changes"].max_row) == (5, 5)


def test_A11_findings_are_for_tables(run: Run) -> None:
    refused = run("assess", *FILES, *DEMO, "--findings")

    assert refused.exit_code == 2
    assert "add `--format csv`" in refused.stderr


def test_a_group_of_published_facts_is_counted_with_no_other(run: Run, folder: Path) -> None:
    told = (folder / "open.yaml").read_text()
    (folder / "open.yaml").write_text(told + "published_facts_only: true\n")

    (row,) = table(run("assess", "open.yaml", *DEMO, "--format", "csv"))
    findings = table(
        run("assess", "open.yaml", *DEMO, "--stage", "decision", "--format", "csv", "--findings")
    )

    assert row["outcome"].startswith("of published facts alone: cannot tell yet: ")
    (lay,) = (each for each in findings if each["criterion"] == "LAY")
    assert lay["why"].startswith("it is not among the facts that were published")
