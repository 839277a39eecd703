"""Causes: which claims can be put to use, and what is said of those that cannot."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.model.regime import Reach
from authorisation.model.returns import ClaimStatus, Proof, Share
from authorisation.regime.attribution import claims as causes
from authorisation.regime.attribution.claims import ClaimFault, claims_as_at, sort_claims
from tests.regime.kinds import KINDS, MANAGEMENT_EVIDENCE

MILLION = Decimal(10) ** 6
DAY = date(2014, 6, 1)
ORDER = Proof(kind="published decision", document="tariff 2014/15", by="Monitor", on=DAY)
ACCOUNTS = Proof(kind="audited accounts", document="PCT accounts", by="the auditor", on=DAY)
RECORD = Proof(kind="contract record", document="month 12 return", by="the trust", on=DAY)
MISSED = Proof(kind="savings plan missed", document="plan, item 4", by="the Board", on=DAY)
FINDING = Proof(kind="capability finding", document="review", by="the reviewers", on=DAY)
WANTS_MANAGEMENT = (
    "it wants one of: savings plan missed (the group's own savings plan missed, with provider and"
    " tariff as planned); control failed (a failed control, as an auditor found it);"
    " condition overdue (a condition of authorisation not discharged when due);"
    " capability finding (a finding about the capability of the management)"
)

TARIFF = Share(
    cause="tariff",
    about="",
    standing=ClaimStatus.ACCEPTED,
    by="the Board",
    on=DAY,
    amount=MILLION,
    evidence=(ORDER,),
)
PROVIDER = replace(
    TARIFF,
    cause="provider failure",
    evidence=(RECORD,),
    standing=ClaimStatus.CLAIMED,
    by="the group",
)
MANAGEMENT = replace(TARIFF, cause="management", evidence=(FINDING,))


def share_faults(claims, amount, *, above_allocation=False):
    return causes.check_shares(claims, amount, KINDS, above_allocation=above_allocation)


def cause_faults(claims):
    return causes.check_causes(claims, KINDS)


def test_claims_that_stand():
    claims = [TARIFF, PROVIDER, MANAGEMENT, replace(PROVIDER, evidence=())]

    assert share_faults(claims, 4 * MILLION) == ()


@pytest.mark.parametrize(
    ("claim", "message", "help_"),
    [
        pytest.param(
            replace(TARIFF, evidence=()),
            "`tariff` is accepted without evidence",
            "it wants one of: published decision (the decision as published, with its date)",
            id="nothing is accepted without evidence",
        ),
        pytest.param(
            replace(TARIFF, evidence=(ORDER, RECORD)),
            "`contract record` is not evidence of `tariff`",
            "it wants one of: published decision (the decision as published, with its date)",
            id="evidence of another kind",
        ),
        pytest.param(
            replace(TARIFF, evidence=(replace(ORDER, document=" "),)),
            "the evidence of `tariff` does not say which document, or whose",
            "name the document and who made it",
            id="evidence is named",
        ),
        pytest.param(
            replace(MANAGEMENT, evidence=(), standing=ClaimStatus.CLAIMED),
            "`management` is claimed without evidence, and is never what is left over",
            WANTS_MANAGEMENT,
            id="management is not even claimed without evidence",
        ),
        pytest.param(
            replace(MANAGEMENT, evidence=(), standing=ClaimStatus.DISPUTED),
            "`management` is disputed without evidence, and is never what is left over",
            WANTS_MANAGEMENT,
            id="nor disputed",
        ),
        pytest.param(
            replace(TARIFF, cause="the weather"),
            "unknown cause `the weather`",
            "one of: allocation decision; distance from target; funding withdrawn;"
            " inheritance, one-off; inheritance, recurrent; management; pool partners;"
            " provider failure; tariff",
            id="a cause that is none",
        ),
        pytest.param(
            replace(TARIFF, by=""),
            "`tariff` is accepted, and by whom is not said",
            "say who gave it this status",
            id="nobody said it",
        ),
        pytest.param(
            replace(TARIFF, claimed_by="The Board ", claimed_on=DAY),
            "`tariff` is accepted by the Board, who claimed it",
            "another is to accept or dispute it",
            id="nobody accepts a claim of their own",
        ),
        pytest.param(
            replace(TARIFF, claimed_on=date(2014, 6, 2)),
            "`tariff` is accepted on 2014-06-01, before it was claimed",
            "correct one of the two dates",
            id="accepted before it was claimed",
        ),
        pytest.param(
            replace(TARIFF, evidence=(replace(ORDER, on=date(2014, 6, 2)),)),
            "`tariff` is accepted on 2014-06-01, before its evidence of 2014-06-02",
            "correct one of the two dates",
            id="accepted before there was evidence",
        ),
        pytest.param(
            replace(TARIFF, amount=None),
            "`tariff` is given no amount",
            "say how many pounds of the overspend it explains",
            id="no amount",
        ),
        pytest.param(
            replace(TARIFF, amount=Decimal(-1)),
            "the share of `tariff` is negative",
            "a share adds to cost",
            id="a negative share",
        ),
        pytest.param(
            replace(TARIFF, amount=Decimal("NaN")),
            "NaN is not an amount of money in pounds and pence",
            "",
            id="no number",
        ),
        pytest.param(
            replace(TARIFF, amount=Decimal("0.001")),
            "0.001 is not an amount of money in pounds and pence",
            "",
            id="less than a penny",
        ),
        pytest.param(
            replace(TARIFF, amount=Decimal("1e999999")),
            "1E+999999 is not an amount of money in pounds and pence",
            "",
            id="beyond all bounds",
        ),
        pytest.param(
            replace(TARIFF, standing=ClaimStatus.DISPUTED, amount=5 * MILLION),
            "the share of `tariff` is more than the whole, GBP 4,000,000.00",
            "a share is at most the whole",
            id="a disputed share larger than the whole",
        ),
        pytest.param(
            replace(
                TARIFF, cause="distance from target", standing=ClaimStatus.CLAIMED, evidence=()
            ),
            "`distance from target` was known when the budget was set,"
            " and explains no variance from it",
            "leave it out; it is context",
            id="distance from target is context",
        ),
    ],
)
def test_claims_that_do_not_stand(claim, message, help_):
    assert share_faults([PROVIDER, claim], 4 * MILLION) == (ClaimFault((1,), message, help_),)


def test_distance_from_target_counts_where_the_budget_was_set_above_the_allocation():
    claim = replace(TARIFF, cause="distance from target", standing=ClaimStatus.CLAIMED, evidence=())

    assert share_faults([claim], 4 * MILLION, above_allocation=True) == ()


def test_shares_above_the_amount_overlap_and_are_named():
    claims = [PROVIDER, replace(TARIFF, amount=Decimal("3000000.01"))]

    assert share_faults(claims, 4 * MILLION) == (
        ClaimFault(
            (0, 1),
            "claims overlap: GBP 4,000,000.01 of GBP 4,000,000.00 is explained by"
            " `provider failure` of GBP 1,000,000.00, claimed by the group on 2014-06-01;"
            " `tariff` of GBP 3,000,000.01, accepted by the Board on 2014-06-01",
            "agree who explains which part",
        ),
    )


def test_shares_of_exactly_the_amount_do_not_overlap():
    assert share_faults([PROVIDER, replace(TARIFF, amount=3 * MILLION)], 4 * MILLION) == ()


def test_a_disputed_share_overlaps_with_nothing():
    claims = [replace(PROVIDER, standing=ClaimStatus.DISPUTED, amount=4 * MILLION), TARIFF]

    assert share_faults(claims, 4 * MILLION) == ()


def test_an_underspend_has_no_causes():
    (fault,) = share_faults([TARIFF], -MILLION)

    assert (fault.message, fault.help) == (
        "there is no overspend to explain: spending is GBP 1,000,000.00 below",
        "leave the causes out",
    )


def test_a_missed_savings_plan_shows_nothing_while_a_tariff_is_accepted():
    missed = replace(MANAGEMENT, evidence=(MISSED,))

    assert share_faults([missed], 4 * MILLION) == ()
    assert share_faults([missed, replace(TARIFF, standing=ClaimStatus.CLAIMED)], 4 * MILLION) == ()
    assert share_faults([missed, TARIFF], 4 * MILLION) == (
        ClaimFault(
            (0,),
            "the evidence of `management` shows nothing while `tariff` is accepted",
            "name other evidence, or withdraw one of the two",
        ),
    )
    assert share_faults([replace(missed, evidence=(MISSED, FINDING)), TARIFF], 4 * MILLION) == ()


def test_what_is_not_money_has_causes_without_amounts():
    without = [replace(claim, amount=None) for claim in (TARIFF, PROVIDER, MANAGEMENT)]

    assert cause_faults(without) == ()
    assert cause_faults([without[0], PROVIDER]) == (
        ClaimFault(
            (1,),
            "`provider failure` is given an amount, and only money is split between causes",
            "leave the amount out",
        ),
    )


def test_claims_as_they_stood_on_a_day():
    decided = replace(TARIFF, claimed_by="the group", claimed_on=date(2014, 3, 1))
    then = replace(decided, standing=ClaimStatus.CLAIMED, by="the group", on=date(2014, 3, 1))

    found = [claims_as_at([decided, PROVIDER], date(2014, month, 1)) for month in (2, 3, 5, 6)]

    assert found == [(), (then,), (then,), (decided, PROVIDER)]


@pytest.mark.parametrize(
    ("arose", "reach"),
    [
        pytest.param(date(2011, 3, 31), Reach.BEYOND, id="before the date"),
        pytest.param(date(2011, 4, 1), Reach.SHARED, id="on the date"),
        pytest.param(None, Reach.SHARED, id="of no known date"),
    ],
)
def test_debt_inherited_before_a_date_is_beyond_control(arose, reach):
    """PCT debt of before 2011/12 was not to be the consortium's: GPonline 1046938."""
    dated = replace(KINDS["inheritance, one-off"], beyond_before=date(2011, 4, 1))

    assert dated.reach_of(arose) is reach


