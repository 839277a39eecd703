"""Slips in `regime.yaml` are told with their place, the author's text and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidRules
from authorisation.language.regime.load import load_regime
from tests.rule_sets.folders import child_head, write_files
from tests.shipped import RULES

pytestmark = pytest.mark.slow
HEAD = child_head("slip", "failure-statutory", "2014-04-01")
REGIME = (RULES / "failure-statutory/regime.yaml").read_text(encoding="utf-8")
SLIPS = [
    ("year_begins: 4", "year_begins: 13", ":40: `13` is not a month", "write a number from 1"),
    ("sustained: 4 periods", "sustained: 0 periods", "`sustained` is at least", "leave it out"),
    ("      severity: 3\n", "      severity: 5\n", ":17: `5` is not a severity", "write 1"),
    (
        "opens: [reason_to_believe]",
        "opens: [reason]",
        ":14: no limb is called `reason`",
        "which has `reason_to_believe`, `failing`",
    ),
    (
        "opened_by: [reason_to_believe]",
        "opened_by: [reason]",
        "no limb is called `reason`",
        "write one of `reason_to_believe`",
    ),
    (
        "watch: {title: Watch, power: assistance",
        "watch: {title: Watch, power: help",
        "no power is called `help`",
        "write one of `assistance`",
    ),
    ("deadline: 4 periods", "deadline: 0 periods", "`questions` has passed when", "`1 period` or"),
    ("settling: 1 period\n", "settling: -1 period\n", "`-1 period` is not", "such as `2 periods`"),
    (
        "authorised: {title: authorised,",
        "authorised: {title: authorised, deadline: 2 periods,",
        "the stage `authorised` has a `deadline` and no exit test",
        "give it an `exit`",
    ),
    ("  4: has the capability\n", "", "says what 1, 2, 3 and 4 mean", "write a line for each"),
    (
        "  - id: planned_deficit",
        "  - id: limit_broken",
        "`limit_broken` is written twice",
        "another id",
    ),
    ("value: 0.95, source: ours", "value: 95, source: ours", "`chance_watch` is 95", "`0.95`"),
    ("value: 50%, source: unsourced", "value: 150%, source: unsourced", "`mainly` is 1.5", "`50%`"),
    (
        "value: 0.95, source: ours",
        "value: 0.999, source: ours",
        "is not below `chance_serious`",
        "lower it",
    ),
    (
        "trigger: area, severity: any",
        "trigger: aria, severity: any",
        "`aria` is not one",
        "`area`?",
    ),
    (
        "trigger: area, severity: any",
        "trigger: [], severity: any",
        "the list of triggers is empty",
        "leave `trigger` out",
    ),
    (
        "trigger: conditions_not_complied_with, exit",
        "trigger: [], exit",
        "the list of triggers is empty",
        "leave `trigger` out",
    ),
]


def refused(before: str, after: str, folder: Path) -> str:
    assert before in REGIME
    changed = REGIME.replace(before, after, 1)
    write_files({"slip/ruleset.yaml": HEAD, "slip/regime.yaml": changed}, folder)
    with pytest.raises(InvalidRules) as found:
        load_regime(folder / "slip", root=RULES)
    return str(found.value)


@pytest.mark.parametrize(("before", "after", "said", "remedy"), SLIPS)
def test_11_a_slip_has_a_place_the_text_and_a_remedy(
    before: str, after: str, said: str, remedy: str, tmp_path: Path
) -> None:
    first, help_, *_ = refused(before, after, tmp_path).splitlines()

    assert "regime.yaml:" in first
    assert said in first
    assert help_.startswith("  help: ")
    assert remedy in help_


def test_11_a_wrong_cell_is_told_alone(tmp_path: Path) -> None:
    """The rows that it leaves out, or no longer reaches, are no faults of their own."""
    said = refused(
        "control: cannot tell, response: review}", "control: none, response: review}", tmp_path
    )

    assert said.count("regime.yaml:") == 1
