"""`authorise rules SET` asked for a passage, a figure over time, origins, or coverage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from tests.cli.conftest import Run
from tests.expected import assert_expected

EXPECTED = Path(__file__).parent / "rules"
HEAD = "demo, edition 2012-01-01.2, as adopted; in force from 1 January 2012"
COUNTS = """\
A passage counts where it is the one asked for, a part of it, or what it is a part of. In a law 14A
is a section of its own and no part of 14."""
UNREAD = "unread: [{source: [act#4, act#5], reason: The copy was cut.}]\n"
LEFT_OUT = "left_out: [{id: DUTY, reason: A duty of others., source: act#3(2)}]\n"


@pytest.fixture
def editions(run: Run, folder: Path) -> Run:
    """The small rules with a second edition, which has another value and says what was unread."""
    run("check", "--adopt", "demo")
    rules = folder / "rules" / "demo"
    changes = {
        "ruleset.yaml": ("edition: 2012-01-01\n", f"edition: 2012-01-01.2\n{UNREAD}{LEFT_OUT}"),
        "parameters.yaml": ("value: 2000, source: act#2", "value: 2500, source: unsourced"),
    }
    for name, (old, new) in changes.items():
        text = (rules / name).read_text()
        assert old in text
        (rules / name).write_text(text.replace(old, new))
    run("check", "--adopt", "demo")
    return run


def test_what_cites_a_passage_is_told_with_the_cases_that_would_show_a_change(
    editions: Run,
) -> None:
    assert (
        editions("rules", "demo", "--cited-by", "act#s.1(2)").stdout
        == f"""\
The Example Act, s.1(2)
{HEAD}
Asked for: act#s.1(2)
{COUNTS}

Nothing cites it by itself, 2 parts cite a wider passage and 1 case expects something of them.

Cites a wider passage
- The group is large enough (criterion SIZE): s.1
- Least population (figure least): s.1, value from 1 January 2012

Cases that expect something of these
- 1 case
  - large enough (rules/demo/cases/all.yaml:1): SIZE
"""
    )


@pytest.mark.parametrize(
    ("passage", "said"),
    [
        pytest.param("act#4", "- s.4: unread. The copy was cut.", id="unread"),
        pytest.param("act#3(2)", "- s.3(2): left out. A duty of others.", id="left out"),
    ],
)
def test_of_what_is_no_rule_the_reason_is_told(editions: Run, passage: str, said: str) -> None:
    lines = editions("rules", "demo", "--cited-by", passage).stdout.splitlines()

    assert lines[lines.index("Of this no rule is made") + 1] == said


def test_where_nothing_cites_a_passage_that_is_said(editions: Run) -> None:
    made = editions("rules", "demo", "--cited-by", "act#4")

    assert (made.exit_code, made.stdout.splitlines()[6]) == (
        0,
        "Nothing cites The Example Act, s.4.",
    )


def test_what_has_no_source_is_found_as_a_source_is(editions: Run) -> None:
    made = editions("rules", "demo", "--cited-by", "unsourced", "--format", "json")
    found = json.loads(made.stdout)

    assert [(each["id"], each["role"]) for each in found["citing"]] == [
        ("least", "value from 1 January 2013")
    ]
    assert [each["name"] for each in found["cases"]] == ["large enough"]
    assert [each["on"][0]["id"] for each in found["resting"]] == ["least"]


def test_a_figure_has_its_values_by_day_and_the_editions_that_say_so(editions: Run) -> None:
    assert (
        editions("rules", "demo", "--timeline", "least").stdout
        == f"""\
Least population: least
{HEAD}