def test_what_recurs_is_beyond_control_whenever_it_arose():
    assert KINDS["inheritance, recurrent"].reach_of(date(2020, 1, 1)) is Reach.BEYOND


def test_only_management_is_within_control_and_only_it_is_never_claimed_bare():
    assert [kind.id for kind in KINDS.values() if kind.reach is Reach.WITHIN] == ["management"]
    assert [kind.id for kind in KINDS.values() if kind.evidenced] == ["management"]
    assert [each.id for each in MANAGEMENT_EVIDENCE] == [
        "savings plan missed",
        "control failed",
        "condition overdue",
        "capability finding",
    ]


supports = st.builds(
    Proof,
    kind=st.sampled_from(
        [each.id for kind in KINDS.values() for each in kind.evidence] + ["rumour", ""]
    ),
    document=st.text(max_size=3),
    by=st.text(max_size=3),
    on=st.dates(),
)
claims = st.builds(
    Share,
    about=st.just(""),
    cause=st.sampled_from([*KINDS, "x"]),
    standing=st.sampled_from(ClaimStatus),
    by=st.text(max_size=3),
    on=st.dates(),
    amount=st.none() | st.decimals(),
    claimed_by=st.text(max_size=3),
    claimed_on=st.none() | st.dates(),
    arose=st.none() | st.dates(),
    evidence=st.lists(supports, max_size=3).map(tuple),
)


