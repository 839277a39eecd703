"""What the estimate of tau is centred on, and what a risk pool does to limits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from authorisation.regime.chance.funnel import GroupVariance, estimate_dispersion
from authorisation.regime.monitored import MonitoredGroup
from tests.faults.monitored import filed, head, watched
from tests.shipped import shipped_regime

SETTLED = ("chance_cv=3.6", "chance_between_years=0.5%")
ANSWERS = {"in_year.budget_to_date": 82_500_000, "in_year.variance_to_date": 2_475_000}
DRAWN = """\
    causes:
      - {cause: pool_partners, about: whole_budget, status: accepted, by: the Board, on: 2014-04-20, amount: 1000000, \
evidence: [{kind: pool, document: statement of the pool, by: the pool, on: 2014-04-10}]}
"""


@pytest.mark.parametrize("groups", [10, 20, 211])
def test_S6_no_degree_of_freedom_is_lost_to_a_centre_that_is_given(groups: int) -> None:
    """Each is 2 away from its budget where chance gives 1: a mean square of 4, so tau is root 3.

    The estimate about a centre of their own would be root 3.44 for ten, and 3 for none but many.
    """
    measured = [GroupVariance(2 * (-1) ** number, 1) for number in range(groups)]

    assert estimate_dispersion(measured, Decimal(0)).tau == Decimal("1.732051")


def test_S6_all_on_one_side_of_the_budget_are_as_far_from_it() -> None:
    """The centre is the budget: what all groups have in common is not taken for the centre."""
    measured = [GroupVariance(2, 1)] * 10

    assert estimate_dispersion(measured, Decimal(0)).tau == Decimal("1.732051")


def measured(more: str = "", **answers: object) -> MonitoredGroup:
    text = head() + filed("2013-14 Q4", ANSWERS | answers, more=more)
    return watched(text, settings=SETTLED).watched[0]


def test_S7_the_draw_of_a_pool_is_a_cause_and_changes_no_limit() -> None:
    alone, pooled = (
        each.history.results[-1].judged.lines["whole_budget"].as_set
        for each in (measured(), measured(DRAWN))
    )

    assert alone is not None
    assert pooled is not None
    assert alone.limits_money == pooled.limits_money
    assert (alone.accepted.remainder, pooled.accepted.remainder) == (2_475_000, 1_475_000)


def test_S7_the_patients_of_the_period_make_the_limit() -> None:
    people = [
        each.history.results[-1].judged.lines["whole_budget"].people
        for each in (measured(), measured(**{"in_year.patients": 300_000}))
    ]

    assert people == [100_000, 300_000]


@pytest.mark.parametrize("name", ["gpcc-2010", "failure-statutory"])
def test_S7_the_regime_says_whose_patients_count_for_a_group_in_a_pool(name: str) -> None:
    (said,) = [each for each in shipped_regime(name).regime.says if "risk pool" in each]

    assert "its own patients" in said
