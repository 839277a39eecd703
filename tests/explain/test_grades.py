"""Grades as a reader meets them: why a row applies, what a grade brings, and who says so."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from click.testing import CliRunner

from authorisation.cli.main import cli
from tests.rule_sets.folders import HERE

ROOT = ["--rules-root", str(HERE / "graded" / "rules")]
SUBMISSION = "{name: A, as_of: 2012-10-01, answers: {shared: false, patients: 1000}}\n"
JUDGED = """\
name: A
assessor: Ann
judgements:
  - {criterion: LEAD, grade: level II, on: 2012-10-01, reason: The chair has left.}
  - {criterion: PLAN, grade: level I, on: 2012-10-01, reason: It is late.}
"""


def told(*args: str, begins: str, before: str) -> str:
    """What a command prints from one line to the one before another."""
    output = CliRunner().invoke(cli, [*args, *ROOT]).output
    return begins + output.partition(begins)[2].partition(before)[0]


def test_an_outcome_by_grades_names_them_with_what_they_bring(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SUBMISSION, encoding="utf-8")
    (tmp_path / "ann.yaml").write_text(JUDGED, encoding="utf-8")
    given = [str(tmp_path / "a.yaml"), "--rules", "graded"]
    judged = ["--assessor", str(tmp_path / "ann.yaml"), "--second-opinion"]
    page = told("assess", *given, *judged, begins="What these rules indicate", before="\nOutcomes")

    assert (
        page
        == """\
What these rules indicate
Conditions and directions, because these are not met (would be a condition of it): The group has
leaders (LEAD: level II) and The plan can be carried out (PLAN: level I).
A team of the Board may be put in.
Source of this outcome: A framework of support, directions: laid down by the regulator, not by law.
This is not a decision of the Board.

Why
Would be a condition of it:
1. The group has leaders (LEAD): not met
   Judged by Ann on 1 October 2012: level II (a team is put in). The chair has left.
   Source: A framework of support, 1: laid down by the regulator, not by law.
2. The plan can be carried out (PLAN): not met
   Judged by Ann on 1 October 2012: level I (guidance for the group). It is late.
   Source: A framework of support, 3: laid down by the regulator, not by law.
"""
    )


def test_a_table_of_findings_has_the_grade_that_counts_or_those_that_differ(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.yaml").write_text(SUBMISSION, encoding="utf-8")
    (tmp_path / "ann.yaml").write_text(JUDGED, encoding="utf-8")
    differs = "- {criterion: PLAN, grade: threshold met, on: 2012-10-01, reason: It is on time.}"
    bob = f"name: A\nassessor: Bob\njudgements:\n  {differs}\n"
    (tmp_path / "bob.yaml").write_text(bob, encoding="utf-8")
    files = [str(tmp_path / each) for each in ("ann.yaml", "bob.yaml")]
    judged = [each for file in files for each in ("--assessor", file)]
    given = ["assess", str(tmp_path / "a.yaml"), "--rules", "graded", *judged]
    made = CliRunner().invoke(cli, [*given, "--format", "csv", "--findings", *ROOT])
    rows = csv.DictReader(io.StringIO(made.output.removeprefix("\ufeff")))

    assert {row["criterion"]: (row["verdict"], row["grade"]) for row in rows} == {
        "LEAD": ("not met", "level II"),
        "LOOK": ("cannot tell yet", ""),
        "PLAN": ("cannot tell yet", "threshold met; level I"),
        "SHARE": ("does not apply", ""),
        "SIZE": ("met", ""),
    }


def test_the_page_of_the_rules_has_each_scale_once_and_what_looks_at_its_grades() -> None:
    page = told("rules", "graded", begins="Grades\n", before="\nleast number")

    assert (
        page
        == """\
Grades

support
- threshold met: met. Source: A framework of support, thresholds: laid down by the regulator, not by
  law.
- level I: not met. Guidance for the group. Source: A framework of support, I: laid down by the
  regulator, not by law.
- level II: not met. A team is put in. Brought by a direction. Unsourced: as reported, not law.

Figures

levels of support that bring directions: levels_with_directions
Type choices, one of: level I, level II. Used by the outcomes.
- From 1 January 2012: level I; level II. Source: A framework of support: laid down by the
  regulator, not by law.
- From 1 October 2012: level II. Source: A framework of support, directions: laid down by the
  regulator, not by law.
"""
    )
    lead = told("rules", "graded", begins="- Judged by", before="\n- Discharged")
    assert lead == "- Judged by an assessor. Talk to the board."
    rows = told("rules", "graded", begins="2. Conditions and", before="\n   - A team")
    assert (
        rows
        == """\
2. Conditions and directions
   - Where the number of entries in the findings where grade is one of levels of support that bring
     directions is at least 1"""
    )


def test_a_blank_assessors_file_says_what_each_grade_brings() -> None:
    form = told(
        "form", "graded", "--assessor", begins="## The group has leaders", before="#     on"
    )

    assert (
        form
        == """\
## The group has leaders (LEAD)
## guidance: Talk to the board.
## grade: one of threshold met, level I, level II
## - level I: Guidance for the group.
## - level II: A team is put in. Brought by a direction.
#   - criterion: LEAD
#     grade:
#     document:
"""
    )
