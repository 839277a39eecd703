"""Under figures of chance without a source: every response and stage as it would be with each."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from authorisation.errors import InvalidSubmission
from authorisation.explain.history.funnel import describe_funnels
from authorisation.explain.history.page import describe_history
from authorisation.explain.history.periods import describe_periods
from authorisation.inference.durable.engine import DurableEngine, is_installed
from authorisation.language.answers.returns import read_returns
from authorisation.model.regime import Control
from authorisation.model.returns import AuthorisedGroup, ClaimStatus, Proof, Share
from authorisation.regime.judge_period import PeriodJudge
from authorisation.regime.monitored import HistoryOpinion, named_conclusions
from authorisation.regime.replay import (
    History,
    ReplayedPeriod,
    last_day,
    replay_history,
    replay_variants,
)
from authorisation.second_opinion.history import history_opinion
from authorisation.usecases.library import Library
from tests.examples import examples
from tests.regime.test_replay import COMPILED, LOADED

ENDS = ("2013-07-20", "2013-10-20", "2014-01-20", "2014-04-20")
TAU = {"low": Decimal(0), "high": Decimal("0.005")}
CV = {"low": Decimal("3.5"), "high": Decimal("3.8")}
LOWEST = "a coefficient of variation of 3.5 and 0% between years"
HIGHEST = "a coefficient of variation of 3.8 and 0.5% between years"
"""The lowest and the highest share that whole groups have in common, as gpcc-2010 gives them."""


def group(people: int, overspends: list[int]) -> AuthorisedGroup:
    """Give a group that does nothing amiss but spend so much above its budget by each quarter."""
    written = {
        "name": "A group",
        "authorised_on": "2013-04-01",
        "at_authorisation": {
            "population": {"registered": people},
            "inherited": {"deficits": []},
            "success": {"definition": "as agreed"},
        },
        "conditions": [],
        "capability": [{"grade": 2, "by": "the Board", "on": "2013-04-01", "reason": "found"}],
        "returns": [
            {
                "period": f"2013-14 Q{number}",
                "received_on": ENDS[number - 1],
                "answers": {
                    "in_year": {
                        "budget_to_date": people * 275 * number,
                        "variance_to_date": over,
                        "savings_planned": 0,
                        "savings_delivered": 0,
                    },
                    "mental_health": {"budget_to_date": people * 27, "variance_to_date": 0},
                    "service": {"immediate_risk": False, "main_provider_failing": False},
                    "conduct": {
                        "accountable_officer_in_post": True,
                        "plan_agreed": True,
                        "plan_delivered": True,
                        "directions_followed": True,
                    },
                    "media": {"adverse_items": 0},
                    "stakeholders": {"concerned": 0},
                },
            }
            for number, over in enumerate(overspends, start=1)
        ],
    }
    return read_returns(json.dumps(written).encode(), "f", Library().returns_context(LOADED))


def played(known: AuthorisedGroup, **overrides: Decimal) -> History:
    return replay_history(PeriodJudge(COMPILED, known, overrides), last_day(known))


def came_out(results: tuple[ReplayedPeriod, ...]) -> list[object]:
    return [
        (
            r.period_facts.bands,
            r.period_facts.exit,
            r.period_facts.clock,
            r.conclusions.responses,
            r.stage_after,
        )
        for r in results
    ]


@settings(max_examples=examples(60))
@given(
    st.integers(70_000, 900_000),
    st.lists(st.integers(-20_000_000, 40_000_000), min_size=1, max_size=4),
)
@example(100_000, [0, 0, 0, 4_000_000])
@example(500_000, [0, 4_000_000, 6_500_000, 9_500_000])
def test_under_a_variant_all_is_as_if_the_figure_had_been_set(people, overspends) -> None:
    known = group(people, overspends)
    history = played(known)

    variants = replay_variants(COMPILED, history)
    assert variants.keys() == TAU.keys()
    for name, results in variants.items():
        assert came_out(results) == came_out(
            played(known, chance_between_years=TAU[name], chance_cv=CV[name]).results
        )


@settings(max_examples=examples(60))
@given(
    st.integers(70_000, 900_000),
    st.lists(st.integers(-20_000_000, 40_000_000), min_size=1, max_size=4),
)
def test_what_holds_under_a_variant_was_possible_before_it_was_chosen(people, overspends) -> None:
    history = played(group(people, overspends))

    variants = replay_variants(COMPILED, history)
    assert variants.keys() == TAU.keys()
    for results in variants.values():
        first = results[0].conclusions.responses
        assert set(first) <= set(history.results[0].conclusions.responses)


def test_where_they_disagree_each_response_is_told_with_its_figure() -> None:
    history = played(group(100_000, [0, 0, 0, 4_000_000]))
    under = replay_variants(COMPILED, history)

    *_, last = describe_periods(history, under, COMPILED)

    assert (last.response, last.stage_after) == (
        "Watch, or information and a review of capability",
        "early warning",
    )
    assert last.by_variant == (
        f"with {LOWEST}: Information and a review of capability; stage: recovery",
        f"with {HIGHEST}: Watch; stage: early warning",
    )
    assert last.triggers[0].by_variant == (
        f"with {LOWEST}: Information and a review of capability",
        f"with {HIGHEST}: Watch",
    )


def test_where_they_agree_one_line_says_so() -> None:
    history = played(group(100_000, [0, 0, 0, 1_000_000]))

    *_, last = describe_periods(history, replay_variants(COMPILED, history), COMPILED)

    assert last.by_variant == (f"the same with {LOWEST} and {HIGHEST}",)
    assert last.triggers[0].by_variant == ()


def test_a_figure_that_was_set_has_no_variants() -> None:
    history = played(
        group(100_000, [4_000_000]), chance_between_years=Decimal(0), chance_cv=Decimal("3.6")
    )

    assert replay_variants(COMPILED, history) == {}


@pytest.mark.skipif(not is_installed(), reason="durable-rules is not installed")
def test_the_second_engine_derives_variants_too(rete: DurableEngine) -> None:
    history = played(group(100_000, [0, 0, 0, 4_000_000]))
    under = replay_variants(COMPILED, history)
    named = list(named_conclusions(history, under))

    confirmed = history_opinion(named, rete)

    assert [name for name, _ in named][3:] == [
        "2013-14 Q4",
        "2013-14 Q4, low",
        "2013-14 Q4, high",
    ]
    assert (confirmed.differs, confirmed.unavailable) == ((), "")


def test_what_groups_suggest_of_what_they_share_is_told_and_not_used() -> None:
    """Twelve large groups, 3 % over or under: far more than their own chance does."""
    share = 900_000 * 1100 * 3 // 100
    histories = [played(group(900_000, [0, 0, 0, share * (-1) ** n])) for n in range(12)]

    funnel, _ = describe_funnels(histories, COMPILED)
    few, _ = describe_funnels(histories[:9], COMPILED)

    assert funnel.says[-1] == (
        "These groups differ by 3.5% more than each one's own chance explains (the outermost tenth"
        " on either side drawn in). The limits here rest on 0.5%, as the rules have it."
    )
    assert len(few.says) == len(funnel.says) - 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            {"mainly": Decimal("1.5")},
            (
                "mainly:1:1: `mainly` is 150%, and most of an amount is between 0% and 100%\n"
                "  help: set another share"
            ),
        ),
        (
            {"chance_cv": Decimal(0)},
            (
                "whole_budget:1:1: `the whole budget` does not vary at all\n"
                "  help: change the parameters of this line"
            ),
        ),
    ],
)
def test_figures_that_no_chance_and_no_share_can_have_are_refused(changed, says) -> None:
    with pytest.raises(InvalidSubmission) as caught:
        played(group(100_000, [4_000_000]), **changed)

    assert str(caught.value) == says


def test_a_cause_accepted_after_the_day_looked_at_is_named_and_not_counted() -> None:
    known = group(100_000, [4_000_000])
    late = Share(
        cause="tariff",
        about="whole_budget",
        standing=ClaimStatus.ACCEPTED,
        by="the Board",
        on=date(2019, 1, 1),
        amount=Decimal(4_000_000),
        evidence=(
            Proof(kind="decision", document="the tariff", by="the Board", on=date(2013, 2, 28)),
        ),
    )
    history = played(replace(known, filed=(replace(known.filed[0], shares=(late,)),)))

    told = describe_history(COMPILED, history, {}, HistoryOpinion(), ())

    assert told.warnings[-1] == (
        "Not counted yet: tariff is accepted on 1 January 2019, after the day looked at."
    )
    assert history.results[0].period_facts.controls["overspend"] is Control.CANNOT_TELL
