"""Two rule sets compared: `compare`."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import Result

from authorisation.analysis import questions
from authorisation.errors import ExitCode
from tests.expected import assert_expected
from tests.shipped import RULES

Run = Callable[..., Result]
SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "comparison.schema.json"
FILES = ("conditions.yaml", "granted.yaml", "open.yaml", "refused.yaml")
ON = tuple(word for file in FILES for word in ("--on", file))
LATER = "    2012-05-28: {value: 1200, source: ours}\n"
HEAVIER = (
    "severity: {2012-01-01: {value: condition, source: act#3},"
    " 2012-05-28: {value: gate, source: ours}}"
)


@pytest.fixture
def proposal(folder: Path) -> str:
    """The small rules with a larger least population, and a lay member needed, from a Monday."""
    copy = folder / "proposal" / "demo"
    shutil.copytree(folder / "rules" / "demo", copy)
    figures = copy / "parameters.yaml"
    figures.write_text(figures.read_text() + LATER)
    criteria = copy / "criteria" / "all.yaml"
    text = criteria.read_text().replace("severity: condition", HEAVIER)
    criteria.write_text(text.replace("title: The group", "title: That the group"))
    return str(copy.relative_to(folder))


def test_a_page_says_what_changed_what_it_means_and_whom_it_moves(run: Run, proposal: str) -> None:
    result = run("compare", "demo", proposal, *ON, "--width", "78", "--as-of", "2012-06-01")

    assert result.exit_code == 0
    beginning, meant = result.stdout.split("What it means\n")
    meaning, end = meant.split("Moves between outcomes\n")
    assert (
        beginning
        == """\
What changes in demo
New: The small rules (demo, edition 2012-01-01), in proposal/demo
Old: The small rules (demo, edition 2012-01-01), in rules/demo
What changes mean is worked out for the figures and severities of 1 June 2012
Submissions: as of 1 June 2012; self-assessment: what is missing does not
count against the group

Edited rules: they are no shipped edition, and nobody has adopted them.

This is not a decision of the Board.

In short
- 2 changes of what the rules ask or count.
- 1 change of wording and sources alone.
- 2 criteria: 1 the same and 1 stricter.
- 3 outcomes: 2 stricter and 1 looser.
- That is of complete answers, at the decision: with answers missing, or at
  another stage, some may move all the same, which is not worked out here.
- 2 of 4 submissions come to another outcome.

What changed

Figures
- Least population (least)
  - value from 28 May 2012: 1,000 patients → 1,200 patients
    rules/demo/parameters.yaml:1:1 → proposal/demo/parameters.yaml:1:1

Criteria
- Somebody on the board is lay (LAY)
  - severity from 28 May 2012: would be a condition of it (condition) → needed
    before a full budget (gate)
    rules/demo/criteria/all.yaml:9:5 → proposal/demo/criteria/all.yaml:9:5

"""
    )
    assert meaning.startswith(
        """\
1 of 2 criteria is the same, by their terms.
- That the group is large enough (SIZE): stricter: whoever satisfies it now
  did so before, and some no longer do (proved)
  No longer: met → not met, with only 1 answer given, the fewest that do:
    - population registered: 1,000 patients
- Refused: looser: more come to it, and nobody no longer (proved)
  Newly: “Granted"""
    )
    assert "\n- Granted: stricter: fewer come to it, and nobody newly (proved)\n" in meaning
    assert "Proved of every submission that answers every question, at the decision" in meaning
    assert (
        "proved that none with fewer goes as far or, of outcomes, from the same to the same."
        in " ".join(meaning.split())
    )
    assert (
        end
        == """\
- old: Granted with conditions; new: Refused; number: 1; who: Beta (B1)
- old: Cannot tell yet: Granted with conditions or Granted; new: Cannot tell
  yet: Refused or Granted; number: 1; who: Delta

Another outcome
- Beta (B1): Refused; before: Granted with conditions
  Comes from these changes together: (1) Least population (least), value from
  28 May 2012: 1,000 patients → 1,200 patients; (2) Somebody on the board is
  lay (LAY), severity from 28 May 2012: would be a condition of it (condition)
  → needed before a full budget (gate)
  That the group is large enough (SIZE): met before, now not met (needed
  before a full budget); before, exactly on the line; now, short by 200
  patients
  Somebody on the board is lay (LAY): not met before (would be a condition of
  it), now not met (needed before a full budget); short by 1 item
- Delta: Cannot tell yet: Refused or Granted; before: cannot tell yet: Granted
  with conditions or Granted
  Comes from one change: Somebody on the board is lay (LAY), severity from 28
  May 2012: would be a condition of it (condition) → needed before a full
  budget (gate)
  Somebody on the board is lay (LAY): cannot tell yet before (would be a
  condition of it), now cannot tell yet (needed before a full budget)

