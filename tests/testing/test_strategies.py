"""Applications drawn from rules: valid, on both sides of every line, and small once they shrink."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

import authorisation
from authorisation import Rules
from authorisation.testing import returns, rule_changes, submissions
from tests.examples import examples
from tests.shipped import SETS

DAYS = {
    "gpcc-2010": "2012-10-01",
    "failure-statutory": "2013-05-01",
    "statutory-2012": "2013-05-01",
    "statutory-2022": "2022-05-01",
}
PLAIN = settings(
    deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def rules_of(name: str) -> Rules:
    return authorisation.load(name).on(DAYS[name])


def drawn(strategy: st.SearchStrategy[Any], number: int) -> tuple[list[Any], int]:
    """Some examples of a strategy, and how many were filtered away on the way."""
    found: list[Any] = []
    filtered = 0

    @settings(PLAIN, max_examples=number)
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        nonlocal filtered
        try:
            found.append(data.draw(strategy))
        except UnsatisfiedAssumption:
            filtered += 1

    draw()
    return found, filtered


def smallest(strategy: st.SearchStrategy[Any], wanted: Callable[[Any], bool]) -> Any:
    return find(strategy, wanted, settings=settings(PLAIN, max_examples=2_000))


@pytest.mark.slow
@pytest.mark.parametrize("complete", [False, True])
@pytest.mark.parametrize("name", [name for name in SETS if name != "failure-statutory"])
def test_every_one_can_be_assessed_and_hardly_any_is_filtered_away(
    name: str, complete: bool
) -> None:
    rules = rules_of(name)

    found, filtered = drawn(submissions(rules, complete=complete), examples(40))

    assert filtered * 10 < len(found)
    for answers in found:
        assert rules.assess(answers).outcomes
        assert not complete or set(answers) == set(rules._program.rules.questions)


@pytest.mark.slow
def test_they_lie_on_each_side_of_a_figure_and_on_it() -> None:
    found, _ = drawn(submissions(rules_of("gpcc-2010"), near=["FIN-3a"]), 150)

    sizes = {answers.get("population.registered") for answers in found}
    assert {99_999, 100_000, 100_001, None} <= sizes


@pytest.mark.slow
def test_they_lie_on_a_line_that_moves_with_another_answer() -> None:
    rules = rules_of("gpcc-2010")
    found, _ = drawn(submissions(rules, near=["MGT-1"]), 150)

    margins = {rules.assess(answers)["MGT-1"].margin for answers in found}
    exact = {margin for margin in margins if isinstance(margin, Decimal)}
    assert Decimal(0) in exact
    assert min(exact) < 0 < max(exact)


def test_lists_may_still_grow_and_answers_be_left_out_unless_they_are_complete() -> None:
    rules = rules_of("statutory-2012")
    open_ones, _ = drawn(submissions(rules, near=["GB-CHAIR"]), 100)
    complete, _ = drawn(submissions(rules, near=["GB-CHAIR"], complete=True), 5)

    assert any("so_far" in (answers.get("board") or ()) for answers in open_ones)
    assert {} in open_ones
    assert not any("so_far" in answers["board"] for answers in complete)


@pytest.mark.slow
def test_they_shrink_to_the_fewest_answers_shown_as_a_file_that_can_be_assessed(
    tmp_path: Path,
) -> None:
    rules = rules_of("gpcc-2010")

    found = smallest(
        submissions(rules, near=["FIN-3a", "MGT-1"]),
        lambda answers: rules.assess(answers)["FIN-3a"].verdict == "not met",
    )

    place = tmp_path / "drawn.yaml"
    place.write_text(found.to_yaml(), encoding="utf-8")
    assert len(found) <= 2
    assert rules.assess(place).outcomes == rules.assess(found).outcomes
    assert yaml.safe_load(found.to_yaml())["name"] == "Drawn"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gpcc-2010", "statutory-2022"])
def test_the_file_of_any_of_them_says_the_same(name: str, tmp_path: Path) -> None:
    rules = rules_of(name)
    found, _ = drawn(submissions(rules), examples(30))

    place = tmp_path / "drawn.yaml"
    for answers in found:
        place.write_text(answers.to_yaml(), encoding="utf-8")
        read, given_ = rules.assess(place).to_record(), rules.assess(answers).to_record()
        assert read["submission"]["answers"] == given_["submission"]["answers"]
    assert found


def test_a_change_of_the_rules_moves_one_figure_by_a_step_or_to_what_another_source_says() -> None:
    rules = rules_of("gpcc-2010")

    changed, filtered = drawn(rule_changes(rules), 100)

    moved = {repr(each).rpartition(": ")[2] for each in changed}
    assert filtered == 0
    assert len(moved) > 5
    assert all(" set" in text for text in moved)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gpcc-2010", "failure-statutory"])
def test_returns_can_be_monitored_and_some_lie_on_either_side_of_a_trigger(name: str) -> None:
    rules = authorisation.load(name)

    found, filtered = drawn(returns(rules, periods=2), 20)

    groups = [rules.monitor(each, second_engine=False).groups[0] for each in found]
    assert filtered == 0
    assert any(group.fires for group in groups)
    assert not all(group.fires for group in groups)
    assert {len(each["returns"]) for each in found} == {1, 2}


def test_a_criterion_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(authorisation.InvalidOption, match="did you mean `FIN-3a`"):
        submissions(rules_of("gpcc-2010"), near=["FIN-3aa"])
