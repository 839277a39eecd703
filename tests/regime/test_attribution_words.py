"""An attribution in words, whole."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from authorisation.explain.history.attribution import describe_attribution, describe_chance
from authorisation.model.returns import ClaimStatus
from authorisation.regime.attribution.attribute import (
    AttributedVariance,
    FaultyClaims,
    attribute_by_variant,
    attribute_variance,
)
from authorisation.regime.chance.budget_line import BudgetLine
from tests.regime.kinds import KINDS
from tests.regime.lines import LEVELS, UNSOURCED_WHOLE, WHOLE
from tests.regime.test_attribution import HALF, OVER, WIDE, claim, worked


def text(found: AttributedVariance | FaultyClaims) -> str:
    assert isinstance(found, AttributedVariance)
    return "\n".join(map(str, describe_attribution(found, KINDS))) + "\n"


def test_the_worked_case_of_100000():
    assert (
        text(worked(100_000))
        == """\
Variance from plan: £5,500,000 over, 5% of £110,000,000.
- spending inherited that recurs every year, £1,100,000, accepted by the Board on 1 June 2014: a paper (audited accounts of the body before, by somebody, 1 June 2014)
- a decision on the tariff, £550,000, accepted by the Board on 1 June 2014: a paper (the decision as published, with its date, by somebody, 1 June 2014)
As accepted, which is what informs a response:
  Unexplained: £3,850,000, 3.5% of the budget, beyond the watch limit of chance (about £2.45m) and inside the serious one (about £3.87m).
  Chance cannot be excluded for any of it.
  Between 0% and 70% of the overspend was within the group's control: whether it was mainly in the group's control cannot be told.
"""
    )


def test_the_worked_case_of_500000():
    assert text(worked(500_000)).splitlines()[-3:] == [
        "  Unexplained: £19,250,000, 3.5% of the budget, beyond the serious limit of chance (about £8.65m).",
        "  At least about £10.6m of it is not chance, 38.53% of the overspend; chance cannot be excluded for the rest.",
        "  Between 0% and 70% of the overspend was within the group's control: whether it was mainly in the group's control cannot be told.",
    ]


def test_both_versions_are_told_and_what_is_disputed_stands_apart():
    told_of = replace(
        claim("tariff", "1000000"), claimed_by="the\x1b[31m group", claimed_on=date(2014, 3, 1)
    )
    claims = [
        replace(claim("pool partners", "2000000.50", ClaimStatus.DISPUTED), evidence=()),
        told_of,
        claim("provider failure", "3000000", ClaimStatus.CLAIMED),
    ]

    assert (
        text(attribute_variance(OVER, claims, WIDE, HALF, KINDS))
        == """\
Variance from plan: £5,000,000 over, 5% of £100,000,000.
- what partners in a risk pool drew, £2,000,000.50, disputed by the Board on 1 June 2014; no evidence given
- the failure of a provider, £3,000,000, claimed by the Board on 1 June 2014: a paper (a finding of the provider's regulator, by somebody, 1 June 2014)
- a decision on the tariff, £1,000,000, accepted by the Board on 1 June 2014, claimed by the\\x1B[31m group on 1 March 2014: a paper (the decision as published, with its date, by somebody, 1 June 2014)
As accepted, which is what informs a response:
  Unexplained: £4,000,000, 4% of the budget, beyond the serious limit of chance (about £2m).
  At least about £2m of it is not chance, 40% of the overspend; chance cannot be excluded for the rest.
  Between 0% and 80% of the overspend was within the group's control: whether it was mainly in the group's control cannot be told.
If what is claimed and not disputed were accepted too:
  Unexplained: £1,000,000, 1% of the budget, inside what chance alone does (up to about £1m).
  Chance cannot be excluded for any of it.
  Between 0% and 80% of the overspend was within the group's control: whether it was mainly in the group's control cannot be told.
Disputed shares included, £1,000,000.50 is explained more than once.
"""
    )


def test_an_underspend_is_told_in_one_line():
    under = replace(OVER, amount=Decimal(-3_000_000))

    assert text(attribute_variance(under, [], WIDE, HALF, KINDS)) == (
        "Variance from plan: £3,000,000 under, 3% of £100,000,000.\n"
    )


def lies(amount: int, line: BudgetLine) -> list[str]:
    variance = replace(OVER, amount=Decimal(amount))
    found = attribute_by_variant(variance, [], line, [Decimal(100_000)], LEVELS, HALF, KINDS)
    assert not isinstance(found, FaultyClaims)
    return list(map(str, describe_chance(found, line)))


def test_each_figure_of_chance_is_told_with_where_it_leaves_the_rest():
    assert lies(5_000_000, UNSOURCED_WHOLE) == [
        "The figures of chance are not settled, so it was worked out with the lowest and the highest:",
        "- with a coefficient of variation of 3.6, what is unexplained is beyond the serious limit of chance (about £3.52m); at least about £1.48m is not chance",
        "- with a coefficient of variation of 3, what is unexplained is beyond the serious limit of chance (about £2.93m); at least about £2.07m is not chance",
        "- with a coefficient of variation of 5, what is unexplained is beyond the serious limit of chance (about £4.89m); at least about £114,000 is not chance",
    ]


def test_figures_that_disagree_are_allowed_for_in_the_response():
    assert lies(3_200_000, UNSOURCED_WHOLE) == [
        "The figures of chance are not settled, so it was worked out with the lowest and the highest:",
        "- with a coefficient of variation of 3.6, what is unexplained is beyond the watch limit of chance (about £2.23m) and inside the serious one (about £3.52m)",
        "- with a coefficient of variation of 3, what is unexplained is beyond the serious limit of chance (about £2.93m); at least about £268,000 is not chance",
        "- with a coefficient of variation of 5, what is unexplained is beyond the watch limit of chance (about £3.1m) and inside the serious one (about £4.89m)",
        "These disagree; what it would call for, below, allows for each of them.",
    ]


def test_a_figure_that_is_also_the_highest_is_told_once_and_only_what_is_open_is_named():
    line = replace(WHOLE, tau=Decimal("0.50"), tau_low=Decimal(0), tau_high=Decimal("0.500"))

    assert lies(5_000_000, line) == [
        "The figures of chance are not settled, so it was worked out with the lowest and the highest:",
        "- with 0.5% between years, what is unexplained is beyond the serious limit of chance (about £3.84m); at least about £1.16m is not chance",
        "- with 0% between years, what is unexplained is beyond the serious limit of chance (about £3.52m); at least about £1.48m is not chance",
    ]


def test_nothing_is_added_where_every_figure_has_a_source_or_less_was_spent():
    assert lies(5_000_000, WHOLE) == []
    assert lies(-5_000_000, UNSOURCED_WHOLE) == []


@pytest.mark.parametrize("population", [100_000, 500_000])
def test_without_evidence_of_it_nobody_reads_the_word_management(population):
    assert "management" not in text(worked(population))
