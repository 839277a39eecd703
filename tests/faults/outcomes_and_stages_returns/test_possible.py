"""What is called possible holds whatever missing answers and late returns turn out to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.regime.judge_period import PeriodJudge
from authorisation.regime.replay import History, ReplayedPeriod, replay_history
from tests.examples import examples
from tests.faults.monitored import (
    QUARTERS,
    SOUND_OF_2010,
    filed,
    head,
    page,
    read,
    text_of,
    watched,
)
from tests.regime.powers import possible_powers
from tests.shipped import shipped_compiled_regime

YES_OR_NO = ("true", "false")
MONEY = {
    "gpcc-2010": {
        "in_year.budget_to_date": (100_000_000,),
        "in_year.variance_to_date": (-10, 900_000, 2_600_000, 9_000_000),
        "in_year.savings_planned": (1_000,),
        "in_year.savings_delivered": (0, 1_000),
        "mental_health.budget_to_date": (9_000_000,),
        "mental_health.variance_to_date": (0, 8_000_000),
        "media.adverse_items": (0, 9),
        "stakeholders.concerned": (0, 9),
    },
    "failure-statutory": {
        "in_year.allocation_to_date": (100_000_000,),
        "in_year.variance_from_allocation": (-10, 900_000, 9_000_000),
        "in_year.planned_deficit": (0, 5),
        "in_year.cumulative_deficit": (0, 5),
        "in_year.running_cost": (5, 7),
        "in_year.running_cost_limit": (6,),
        "service.seen_in_time": ("90%", "95%"),
        "conduct.functions_failed": YES_OR_NO,
        "conduct.area_appropriate": YES_OR_NO,
    },
}
BOTH = {
    "service.immediate_risk": YES_OR_NO,
    "service.main_provider_failing": YES_OR_NO,
    "conduct.accountable_officer_in_post": YES_OR_NO,
    "conduct.plan_delivered": YES_OR_NO,
    "conduct.directions_followed": YES_OR_NO,
}
PERIODS = tuple(QUARTERS)[8:]
LATE = date(2030, 1, 1)
Answers = Mapping[str, object]


def replayed(
    rules: str, returns: Sequence[Answers | None], late: Mapping[int, Answers] | None = None
) -> tuple[ReplayedPeriod, ...]:
    """Replay returns of one quarter after another, None for one that did not come in time."""
    text = head().replace("inherited.deficits: [], success.definition: as agreed", "")
    text = (text if rules != "gpcc-2010" else head()).replace(", }", "}")
    for period, answers in zip(PERIODS, returns, strict=False):
        text += filed(period, answers) if answers is not None else ""
    for place, answers in (late or {}).items():
        text += filed(PERIODS[place], answers, LATE)
    if text.endswith("returns:\n"):
        text = text.replace("returns:\n", "returns: []\n")
    day = LATE if late else date(2014, 7, 30)
    return _until(
        replay_history(PeriodJudge(shipped_compiled_regime(rules), read(text, rules)), day),
        len(returns),
    )


def _until(history: History, periods: int) -> tuple[ReplayedPeriod, ...]:
    return history.results[:periods]


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[dict[str, object]], list[set[str] | None]]:
    """Whole returns under one regime, and what is missing of each; None for all of it."""
    rules = draw(st.sampled_from(sorted(MONEY)))
    asked = MONEY[rules] | BOTH
    quarters = range(draw(st.integers(2, 4)))
    odd = draw(st.sets(st.sampled_from(sorted(asked)), max_size=4))
    returns, missing = [], []
    for _ in quarters:
        quiet = {path: _quiet(path, values) for path, values in asked.items()}
        given_answers = {path: draw(st.sampled_from(asked[path])) for path in sorted(odd)}
        returns.append({**quiet, **given_answers})
        late = draw(st.booleans()) and draw(st.booleans())
        hidden = draw(st.sets(st.sampled_from(sorted({*odd, *list(asked)[:3]}))))
        missing.append(None if late else hidden)
    return rules, returns, missing


def _quiet(path: str, values: Sequence[object]) -> object:
    wrong_if = path in {
        "service.immediate_risk",
        "service.main_provider_failing",
        "conduct.functions_failed",
    }
    if values == YES_OR_NO:
        return "false" if wrong_if else "true"
    return (
        values[-1] if path in {"in_year.savings_delivered", "service.seen_in_time"} else values[0]
    )


@pytest.mark.slow
@settings(max_examples=examples(30))
@given(histories())
def test_G3_G4_whatever_is_missing_comes_out_as_was_called_possible(
    history: tuple[str, list[dict[str, object]], list[set[str] | None]],
) -> None:
    rules, returns, missing = history
    known: list[Answers | None] = [
        None if hidden is None else {p: a for p, a in whole.items() if p not in hidden}
        for whole, hidden in zip(returns, missing, strict=True)
    ]
    late = {n: whole for n, whole in enumerate(returns) if known[n] is None}
    told = replayed(rules, known)
    in_time = [None if known[n] is None else whole for n, whole in enumerate(returns)]
    came_out = replayed(rules, in_time, late)

    assert len(told) == len(came_out) == len(returns)
    for before, after in zip(told, came_out, strict=True):
        assert after.stage_after in (before.stage_after, *before.other_stages)
        assert set(after.conclusions.responses) <= set(before.possible.responses)
        assert set(before.conclusions.responses) <= set(before.possible.responses)


def test_G3_a_quarter_that_nobody_filed_leaves_stages_open_for_the_next() -> None:
    """Filed late, it sends the group to recovery, where it still is a quarter later."""
    told = replayed("gpcc-2010", [SOUND_OF_2010, None, SOUND_OF_2010])
    bad = SOUND_OF_2010 | {"service.main_provider_failing": "true"}
    came_out = replayed("gpcc-2010", [SOUND_OF_2010, None, SOUND_OF_2010], {1: SOUND_OF_2010})
    worse = replayed(
        "gpcc-2010",
        [SOUND_OF_2010, None, SOUND_OF_2010],
        {1: bad | {"service.immediate_risk": "true"}},
    )

    assert [each.stage_after for each in told] == ["ordinary", "early_warning", "ordinary"]
    assert [each.stage_after for each in came_out] == ["ordinary"] * 3
    assert [each.stage_after for each in worse] == ["ordinary", "recovery", "recovery"]
    assert told[1].other_stages == ("ordinary", "recovery")
    assert told[2].other_stages == ("recovery",)


def test_G3_the_page_says_which_stages_are_open() -> None:
    text = head() + filed("2013-14 Q1", SOUND_OF_2010) + filed("2013-14 Q3", SOUND_OF_2010)
    run = watched(text)

    assert page(run).periods[2].other_stages == (
        "recovery, once what is not known, or not filed yet, is known"
    )
    assert (
        "Stage: ordinary monitoring; perhaps recovery, once what is not known, or not filed yet, is known"
        in text_of(run)
    )


def test_G3_a_deadline_that_may_have_begun_to_run_is_carried_forward() -> None:
    """Perhaps under early warning since the first quarter, so perhaps in recovery after four more."""
    unsure = SOUND_OF_2010 | {"media.adverse_items": 9}
    hidden = {path: a for path, a in SOUND_OF_2010.items() if path != "media.adverse_items"}
    slow = SOUND_OF_2010 | {"in_year.savings_delivered": 900, "in_year.savings_planned": 1_000}
    told = replayed("gpcc-2010", [hidden, slow, slow, slow, slow])

    assert told[0].other_stages == ("early_warning",)
    assert [each.entered for each in told[1].states_after if each.stage == "early_warning"] == [
        2,
        1,
    ]
    assert replayed("gpcc-2010", [unsure, slow])[1].stage_after == "early_warning"


def test_G4_a_surplus_is_offered_no_financial_assistance() -> None:
    """What fires opens its own limb, so a question is asked where the answer would call for one."""
    surplus = {
        "in_year.allocation_to_date": 30_000_000,
        "in_year.variance_from_allocation": -500_000,
    }
    (told,) = replayed("failure-statutory", [surplus])

    assert "support" not in told.conclusions.responses
    assert {"none", "information", "review"} <= set(told.conclusions.responses)
    assert told.conclusions.powers == ("assistance",)
    compiled = shipped_compiled_regime("failure-statutory")
    assert "direction" in possible_powers(compiled, told.period_facts)


def test_G4_the_page_of_a_group_that_nothing_is_wrong_with_offers_nothing() -> None:
    text = head() + filed(
        "2013-14 Q1", {"in_year.budget_to_date": 25_000_000, "in_year.variance_to_date": -10}
    )
    (period,) = page(watched(text)).periods

    assert period.response.startswith("nothing so far; what is not known yet may call for: ")
    assert (period.support, period.power) == ("", "")


def test_G4_what_an_unanswered_trigger_would_call_for_is_possible_beside_what_fires() -> None:
    """A direction not followed opens every power; the deficit that fires opens questions alone."""
    known = {
        "in_year.allocation_to_date": 100_000_000,
        "in_year.variance_from_allocation": 900_000,
    }
    (told,) = replayed("failure-statutory", [known])
    (came_out,) = replayed("failure-statutory", [known | {"service.immediate_risk": "true"}])

    assert set(came_out.conclusions.responses) <= set(told.conclusions.responses)
    assert "recovery_plan" in came_out.conclusions.responses


@pytest.mark.parametrize("rules", sorted(MONEY))
def test_D12_an_empty_return_offers_nothing(rules: str) -> None:
    top = (
        head()
        if rules == "gpcc-2010"
        else head().replace(", inherited.deficits: [], success.definition: as agreed", "")
    )
    run = watched(top + filed("2013-14 Q1"), rules)
    (period,) = page(run).periods

    assert period.response == "nothing so far: the return answers no question"
    assert (period.power, period.support) == ("", "")
    assert "With:" not in text_of(run)
