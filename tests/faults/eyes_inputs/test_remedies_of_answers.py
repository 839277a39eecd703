"""A remedy leads to what was meant, and what is offered as sure mends the problem."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli

HEAD = "name: Our group\nstage: self-assessment\nas_of: 2012-10-01\nanswers:\n"
MARKED = "a comma ends an entry:"
TOO_FAR = "`: ` inside text that has no quotes, or a line indented too far"


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        pytest.param(
            "  risk-pool:\n    agreement: none\n",
            "ours.yaml:5:3: no question is called `risk-pool`\n  help: did you mean `risk_pool`?",
            id="what has questions in it was meant for a group",
        ),
        pytest.param(
            "  memberships: {practice_count: 5}\n",
            "ours.yaml:5:3: no question is called `memberships`\n"
            "  help: did you mean `membership`?",
            id="in braces too",
        ),
        pytest.param(
            "  population.colour: 5\n",
            "ours.yaml:5:3: no question is called `population.colour`\n"
            "  help: `population` has `registered`, `resident`",
            id="a name that shares a group alone is not near",
        ),
        pytest.param(
            "  managment.fnance_lead: Ms M. Tarn\n",
            "ours.yaml:5:3: no question is called `managment.fnance_lead`\n"
            "  help: did you mean `management.finance_lead`?",
            id="a slip in each part",
        ),
        pytest.param(
            "  population: {registered: 41,300}\n",
            f"ours.yaml:5:28: {MARKED} `41,300`\n  help: write `41300`, if one number is meant",
            id="a comma for thousands is no entry",
        ),
        pytest.param(
            "  population: {registered: 1,000,000}\n",
            f"ours.yaml:5:28: {MARKED} `1,000,000`\n  help: write `1000000`, if one number is meant",
            id="nor are two",
        ),
    ],
)
def test_slips(answers: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ours.yaml").write_text(HEAD + answers)
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(cli, ["check", "ours.yaml"])

    assert result.stdout == f"{says}\nours.yaml: 1 problem\n"


@pytest.mark.parametrize(
    ("answers", "message", "offered"),
    [
        ("  scope:\n    a: b\n      c: d\n", TOO_FAR, []),
        ("  scope: {a: b} c: d\n", "text goes on after the closing `}`", [False]),
        ("  scope.a: b c: d\n", "`: ` inside text that has no quotes", [True]),
    ],
)
def test_quotes_are_sure_only_where_they_mend(
    answers: str, message: str, offered: list[bool], tmp_path: Path
) -> None:
    (tmp_path / "ours.yaml").write_text(HEAD + answers)
    command = ["check", str(tmp_path / "ours.yaml"), "--format", "json"]

    (problem,) = json.loads(CliRunner().invoke(cli, command).stdout)["checked"][0]["problems"]

    assert problem["message"] == message
    assert [fix["sure"] for fix in problem.get("fixes", [])] == offered
