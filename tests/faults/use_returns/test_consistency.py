"""The figures of a return are held against each other and against those before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from authorisation.errors import InvalidSubmission
from authorisation.usecases.check_files import FileChecker
from authorisation.usecases.library import Library
from tests.faults.monitored import filed, head, page, text_of, watched
from tests.shipped import RULES

Q2 = {
    "in_year.budget_to_date": 96_000_000,
    "in_year.allocation_to_date": 96_000_000,
    "in_year.planned_deficit": 0,
    "in_year.variance_to_date": 4_900_000,
    "in_year.variance_from_allocation": 4_900_000,
    "in_year.running_cost": 1_900_000,
    "in_year.patients": 160_100,
}
Q3 = Q2 | {
    "in_year.budget_to_date": 144_000_000,
    "in_year.allocation_to_date": 144_000_000,
    "in_year.running_cost": 2_800_000,
}
THOUSANDS = {
    "in_year.budget_to_date": 96_000,
    "in_year.allocation_to_date": 96_000,
    "in_year.variance_to_date": 4_900,
    "in_year.variance_from_allocation": 4_900,
    "in_year.running_cost": 1_900,
}
ODD: list[tuple[str, Mapping[str, object], Mapping[str, object], str]] = [
    (
        "falls",
        {},
        {"in_year.budget_to_date": 44_000_000, "in_year.allocation_to_date": 44_000_000},
        "The budget for the year so far fell",
    ),
    ("sides", {"in_year.variance_to_date": -4_900_000}, {}, "Spending above the allocation is not"),
    (
        "plan",
        {"in_year.planned_deficit": 7},
        {},
        "The budget is not the allocation and the deficit",
    ),
    ("patients", {}, {"in_year.patients": 16_030}, "fell to less than half"),
    (
        "whole",
        {},
        {"in_year.variance_to_date": 720_000_000, "in_year.variance_from_allocation": 720_000_000},
        "More was overspent than the whole budget",
    ),
    ("thousands first", THOUSANDS, {}, "a hundred times and more"),
    ("thousands next", {}, THOUSANDS, "The allocation for the year so far fell"),
    ("running", {}, {"in_year.running_cost": 290_000}, "Running costs for the year so far fell"),
]


def group(first: Mapping[str, object], second: Mapping[str, object], more: str = "") -> str:
    return (
        head()
        .replace("inherited.deficits: [], success.definition: as agreed", "")
        .replace(", }", "}")
        + filed("2013-14 Q2", Q2 | first)
        + filed("2013-14 Q3", Q3 | second, more=more)
    )


def check(text: str, folder: Path) -> str:
    file = folder / "r.yaml"
    file.write_text(text, encoding="utf-8")
    return FileChecker("failure-statutory", Library(RULES)).check(str(file))


def test_D4_figures_that_agree_are_no_problem(tmp_path: Path) -> None:
    assert check(group({}, {}), tmp_path) == "returns, under failure-statutory"


@pytest.mark.parametrize(
    ("first", "second", "said"), [odd[1:] for odd in ODD], ids=[odd[0] for odd in ODD]
)
def test_D4_figures_that_do_not_agree_are_a_problem_and_stand_on_the_page(
    first: Mapping[str, object], second: Mapping[str, object], said: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidSubmission) as refused:
        check(group(first, second), tmp_path)

    assert said in str(refused.value)
    assert "say under `explained` of that return why" in str(refused.value)
    assert said in text_of(watched(group(first, second), "failure-statutory"))


def test_D4_a_reason_lets_a_true_oddity_pass_and_is_shown(tmp_path: Path) -> None:
    reason = "    explained: {in_year.patients: 'nine practices left for another group'}\n"
    text = group({}, {"in_year.patients": 16_030}, reason)

    assert check(text, tmp_path)
    told = page(watched(text, "failure-statutory")).periods[2].contradictions
    assert told == (
        "Registered patients fell to less than half. Explained: nine practices left for another group.",
    )


def test_D4_a_reason_is_for_an_answer_of_the_return(tmp_path: Path) -> None:
    with pytest.raises(InvalidSubmission, match=r"no question is called `in_year.patient`"):
        check(group({}, {}, "    explained: {in_year.patient: why}\n"), tmp_path)


def test_D4_a_return_for_a_period_that_is_not_over_is_asked_about(tmp_path: Path) -> None:
    text = group({}, {}).replace("received_on: 2013-10-20", "received_on: 2013-08-21")

    with pytest.raises(InvalidSubmission, match="came before its period ended"):
        check(text, tmp_path)


def test_D4_what_was_corrected_since_is_no_problem(tmp_path: Path) -> None:
    text = group({}, {"in_year.patients": 16_030}) + filed(
        "2013-14 Q3", {"in_year.patients": 160_300}, date(2014, 2, 1), key="corrects"
    )

    assert check(text, tmp_path)


def test_D4_a_new_year_begins_anew(tmp_path: Path) -> None:
    text = group({}, {}) + filed(
        "2014-15 Q1",
        Q2
        | {
            "in_year.budget_to_date": 48_000_000,
            "in_year.allocation_to_date": 48_000_000,
            "in_year.running_cost": 900_000,
        },
    )

    assert check(text, tmp_path)
