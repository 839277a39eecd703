"""`authorise rules SET`: the failure regime in short, after the rules that it stands beside."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli


@pytest.fixture(scope="module")
def told() -> str:
    return CliRunner().invoke(cli, ["rules", "failure-statutory"]).stdout


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            """
Failure regime: a return every quarter, due 28 days after its end (authorise form failure-statutory --returns)
""",
            id="the periods",
        ),
        pytest.param(
            """
  waiting: Patients wait longer than the standard allows (Services and patients; constitution-rtt, ours)
    fires, severity 3 once it has lasted 2 periods, opens reason_to_believe: where fewer are seen in time than the standard: share of patients waiting no longer than 18 weeks is less than the 18-week standard (92%)
    watch, severity 4, opens reason_to_believe: where fewer are seen in time than the standard: share of patients waiting no longer than 18 weeks is less than the 18-week standard (92%)
""",
            id="a trigger and its bands",
        ),
        pytest.param(
            """
  inheritance_one_off: debt inherited, of a known date, beyond control (gponline-1046938)
    accounts: audited accounts of the body before
    handover: a handover agreed between the two bodies
""",
            id="a cause and its evidence",
        ),
        pytest.param(
            """
Once authorised: responses, the first row that fits
  severity 4; capability any; control any: Watch
""",
            id="the table of responses",
        ),
        pytest.param(
            """
  direction: section 14Z21(2), direct how and when functions are discharged, opened by failing or significant_risk (nhsa-2006#14Z21(2))
    for: Direct the finances alone, and give relief; Direct a recovery plan; Direct special measures, with a turnaround director
""",
            id="a power",
        ),
        pytest.param(
            """
  directions: under directions, to be left within 4 periods after 1 to settle (nhsa-2006#14Z21)
    left once for 2 periods all of these:
      every direction was followed: directions followed
      the plan is delivered: the recovery plan on course
      no function fails: failure of a function is no
      spending is within the limit: spending above the allocation for the year so far is at most 0
""",
            id="a stage, its exit and its deadline",
        ),
        pytest.param(
            """
  mainly: Share of an amount that is most of it
    2013-04-01  50% (unsourced, ours)
""",
            id="a parameter without a source",
        ),
    ],
)
def test_the_failure_regime_is_told_in_short(told: str, lines: str) -> None:
    assert lines in told


def test_there_is_no_heading_without_an_entry(told: str) -> None:
    assert "\nParameters\n" not in told


def test_a_rule_set_without_a_regime_tells_of_none() -> None:
    assert "Once authorised" not in CliRunner().invoke(cli, ["rules", "statutory-2012"]).stdout
