"""What every page says of the law, of the press and of duties that no rule tests."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import pytest

from authorisation.engine.analysis.provenance import citation_standing
from authorisation.explain.assessment.page_header import out_of_force_warnings
from authorisation.language.regime.load import has_regime
from authorisation.model.rules import RuleSet, Standing
from tests.faults.law_and_truth_statutes.statutes import decided, judged
from tests.shipped import RULES, SETS, shipped_regime, shipped_rules

PRESS: Final = re.compile(
    "Journal|GPonline|Pulse|Healthcare Leader|Hansard|Wikipedia|Nuffield|BMJ|CCG$"
)
"""Publishers of reports, debates, research and slides: none of them lays down a rule."""
STATUTES: Final = ("statutory-2012", "statutory-2022")
WATCHED_BY_NOBODY: Final = {
    "14Z11": "14Z11 to 14Z13",
    "14Z12": "14Z11 to 14Z13",
    "14Z13": "14Z11 to 14Z13",
    "14Z15": "14Z15",
    "14Z16": "14Z16",
    "223I(2)": "223I(2)",
    "223J(1)": "223J(1) and (2)",
    "223J(2)": "223J(1) and (2)",
    "52": "SI 2012/2996, reg. 52(2)",
    "14O": "(14O)",
}


def page(name: str) -> str:
    """The page of a rule set under docs/rules, in one line."""
    text = (RULES.parent / f"docs/rules/{name}.md").read_text(encoding="utf-8")
    return " ".join(text.replace("\\", "").split())


def rules_with_regime(name: str) -> RuleSet:
    regime = has_regime(name, root=RULES)
    return shipped_regime(name).regime.rules if regime else shipped_rules(name)


@pytest.mark.parametrize("name", SETS)
def test_L19_no_rule_set_calls_a_report_laid_down_by_the_regulator(name: str) -> None:
    rules = rules_with_regime(name)
    reports = [each for each in rules.sources.values() if PRESS.search(each.publisher)]

    assert reports or name in STATUTES
    assert [each.id for each in reports if each.standing is Standing.REGULATOR] == []


def test_L19_the_regime_of_2010_calls_reports_reports() -> None:
    rules = rules_with_regime("gpcc-2010")
    told = {
        name: citation_standing(rules, name)
        for name in ("hansard-2006-07-06", "hsj-5089616", "gponline-1046938", "pulse-2011")
    }

    assert told == dict.fromkeys(told, "reported")
    responses = page("gpcc-2010").split("Once authorised: responses")[1]
    assert "laid down by the regulator" not in responses.split("## Sources")[0]


def test_L15_the_page_gives_Schedule_6_to_the_Act_of_2012() -> None:
    assert "law: Health and Social Care Act 2012, Schedule 6.8(7)" in page("failure-statutory")
    assert "National Health Service Act 2006, Schedule 6" not in page("failure-statutory")


def test_L16_the_page_gives_the_18_week_standard_as_law_and_a_month_below_it_as_evidence() -> None:
    told = page("failure-statutory")

    assert "law: SI 2012/2996, reg.45" in told
    assert "The 18-week standard" in told
    assert "18 weeks or less" not in told
    assert "A month below it is evidence that the duty fails, and no finding" in told


@pytest.mark.parametrize("name", STATUTES)
def test_L20_the_page_says_that_who_may_chair_has_no_source(name: str) -> None:
    told = page(name)
    criterion = shipped_rules(name).criteria["GB-CHAIR-HELD"]

    assert criterion.title in told
    assert "Its text was not found, and this list is from memory" in told


@pytest.mark.parametrize("provision", WATCHED_BY_NOBODY)
def test_3_2_a_duty_that_is_not_watched_is_shown(provision: str) -> None:
    told = shipped_regime("failure-statutory").regime.says

    assert sum(WATCHED_BY_NOBODY[provision] in text for text in told) == 1
    assert WATCHED_BY_NOBODY[provision] in page("failure-statutory")


@pytest.mark.parametrize("name", STATUTES)
@pytest.mark.parametrize(
    "left_out", ["constitution.agreed", "accountable_officer.name", "application.information"]
)
def test_14B_3_an_application_that_lacks_what_must_come_with_it_is_not_granted(
    name: str, left_out: str
) -> None:
    as_of = {"statutory-2012": "2012-10-01", "statutory-2022": "2022-05-01"}[name]
    whole = decided(rules=name, as_of=as_of)
    short = decided({left_out: None}, rules=name, as_of=as_of)

    assert whole["14B-3"].verdict == whole["14C-2-a"].verdict == "met"
    assert short["14B-3"].verdict == short["14C-2-a"].verdict == "not met"
    assert short.outcomes == ("not satisfied",)


def test_14B_3_what_nobody_answered_is_not_held_against_the_application() -> None:
    result = decided({"application.information": ...}, stage="self-assessment")

    assert result["14B-3"].verdict == "unknown"
    assert result["14C-2-a"].verdict == "unknown"


def test_L1_the_rules_of_2012_end_where_those_of_2022_begin_and_name_them() -> None:
    before, after = (shipped_rules(name) for name in STATUTES)

    assert before.in_force[1] == after.in_force[0] == date(2022, 4, 14)
    assert before.followed_by == ("statutory-2022",)
    (warning,) = out_of_force_warnings(before, date(2023, 1, 1))
    assert warning.startswith("Not in force on 1 January 2023: these rules have not been since 14")
    assert warning.endswith(" What follows: statutory-2022.")
    assert after.followed_by == ()


@pytest.mark.parametrize("name", STATUTES)
def test_4_6_nothing_is_said_to_be_all_met_where_a_factor_or_the_area_is_not(name: str) -> None:
    as_of = {"statutory-2012": "2012-10-01", "statutory-2022": "2022-05-01"}[name]
    result = decided({"membership.patients_resident": 1000}, rules=name, as_of=as_of)
    told = " ".join(str(result.render()).split())

    assert (result["FE-c"].verdict, result["AREA-1"].verdict) == ("not met", "open")
    assert "every requirement tested is met" not in told
    assert "Everything that is tested here is met" not in told
    assert "every test is met" not in " ".join(row.says for row in shipped_rules(name).outcomes)


def test_4_6_a_ground_that_nobody_judged_is_no_reason_to_call_all_met() -> None:
    told = str(decided(judgements=judged("14C-2-c")).render())

    assert "every requirement tested is met" not in " ".join(told.split())


@pytest.mark.parametrize("name", SETS)
def test_4_10_no_formula_says_a_word_twice(name: str) -> None:
    """As in `at least least number of applicants`, `at most most of it`."""
    assert re.findall(r"\b(least least|less than least|most most|than fewest)\b", page(name)) == []


@pytest.mark.parametrize(
    ("name", "seldom"), [("gpcc-2010", "95 times in 100"), ("failure-statutory", "998 times")]
)
def test_4_10_how_seldom_chance_does_a_thing_is_given_as_a_figure(name: str, seldom: str) -> None:
    assert "998 times in 1,000" in page(name)
    assert seldom in page(name)
