"""Assessing from the command line: results, exit codes, and what is kept."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (["granted.yaml"], 0),
        (["conditions.yaml"], 10),
        (["refused.yaml"], 10),
        (["open.yaml"], 11),
        (["granted.yaml", "open.yaml"], 11),
        (["granted.yaml", "open.yaml", "refused.yaml"], 10),
        (["refused.yaml", "bad.yaml"], 4),
        (["refused.yaml", "nowhere.yaml", "bad.yaml"], 6),
        (["."], 4),
    ],
)
def test_the_exit_code_is_that_of_the_gravest(run: Run, files: list[str], code: int) -> None:
    assert run("assess", *files, "--rules", "demo").exit_code == code


def test_at_decision_what_is_not_shown_is_needed(run: Run) -> None:
    assert run("assess", "open.yaml", "--rules", "demo", "--stage", "decision").exit_code == 10


def test_a_page(run: Run) -> None:
    assert (
        run("assess", "conditions.yaml", "--rules", "demo", "--width", "70").stdout
        == """\
Beta (B1)
The small rules (demo, edition 2012-01-01)
As of 1 June 2012; self-assessment: what is missing does not count
against the group

Edited rules: they are no shipped edition, and nobody has adopted
them.

What these rules indicate
Granted with conditions, because this is not met (would be a condition
of it): Somebody on the board is lay (LAY).
Source of this outcome: law: The Example Act, s.9.
Met on answers that will need evidence and have none: 1 of 1 (needed
before a full budget). Without it they will read not shown at the
decision.
This is not a decision of the Board.

Why
Would be a condition of it:
1. Somebody on the board is lay (LAY): not met
   ✗ there is no entry in board where role is “lay”
   This rests on answers as stated, without evidence.
   Source: law: The Example Act, s.3.

Outcomes that are out
- Granted
  Out, because this is not met: Somebody on the board is lay (LAY). It
  would be possible with that being met.
What leads to these is not so: Refused.

Conditions
- Somebody on the board is lay (LAY)
  Discharged by: the list of members
  Due: within 3 months of authorisation (1 September 2012, were it
  decided on 1 June 2012)

Evidence that will be wanted
- The group is large enough (SIZE): population registered

Already in order
Needed before a full budget: 1 met, 0 not yet. Would be a condition of
it: 0 met, 1 not yet. The form: 4 questions answered, 0 not yet.
- Size: The group is large enough (SIZE)

Figures that the sources dispute
The outcome turns on none of them.
"""
    )


def test_a_folder_is_a_table_with_what_needs_a_person_first(run: Run) -> None:
    result = run("assess", ".", "--rules", "demo")

    assert result.stderr == (
        "not read: rules: a folder in the folder\n"
        "  help: add `--recursive` to read what is in it\n"
        "bad.yaml:3:11: no question is called `population.registred`\n"
        "  help: did you mean `population.registered`?\n"
    )
    assert (
        result.stdout
        == """\
5 submissions, 1 of them not assessed; 1 file or folder not read
The small rules (demo, edition 2012-01-01)
As of 1 June 2012; self-assessment: what is missing does not count against the group

Edited rules: they are no shipped edition, and nobody has adopted them.

This is not a decision of the Board.
What needs a person most comes first; else names are in alphabetical order. This is no ranking.

Not read
- rules: a folder in the folder (help: add “--recursive” to read what is in it)

Not assessed
- bad.yaml:3:11: no question is called “population.registred” (help: did you mean
  “population.registered”?)

Needs a person: contradicted by another application
- Alpha (A1): Granted
  One practice is named in two applications: P2; Only one side names the pool: B1
- Beta (B1): Granted with conditions
  One practice is named in two applications: P2; Only one side names the pool: B1; not met: Somebody
  on the board is lay (LAY)

Not met or not shown; needed before a full budget
- Gamma: Refused
  Not met: The group is large enough (SIZE)

