"""Applications drawn from rules: valid, on both sides of every line, and small once they shrink."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
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
from authorisation.engine.analysis.breakpoints import breakpoints
from authorisation.engine.program.program import compile_rules
from authorisation.language.answers.answers import parse_answer
from authorisation.model.question import Question, ValueType
from authorisation.model.value import Duration
from authorisation.testing import returns, rule_changes, submissions
from authorisation.testing.answers import answer
from tests.engine.worlds import criterion, leaf, rule_set
from tests.examples import examples
from tests.shipped import SETS

DAYS = {
    "authorisation-2012": "2013-01-18",
    "configuration-2011": "2011-12-31",
    "running-costs": "2013-04-01",
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


@pytest.mark.long
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


def test_documents_are_drawn_for_answers_that_want_one_and_only_where_asked() -> None:
    rules = rules_of("statutory-2012")
    with_some, _ = drawn(submissions(rules, near=["14B-3"], evidence=True), 40)
    without, _ = drawn(submissions(rules, near=["14B-3"]), 5)

    levels = {proof.get("level") for a in with_some for proof in a.evidence.values()}
    assert levels == {None, "stated", "checked"}
    for answers in with_some:
        assert all(answers[path] is not None for path in answers.evidence)
        assert rules.assess(answers, stage="decision", evidence=answers.evidence).outcomes
    shown = next(answers for answers in with_some if answers.evidence)
    assert yaml.safe_load(shown.to_yaml())["evidence"] == shown.evidence
    assert not any(answers.evidence for answers in without)


@pytest.mark.slow
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


@pytest.mark.long
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


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        pytest.param(
            "gpcc-2010",
            {
                "practice_groups_accepted": {False},
                "self_pooling_population": {99_999, 100_001, 40_000, 300_000, 500_000},
            },
            id="yes and no, and a number with other sources",
        ),
        pytest.param(
            "statutory-2012",
            {
                "declaration_period": {Duration(days=27), Duration(days=29)},
                "initial_period_ends": {date(2013, 3, 31), date(2013, 4, 2)},
            },
            id="a length of time and a day",
        ),
    ],
)
def test_a_change_of_the_rules_moves_one_figure_by_a_step_or_to_what_another_source_says(
    name: str, moved: dict[str, set[Any]]
) -> None:
    rules = rules_of(name)

    changed, filtered = drawn(rule_changes(rules), 300)

    values: dict[str, set[Any]] = {}
    for each in changed:
        ((figure, value),) = each._values.items()
        assert repr(each).endswith(f"{figure} set>")
        values.setdefault(figure, set()).add(value)
    assert filtered == 0
    assert {figure: values[figure] for figure in moved} == moved


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


@pytest.mark.slow
def test_figures_that_are_set_count_as_those_of_the_rules() -> None:
    rules = rules_of("gpcc-2010").with_values(self_pooling_population=123_456)

    found, _ = drawn(submissions(rules, near=["FIN-3a"]), 150)
    changed, _ = drawn(rule_changes(rules), 150)

    assert {123_455, 123_456, 123_457} <= {a.get("population.registered") for a in found}
    values = {each._values["self_pooling_population"] for each in changed}
    assert {Decimal(123_455), Decimal(123_457)} <= values


@pytest.mark.parametrize(
    ("low", "high", "decimals"),
    [(None, "-5", None), ("0.5", "2", 0), ("0.25", "1", 1), ("-3", "3", 0), (None, None, 2)],
)
def test_numbers_lie_within_bounds_and_have_no_more_decimals_than_are_taken(
    low: str | None, high: str | None, decimals: int | None
) -> None:
    question = Question(
        path="g.x",
        type=ValueType.INTEGER if decimals is None else ValueType.NUMBER,
        ask="?",
        minimum=None if low is None else Decimal(low),
        maximum=None if high is None else Decimal(high),
        decimals=decimals,
    )

    found, _ = drawn(answer(question, {Decimal("1e30"), Decimal(1)}, date(2012, 1, 1)), 60)

    for each in found:
        assert (
            parse_answer(f"{each:f}" if isinstance(each, Decimal) else str(each), question) == each
        )
    assert len(set(found)) >= 2


def test_days_lie_a_length_of_time_from_each_other_month_by_month() -> None:
    question = Question(path="g.on", type=ValueType.DATE, ask="?")

    found, _ = drawn(answer(question, {Duration(months=120)}, date(2012, 2, 29)), 200)

    assert {date(2022, 2, 27), date(2022, 2, 28), date(2022, 3, 1), date(2002, 2, 28)} <= set(found)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("g.x >= five", {Decimal(5), Decimal(1)}),
        ("g.x >= -3", {Decimal(-3), Decimal(3)}),
        ('g.when <= date("2012-03-04")', {date(2012, 3, 4)}),
        ('g.when <= @"2012-03-04"', {date(2012, 3, 4)}),
        ('as_of - g.when <= duration("P28D")', {Duration(days=28)}),
        ("count(board) >= three", {Decimal(3)}),
    ],
)
def test_figures_are_those_that_stand_in_the_test_or_behind_a_name_in_it(
    text: str, figures: set[object]
) -> None:
    program = compile_rules(rule_set({"C": criterion("C", leaf(text))}))

    (found,) = breakpoints(program).values()

    assert found == figures


@pytest.mark.parametrize("near", ["FIN-3a", None, 5, [None], [{}]])
def test_what_is_no_list_of_names_is_refused(near: Any) -> None:
    with pytest.raises(authorisation.InvalidOption, match="give the ids of criteria in a list"):
        submissions("gpcc-2010", near=near)


def test_rules_may_be_named_and_what_is_none_is_refused() -> None:
    assert submissions("gpcc-2010") is not None
    for strategy in (submissions, returns, rule_changes):
        with pytest.raises(authorisation.InvalidOption, match="give the name of a rule set"):
            strategy(5)
    with pytest.raises(authorisation.InvalidOption, match="give at least 1"):
        returns("gpcc-2010", periods=0)


def test_a_criterion_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(authorisation.InvalidOption, match="did you mean `FIN-3a`"):
        submissions(rules_of("gpcc-2010"), near=["FIN-3aa"])
