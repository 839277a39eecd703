"""Who moves when a rule changes: `assess --against`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
FILES = ("conditions.yaml", "granted.yaml", "open.yaml", "refused.yaml")


@pytest.fixture
def proposal(folder: Path) -> Path:
    """The small rules with a larger least population and a heavier lay member from a Monday."""
    copy = folder / "proposal" / "demo"
    shutil.copytree(folder / "rules" / "demo", copy)
    figures = copy / "parameters.yaml"
    figures.write_text(figures.read_text() + "    2012-05-28: {value: 1200, source: ours}\n")
    criteria = copy / "criteria" / "all.yaml"
    dated = "severity: {2012-01-01: {value: condition, source: act#3}, 2012-05-28: {value: gate, source: ours}}"
    criteria.write_text(criteria.read_text().replace("severity: condition", dated))
    return copy


def compared(run: Run, *options: str) -> Result:
    return run("assess", *FILES, *options, "--against", "demo", "--width", "70")


def test_who_moves_is_told_by_name_and_why(run: Run, proposal: Path) -> None:
    result = compared(run, "--rules", str(proposal))

    assert result.exit_code == 0
    assert (
        result.stdout
        == """\
4 submissions under two rule sets
Now: The small rules (demo, edition 2012-01-01)
Before: The small rules (demo, edition 2012-01-01)
As of 1 June 2012; self-assessment: what is missing does not count
against the group

Edited rules: they are no shipped edition, and nobody has adopted
them.

This is not a decision of the Board.

Another outcome
- Beta (B1): Refused; before: Granted with conditions
  The group is large enough (SIZE): met before, now not met (needed
  before a full budget); before, exactly on the line; now, short by
  200 patients
  Somebody on the board is lay (LAY): not met before (would be a
  condition of it), now not met (needed before a full budget); short
  by 1 item
- Delta: Cannot tell yet: Refused or Granted; before: cannot tell yet:
  Granted with conditions or Granted
  Somebody on the board is lay (LAY): cannot tell yet before (would be
  a condition of it), now cannot tell yet (needed before a full
  budget)

The same outcome, other findings
- Somebody on the board is lay (LAY): not met before (would be a
  condition of it), now not met (needed before a full budget): Gamma
  (short by 1 item)

The same
Nothing changes for 1 submission.
"""
    )


@pytest.mark.parametrize(
    ("old", "new", "severities"),
    [
        pytest.param("proposal/demo", "demo", ("", "would be a condition of it"), id="added"),
        pytest.param("demo", "proposal/demo", ("would be a condition of it", ""), id="removed"),
    ],
)
def test_a_severity_stands_on_the_side_on_which_its_criterion_is_asked(
    run: Run, folder: Path, old: str, new: str, severities: tuple[str, str]
) -> None:
    copy = folder / "proposal" / "demo"
    shutil.copytree(folder / "rules" / "demo", copy)
    criteria = copy / "criteria" / "all.yaml"
    criteria.write_text(criteria.read_text().partition("  - id: LAY")[0])

    text = run("assess", *FILES, "--rules", new, "--against", old, "--format", "json").stdout
    (change, *_) = json.loads(text)["submissions"][0]["changes"]

    assert change["criterion"] == "LAY"
    assert (change["severity_old"], change["severity_new"]) == severities


def test_the_past_is_not_rewritten(run: Run, proposal: Path) -> None:
    result = compared(run, "--rules", str(proposal), "--as-of", "2012-05-27")

    assert result.stdout.endswith("\n\nThe same\nNothing changes for 4 submissions.\n")
    assert "before" not in result.stdout


def test_a_figure_set_for_this_run_is_not_set_in_the_rules_it_is_held_against(run: Run) -> None:
    result = compared(run, "--rules", "demo", "--set", "least=1001")

    assert "Set for this run alone: least population is 1,001 patients, not 1,000" in result.stdout
    assert "- Beta (B1): Refused; before: Granted with conditions\n" in result.stdout
    assert "Nothing changes for 3 submissions.\n" in result.stdout


def test_a_file_that_cannot_be_used_is_said_once_and_gives_its_code(run: Run) -> None:
    result = run("assess", "granted.yaml", "bad.yaml", "--rules", "demo", "--against", "demo")

    assert result.exit_code == 4
    assert result.stderr.count("no question is called") == 1
    assert "Nothing changes for 1 submission.\n" in result.stdout


@pytest.mark.parametrize(
    "options",
    [["--record", "kept.json"], ["--second-opinion"], ["--full"]],
    ids=lambda options: options[0],
)
def test_what_a_comparison_cannot_give_is_refused(run: Run, options: list[str]) -> None:
    result = run("assess", "open.yaml", "--rules", "demo", "--against", "demo", *options)

    assert result.exit_code == 2
    assert "`--against` gives a list of its own, without `--record`, `--second-opinion`, " in (
        result.stderr
    )


def test_stdin_cannot_be_read_twice(run: Run) -> None:
    result = run("assess", "-", "--rules", "demo", "--against", "demo", given="name: A\n")

    assert result.exit_code == 2
    assert "help: put the submission in a file" in result.stderr


def test_a_record_is_not_written_where_a_folder_was_meant(
    run: Run, names: Callable[[], set[str]]
) -> None:
    before = names()
    result = run("assess", "open.yaml", "--rules", "demo", "--record", "records/")

    assert result.exit_code == 11
    assert names() == {*before, "records/open.json"}


def test_as_json_it_stands_as_if_it_were_written_at_once(run: Run) -> None:
    text = compared(run, "--rules", "demo", "--format", "json").stdout

    assert len(json.loads(text)["submissions"]) > 1
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


def test_a_question_that_the_older_rules_lack_is_said_to_lack_there(run: Run, folder: Path) -> None:
    run("check", "--adopt", "demo")
    rules = folder / "rules"
    head = rules / "demo" / "ruleset.yaml"
    head.write_text(
        head.read_text()
        .replace("edition: 2012-01-01", "edition: 2012-01-01.2")
        .replace("asks: [", "asks: [later, ")
    )
    bank = rules / "questions" / "all.yaml"
    bank.write_text(f"later: {{type: boolean, ask: Later?}}\n{bank.read_text()}")
    answered = folder / "later.yaml"
    granted = (folder / "granted.yaml").read_text()
    answered.write_text(granted.replace("answers:\n", "answers:\n  later: true\n", 1))
    result = run("assess", "later.yaml", "--rules", "demo", "--against", "demo@2012-01-01")

    assert result.exit_code == 4
    assert "no question is called `later`, under `demo`, edition `2012-01-01`\n" in result.stderr