Cannot tell yet
- Delta
  Waits for: Somebody on the board is lay (LAY)

Taken together
- One practice is named in two applications. P2: Beta (B1) at conditions.yaml:7:22; Alpha (A1) at
  granted.yaml:7:34
- Only one side names the pool. Alpha (A1) at granted.yaml:8:17 names B1; Beta (B1) does not

Met on answers that will need evidence and have none
- Alpha (A1): 1 of 1 (needed before a full budget)
- Beta (B1): 1 of 1 (needed before a full budget)
- Delta: 1 of 1 (needed before a full budget)
"""
    )


def test_two_files_of_one_group_are_said_and_named(run: Run, folder: Path) -> None:
    text = (folder / "granted.yaml").read_text()
    (folder / "again.yaml").write_text(text.replace("[{code: P1}, {code: P2}]", "[]"))

    result = run("assess", "granted.yaml", "again.yaml", "--rules", "demo")

    assert (result.exit_code, result.stdout) == (
        10,
        """\
2 submissions
The small rules (demo, edition 2012-01-01)
As of 1 June 2012; self-assessment: what is missing does not count against the group

Edited rules: they are no shipped edition, and nobody has adopted them.

This is not a decision of the Board.
What needs a person most comes first; else names are in alphabetical order. This is no ranking.

Needs a person: contradicted by another application
- Alpha (A1): Granted
  Another file has the same name and code; this one is granted.yaml
- Alpha (A1): Granted
  Another file has the same name and code; this one is again.yaml

Taken together
- Two or more files have the same name and code. Alpha (A1): granted.yaml; again.yaml

