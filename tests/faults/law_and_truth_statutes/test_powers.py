"""What opens the powers over a group, held against the Acts and regulations that are cited."""

from __future__ import annotations

from typing import Any, Final

import pytest

from authorisation.explain.words.sources import describe_source
from authorisation.model.rules import Standing
from tests.shipped import RULES, shipped_regime

STATUTE: Final = "failure-statutory"
NOT_A_RULE: Final = (
    "Health Service Journal",
    "GPonline",
    "Canterbury Journal",
    "Healthcare Leader",
    "Hansard",
    "Wikipedia",
    "Nuffield Trust",
    "Croydon CCG",
    "West London CCG",
)


def regime() -> Any:
    return shipped_regime(STATUTE).regime


def trigger(identifier: str) -> Any:
    return next(each for each in regime().triggers if each.id == identifier)


def opened(identifier: str, band: str) -> set[str]:
    """The limbs that a band of a trigger opens powers on."""
    (found,) = [each for each in trigger(identifier).bands if each.name == band]
    return set(found.opens)


def test_L15_the_last_step_after_conditions_rests_on_the_regulations_of_2012() -> None:
    cited = trigger("conditions_not_complied_with").sources
    told = [str(describe_source(source, regime().rules)) for source in cited]

    assert told[:2] == [
        "law: SI 2012/1631, reg.8(10)",
        "law: Health and Social Care Act 2012, Schedule 6.8(7)",
    ]
    text = (RULES / STATUTE / "regime.yaml").read_text(encoding="utf-8")
    assert "  conditions: 'regulation 8(10) of SI 2012/1631" in text


def test_L15_no_rule_cites_Schedule_6_to_the_Act_of_2006() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (RULES / STATUTE).rglob("*.yaml")]

    assert not [text for text in texts if "nhsa-2006#sch6" in text]


def test_L16_the_18_week_standard_is_law_that_binds_the_group() -> None:
    entry = regime().rules.parameters["seen_in_time_standard"].values[0]

    assert entry.standing is Standing.LAW
    assert str(describe_source(entry.source, regime().rules)) == "law: SI 2012/2996, reg.45"
    assert "significant_risk" in opened("waiting", "fires")


def test_L16_it_asks_for_less_than_18_weeks_at_each_months_end() -> None:
    question = shipped_regime(STATUTE).bank.questions["service.seen_in_time"]

    assert "less than 18 weeks" in question.ask
    assert "18 weeks or less" not in question.ask
    assert "months" in question.ask


def test_L16_a_month_below_is_evidence_and_by_itself_no_failing() -> None:
    bands = [band.name for band in trigger("waiting").bands]

    assert bands == ["fires", "watch"]
    assert all("failing" not in opened("waiting", name) for name in bands)
    assert "no finding" in trigger("waiting").note


def test_L17_a_running_cost_limit_broken_at_the_years_end_is_a_failing() -> None:
    assert opened("running_costs_broken", "fires") == {"reason_to_believe", "failing"}
    assert "nhsa-2006#223J(3)" in trigger("running_costs_broken").sources


def test_L18_the_limits_are_cited_by_their_own_sections() -> None:
    assert {"nhsa-2006#223H", "nhsa-2006#223I(3)"} <= set(trigger("limit_broken").sources)
    text = (RULES / STATUTE / "regime.yaml").read_text(encoding="utf-8")
    assert "which the Act calls the limit" not in text


@pytest.mark.parametrize("name", [STATUTE])
def test_L19_nothing_reported_is_called_laid_down_by_the_regulator(name: str) -> None:
    sources = shipped_regime(name).regime.rules.sources.values()
    reported = [each for each in sources if each.publisher.startswith(NOT_A_RULE)]

    assert reported
    for source in reported:
        told = describe_source(source.id, shipped_regime(name).regime.rules).standing
        assert "laid down by the regulator" not in told, source.id


def test_L19_a_report_of_the_press_says_that_it_is_one() -> None:
    assert str(describe_source("canterbury-journal", regime().rules)).endswith(
        ": as reported in 2018, not law"
    )
