"""What a child takes away and something else needs is refused by `check`, with both places."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from tests.faults.lab import QUESTIONS, criterion, write_lab
from tests.rule_sets.folders import child_head, write_files

GONE = "{remove: {reason: not wanted, source: ours}}"
CV = "{title: x, type: %s, values: {2010-04-01: {value: %s, source: ours}}}"


def checked(folder: Path, files: dict[str, str]) -> str:
    """What `check` says of a child of gpcc-2010, which it refuses."""
    head = child_head("kid", "gpcc-2010", "2012-10-01")
    write_files({"kid/ruleset.yaml": head, **{f"kid/{n}": t for n, t in files.items()}}, folder)

    run = CliRunner().invoke(cli, ["check", str(folder / "kid")])

    assert run.exit_code == 3
    return run.output


@pytest.mark.slow
@pytest.mark.parametrize(
    ("figure", "used"),
    [
        ("chance_cv", "no parameter is called `chance_cv`"),
        ("mainly", "no parameter is called `mainly`"),
        ("savings_serious", "unknown name `savings_serious`"),
    ],
)
def test_a_figure_of_the_regime_that_it_needs(tmp_path: Path, figure: str, used: str) -> None:
    said = checked(tmp_path, {"regime.yaml": f"parameters:\n  {figure}: {GONE}\n"})

    first, remedy = said.splitlines()[:2]
    assert "gpcc-2010/regime.yaml:" in first
    assert f"{used}; it was removed at {tmp_path}/kid/regime.yaml:2:3" in first
    assert remedy == f"  help: keep `{figure}`, or change what names it as well"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("figure", "change", "why"),
    [
        (
            "chance_freedom_mental_health",
            "{amend: {values: {2013-04-01: {none: true, source: ours}}}}",
            "has no value from 2013-04-01",
        ),
        (
            "mainly",
            "{amend: {values: {2014-04-01: {abolished: true, source: ours}}}}",
            "has no value from 2014-04-01",
        ),
        ("mainly", "{replace: %s}" % (CV % ("boolean", "true")), "is a boolean"),
        ("chance_cv", "{replace: %s}" % (CV % ("text", "high")), "is a text"),
        (
            "chance_cv",
            "{replace: %s}" % (CV % ("number, unit: patient", "3.6")),
            "is in `patient`",
        ),
    ],
)
def test_a_figure_of_chance_that_ends_or_is_no_number(
    tmp_path: Path, figure: str, change: str, why: str
) -> None:
    said = checked(tmp_path, {"regime.yaml": f"parameters:\n  {figure}: {change}\n"})

    assert said.startswith(f"{tmp_path}/kid/regime.yaml:2:3: `{figure}` {why}, and a number is")
    assert "gpcc-2010/regime.yaml:" in said.splitlines()[0]


@pytest.mark.parametrize("file", ["regime.yaml", "parameters.yaml"])
def test_a_figure_that_begins_after_its_rules(tmp_path: Path, file: str) -> None:
    later = "{replace: {title: x, type: %s, values: {2015-04-01: {value: 75%s, source: ours}}}}\n"
    figure = "savings_serious: " + later % ("number, unit: '%'", "%")
    if file == "parameters.yaml":
        figure = "self_pooling_population: " + later % ("integer, unit: patient", "")
    text = f"parameters:\n  {figure}" if file == "regime.yaml" else figure

    said = checked(tmp_path, {file: text})

    assert (
        "has no value before 2015-04-01, and these rules begin on 2012-10-01\n"
        "  help: say what held on 2012-10-01, or that there was none: `none: true`\n"
    ) in said


GATES = (
    criterion("fig.people >= line", met='"We have {fig.people} of {line}."')
    + criterion("fig.share >= share_line", "Q")
    + criterion("{criterion: Q}", "R", answered_by="[Q]")
)
OUTCOMES = """\
outcomes:
  - {id: refused, title: Refused, source: act#9, when: 'count(findings[id = "Q" and verdict = "not met"]) >= 1'}
  - {id: passed, title: Passed, source: act#9, when: 'true'}
"""


def refused(folder: Path, files: dict[str, str], more: str = "") -> list[str]:
    """The problems of a child of the lab, but for their remedies."""
    changes = {
        "rules/lab/outcomes.yaml": OUTCOMES,
        "rules/kid/ruleset.yaml": child_head("kid", "lab", "2012-10-01") + more,
        **{f"rules/kid/{name}": text for name, text in files.items()},
    }
    root = write_lab(folder, GATES, changes)
    run = CliRunner().invoke(cli, ["check", "kid", "--rules-root", str(root)])
    assert run.exit_code == 3
    return [line for line in run.output.splitlines() if "yaml:" in line]


def test_a_figure_of_a_rule_set_and_every_place_that_needs_it(tmp_path: Path) -> None:
    found = refused(tmp_path, {"parameters.yaml": f"line: {GONE}\n"})

    assert len(found) == 2  # the test, and the message that shows it
    for each in found:
        assert "unknown name `line`; it was removed at" in each
        assert "rules/kid/parameters.yaml:1:1" in each


def test_a_criterion_that_others_name(tmp_path: Path) -> None:
    gone = "criteria:\n  - remove: {id: Q, reason: not wanted, source: ours}\n"

    found = refused(tmp_path, {"criteria/c.yaml": gone})

    named = ("answered by `Q`", "unknown criterion `Q`", '`"Q"` is not a value')
    assert [name for name, each in zip(named, found, strict=True) if name in each] == [*named]
    assert all("it was removed at" in each and "kid/criteria/c.yaml:2:" in each for each in found)


def test_a_question_that_a_test_needs(tmp_path: Path) -> None:
    assert "fig:" in QUESTIONS

    found = refused(tmp_path, {}, "no_longer_asks: [fig]\nasks: [fig.cost]\n")

    assert found
    for each in found:
        assert "does not ask `fig." in each
        assert "`fig` was removed at" in each
        assert "rules/kid/ruleset.yaml:6:18" in each