The same outcome, other findings
- Somebody on the board is lay (LAY): not met before (would be a condition of
  it), now not met (needed before a full budget): Gamma (short by 1 item)

The same
Nothing changes for 1 submission.

Wording and sources
- 1 change of wording and sources alone

  Criteria
  - That the group is large enough (SIZE)
    - title: The group is large enough → That the group is large enough
      rules/demo/criteria/all.yaml:2:5 → proposal/demo/criteria/all.yaml:2:5
"""
    )


def test_without_a_day_it_is_the_last_on_which_a_change_begins(run: Run, proposal: str) -> None:
    """On the first day in force all would be the same."""
    page = run("compare", "demo", proposal, "--width", "78").stdout

    assert (
        "worked out for the figures and severities of 28 May 2012, the last on which a change"
        " begins, as no day was named"
    ) in " ".join(page.split())
    assert "- 2 criteria: 1 the same and 1 stricter.\n" in page


def test_as_json_moves_name_changes_by_their_numbers(run: Run, proposal: str) -> None:
    data = json.loads(run("compare", "demo", proposal, *ON, "--format", "json").stdout)

    assert {(each["number"], each["kind"], each["of"]) for each in data["changes"]} == {
        (1, "value", "least"),
        (2, "wording", "SIZE"),
        (3, "severity", "LAY"),
    }
    assert data["changes"][0]["value_new"]["value"] == "1200"
    assert data["changes"][0]["place_new"] == {
        "file": "proposal/demo/parameters.yaml",
        "line": 1,
        "column": 1,
    }
    assert [
        (each["name"], each["comes_from"], each["together"]) for each in data["applications"]
    ] == [("Beta", [1, 3], True), ("Alpha", [], False), ("Delta", [3], False), ("Gamma", [], False)]
    assert [(each["number"], each["applications"]) for each in data["moves"]] == [
        (1, ["Beta (B1)"]),
        (1, ["Delta"]),
    ]
    schema = run("schema", "comparison").stdout
    assert_expected(SCHEMA, schema)
    assert [*jsonschema_rs.Draft202012Validator(json.loads(schema)).iter_errors(data)] == []
    assert (data["old"]["as_of"], data["new"]["as_of"]) == ("2012-05-28", "2012-05-28")


@pytest.mark.slow
def test_as_csv_there_is_a_row_a_change_or_with_submissions_a_row_for_each(
    run: Run, proposal: str
) -> None:
    def rows(*options: str) -> list[dict[str, str]]:
        text = run("compare", "demo", proposal, "--format", "csv", *options).stdout
        return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    changes = rows("--as-of", "2012-06-01")
    assert [(row["kind"], row["of"], row["means"]) for row in changes[:3]] == [
        ("value", "least", ""),
        ("wording", "SIZE", ""),
        ("severity", "LAY", "the same"),
    ]
    assert [(row["kind"], row["part"]) for row in changes[3:]] == [
        ("meaning", "criterion"),
        *[("meaning", "outcome")] * 3,
    ]
    reasons = {row["submission"]: row["comes from"] for row in rows(*ON)}
    assert reasons["Alpha"] == reasons["Gamma"] == ""
    assert reasons["Beta"].startswith("Comes from these changes together: (1) Least population")
    assert reasons["Delta"].startswith("Comes from one change: Somebody on the board is lay (LAY)")


def test_one_set_on_two_days_has_what_is_in_force_on_each(run: Run) -> None:
    days = ("--as-of", "2012-12-31", "--new-as-of", "2013-01-01")
    files = ("--on", "granted.yaml", "--on", "refused.yaml")
    result = run("compare", "demo", *days, *files, "--width", "100")

    assert result.exit_code == 0
    assert result.stdout.startswith(
        "What changes in demo from 31 December 2012 to 1 January 2013\n"
    )
    assert "  - value: 1,000 patients → 2,000 patients\n" in result.stdout
    assert "- Alpha (A1): Refused; before: Granted\n  Comes from one change: Least population" in (
        result.stdout
    )


def test_a_day_before_the_new_rules_is_warned_of_without_applications_too(
    run: Run, folder: Path
) -> None:
    copy = folder / "later"
    shutil.copytree(folder / "rules" / "demo", copy)
    head = copy / "ruleset.yaml"
    head.write_text(head.read_text().replace("from: 2012-01-01", "from: 2012-05-28"))
    warning = "Not in force on 27 May 2012: these rules begin on 28 May 2012.\n"

    for applications in ((), ON):
        page = run("compare", "demo", "later", "--as-of", "2012-05-27", *applications).stdout
        assert page.count(warning) == 1
    assert "Not in force" not in run("compare", "demo", "later", "--as-of", "2012-05-28").stdout


def test_changes_that_begin_after_the_days_of_all_applications_are_said_to(
    run: Run, proposal: str
) -> None:
    before, on = (
        run("compare", "demo", proposal, *ON, "--as-of", day, "--width", "120").stdout
        for day in ("2012-05-27", "2012-05-28")
    )

    assert (
        "- 0 of 4 submissions come to another outcome.\n"
        "- 2 changes begin only after the days of the submissions, the last on 28 May 2012, and"
        " move nobody here.\n"
    ) in before
    assert "2 of 4 submissions come to another outcome.\n\n" in on


def test_a_figure_that_is_set_is_a_change_of_one_set(run: Run) -> None:
    result = run("compare", "demo", "--set", "least=1001", *ON, "--width", "100")

    assert "New: The small rules (demo, edition 2012-01-01), with figures set for this run\n" in (
        result.stdout
    )
    assert "  - value from 1 January 2012: 1,000 patients → 1,001 patients\n" in result.stdout
    assert "- Beta (B1): Refused; before: Granted with conditions\n  Comes from one change" in (
        result.stdout
    )


@pytest.mark.slow
def test_an_edited_copy_of_a_shipped_set_is_told_from_it_by_its_place(
    run: Run, folder: Path
) -> None:
    shutil.copytree(RULES / "statutory-2012", folder / "mine" / "statutory-2012")
    head = folder / "mine" / "statutory-2012" / "ruleset.yaml"
    head.write_text(head.read_text().replace("title: ", "title: My ", 1))
    both = ("statutory-2012", "mine/statutory-2012", "--rules-root", str(RULES), "--width", "200")
    new, old = run("compare", *both).stdout.splitlines()[1:3]

    assert new.endswith("(statutory-2012, edition 2012-10-01.3), edited, in mine/statutory-2012")
    assert old.endswith(
        "(statutory-2012, edition 2012-10-01.3), as shipped, in rules/statutory-2012"
    )


def test_a_set_beside_itself_is_the_same(run: Run) -> None:
    result = run("compare", "demo", "demo", "--width", "100")

    assert result.exit_code == 0
    assert result.stdout.endswith(
        """\
