"""`authorise check` on what groups and assessors wrote: told by its keys, under the rules that fit."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from tests.docs.blocks import ROOT

RETURNS = """\
name: A
authorised_on: 2013-04-01
returns:
  - period: 2013-14 Q1
    received_on: 2013-07-20
    answers: {service: {seen_in_time: 90%}, conduct: {functions_failed: false}}
"""
JUDGEMENTS = (
    "judgements: [{criterion: GOV-1, assessor: B, on: 2013-01-01, grade: good, reason: R}]\n"
)
CLAIM = """\
    causes: [{cause: tariff, about: whole_budget, status: claimed, by: us, on: 2013-07-20, amount: 5}]
"""


def checked(*arguments: str, given: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["check", *arguments], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "fixtures")


@pytest.mark.slow
def test_every_fixture_is_checked_as_what_it_is() -> None:
    code, said = checked("returns/statutory", "returns/published", "judgements", "corby.yaml")

    assert code == 0
    assert said.startswith(
        "returns/statutory/conditions-unmet.yaml: no problems (returns, under failure-statutory)\n"
    )
    assert "published/croydon.yaml: no problems (returns, under " in said
    assert (
        "judgements/authorisation-2012-medway.yaml: no problems (an assessor's file, under"
        " authorisation-2012)\n"
    ) in said
    assert said.endswith(
        "judgements/illustrative-five-members-panel.yaml: no problems (an assessor's file, under"
        " statutory-2012)\n"
        "judgements/illustrative-five-members.yaml: no problems (an assessor's file, under"
        " statutory-2012)\n"
        "corby.yaml: no problems\n"
    )


def test_without_rules_named_returns_are_checked_under_those_that_ask_all_they_answer() -> None:
    assert checked("-", given=RETURNS) == (0, "-: no problems (returns, under failure-statutory)\n")


def test_with_rules_named_returns_are_checked_under_those() -> None:
    assert checked("-", "--rules", "gpcc-2010", given=RETURNS) == (
        4,
        """\
<stdin>:6:39: `service.seen_in_time`, `conduct.functions_failed` are not asked by the failure regime of `gpcc-2010`
  help: leave it out, or name rules that ask it at the top of the file: `rules: failure-statutory`
-: 1 problem
""",
    )


def test_under_no_rules_without_a_slip_the_rules_that_find_fewest_are_told() -> None:
    assert checked("-", given=RETURNS.replace("90%", "190%")) == (
        4,
        "<stdin>:6:39: `190%` is above 100%, the most\n-: 1 problem\n",
    )


def test_rules_without_a_failure_regime_are_refused_with_those_that_have_one() -> None:
    assert checked("-", "--rules", "statutory-2012", given=RETURNS) == (
        3,
        """\
statutory-2012: this rule set has no failure regime
  help: write regime.yaml beside its rules, or choose rules that have one: `failure-statutory`, `gpcc-2010`
-: 1 problem
""",
    )


def test_causes_that_cannot_stand_are_found_though_they_can_be_read() -> None:
    over = RETURNS.replace(
        "{service: ", "{in_year: {variance_from_allocation: 3, allocation_to_date: 9}, service: "
    )
    patients = "at_authorisation: {population: {registered: 100000}}\n"

    assert checked("-", given=over + CLAIM + patients) == (
        4,
        """\
<stdin>:7:14: `tariff` of GBP 5.00, claimed by us on 2013-07-20, is more than the whole, GBP 3.00
  help: a share is at most the whole
-: 1 problem
""",
    )


def test_judgements_are_checked_under_the_rules_that_know_most_of_their_criteria() -> None:
    code, said = checked("-", given=JUDGEMENTS)

    assert (code, said.splitlines()[-1]) == (4, "-: 1 problem")
    assert "`answers` is missing" not in said


def test_what_cannot_be_read_does_not_keep_the_rest_from_being_checked(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("# nothing yet\n")
    code, said = checked("missing.yaml", str(tmp_path / "empty.yaml"), "corby.yaml")

    assert code == 6
    assert said == (
        "missing.yaml: there is no such file\nmissing.yaml: 1 problem\n"
        f"{tmp_path}/empty.yaml:1:1: the file is empty\n  help: write what belongs in it, or remove the file\n{tmp_path}/empty.yaml: 1 problem\n"
        "corby.yaml: no problems\n"
    )


def test_a_path_that_leads_nowhere_is_no_rule_set() -> None:
    assert checked("no/where") == (6, "no/where: there is no such file\nno/where: 1 problem\n")


def test_returns_are_monitored_from_stdin_too() -> None:
    result = CliRunner().invoke(
        cli, ["monitor", "-", "--rules", "failure-statutory"], input=RETURNS
    )

    assert (result.exit_code, result.stderr) == (10, "")