@given(st.lists(claims, max_size=4), st.decimals(-(10**9), 10**9, places=2))
def test_no_claim_crashes_and_every_fault_names_its_claims(found, amount):
    faults = (*share_faults(found, amount), *cause_faults(found))

    assert "" not in [fault.message for fault in faults]
    assert {place for fault in faults for place in fault.claims} <= set(range(len(found)))


LATER = date(2014, 7, 1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"cause": "tariff"}, {"cause": "x"}, id="by cause"),
        pytest.param(
            {"standing": ClaimStatus.ACCEPTED}, {"standing": ClaimStatus.DISPUTED}, id="by status"
        ),
        pytest.param({"on": DAY}, {"on": LATER}, id="by the day of the status"),
        pytest.param({"by": "A"}, {"by": "B"}, id="by who gave the status"),
        pytest.param({"amount": None}, {"amount": MILLION}, id="without an amount first"),
        pytest.param({"amount": Decimal(1)}, {"amount": MILLION}, id="by amount"),
        pytest.param({"claimed_by": ""}, {"claimed_by": "A"}, id="by who claimed"),
        pytest.param({"claimed_on": None}, {"claimed_on": DAY}, id="not known when claimed first"),
        pytest.param({"claimed_on": DAY}, {"claimed_on": LATER}, id="by the day of the claim"),
        pytest.param({"arose": None}, {"arose": DAY}, id="not known when it arose first"),
        pytest.param({"arose": DAY}, {"arose": LATER}, id="by the day when it arose"),
        pytest.param({"evidence": ()}, {"evidence": (ORDER,)}, id="without evidence first"),
    ],
)
def test_each_part_of_a_claim_has_a_say_in_the_order(first, second):
    before, after = replace(TARIFF, **first), replace(TARIFF, **second)

    assert sort_claims([after, before]) == (before, after)
    assert sort_claims([before, after]) == (before, after)


@given(
    st.lists(claims.filter(lambda c: c.amount is None or c.amount.is_finite()), max_size=5).flatmap(
        lambda found: st.tuples(st.just(found), st.permutations(found))
    )
)
def test_claims_are_shown_in_one_order(pair):
    assert sort_claims(pair[0]) == sort_claims(pair[1])
