"""Every figure of `gpcc-2010` is the one its source names, in the source's own sense."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.model.rules import DatedValueKind, Standing
from authorisation.model.verdict import Verdict
from tests.faults.law_and_truth_seeds.gpcc import (
    alternatives,
    assessed,
    criterion,
    figure,
    fixture,
    left_out,
    program,
    rules,
)

D = Decimal


@pytest.mark.parametrize(
    ("name", "value", "source"),
    [
        pytest.param("model_a_min_population", D(100_000), "s001#2.2", id="100,000 to 150,000"),
        pytest.param("model_a_max_population", D(150_000), "s001#2.2", id="to 150,000"),
        pytest.param("optimum_population", D(500_000), "s001#2.2", id="500,000"),
        pytest.param("max_population", D(750_000), "s001#2.2", id="750,000"),
        pytest.param("min_practices", D(5), "s001#2.2", id="5 practices"),
        pytest.param("max_practices", D(100), "s001#2.2", id="100 practices"),
        pytest.param("management_cost_estimate", D(9), "s001#1.2A", id="12, 10, 9 pounds"),
        pytest.param("comparator_management_cost", D(24), "s001#1.2A", id="24 pounds"),
        pytest.param("premium_engagement_floor", D("0.02"), "s001#2.1.2", id="2%"),
        pytest.param("min_budget_horizon", D(3), "s001#2.1.2", id="3 to 5 years"),
        pytest.param("outcome_measures_soonest", D(2), "s001#2.10", id="2 to 3 years, the least"),
        pytest.param("outcome_measures_latest", D(3), "s001#2.10", id="2 to 3 years, the most"),
        pytest.param("admission_notice_example", D(0), "s001#2.14", id="same day"),
    ],
)
def test_1_1_a_figure_is_its_sources(name: str, value: Decimal, source: str) -> None:
    entry = figure(name)

    assert (entry.value, entry.source, entry.standing) == (value, source, Standing.OPINION)


def test_1_1_12_and_10_pounds_were_given_up_and_are_no_alternatives() -> None:
    entry = figure("management_cost_estimate")

    assert entry.contested == ()
    assert "12 and then 10 pounds a head had been given up" in entry.note
    assert "concerned that it might fall further" in entry.note
    assert "expected" not in entry.note


@pytest.mark.parametrize(
    ("cost", "verdict"),
    [("7679999.99", Verdict.NOT_MET), ("7680000", Verdict.MET), ("7680000.01", Verdict.MET)],
)
def test_1_1_far_less_than_24_pounds_is_what_the_source_worries_about(
    cost: str, verdict: Verdict
) -> None:
    answers = {"population.registered": D(320_000), "management.planned_cost": D(cost)}
    found = assessed(fixture("illustrative-full-budget", answers))

    assert found.finding("MGT-2").verdict is verdict


def test_1_1_nobody_is_named_as_the_speaker_of_200_million_and_750_000() -> None:
    note = criterion("MGT-10").note

    assert note.startswith("Somebody asked how to manage 200 million pounds after 750,000.")
    assert "A GP" not in note


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("parameter maternity_commissioner", "two thirds", id="two thirds"),
        pytest.param("parameter maternity_commissioner", "as one or two (1.2E) and as two", id="2"),
        pytest.param("criterion SCO-9", "350 guidelines", id="350 guidelines"),
        pytest.param("criterion PBC-7a", "almost two thirds", id="almost two thirds"),
        pytest.param(
            "criterion PBC-7a",
            "more than half thought that care would improve to some extent, or a great one, in "
            "the coming year",
            id="more than half",
        ),
        pytest.param("criterion MGT-7b", "one of 14 companies", id="14 companies"),
        pytest.param("left out SCO-7d", "what hospital care costs", id="three times as much"),
        pytest.param("left out MGT-13", "reports demanded", id="27 page report"),
        pytest.param("left out FAIL-7", "thirds of all trusts", id="thirds of trusts"),
        pytest.param("left out FIN-18", "in ten years", id="10 years, the private sector"),
        pytest.param("source s001", "Four events, almost 400 people", id="almost 400"),
        pytest.param("source s002", "nearly 100 people", id="nearly 100"),
    ],
)
def test_1_1_a_figure_that_is_no_threshold_is_told(text: str, words: str) -> None:
    kind, _, name = text.rpartition(" ")
    told = {
        "parameter": lambda: figure(name).note,
        "criterion": lambda: criterion(name).note,
        "left out": lambda: left_out(name),
        "source": lambda: rules().sources[name].note,
    }[kind]()

    assert words in told


def test_1_1_no_meeting_named_the_population_that_carries_its_own_risk() -> None:
    entry = figure("self_pooling_population")

    assert entry.value == D(100_000)
    assert not entry.source.startswith("s00")


def test_1_4_the_self_pooling_population_rests_on_what_was_published_before_the_rules() -> None:
    entry = figure("self_pooling_population")

    assert entry.source == "jones-2009"
    assert rules().sources["jones-2009"].published == "2009-07-01"
    assert {"gponline-1026519", "asthana-2011", "bachmann-bevan-1996"} <= set(entry.contrary)
    assert "No source of 2010 gives this figure" not in entry.note
    assert "acute" in entry.note


def test_1_4_its_alternatives_stand_on_both_sides() -> None:
    assert alternatives("self_pooling_population") == {
        D(40_000): "gponline-1026519",
        D(300_000): "hsj-5023200",
        D(500_000): "gpc-2010",
    }


def test_1_4_30_000_are_patient_years_and_no_alternative_in_patients() -> None:
    note = figure("self_pooling_population").note
    source = rules().sources["bachmann-bevan-1996"].note

    assert D(30_000) not in alternatives("self_pooling_population")
    assert "30,000 patient-years" in note
    assert "2.8%" in source
    assert "which 10,000 patients make up in three years" in source
    assert "from a summary only" not in source


def test_1_4_it_is_said_that_even_then_many_would_overspend() -> None:
    assert "even then a significant number of groups would have to overspend" in (
        figure("self_pooling_population").note
    )
    assert "carries its own risk" not in rules().parameters["self_pooling_population"].title


def test_1_4_a_group_of_120_000_turns_on_a_contested_figure() -> None:
    answers = {"population.registered": D(120_000), "risk_pool.agreement": None}
    turns = sensitivities(program(), assessed(fixture("illustrative-full-budget", answers)))
    moving = {each.value for each in turns if each.moves_outcome}

    assert moving >= {D(300_000), D(500_000)}


@pytest.mark.parametrize(
    ("day", "setting", "value"),
    [
        (date(2010, 10, 31), DatedValueKind.NONE, None),
        (date(2012, 5, 30), DatedValueKind.NONE, None),
        (date(2012, 5, 31), DatedValueKind.VALUE, D(25)),
        (date(2013, 3, 31), DatedValueKind.VALUE, D(25)),
    ],
)
def test_4_4_the_limit_of_25_pounds_counts_once_it_was_set(
    day: date, setting: DatedValueKind, value: Decimal | None
) -> None:
    entry = figure("management_allowance", day)

    assert (entry.setting, entry.value) == (setting, value)
