"""`assert_case` fails with what was expected beside what came out, and refuses what it cannot read."""

from __future__ import annotations

import pytest

import authorisation
from authorisation.testing import assert_case
from tests.rule_sets.folders import HERE

RULES = authorisation.load("demo", root=HERE / "demo" / "rules")
SIZE = "population registered (1,500 patients) is at least least population (1,000 patients)"
LARGE = {"population.registered": 1_500}


def test_nothing_happens_where_all_comes_out_as_expected() -> None:
    assert_case(RULES, LARGE, {"SIZE": {"verdict": "met", "margin": 500}})


def test_a_difference_has_what_decided_it() -> None:
    with pytest.raises(AssertionError) as failed:
        assert_case(RULES, LARGE, {"SIZE": "not met", "outcome": "refused"})

    assert str(failed.value).splitlines()[:3] == [
        "SIZE: expected not met, got met",
        f"  ✓ {SIZE}; 500 patients to spare",
        "outcome: expected `refused`, got `granted with conditions` or `granted`",
    ]


@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        ({"SIZ": "met"}, "did you mean `SIZE`?"),
        ({"SIZE": "mat"}, "did you mean `met`?"),
        ({"outcome": "grunted"}, "did you mean `granted`?"),
        ({"SIZE": {"margin": 0.5}}, "float"),
    ],
)
def test_what_no_file_of_cases_could_say_is_refused(
    expect: dict[str, object], problem: str
) -> None:
    with pytest.raises(authorisation.AuthorisationError) as refused:
        assert_case(RULES, LARGE, expect)

    assert problem in str(refused.value)