Values
- From 1 January 2012 until 1 January 2013: 1,000 patients
  source: The Example Act, s.1 (act#1).
  published: –.
  owner: –.
  standing: law.
  in: demo 2012-01-01 and demo 2012-01-01.2.
- From 1 January 2013: 2,000 patients
  source: The Example Act, s.2 (act#2).
  published: –.
  owner: –.
  standing: law.
  in: demo 2012-01-01.
- From 1 January 2013: 2,500 patients
  source: unsourced.
  published: –.
  owner: unsourced.
  standing: a choice of this rule set, not law.
  in: demo 2012-01-01.2.

Read by
- The group is large enough (criterion SIZE)
"""
    )


def test_each_part_has_the_edition_that_first_had_it_as_it_stands(editions: Run) -> None:
    found = json.loads(editions("rules", "demo", "--resolved", "--format", "json").stdout)

    assert {each["id"]: each["edition"] for each in found["parts"]} == {
        **dict.fromkeys(
            ("SIZE", "LAY", "refused", "granted with conditions", "granted", "board", "act"),
            "demo 2012-01-01",
        ),
        **dict.fromkeys(("population.registered", "practices", "pool"), "demo 2012-01-01"),
        **dict.fromkeys(("least", "DUTY"), "demo 2012-01-01.2"),
    }


def test_a_source_has_what_is_tested_left_out_and_unread(editions: Run) -> None:
    assert (
        editions("rules", "demo", "--coverage").stdout
        == f"""\
What became of the sources of demo
{HEAD}
What a source asks and nobody wrote down here, neither as a rule nor as left out nor as unread, is
not on this page.

In short
source  passages cited  tested  left out  unread
act     3               3       1         2

act
The Example Act. Law.
place  tested by  rules made of it
s.1    1 case     criterion SIZE and figure least
s.3    2 cases    criterion LAY
s.9    2 cases    outcome refused, outcome granted with conditions and outcome granted
Left out:
  - s.3(2): A duty of others. (DUTY)
Unread:
  - s.4 and s.5: The copy was cut.
"""
    )


def test_of_an_adopted_edition_no_cases_are_kept(editions: Run) -> None:
    edition = "demo@2012-01-01"
    covered = editions("rules", edition, "--coverage").stdout
    cited = editions("rules", edition, "--cited-by", "act#1").stdout
    sources = json.loads(editions("rules", edition, "--coverage", "--format", "json").stdout)
    citing = json.loads(editions("rules", edition, "--cited-by", "act", "--format", "json").stdout)
    kept = "Cases are not kept with an adopted edition.\n"

    assert kept in covered
    rows = [" ".join(line.split()) for line in covered.splitlines() if "not kept" in line]
    assert rows[1:] == [
        "act 4 not kept 0 0",
        "s.1 not kept criterion SIZE and figure least",
        "s.2 not kept figure least",
        "s.3 not kept criterion LAY",
        "s.9 not kept outcome refused, outcome granted with conditions and outcome granted",
    ]
    assert kept in cited
    assert "case" not in cited.replace(kept, "")
    assert (citing["cases"], sources["sources"][0]["passages"][0]["cases"]) == (None, None)


@pytest.mark.parametrize(
    "asked",
    [("test",), ("test", "--coverage"), ("test", "--list"), ("test", "-k", "large"), ("mutate",)],
)
def test_of_an_adopted_edition_no_case_is_run(editions: Run, asked: tuple[str, ...]) -> None:
    command, *options = asked
    result = editions(command, "demo@2012-01-01", *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "demo, edition 2012-01-01: cases are not kept with an adopted edition\n"
        "  help: name `demo` for the rules of today with their cases\n"
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param(
            ("demo", "--cited-by", "acts"),
            "demo has no source called `acts`\n  help: did you mean `act`?\n",
            id="an unknown source",
        ),
        pytest.param(
            ("demo", "--cited-by", "act#11"),
            "demo knows no place `11` in `act`\n  help: did you mean `1`?\n",
            id="an unknown place",
        ),
        pytest.param(
            ("demo", "--cited-by", "act#Q"),
            "demo knows no place `Q` in `act`\n  help: there are: `1`, `2`, `3`, `9`\n",
            id="a place that is like none",
        ),
        pytest.param(
            ("demo", "--cited-by", "act#"),
            "`act#` names no place\n  help: write `act` alone for the whole of it\n",
            id="no place",
        ),
        pytest.param(
            ("demo", "--cited-by", "act#1(2)(a"),
            "the brackets of `act#1(2)(a` do not match\n  help: write `act#1(2)(a)`\n",
            id="a bracket that is not closed",
        ),
        pytest.param(
            ("demo", "--cited-by", "act#1(2))"),
            "the brackets of `act#1(2))` do not match\n"
            "  help: close each as often as it is opened\n",
            id="a bracket that is not opened",
        ),
        pytest.param(
            ("demo", "--cited-by", "ours#1"),
            "demo knows no place `1` in `ours`\n"
            "  help: write `ours` alone: no place in it is cited\n",
            id="a place of what has none",
        ),
        pytest.param(
            ("demo", "--timeline", "leest"),
            "demo has no figure called `leest`\n  help: did you mean `least`?\n",
            id="an unknown figure",
        ),
        pytest.param(
            ("demo", "--resolved", "--coverage"),
            "Error: `--resolved` and `--coverage` are a page each\n  help: ask for one\n",
            id="two at once",
        ),
        pytest.param(
            ("--timeline", "least"),
            "Error: `--timeline` is about one rule set\n  help: name it\n",
            id="of no rule set",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(
    run: Run, args: tuple[str, ...], said: str
) -> None:
    made = run("rules", *args)

    assert (made.exit_code, made.stdout) == (2, "")
    assert made.stderr.endswith(said)


@pytest.mark.parametrize(
    "asked",
    [
        ("--cited-by", "si-2012-2996#reg.57"),
        ("--timeline", "running_cost_head"),
        ("--resolved",),
        ("--coverage",),
    ],
    ids=lambda asked: asked[0][2:],
)
def test_the_pages_of_a_shipped_rule_set(asked: tuple[str, ...]) -> None:
    made = CliRunner().invoke(cli, ["rules", "running-costs", *asked, "--format", "markdown"])

    assert made.exit_code == 0
    assert_expected(EXPECTED / f"running-costs{asked[0][1:]}.md", made.stdout)


def test_attribution_is_called_by_what_it_asks() -> None:
    made = CliRunner().invoke(cli, ["rules", "failure-statutory", "--cited-by", "ours"])

    assert "- Whether it was within control (attribution): the whole" in made.stdout


def test_of_rules_without_sources_none_is_suggested(run: Run) -> None:
    run("new", "own")

    assert run("rules", "own", "--cited-by", "act#1").stderr == (
        "own has no source called `act`\n  help: its rules have no sources\n"
    )