In short
- Nothing differs in the text of the rules.
- 2 criteria: 2 the same.
- 3 outcomes: 3 the same.

What it means
2 of 2 criteria are the same, by their terms.
3 of 3 outcomes are the same, by their terms.
"""
    )


def test_a_list_that_a_shell_makes_of_files_is_taken(run: Run) -> None:
    listed = run("compare", "demo", "--set", "least=1001", "--on", *FILES)

    assert listed.exit_code == 0
    assert listed.stdout == run("compare", "demo", "--set", "least=1001", *ON).stdout


def test_data_have_the_warnings_of_the_page(run: Run) -> None:
    result = run("compare", "demo", "--set", "least=1001", *ON, "--format", "json")

    assert json.loads(result.stdout)["warnings"][1:] == [
        "Set for this run alone: least population is 1,001 patients, not 1,000 patients."
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("demo", "demo", "demo", "--on", "open.yaml"), "files and folders follow `--on`"),
        (("demo", "--set", "least=-5"), "`-5` is below 0, the least"),
        (("demo",), "there is nothing to compare with"),
        (("demo", "--new-as-of", "2013-01-01"), "give `--as-of` for OLD too"),
        (("demo", "demo", "--complete"), "name them with `--on`"),
        (("demo", "dema"), "did you mean `demo`?"),
        (("demo", "demo@2012-01-01"), "no such rule set"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_what_cannot_be_compared_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    result = run("compare", *words)

    assert result.exit_code in (2, 3)
    assert said in result.stderr
    assert result.stdout == ""


def test_what_cannot_be_used_is_told_and_gives_its_code(run: Run, proposal: str) -> None:
    result = run("compare", "demo", proposal, "--on", "bad.yaml", "--on", "granted.yaml")

    assert result.exit_code == 4
    assert "Not compared\n- bad.yaml:3:11: no question is called" in result.stdout
    assert "0 of 1 submission come to another outcome" in result.stdout


def test_where_solver_and_engine_disagree_the_rest_is_told_all_the_same(
    run: Run, proposal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "confirms", lambda *_: False)

    result = run("compare", "demo", proposal, "--on", "bad.yaml", "--as-of", "2012-06-01")

    assert result.exit_code == ExitCode.DISAGREES
    page = " ".join(result.stdout.split())
    assert "Not known (the engine does not confirm what the solver found" in page
    assert "- 2 criteria: 1 the same and 1 undecided." in result.stdout


def test_a_file_that_both_rule_sets_refuse_alike_is_named_once(run: Run, proposal: str) -> None:
    result = run("compare", "demo", proposal, *ON, "--as-of", "2011-12-31")

    assert "Not compared\n" in result.stdout
    named = [line for line in result.stderr.splitlines() if "conditions.yaml" in line]
    assert len(named) == 1