Met on answers that will need evidence and have none
- Alpha (A1): 1 of 1 (needed before a full budget)
- Alpha (A1): 1 of 1 (needed before a full budget)
""",
    )


def test_what_only_may_contradict_leaves_an_application_where_it_is(run: Run, folder: Path) -> None:
    beta = (folder / "conditions.yaml").read_text()
    beta = (
        beta.replace("role: gp", "role: lay").replace("{code: P2}", "").replace("  pool: []\n", "")
    )
    (folder / "beta.yaml").write_text(beta)

    result = run("assess", "granted.yaml", "beta.yaml", "--rules", "demo")

    assert result.exit_code == 0
    assert "Nothing that needs a person\n- Alpha (A1): Granted\n- Beta (B1)" in result.stdout
    assert "Needs a person" not in result.stdout


def test_where_nothing_can_be_assessed_the_list_says_so(run: Run, folder: Path) -> None:
    (folder / "worse.yaml").write_text("nmae: A\n")
    two = ["assess", "bad.yaml", "worse.yaml", "--rules", "demo"]
    unusable = [
        (
            "bad.yaml:3:11: no question is called “population.registred” "
            "(help: did you mean “population.registered”?)"
        ),
        "worse.yaml:1:1: “answers” is missing",
        "worse.yaml:1:1: “name” is missing",
        "worse.yaml:1:1: unknown key “nmae” (help: did you mean “name”?)",
    ]

    text = run(*two, "--width", "200")
    kept = run(*two, "--format", "json")

    assert (text.exit_code, text.stdout) == (
        4,
        "\n".join(
            [
                "2 submissions, 2 of them not assessed",
                "The small rules (demo, edition 2012-01-01)",
                "",
                "This is not a decision of the Board.",
                (
                    "What needs a person most comes first; else names are in alphabetical order. "
                    "This is no ranking."
                ),
                "",
                "Not assessed",
                *(f"- {each}" for each in unusable),
                "",
            ]
        ),
    )
    data = json.loads(kept.stdout)
    assert re.fullmatch("[0-9a-f]{64}", data.pop("sha256"))
    assert data == {
        "format": "authorisation-record-2",
        "kind": "assessments",
        "assessments": [],
        "cross_checks": [],
        "unusable": unusable,
        "not_read": [],
    }


def test_a_table_of_findings_has_a_row_for_what_is_not_assessed(run: Run) -> None:
    args = ("granted.yaml", "bad.yaml", "--rules", "demo", "--format", "csv", "--findings")
    result = run("assess", *args)

    *_, last = csv.DictReader(io.StringIO(result.stdout))
    assert {heading: told for heading, told in last.items() if told} == {
        "verdict": "not assessed",
        "why": (
            "bad.yaml:3:11: no question is called “population.registred” "
            "(help: did you mean “population.registered”?)"
        ),
    }


def test_a_file_named_twice_is_assessed_once(run: Run) -> None:
    twice = run("assess", "granted.yaml", "granted.yaml", "--rules", "demo").stdout

    assert twice == run("assess", "granted.yaml", "--rules", "demo").stdout


def test_a_submission_may_come_from_stdin(run: Run, folder: Path) -> None:
    text = (folder / "refused.yaml").read_text()

    piped = run("assess", "-", "--rules", "demo", given=text)

    assert (piped.stdout, piped.exit_code) == (
        run("assess", "refused.yaml", "--rules", "demo").stdout,
        10,
    )


def test_bad_input_from_stdin_says_so(run: Run) -> None:
    result = run("assess", "-", "--rules", "demo", given="nmae: A")

    assert result.exit_code == 4
    assert result.stderr == (
        "<stdin>:1:1: `answers` is missing\n"
        "<stdin>:1:1: `name` is missing\n"
        "<stdin>:1:1: unknown key `nmae`\n"
        "  help: did you mean `name`?\n"
    )


def test_a_parameter_set_for_the_run_is_said_on_the_page(run: Run) -> None:
    result = run("assess", "refused.yaml", "--rules", "demo", "--set", "least=999", "--full")

    assert (
        "Set for this run alone: least population is 999 patients, not 1,000 patients.\n"
        in result.stdout
    )
    assert (
        "Needed before a full budget:\n- The group is large enough (SIZE): met\n" in result.stdout
    )
    assert result.exit_code == 10


def test_the_day_decides_which_figure_applies(run: Run) -> None:
    later = run("assess", "granted.yaml", "--rules", "demo", "--as-of", "2013-01-01")

    assert later.exit_code == 10
    assert "(2,000 patients)" in later.stdout


def test_output_goes_to_a_file_whole(run: Run, folder: Path) -> None:
    printed = run("assess", "granted.yaml", "--rules", "demo")
    (folder / "out.txt").write_text("an older result")

    written = run("assess", "granted.yaml", "--rules", "demo", "--output", "out.txt")

    assert (written.stdout, written.exit_code) == ("", 0)
    assert (folder / "out.txt").read_text() == printed.stdout


def test_colour_is_a_matter_of_asking(run: Run) -> None:
    plain = run("assess", "granted.yaml", "--rules", "demo").stdout
    coloured = run("assess", "granted.yaml", "--rules", "demo", "--color", "always")

    assert "\x1b" not in plain
    assert "\x1b" not in run("assess", "granted.yaml", "--rules", "demo", "--color", "never").stdout
    assert "\x1b[1mAlpha (A1)\x1b[0m\n" in coloured.stdout
    assert click.unstyle(coloured.stdout) == plain


def test_json_of_one_is_its_record_and_of_several_has_the_cross_checks(
    run: Run,
) -> None:
    one = json.loads(run("assess", "granted.yaml", "--rules", "demo", "--format", "json").stdout)
    result = run("assess", "granted.yaml", "conditions.yaml", "--rules", "demo", "--format", "json")
    several = json.loads(result.stdout)

    assert [outcome["id"] for outcome in one["outcomes"]] == ["granted"]
    assert [each["submission"]["name"] for each in several["assessments"]] == ["Alpha", "Beta"]
    assert several["cross_checks"] == [
        (
            "One practice is named in two applications. P2: "
            "Alpha (A1) at granted.yaml:7:34; Beta (B1) at conditions.yaml:7:22"
        ),
        "Only one side names the pool. Alpha (A1) at granted.yaml:8:17 names B1; Beta (B1) does not",
    ]


def test_records_of_several_go_into_a_folder_by_name(
    run: Run, folder: Path, names: Callable[[], set[str]]
) -> None:
    (folder / "kept").mkdir()
    before = names()

    run("assess", "granted.yaml", "open.yaml", "bad.yaml", "--rules", "demo", "--record", "kept")

    assert names() - before == {"kept/granted.json", "kept/open.json"}


def test_a_record_replays_to_the_same(run: Run) -> None:
    kept = ["--record", "r.json", "--stage", "decision", "--set", "least=999"]
    run("assess", "refused.yaml", "--rules", "demo", *kept)

    result = run("replay", "r.json")

    assert (result.stdout, result.exit_code) == (
        "r.json: the record by itself: the same comes out\n",
        0,
    )


def test_a_replay_under_other_rules_says_what_differs(run: Run, folder: Path) -> None:
    run("assess", "refused.yaml", "--rules", "demo", "--record", "r.json")
    parameters = folder / "rules/demo/parameters.yaml"
    parameters.write_text(parameters.read_text().replace("value: 1000", "value: 900"))

    result = run("replay", "r.json")

    assert result.exit_code == 13
    assert 'findings[SIZE].verdict: was "not met", is now "met"\n' in result.stdout
    assert "rules.sha256: was " in result.stdout


def test_a_record_of_rules_that_are_not_here(run: Run, folder: Path) -> None:
    run("assess", "refused.yaml", "--rules", "demo", "--record", "r.json")
    (folder / "rules/demo").rename(folder / "rules/other")

    result = run("replay", "r.json")

    assert (result.exit_code, result.stdout, result.stderr) == (
        5,
        "",
        (
            "r.json: its rules, `demo`, are not among those found here\n"
            "  help: say where they are with --rules FOLDER or --rules-root FOLDER\n"
        ),
    )


def test_judgements_settle_what_no_figure_can(run: Run, folder: Path) -> None:
    (folder / "rules/demo/criteria/judged.yaml").write_text("""\
