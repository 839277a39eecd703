"""Published histories: only what was published is answered, and what it comes to."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from authorisation.model.returns import AuthorisedGroup
from authorisation.regime.judge_period import PeriodJudge
from authorisation.regime.replay import ReplayedPeriod, last_day, replay_history
from authorisation.usecases.library import Library
from tests.files import load_returns
from tests.published.figures import published
from tests.shared import SHARED
from tests.shipped import shipped_compiled_regime, shipped_regime

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "fixtures" / "returns" / "published"
PATHS = sorted(FOLDER.glob("*.yaml"))
STATUTORY = shipped_regime("failure-statutory")
COMPILED = shipped_compiled_regime("failure-statutory")
CODES = {
    "ashford": "09C",
    "barking-and-dagenham": "07L",
    "barnet": "07M",
    "canterbury": "09E",
    "coastal-west-sussex": "09G",
    "croydon": "07V",
    "enfield": "07X",
    "new-devon": "99P",
    "new-devon-2017": "99P",
    "north-derbyshire": "04J",
    "north-lincolnshire": "03K",
    "solihull": "05P",
    "south-kent-coast": "10A",
    "surrey-downs": "99H",
    "thanet": "10E",
}


def group_of(name: str) -> AuthorisedGroup:
    return load_returns(FOLDER / f"{name}.yaml", Library().returns_context(STATUTORY))


def last(name: str) -> ReplayedPeriod:
    group = group_of(name)
    return replay_history(PeriodJudge(COMPILED, group), last_day(group)).results[-1]


def test_every_published_history_is_known_here() -> None:
    assert {path.stem for path in PATHS} == set(CODES)


@pytest.mark.parametrize("name", sorted(CODES))
def test_published_facts_open_questions_and_settle_nothing_they_do_not_say(name: str) -> None:
    group, result = group_of(name), last(name)

    answered = set(group.filed[0].answers)
    assert answered == set(group.filed[0].evidence)
    assert answered < {
        "in_year.allocation_to_date",
        "in_year.variance_from_allocation",
        "in_year.planned_deficit",
        "in_year.cumulative_deficit",
    }
    assert set(group.at_authorisation) == {"population.registered"}
    assert set(group.sources) < set(STATUTORY.regime.rules.sources)
    assert result.period_facts.bands["patient_risk"] == ("U",)
    over = group.filed[0].answers.get("in_year.variance_from_allocation", 0)
    assert (result.period_facts.bands["limit_broken"] == ("T",)) == (over > 0)


@pytest.mark.parametrize(
    ("name", "beyond_chance", "limbs"),
    [
        ("surrey-downs", "T", ("reason_to_believe", "significant_risk", "failing")),
        ("enfield", "T", ("reason_to_believe", "significant_risk", "failing")),
        # Inside chance, and directed all the same: the duty was broken, whoever is to blame.
        ("solihull", "F", ("reason_to_believe", "failing")),
        # Chance cannot be told from it while nobody knows what groups share between years.
        ("south-kent-coast", "U", ("reason_to_believe", "failing")),
        # Looked at by itself it had done nothing wrong.
        ("thanet", "F", ()),
        # What was planned is known and what was spent is not.
        ("croydon", "U", ("reason_to_believe", "significant_risk")),
        ("barnet", "U", ("reason_to_believe", "significant_risk")),
    ],
)
def test_what_was_published_is_set_against_chance(
    name: str, beyond_chance: str, limbs: tuple[str, ...]
) -> None:
    result = last(name)

    assert result.period_facts.bands["spending_limit"][0] == beyond_chance
    assert result.conclusions.limbs == limbs
    assert result.period_facts.controls["spending_limit"] == "cannot tell"


@pytest.mark.parametrize(("name", "code"), sorted(CODES.items()))
def test_patients_and_allocations_are_those_published(name: str, code: str) -> None:
    group = group_of(name)
    filed = group.filed[0]
    year = str(filed.period).split()[0].replace("-", "/")

    registered = Decimal(published("groups")[code]["patients"])
    assert group.at_authorisation["population.registered"] == registered
    allocation = Decimal(published("allocations")[f"{code} {year}"]) * 1000
    assert filed.answers["in_year.allocation_to_date"] == allocation


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the shared data are not there")
def test_the_allocations_kept_here_are_those_of_the_whole_publication() -> None:
    file = SHARED / "data" / "ccg_allocations_2013_14_to_2019_20.csv"
    with file.open(encoding="utf-8") as lines:
        rows = {f"{row['ccg_code']} {row['financial_year']}": row for row in csv.DictReader(lines)}

    assert published("allocations") == {
        key: Decimal(rows[key]["allocation_gbp_thousand"]) for key in published("allocations")
    }
