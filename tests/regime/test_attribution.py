"""Attribution: the worked table, what may be said and what may not, and the laws."""

from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.model.regime import ComparedWith, Control
from authorisation.model.returns import ClaimStatus, Proof, Share
from authorisation.regime.attribution.attribute import (
    AttributedVariance,
    CauseAccount,
    FaultyClaims,
    Variance,
    attribute_by_variant,
    attribute_variance,
)
from authorisation.regime.chance.limits import ChanceZone, Limits, chance_limits
from tests.regime.kinds import KINDS
from tests.regime.lines import LEVELS, UNSOURCED_WHOLE, WHOLE

DAY = date(2014, 6, 1)
HALF = Decimal(50)
"""Of the overspend: unsourced."""


def claim(cause: str, amount: str | Decimal, status: ClaimStatus = ClaimStatus.ACCEPTED) -> Share:
    kind = KINDS[cause].evidence[0].id
    if cause == "management":
        kind = "capability finding"
    proof = Proof(kind=kind, document="a paper", by="somebody", on=DAY)
    return Share(
        cause=cause,
        about="",
        standing=status,
        by="the Board",
        on=DAY,
        amount=Decimal(amount),
        evidence=(proof,),
    )


def worked(population: int) -> AttributedVariance:
    """Overspend by 5 % at 1,100 pounds a head; inherited recurrent 1 %, tariff 0.5 %."""
    budget = Decimal(population * 1100)
    variance = Variance(ComparedWith.PLAN, budget * 5 / 100, budget)
    claims = [
        claim("inheritance, recurrent", budget / 100),
        claim("tariff", budget / 200),
    ]
    found = attribute_variance(
        variance, claims, chance_limits(WHOLE, [Decimal(population)], LEVELS), HALF, KINDS
    )
    assert isinstance(found, AttributedVariance)
    return found


@pytest.mark.parametrize(("planned", "above"), [("-0.01", False), ("0", False), ("0.01", True)])
def test_a_budget_is_above_the_allocation_where_more_was_planned(planned, above):
    variance = Variance(ComparedWith.ALLOCATION, Decimal(5), Decimal(100), Decimal(planned))

    assert variance.above_allocation is above


# --- the worked table ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("population", "expected"),
    [
        (100_000, ("5.50", "1.65", "3.85", "3.50", "2.45", "3.87", "0.00", "0")),
        (500_000, ("27.50", "8.25", "19.25", "3.50", "5.49", "8.65", "10.60", "39")),
    ],
)
def test_the_worked_table(population, expected):
    """The share is 38.5 %, printed as 38 in the source."""
    found = worked(population)
    account = found.accepted
    pounds = [
        found.variance.amount,
        account.explained,
        account.remainder,
        account.remainder_percent * 10**6,
        found.limits_money.watch,
        found.limits_money.serious,
        account.not_chance_at_least,
    ]
    millions = [str((each / 10**6).quantize(Decimal("0.01"))) for each in pounds]

    assert (*millions, str(account.not_chance_share.quantize(Decimal(1)))) == expected


def test_the_worked_case_of_100000_whole():
    found = worked(100_000)

    assert found.accepted == found.as_claimed
    assert found.accepted == CauseAccount(
        causes=(
            ("inheritance, recurrent", Decimal("1100000.00")),
            ("tariff", Decimal("550000.00")),
        ),
        explained=Decimal("1650000.00"),
        remainder=Decimal("3850000.00"),
        remainder_percent=Decimal("3.500000"),
        zone=ChanceZone.WATCH,
        not_chance_at_least=Decimal("0.00"),
        not_chance_share=Decimal("0.000000"),
        within=Decimal("0.00"),
        control_low=Decimal("0.000000"),
        control_high=Decimal("70.000000"),
        control=Control.CANNOT_TELL,
    )


def test_the_worked_case_of_500000_is_graver_and_control_still_cannot_be_told():
    found = worked(500_000).accepted

    assert found.zone is ChanceZone.SERIOUS
    assert found.not_chance_at_least == Decimal("10596910.50")
    assert found.not_chance_share == Decimal("38.534220")
    assert (found.control_low, found.control_high) == (Decimal(0), Decimal(70))
    assert found.control is Control.CANNOT_TELL
    assert "management" not in dict(found.causes)


# --- versions -----------------------------------------------------------------------------------

WIDE = Limits(Decimal(1), Decimal(2))
OVER = Variance(ComparedWith.PLAN, Decimal("5000000.00"), Decimal(100_000_000))


