"""Checking files: told by their keys, and read under the rules that were named or that fit best."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidSubmission, UnreadableFile
from authorisation.usecases.check_files import FileChecker
from authorisation.usecases.library import Library
from tests.shipped import RULES

FIXTURES = RULES.parent / "fixtures"
OVERLAPPING = """\
name: A
authorised_on: 2013-04-01
at_authorisation: {population: {registered: 100000}}
returns:
  - period: 2013-14 Q1
    received_on: 2013-07-20
    answers: {in_year: {variance_from_allocation: 3, allocation_to_date: 9}}
    causes: [{cause: tariff, about: whole_budget, status: claimed, by: us, on: 2013-07-20, amount: 5}]
"""


@pytest.mark.parametrize(
    ("file", "rules", "found"),
    [
        ("corby.yaml", None, ""),
        ("corby.yaml", "statutory-2012", ""),
        ("returns/published/thanet.yaml", "failure-statutory", "returns, under failure-statutory"),
        ("returns/illustrative/early-warning.yaml", None, "returns, under gpcc-2010"),
        ("returns/statutory/conditions-unmet.yaml", None, "returns, under failure-statutory"),
        (
            "judgements/illustrative-five-members.yaml",
            None,
            "an assessor's file, under statutory-2012",
        ),
        (
            "judgements/illustrative-five-members.yaml",
            "statutory-2022",
            "an assessor's file, under statutory-2022",
        ),
    ],
)
def test_a_file_is_told_by_its_keys_and_read_under_rules_that_fit(
    file: str, rules: str | None, found: str
) -> None:
    assert FileChecker(rules, Library(RULES)).check(str(FIXTURES / file)) == found


@pytest.mark.parametrize(
    ("rules", "number"),
    [
        pytest.param("gpcc-2010", 2, id="under rules that were named, all that they find"),
        pytest.param(None, 1, id="else what the rules find that find the fewest"),
    ],
)
def test_what_fits_no_rules_is_refused(tmp_path: Path, rules: str | None, number: int) -> None:
    file = tmp_path / "returns.yaml"
    answers = "{service: {seen_in_time: 190%}, conduct: {functions_failed: false}}"
    file.write_text(
        "name: A\nauthorised_on: 2013-04-01\nreturns:\n  - period: 2013-14 Q1\n"
        f"    received_on: 2013-07-20\n    answers: {answers}\n"
    )

    with pytest.raises(InvalidSubmission) as caught:
        FileChecker(rules, Library(RULES)).check(str(file))
    assert len(caught.value.problems) == number


def test_returns_are_replayed_for_what_shows_only_then(tmp_path: Path) -> None:
    file = tmp_path / "returns.yaml"
    file.write_text(OVERLAPPING)

    with pytest.raises(InvalidSubmission, match=r"is more than the whole, GBP 3\.00"):
        FileChecker("failure-statutory", Library(RULES)).check(str(file))


def test_what_is_no_form_of_ours_is_refused_by_its_ending(tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(b"PK")

    with pytest.raises(UnreadableFile, match=r"form\.docx"):
        FileChecker(None, Library(RULES)).check(str(tmp_path / "form.docx"))
