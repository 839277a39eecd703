"""`authorise form SET --returns`: a blank file of returns that loads as it is, and filled in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from authorisation.model.question import ValueType
from tests.docs.blocks import ROOT
from tests.shipped import shipped_regime

RULES = ROOT / "rules"
REGIMES = sorted(path.parent.name for path in RULES.glob("*/regime.yaml"))
SAMPLES = {
    ValueType.INTEGER: "7",
    ValueType.NUMBER: "50%",
    ValueType.MONEY: "12.5",
    ValueType.BOOLEAN: "true",
    ValueType.TEXT: "some words",
    ValueType.DOCUMENT: "report 12",
    ValueType.DATE: "2013-04-01",
    ValueType.LIST: "[]",
}


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_there_are_rule_sets_with_a_regime() -> None:
    assert set(REGIMES) >= {"failure-statutory", "gpcc-2010"}


@pytest.mark.parametrize("name", REGIMES)
def test_it_loads_as_it_is_and_nothing_in_it_is_answered(name: str, tmp_path: Path) -> None:
    form = tmp_path / "form.yaml"
    written = run("form", name, "--returns", "--output", str(form))
    checked = run("check", str(form), "--rules", name)
    watched = run("monitor", str(form), "--rules", name, "--format", "json")

    assert written.exit_code == 0
    assert checked.stdout == f"{form}: no problems (returns, under {name})\n"
    assert watched.exit_code == 11
    group = json.loads(watched.stdout)["group"]
    assert (group["at_authorisation"], group["returns"][0]["answers"]) == ({}, {})


AGREEING = {"in_year.planned_deficit": "0"}
"""Where the sample of the type would not agree with the others."""


@pytest.mark.parametrize("name", REGIMES)
def test_with_every_mark_taken_away_it_loads_too(name: str, tmp_path: Path) -> None:
    blank = run("form", name, "--returns").stdout
    regime = shipped_regime(name).regime
    asked = {**regime.authorisation, **regime.returns}
    first, _, rest = blank.partition("\n")
    assert first == "# yaml-language-server: $schema=returns.schema.json"
    marked = re.sub(r"^ *##.*\n", "", rest, flags=re.MULTILINE)
    filled = re.sub(r"^( *)# ", r"\1", marked, flags=re.MULTILINE)
    for path, question in asked.items():
        filled, count = re.subn(
            rf"^( +{re.escape(path)}:)$",
            rf"\1 {AGREEING.get(path, SAMPLES[question.type])}",
            filled,
            flags=re.MULTILINE,
        )
        assert count == 1, path
    filled = re.sub(r"amount: 0", "amount: 5", filled)
    filled = filled.replace("(the name of your group)", "A group")
    form = tmp_path / "form.yaml"
    form.write_text(re.sub(r"^ +- \w+:$\n(?: +\w+:$\n)*", "", filled, flags=re.MULTILINE))

    checked = run("check", str(form), "--rules", name)

    assert checked.stdout == f"{form}: no problems (returns, under {name})\n"


@pytest.mark.parametrize("name", REGIMES)
def test_every_question_cause_and_kind_of_evidence_is_told(name: str) -> None:
    regime = shipped_regime(name).regime
    told = " ".join(run("form", name, "--returns").stdout.replace("##", " ").split())

    for question in (*regime.returns.values(), *regime.authorisation.values()):
        assert " ".join(question.ask.split()) in told
    for cause in regime.causes.values():
        assert f"- {cause.id}: {cause.title}, {cause.reach}" in told
        for wanted in cause.evidence:
            assert f"{wanted.id} ({wanted.title}" in told
    for title in regime.capabilities.values():
        assert title in told
    assert max(map(len, run("form", name, "--returns").stdout.splitlines())) <= 110


def test_how_causes_are_claimed() -> None:
    form = run("form", "failure-statutory", "--returns").stdout

    assert (
        """\
    ## - management: management, within control; never claimed without evidence. Evidence:
    ##   savings_missed (the group's own savings plan missed, with provider and tariff as
    ##   planned; not while tariff, allocation_decision or provider_failure is accepted);
"""
        in form
    )
    assert form.endswith(
        """\
    ## status: one of these. by and on say who gave it, and when.
    ## - claimed: somebody says so
    ## - accepted: the Board, or another who did not claim it, agrees; only what is accepted
    ##   informs a response
    ## - disputed: the Board, or another who did not claim it, does not agree
    ## - withdrawn: it no longer counts
    ## Once accepted or disputed, claimed_by and claimed_on keep who claimed it, and when. What
    ##   is accepted names its evidence. About a budget line, what is accepted carries on to the
    ##   end of the year, until it is given again or withdrawn.
    # causes:
    #   - cause: inheritance_one_off
    #     about: whole_budget
    #     status: claimed
    #     by: who says so
    #     on: 2013-07-28
    #     amount: 0
    #     evidence:
    #       - kind: accounts
    #         document: its name
    #         by: who made it
    #         on: 2013-07-28

## The next return begins with its own line - period: below, and a later version of one
##   with corrects: 2013-14 Q1 or withdraws: 2013-14 Q1 in the place of period; the
##   first version stays. A correction gives only what changes. Returns stand in the
##   order in which they were received: a late one stands below those of later periods.
"""
    )


def test_a_rule_set_without_a_failure_regime_has_no_such_form() -> None:
    result = run("form", "statutory-2012", "--returns")

    assert (result.exit_code, result.stdout, result.stderr) == (
        3,
        "",
        "statutory-2012: this rule set has no failure regime\n"
        "  help: write regime.yaml beside its rules, or choose rules that have one: "
        + ", ".join(f"`{name}`" for name in REGIMES)
        + "\n",
    )


@pytest.mark.parametrize("other", [["--gates"], ["--stage", "decision"]])
def test_what_is_about_submissions_alone_is_refused_beside_it(other: list[str]) -> None:
    result = run("form", "gpcc-2010", "--returns", *other)

    assert result.exit_code == 2
    assert "leave out `--stage` and `--gates` beside `--returns`" in result.stderr
