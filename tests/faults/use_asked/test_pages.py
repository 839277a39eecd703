"""What a chair and an applicant are told: what is in order, and what they can answer."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from authorisation.explain.assessment.page_header import format_also_in_force
from tests.faults.use_asked.pages import FIXTURES, FULL, WEIR, assessed, changed, section, words
from tests.shipped import shipped_rules

HALF = FIXTURES / "illustrative-half-answered.yaml"
STATUTORY = "statutory-2012"


def judged(*grades: tuple[str, str], criterion: str = "14C-2-c") -> list[dict[str, str]]:
    return [
        {
            "criterion": criterion,
            "assessor": assessor,
            "on": "2012-09-30",
            "grade": grade,
            "reason": f"{assessor} saw the map",
        }
        for assessor, grade in grades
    ]


# B6


def test_B6_what_is_in_order_is_named_by_domain_with_counts_and_no_score() -> None:
    found = section(assessed(HALF, stage="self-assessment").render(), "Already in order")

    assert found.startswith(
        "Needed before a full budget: 5 met, 5 not yet. Would be a condition of a full budget: 10"
        " met, 22 not yet. The form: 42 questions answered, 101 not yet."
    )
    assert "- Governance and the accountable officer: An accountable officer is named" in found
    assert "%" not in found
    assert " of 10" not in found


def test_B6_a_criterion_that_does_not_apply_is_neither_met_nor_missing() -> None:
    found = section(assessed(FULL).render(), "Already in order")

    assert "Would be a condition of a full budget: 33 met, 0 not yet." in found


# B7


@pytest.mark.slow
def test_B7_questions_name_the_sheet_and_row_of_the_workbook(tmp_path: Path) -> None:
    form = tmp_path / "ours.xlsx"
    written = CliRunner().invoke(cli, ["form", "gpcc-2010", "--output", str(form)])
    assert written.exit_code == 0
    book = openpyxl.load_workbook(form)
    next(iter(book))["B4"] = "Ours"
    book.save(form)
    page = str(assessed(form, stage="self-assessment", as_of="2012-10-01").render())
    asked = section(page, "What to answer next")
    rows = {
        str(row[0].value): (sheet.title, row[0].row)
        for sheet in book
        for row in sheet.iter_rows()
        if row[0].value
    }
    sheet, number = rows["Which track do you ask for?"]

    assert f"Which track do you ask for? (sheet “{sheet}”, row {number}; for TRACK-ASKED)" in asked
    assert "(sheet “Map of tasks”" in asked or "tasks" not in asked
    assert "(conflicts.policy" not in asked


def test_B7_in_other_files_the_path_is_named() -> None:
    assert "(track.requested; for TRACK-ASKED)" in words(assessed(HALF).render())


# A8, A14


@pytest.mark.parametrize("form", ["text", "html"])
def test_A8_where_assessors_differ_every_grade_is_shown_and_nothing_is_asked_of_the_group(
    form: str,
) -> None:
    both = judged(("Ann Archer", "appropriate"), ("Bob Baker", "not appropriate"))
    page = words(assessed(WEIR, STATUTORY, judgements=both).render(form))
    text = assessed(WEIR, STATUTORY, judgements=both).render()

    assert "Judged by Ann Archer on 30 September 2012: appropriate. Ann Archer saw the map" in page
    assert "Judged by Bob Baker on 30 September 2012: not appropriate." in page
    assert "The area is appropriate" not in section(text, "Support plan")
    assert "judgement" not in section(text, "What to answer next")
    assert "(14C-2-c); the assessors differ, and moderation is needed" in section(
        text, "For assessors, and not for the group"
    )


@pytest.mark.parametrize("stage", ["self-assessment", "decision"])
def test_A14_the_group_is_not_asked_what_only_others_can_answer(tmp_path: Path, stage: str) -> None:
    file = changed(tmp_path, WEIR, {"accountable_officer.name": ...})
    page = assessed(file, STATUTORY, stage).render()
    asked = section(page, "What to answer next")

    assert "Who is, or will be, the accountable officer?" in asked
    assert "other groups" not in asked
    assert "assessor" not in asked
    assert "Settle with the other group" not in str(page)
    assert "- What the other groups of the same round claim (AREA-1)" in section(
        page, "For assessors, and not for the group"
    )


# A15


def test_A15_other_rules_in_force_on_the_day_are_named() -> None:
    page = str(assessed(FULL).render())

    assert "\nAlso in force on 1 October 2012: statutory-2012\n" in page
    assert "Also in force" not in str(assessed(FULL, as_of="2012-09-30").render())
    assert "Also in force" not in str(assessed(WEIR, STATUTORY).render())


def test_A15_where_they_have_ended_the_other_notice_stands_alone() -> None:
    rules = shipped_rules("gpcc-2010")
    end = rules.in_force[1]

    assert end is not None
    assert format_also_in_force(rules, end) == ""


# A16


def test_A16_a_later_law_says_that_it_is_later_and_why_it_is_cited() -> None:
    page = words(assessed(WEIR, STATUTORY).render())

    assert (
        "Source: law: SI 2022/316 (2022, later than the day assessed; Read in a published copy. In"
        " the rules of 2012 it is cited only for the wording of regulation 12(3) and (4), which its"
        " replacement text repeats)." in page
    )


def test_A16_on_a_day_after_it_nothing_is_added() -> None:
    page = words(assessed(WEIR, "statutory-2022", as_of="2022-05-01").render())

    assert "later than the day assessed" not in page


# Point 5: a list of several applications


def test_B1_a_list_of_several_counts_what_will_need_evidence(tmp_path: Path) -> None:
    head = FULL.read_text(encoding="utf-8").partition("\nevidence:")[0]
    bare = tmp_path / "bare.yaml"
    bare.write_text(head.replace("stage: decision", "stage: self-assessment") + "\n")
    listed = CliRunner().invoke(cli, ["assess", str(bare), str(HALF)]).output
    wanted = section(listed, "Met on answers that will need evidence and have none")

    assert (
        "- Imaginary Three Rivers (illustrative) (ILL1): 10 of 10 (needed before a full budget) and"
        " 31 of 33 (would be a condition of a full budget)" in wanted
    )


def test_a_row_a_group_names_the_conditions_that_its_exit_state_is_about() -> None:
    file = FIXTURES / "illustrative-asks-developmental.yaml"
    result = CliRunner().invoke(
        cli, ["assess", str(file), "--stage", "decision", "--format", "csv"]
    )
    [row] = csv.DictReader(io.StringIO(result.stdout.lstrip("\ufeff")))

    assert row["exit state"].startswith("10: a gate or condition is not met")
    assert (row["gates not met"], row["gates not shown"], row["conditions"]) == ("", "", "")
    assert (row["conditions not met"], row["conditions not shown"]) == (
        "The accountable officer has the skills for the job (AO-1b)",
        "",
    )


def test_a_row_for_a_file_that_is_not_read_or_not_assessed_has_its_path(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_text("Dear all", encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("name: Bad\nanswers: {nothing: 1}\n", encoding="utf-8")
    (tmp_path / "good.yaml").write_bytes(FULL.read_bytes())
    result = CliRunner().invoke(
        cli, ["assess", str(tmp_path), "--rules", "gpcc-2010", "--format", "csv"]
    )
    rows = list(csv.DictReader(io.StringIO(result.stdout.lstrip("\ufeff"))))

    assert [(row["outcome"], Path(row["file"]).name) for row in rows if not row["submission"]] == [
        ("not assessed", "bad.yaml"),
        ("not read", "letter.docx"),
    ]


def test_readme_says_one_thing_of_the_rows_of_a_table_and_of_the_files_of_a_folder() -> None:
    said = (FIXTURES.parent / "README.md").read_text(encoding="utf-8")

    assert "in CSV with `--findings` a row for each finding" in said
    assert "CSV and xlsx hold a row for each finding" not in said
    assert "stands for the .yaml, .yml and .xlsx files in it" in said
