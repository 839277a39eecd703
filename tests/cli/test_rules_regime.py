"""`authorise rules SET`: the failure regime, after the rules that it stands beside."""

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
A return every quarter, due 28 days after its end. Blank returns: authorise form failure-statutory
--returns
""",
            id="the periods",
        ),
        pytest.param(
            """
waiting: Patients wait longer than the standard allows
- About: Services and patients
- Source: law: SI 2012/2996, reg.45; a choice of this rule set, not law
- Fires, severity 3, once it has lasted 2 periods; opens: reason_to_believe and significant_risk.
  Where fewer waited less than 18 weeks than the standard: share of those waiting who have waited
  less than 18 weeks is less than the 18-week standard (92%)
- Watch, severity 4; opens: reason_to_believe. Where fewer waited less than 18 weeks than the
  standard: share of those waiting who have waited less than 18 weeks is less than the 18-week
  standard (92%)
""",
            id="a trigger and its bands",
        ),
        pytest.param(
            """
- inheritance_one_off: debt inherited, of a known date (beyond control). Source: Debt of PCTs and
  the consortia that follow them, GPonline 1046938: as reported in 2010, not law.
  Evidence, of any one kind:
    - accounts: audited accounts of the body before
    - handover: a handover agreed between the two bodies
""",
            id="a cause and its evidence",
        ),
        pytest.param(
            """
The first row that fits is taken; severity 1 is the gravest.
severity  capability of management  control                response
4         any                       any                    Watch
1         1                         mainly controllable    Replace the accountable officer
1         2                         mainly controllable    Have functions discharged by others
1         1 or 2                    mainly beyond control  Direct the finances alone, and give
                                                           relief
""",
            id="the table of responses",
        ),
        pytest.param(
            """
- direction: section 14Z21(2), direct how and when functions are discharged; opened by failing or
  significant_risk. For: Direct the finances alone, and give relief; Direct a recovery plan; Direct
  special measures, with a turnaround director. Source: law: National Health Service Act 2006,
  s.14Z21(2).
""",
            id="a power",
        ),
        pytest.param(
            """
- directions: under directions; to be left within 4 periods, after 1 to settle. Source: law:
  National Health Service Act 2006, s.14Z21. Left once, for 2 periods running, all of these:
  - every direction was followed: directions followed
  - the plan is delivered: the recovery plan on course
  - no function fails: failure of a function is no
  - spending is within the limit: spending above the allocation for the year so far is at most 0
""",
            id="a stage, its exit and its deadline",
        ),
        pytest.param(
            """
Share of an amount that is most of it: mainly
Type number in %. Used by attribution.
- From 1 April 2013: 50%. Unsourced: no source gives this figure: a choice of this rule set, not
  law.
""",
            id="a parameter without a source",
        ),
    ],
)
def test_the_failure_regime_is_on_the_page(told: str, lines: str) -> None:
    assert lines in told


def test_there_is_no_heading_without_an_entry(told: str) -> None:
    assert "\nFigures\n" not in told


def test_a_rule_set_without_a_regime_tells_of_none() -> None:
    assert "Once authorised" not in CliRunner().invoke(cli, ["rules", "statutory-2012"]).stdout