def test_only_accepted_shares_inform_and_the_claimed_version_stands_beside():
    claims = [
        claim("tariff", "1000000"),
        claim("provider failure", "3000000", ClaimStatus.CLAIMED),
        claim("pool partners", "2000000", ClaimStatus.DISPUTED),
    ]

    found = attribute_variance(OVER, claims, WIDE, HALF, KINDS)

    assert isinstance(found, AttributedVariance)
    assert found.accepted.remainder == Decimal(4_000_000)
    assert found.accepted.not_chance_at_least == Decimal(2_000_000)
    assert found.accepted.zone is ChanceZone.SERIOUS
    assert found.as_claimed.remainder == Decimal(1_000_000)
    assert found.as_claimed.not_chance_at_least == 0
    assert found.as_claimed.zone is ChanceZone.INSIDE
    assert (found.claimed, found.disputed) == (Decimal(3_000_000), Decimal(2_000_000))
    assert found.contended == Decimal(1_000_000)


@pytest.mark.parametrize(
    ("claims", "low", "high", "control"),
    [
        pytest.param([], 0, 100, Control.CANNOT_TELL, id="no evidence at all"),
        pytest.param(
            [claim("management", "2500000.00")],
            50,
            100,
            Control.CANNOT_TELL,
            id="exactly half shown to be within control cannot be told",
        ),
        pytest.param(
            [claim("management", "2500001.00")],
            "50.00002",
            100,
            Control.WITHIN,
            id="a pound more is mainly within control",
        ),
        pytest.param(
            [claim("tariff", "2500000.00")],
            0,
            50,
            Control.CANNOT_TELL,
            id="exactly half shown to be beyond control cannot be told",
        ),
        pytest.param(
            [claim("tariff", "2500001.00")],
            0,
            "49.99998",
            Control.BEYOND,
            id="a pound more is mainly beyond control",
        ),
        pytest.param(
            [claim("provider failure", "5000000.00")],
            0,
            100,
            Control.CANNOT_TELL,
            id="a shared cause says nothing of control",
        ),
        pytest.param(
            [claim("management", "5000000.00", ClaimStatus.DISPUTED)],
            0,
            100,
            Control.CANNOT_TELL,
            id="a disputed share counts nowhere",
        ),
    ],
)
def test_control_has_three_values(claims, low, high, control):
    found = attribute_variance(OVER, claims, WIDE, HALF, KINDS)

    assert isinstance(found, AttributedVariance)
    assert (found.accepted.control_low, found.accepted.control_high) == (
        Decimal(low),
        Decimal(high),
    )
    assert found.accepted.control is control


def test_the_remainder_is_never_management_however_large():
    found = attribute_variance(replace(OVER, amount=Decimal(50_000_000)), [], WIDE, HALF, KINDS)

    assert isinstance(found, AttributedVariance)
    assert found.accepted.causes == ()
    assert found.accepted.not_chance_share == Decimal(96)
    assert found.accepted.control is Control.CANNOT_TELL


def test_claims_that_do_not_stand_are_not_scaled():
    found = attribute_variance(OVER, [claim("tariff", "5000000.01")], WIDE, HALF, KINDS)

    assert isinstance(found, FaultyClaims)
    assert [fault.claims for fault in found.faults] == [(0,)]


def test_an_underspend_has_no_share_of_anything():
    found = attribute_variance(replace(OVER, amount=Decimal(-3_000_000)), [], WIDE, HALF, KINDS)

    assert isinstance(found, AttributedVariance)
    assert found.accepted.zone is ChanceZone.SERIOUS
    assert found.accepted.not_chance_at_least == 0
    assert (found.accepted.control_low, found.accepted.control_high) == (0, 0)
    assert found.accepted.control is Control.CANNOT_TELL


# --- unsourced figures, and the two bases -------------------------------------------------------


def test_an_unsourced_cv_is_printed_under_low_and_high():
    budget = Decimal(500_000 * 1100)
    variance = Variance(ComparedWith.PLAN, budget * 2 / 100, budget)

    found = attribute_by_variant(
        variance, [], UNSOURCED_WHOLE, [Decimal(500_000)], LEVELS, HALF, KINDS
    )

    assert not isinstance(found, FaultyClaims)
    assert {name: each.accepted.zone for name, each in found.items()} == {
        "as set": ChanceZone.SERIOUS,
        "low": ChanceZone.SERIOUS,
        "high": ChanceZone.WATCH,
    }


def test_a_sourced_cv_is_printed_once():
    found = attribute_by_variant(OVER, [], WHOLE, [Decimal(100_000)], LEVELS, HALF, KINDS)

    assert list(found) == ["as set"]