criteria:
  - id: VIABLE
    title: The group is viable
    severity: gate
    source: act#4
    judgement: {scale: {green: met, red: not met}, guidance: Weigh its size.}
""")
    entry = "criterion: VIABLE, assessor: A, on: 2012-06-01, reason: Small"
    (folder / "red.txt").write_text(f"judgements: [{{{entry}, grade: red}}]\n")
    (folder / "green.txt").write_text(f"judgements: [{{{entry}, grade: green}}]\n")
    judged = ["assess", "granted.yaml", "--rules", "demo", "--judgements"]

    assert run(*judged[:-1]).exit_code == 11
    assert run(*judged, "red.txt").exit_code == 10
    assert run(*judged, "green.txt", "--record", "r.json").exit_code == 0
    assert run("replay", "r.json").stdout == "r.json: the record by itself: the same comes out\n"


def test_only_a_complete_run_settles_what_looks_at_the_others(run: Run, folder: Path) -> None:
    (folder / "rules/demo/criteria/others.yaml").write_text("""\
criteria:
  - id: FEW
    title: There are few other applications
    severity: gate
    scope: portfolio
    source: act#5
    require: count(others) <= 1
""")
    two = ["assess", "granted.yaml", "conditions.yaml", "--rules", "demo"]
    (folder / "kept").mkdir()

    assert run("assess", "granted.yaml", "--rules", "demo").exit_code == 11
    assert run("assess", "granted.yaml", "--rules", "demo", "--complete").exit_code == 0
    assert "- Alpha (A1): cannot tell yet\n" in run(*two).stdout
    assert "cannot tell yet" not in run(*two, "--complete", "--record", "kept").stdout
    assert (
        run("replay", "kept/granted.json").stdout
        == "kept/granted.json: the record by itself: the same comes out\n"
    )
