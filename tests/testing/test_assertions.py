"""`assert_case` fails with what was expected beside what came out, and refuses what it cannot read."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import Any

import pytest

import authorisation
from authorisation.testing import assert_case
from tests.rule_sets.folders import HERE

ROOT = Path(__file__).parents[2]
RULES = authorisation.load("demo", root=HERE / "demo" / "rules")
SIZE = "population registered (1,500 patients) is at least least population (1,000 patients)"
LARGE = {"population.registered": 1_500}


def test_a_difference_has_what_decided_it_and_what_is_as_expected_passes() -> None:
    assert_case(RULES, LARGE, {"SIZE": {"verdict": "met", "margin": 500}})

    with pytest.raises(AssertionError) as failed:
        assert_case(RULES, LARGE, {"SIZE": "not met", "outcome": "refused"})

    assert str(failed.value).splitlines()[:3] == [
        "SIZE: expected not met, got met",
        f"  ✓ {SIZE}; 500 patients to spare",
        "outcome: expected `refused`, got `granted with conditions` or `granted`",
    ]


def test_whether_the_rules_are_in_force_on_the_day_is_expected_like_a_verdict() -> None:
    assert_case("statutory-2022", {}, {"in_force": False}, as_of="2022-07-01")

    with pytest.raises(AssertionError) as failed:
        assert_case("statutory-2022", {}, {"in_force": False}, as_of="2022-06-30")

    assert str(failed.value) == "on 30 June 2022: expected not in force, got in force"


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        ({"SIZ": "met"}, "did you mean `SIZE`?"),
        ({"SIZE": "mat"}, "did you mean `met`?"),
        ({"outcome": "grunted"}, "did you mean `granted`?"),
        ({"SIZE": {"margin": 0.5}}, "float"),
        ({"in_force": "maybe"}, "`maybe` is not `true` or `false`"),
    ],
)
def test_what_no_file_of_cases_could_say_is_refused(
    expect: dict[str, object], problem: str
) -> None:
    with pytest.raises(authorisation.AuthorisationError) as refused:
        assert_case(RULES, LARGE, expect)

    assert problem in str(refused.value)


@pytest.mark.parametrize("expect", [5, "met", ["SIZE"], True, None, {}, {"SIZE": {}}])
def test_what_expects_nothing_is_refused(expect: Any) -> None:
    with pytest.raises(authorisation.AuthorisationError) as refused:
        assert_case(RULES, LARGE, expect)

    assert "help: " in str(refused.value)


def test_rules_that_are_none_are_refused() -> None:
    nothing: Any = None
    with pytest.raises(authorisation.InvalidOption, match="give the name of a rule set"):
        assert_case(nothing, LARGE, {"SIZE": "met"})


@pytest.mark.slow
def test_the_examples_of_the_page_run() -> None:
    page = doctest.testfile(
        str(ROOT / "docs/testing-rules.md"), module_relative=False, optionflags=doctest.ELLIPSIS
    )

    assert page.attempted >= 5
    assert not page.failed