def test_croydon_planned_its_deficit_so_it_is_no_matter_of_chance():
    """2013/14: planned deficit of 19.9m (HSJ); an allocation of 392.4m, re-based."""
    planned = Decimal(19_900_000)
    variance = Variance(ComparedWith.ALLOCATION, planned, Decimal(392_400_000), planned)

    found = attribute_variance(
        variance, [], chance_limits(WHOLE, [Decimal(380_000)], LEVELS), HALF, KINDS
    )

    assert isinstance(found, AttributedVariance)
    assert (variance.percent, variance.above_allocation) == (Decimal("5.071356"), True)
    assert found.accepted.not_chance_at_least == planned


@pytest.mark.parametrize(
    ("amount", "budget"), [("NaN", "1"), ("1", "0"), ("1", "-5"), ("0.001", "1"), ("1e40", "1")]
)
def test_figures_that_are_no_budget(amount, budget):
    with pytest.raises(ValueError, match=r"pounds|budget"):
        Variance(ComparedWith.PLAN, Decimal(amount), Decimal(budget))


@pytest.mark.parametrize("threshold", ["0", "100", "NaN", "-1"])
def test_thresholds_that_are_none(threshold):
    with pytest.raises(ValueError, match="no threshold"):
        attribute_variance(OVER, [], WIDE, Decimal(threshold), KINDS)


# --- laws ---------------------------------------------------------------------------------------

amounts = st.decimals(0, 400_000, places=2)
claimed = st.builds(
    claim,
    st.sampled_from(sorted(KINDS.keys() - {"distance from target"})),
    amounts,
    st.sampled_from(ClaimStatus),
)
overspends = st.decimals(4_000_000, 9_000_000, places=2)


def attributed(claims: list[Share], amount: Decimal, chance: Limits = WIDE) -> AttributedVariance:
    found = attribute_variance(replace(OVER, amount=amount), claims, chance, HALF, KINDS)
    assert isinstance(found, AttributedVariance)
    return found


@given(st.lists(claimed, max_size=9), claimed, overspends)
def test_a_further_accepted_cause_never_leaves_more_unexplained(claims, more, amount):
    before = attributed(claims, amount)
    after = attributed([*claims, replace(more, standing=ClaimStatus.ACCEPTED)], amount)

    assert after.accepted.remainder <= before.accepted.remainder
    assert after.accepted.not_chance_at_least <= before.accepted.not_chance_at_least
    assert after.accepted.control_low >= before.accepted.control_low
    assert after.accepted.control_high <= before.accepted.control_high


@given(st.lists(claimed, max_size=10), overspends)
def test_amounts_add_up_to_the_penny(claims, amount):
    found = attributed(claims, amount)
    by_status = {
        s: sum((c.amount for c in claims if c.standing is s), Decimal(0)) for s in ClaimStatus
    }

    for account in (found.accepted, found.as_claimed):
        assert sum(dict(account.causes).values()) == account.explained
        assert account.explained + account.remainder == amount
        assert 0 <= account.not_chance_at_least <= account.remainder
        assert account.control_low <= account.control_high
    assert found.accepted.explained == by_status[ClaimStatus.ACCEPTED]
    assert found.as_claimed.explained == found.accepted.explained + found.claimed
    assert (found.claimed, found.disputed) == (
        by_status[ClaimStatus.CLAIMED],
        by_status[ClaimStatus.DISPUTED],
    )


@given(
    st.lists(claimed, max_size=8).flatmap(lambda c: st.tuples(st.just(c), st.permutations(c))),
    overspends,
)
def test_the_order_of_claims_never_matters(pair, amount):
    assert attributed(pair[0], amount) == attributed(pair[1], amount)


@given(st.lists(claimed, max_size=5), overspends, st.integers(10_000, 10**6), st.integers(1, 10**6))
def test_a_larger_population_never_makes_less_of_it_not_chance(claims, amount, people, more):
    few, many = (chance_limits(WHOLE, [Decimal(each)], LEVELS) for each in (people, people + more))

    assert (
        attributed(claims, amount, few).accepted.not_chance_at_least
        <= attributed(claims, amount, many).accepted.not_chance_at_least
    )


@given(st.lists(claimed, max_size=5), overspends)
def test_disputed_shares_change_no_account(claims, amount):
    without = [each for each in claims if each.standing is not ClaimStatus.DISPUTED]

    with_them, alone = attributed(claims, amount), attributed(without, amount)

    assert (with_them.accepted, with_them.as_claimed) == (alone.accepted, alone.as_claimed)


@given(st.lists(claimed, max_size=5), overspends, st.integers(1, 8))
def test_the_callers_decimal_context_changes_nothing(claims, amount, digits):
    expected = attributed(claims, amount)
    with localcontext(prec=digits):
        assert attributed(claims, amount) == expected
