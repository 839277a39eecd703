"""An attribution in words, whole."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from authorisation.regime.attribution import Attribution, Faulty, attribute, attribute_under
from authorisation.regime.causes import Status
from authorisation.regime.line import BudgetLine
from authorisation.regime.told import chance_told, told, told_under
from tests.regime.kinds import KINDS
from tests.regime.lines import LEVELS, UNSOURCED_WHOLE, WHOLE
from tests.regime.test_attribution import HALF, OVER, WIDE, claim, worked


def text(found: Attribution | Faulty) -> str:
    assert isinstance(found, Attribution)
    return "\n".join(told(found)) + "\n"


def test_the_worked_case_of_100000():
    assert (
        text(worked(100_000))
        == """\
Variance from plan: GBP 5,500,000 over, 5.00 % of GBP 110,000,000.
- inheritance, recurrent, GBP 1,100,000, accepted by the Board on 2014-06-01: a paper (audited accounts, by somebody, 2014-06-01)
- tariff, GBP 550,000, accepted by the Board on 2014-06-01: a paper (published decision, by somebody, 2014-06-01)
As accepted, which is what informs a response:
  Unexplained: GBP 3,850,000, 3.50 % of the budget, beyond the watch limit of chance (GBP 2,454,388.20) and inside the severe one (GBP 3,869,780.20).
  Chance cannot be excluded for any of it.
  Between 0.00 % and 70.00 % of the overspend was within the group's control: whether it was mainly in the group's control cannot be told.
"""
    )


def test_the_worked_case_of_500000():
    assert text(worked(500_000)).splitlines()[-3:] == [
        "  Unexplained: GBP 19,250,000, 3.50 % of the budget, beyond the severe limit of chance (GBP 8,653,089.50).",
        "  At least GBP 10,596,910.50 of it is not chance, 38.53 % of the overspend; chance cannot be excluded for the rest.",
        "  Between 0.00 % and 70.00 % of the overspend was within the group's control: whether it was mainly in the group's control cannot be told.",
    ]


def test_both_versions_are_told_and_what_is_disputed_stands_apart():
    told_of = replace(
        claim("tariff", "1000000"), claimed_by="the\x1b[31m group", claimed_on=date(2014, 3, 1)
    )
    claims = [
        replace(claim("pool partners", "2000000.50", Status.DISPUTED), evidence=()),
        told_of,
        claim("provider failure", "3000000", Status.CLAIMED),
    ]

    assert (
        text(attribute(OVER, claims, WIDE, HALF, KINDS))
        == """\
Variance from plan: GBP 5,000,000 over, 5.00 % of GBP 100,000,000.
- pool partners, GBP 2,000,000.50, disputed by the Board on 2014-06-01; no evidence given
- provider failure, GBP 3,000,000, claimed by the Board on 2014-06-01: a paper (regulator's finding, by somebody, 2014-06-01)
- tariff, GBP 1,000,000, accepted by the Board on 2014-06-01, claimed by the\\x1B[31m group on 2014-03-01: a paper (published decision, by somebody, 2014-06-01)
As accepted, which is what informs a response:
  Unexplained: GBP 4,000,000, 4.00 % of the budget, beyond the severe limit of chance (GBP 2,000,000).
  At least GBP 2,000,000 of it is not chance, 40.00 % of the overspend; chance cannot be excluded for the rest.
  Between 0.00 % and 80.00 % of the overspend was within the group's control: whether it was mainly in the group's control cannot be told.
If what is claimed and not disputed were accepted too:
  Unexplained: GBP 1,000,000, 1.00 % of the budget, inside what chance alone does (up to GBP 1,000,000).
  Chance cannot be excluded for any of it.
  Between 0.00 % and 80.00 % of the overspend was within the group's control: whether it was mainly in the group's control cannot be told.
Disputed shares included, GBP 1,000,000.50 is explained more than once.
"""
    )


def test_an_underspend_is_told_in_one_line():
    under = replace(OVER, amount=Decimal(-3_000_000))

    assert text(attribute(under, [], WIDE, HALF, KINDS)) == (
        "Variance from plan: GBP 3,000,000 under, 3.00 % of GBP 100,000,000.\n"
    )


def test_an_unsourced_line_is_told_three_times():
    found = attribute_under(OVER, [], UNSOURCED_WHOLE, [Decimal(100_000)], LEVELS, HALF, KINDS)
    assert not isinstance(found, Faulty)

    headings = [line for line in told_under(found, UNSOURCED_WHOLE) if not line.startswith(" ")]

    assert headings == [
        "With a coefficient of 3.6 and 0 % between years:",
        "With a coefficient of 3 and 0 % between years:",
        "With a coefficient of 5 and 0 % between years:",
    ]


def lies(amount: int, line: BudgetLine) -> list[str]:
    variance = replace(OVER, amount=Decimal(amount))
    found = attribute_under(variance, [], line, [Decimal(100_000)], LEVELS, HALF, KINDS)
    assert not isinstance(found, Faulty)
    return list(chance_told(found, line))


def test_each_figure_of_chance_is_told_with_where_it_leaves_the_rest():
    assert lies(5_000_000, UNSOURCED_WHOLE) == [
        "What is unexplained lies, with a coefficient of 3.6 and 0 % between years: beyond the severe limit of chance (GBP 3,517,982); with a coefficient of 3 and 0 % between years: beyond the severe limit of chance (GBP 2,931,652); with a coefficient of 5 and 0 % between years: beyond the severe limit of chance (GBP 4,886,086).",
    ]


def test_figures_that_disagree_choose_no_response():
    assert lies(3_200_000, UNSOURCED_WHOLE) == [
        "What is unexplained lies, with a coefficient of 3.6 and 0 % between years: beyond the watch limit of chance (GBP 2,231,262) and inside the severe one (GBP 3,517,982); with a coefficient of 3 and 0 % between years: beyond the severe limit of chance (GBP 2,931,652); with a coefficient of 5 and 0 % between years: beyond the watch limit of chance (GBP 3,098,975) and inside the severe one (GBP 4,886,086).",
        "These disagree, so this by itself chooses no response.",
    ]


def test_a_figure_that_is_also_the_highest_is_told_once():
    line = replace(WHOLE, tau=Decimal("0.50"), tau_low=Decimal(0), tau_high=Decimal("0.500"))

    assert lies(5_000_000, line) == [
        "What is unexplained lies, with a coefficient of 3.6 and 0.5 % between years: beyond the severe limit of chance (GBP 3,842,341); with a coefficient of 3.6 and 0 % between years: beyond the severe limit of chance (GBP 3,517,982).",
    ]


def test_nothing_is_added_where_every_figure_has_a_source_or_less_was_spent():
    assert lies(5_000_000, WHOLE) == []
    assert lies(-5_000_000, UNSOURCED_WHOLE) == []


@pytest.mark.parametrize("population", [100_000, 500_000])
def test_without_evidence_of_it_nobody_reads_the_word_management(population):
    assert "management" not in text(worked(population))
