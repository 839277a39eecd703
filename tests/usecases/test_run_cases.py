"""Running cases: those that are asked for, inherited ones too, and what one comes to otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import cases_of, run_cases
from tests.rule_sets.folders import HERE, copy_folder

DEMO = HERE / "demo" / "rules"
BASE = HERE / "base" / "rules"
LINE = ["around the line, row 1", "around the line, row 2"]


def test_every_case_is_run_and_passes() -> None:
    run = run_cases("demo", Library(DEMO))

    assert [result.case.name for result in run.results] == [
        "large enough",
        "a lay member may yet come",
    ]
    assert run.failed == ()


def test_a_case_that_comes_out_otherwise_fails_the_run(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path, {"rules/demo/parameters.yaml": ("value: 1000", "value: 1400")})
    run = run_cases("demo", Library(tmp_path / "rules"))

    assert [result.case.name for result in run.failed] == ["large enough"]
    assert len(run.results) == 2


@pytest.mark.parametrize(
    ("containing", "names"),
    [
        ("", ["small", "still growing", "large", *LINE]),
        ("AR", ["large", *LINE]),
        ("row 2", LINE[1:]),
        ("nowhere", []),
    ],
)
def test_cases_are_chosen_by_part_of_their_name_in_whatever_letters(
    containing: str, names: list[str]
) -> None:
    assert sorted(case.name for case in cases_of("child", Library(BASE), containing)) == sorted(
        names
    )


def test_only_the_cases_that_were_chosen_are_run() -> None:
    assert [each.case.name for each in run_cases("demo", Library(DEMO), "LARGE").results] == [
        "large enough"
    ]
    assert run_cases("demo", Library(DEMO), "nowhere").results == ()


def test_a_case_of_a_day_before_the_figures_came_out_otherwise_at_its_own_place(
    tmp_path: Path,
) -> None:
    early = ("as_of: 2012-06-01", "as_of: 2001-01-01")
    copy_folder("demo", tmp_path, {"rules/demo/cases/all.yaml": early})

    run = run_cases("demo", Library(tmp_path / "rules"))

    assert [result.case.at.line for result in run.failed] == [1, 5]
    (difference,) = run.failed[0].differences
    assert str(difference).startswith("it cannot be assessed: ")
    assert "no value yet on 2001-01-01" in str(difference)
