"""The other commands, on the small rules."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from authorisation.analysis import solver as analysis_solver
from authorisation.cli.commands.schema import KINDS
from authorisation.cli.main import COMMANDS, cli
from authorisation.errors import EngineUnavailable
from authorisation.language.schema.files import FILE_SCHEMAS as KNOWN
from tests.expected import assert_expected

Run = Callable[..., Result]
HELP = Path(__file__).parent / "help"


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help(command: str) -> None:
    result = CliRunner().invoke(
        cli, [*command.split(), "--help"], prog_name="authorise", terminal_width=80
    )

    assert_expected(HELP / f"{command or 'authorise'}.txt", result.stdout)


def test_explain_tells_one_criterion_however_it_is_written(run: Run) -> None:
    result = run("explain", "refused.yaml", "size", "--rules", "demo")

    assert result.exit_code == 0
    assert (
        result.stdout
        == """\
Gamma
The small rules (demo, edition 2012-01-01)
As of 1 June 2012; self-assessment: what is missing does not count against the group

Edited rules: they are no shipped edition, and nobody has adopted them.

The group is large enough (SIZE): not met; needed before a full budget
Only 999 patients.
✗ population registered (999 patients) is less than least population (1,000 patients); short by 1
  patient
    · population registered: 999 patients (stated)
    · least population: 1,000 patients (since 1 January 2012; law: The Example Act, s.1)
This rests on answers as stated, without evidence.
Source: law: The Example Act, s.1.

This is not a decision of the Board.
"""
    )


def test_check_lists_every_problem_and_says_of_each_file_what_came(run: Run) -> None:
    result = run("check", "demo", "open.yaml", "bad.yaml", "--rules", "demo")

    assert result.exit_code == 4
    assert (
        result.stdout
        == """\
demo: no problems
open.yaml: no problems
bad.yaml:3:11: no question is called `population.registred`
  help: did you mean `population.registered`?
bad.yaml: 1 problem
"""
    )


def test_check_takes_a_folder_of_submissions(run: Run) -> None:
    assert (
        run("check", ".", "--rules", "demo").stdout
        == """\
5 read; 1 not read:
rules: a folder in the folder
  help: add `--recursive` to read what is in it
bad.yaml:3:11: no question is called `population.registred`
  help: did you mean `population.registered`?
bad.yaml: 1 problem
conditions.yaml: no problems
granted.yaml: no problems
open.yaml: no problems
refused.yaml: no problems
"""
    )


def test_check_finds_problems_in_rules_and_in_their_cases(run: Run, folder: Path) -> None:
    cases = folder / "rules/demo/cases/all.yaml"
    cases.write_text(cases.read_text().replace("LAY: met", "LAYS: met"))

    in_cases = run("check", "demo")
    criteria = folder / "rules/demo/criteria/all.yaml"
    criteria.write_text(criteria.read_text().replace(">= least", ">= leest"))
    in_rules = run("check", "demo")

    assert (in_cases.exit_code, in_cases.stdout) == (
        3,
        (
            "rules/demo/cases/all.yaml:4:55: no criterion is called `LAYS`\n"
            "  help: did you mean `LAY`?\n"
            "demo: 1 problem\n"
        ),
    )
    assert (in_rules.exit_code, in_rules.stdout) == (
        3,
        (
            "rules/demo/criteria/all.yaml:7:39: unknown name `leest`\n"
            "  help: did you mean `least`?\n"
            "demo: 1 problem\n"
        ),
    )


def test_check_gives_advice_only_when_asked(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise EngineUnavailable("z3", "the solver is not installed", "pip install it")

    # What the solver adds is tried where advice is.
    monkeypatch.setattr(analysis_solver, "import_z3", missing)
    parameters = folder / "rules/demo/parameters.yaml"
    parameters.write_text(parameters.read_text() + parameters.read_text().replace("least", "most"))

    assert run("check", "demo").stdout == "demo: no problems\n"
    assert run("check", "demo", "--advice").stdout == (
        "advice: rules/demo/parameters.yaml:8:1: nothing uses `most` [unused-figure]\n"
        "  help: use it, or take it out\n"
        "advice: rules/demo/outcomes.yaml:2:41: no case comes to the outcome `refused` "
        "[not-covered]\n"
        "advice: rules/demo/parameters.yaml:1:1: no case looks at `least` as it is from 2013-01-01 "
        "[not-covered]\n"
        "demo: no problems\n"
    )


def test_an_edition_is_adopted_once_and_replaced_only_by_force(run: Run, folder: Path) -> None:
    parameters = folder / "rules/demo/parameters.yaml"

    first = run("check", "--adopt", "demo")
    again = run("check", "--adopt", "demo")
    adopted = (folder / "rules/editions.yaml").read_text()
    parameters.write_text(parameters.read_text().replace("1000", "1001"))
    refused = run("check", "--adopt", "demo")
    unchanged = (folder / "rules/editions.yaml").read_text()
    forced = run("check", "--adopt", "--force", "demo")

    assert first.stdout == (
        "demo: no problems\ndemo: adopted as edition 2012-01-01 in rules/editions.yaml\n"
    )
    assert again.stdout == "demo: no problems\ndemo: edition 2012-01-01 is adopted as it is\n"
    assert (refused.exit_code, refused.stderr) == (
        2,
        (
            "demo: other rules were adopted as edition 2012-01-01\n"
            "  help: give `ruleset.yaml` a new `edition`; or, if nobody has used the old one yet, "
            "add --force\n"
        ),
    )
    assert unchanged == adopted
    assert forced.stdout == first.stdout
    assert (folder / "rules/editions.yaml").read_text() != adopted


def test_adopting_one_rule_set_keeps_what_was_adopted_of_others(run: Run, folder: Path) -> None:
    editions = folder / "rules/editions.yaml"
    editions.write_text(f"other:\n  '2011-01-01': {'a' * 64}\ndemo:\n  '2011-01-01': {'b' * 64}\n")

    run("check", "--adopt", "demo")

    kept = yaml.safe_load(editions.read_text())
    assert kept["other"] == {"2011-01-01": "a" * 64}
    assert set(kept["demo"]) == {"2011-01-01", "2012-01-01"}
    assert kept["demo"]["2011-01-01"] == "b" * 64


def test_cases_that_come_out_as_they_say(run: Run) -> None:
    result = run("test", "demo")

    assert (result.exit_code, result.stdout) == (
        0,
        "demo: all 2 cases came out as they say\n",
    )


def test_cases_that_come_out_otherwise(run: Run, folder: Path) -> None:
    parameters = folder / "rules/demo/parameters.yaml"
    parameters.write_text(parameters.read_text().replace("1000", "1501"))

    result = run("test", "demo")

    assert (result.exit_code, result.stdout) == (
        12,
        """\
rules/demo/cases/all.yaml:1:3: large enough
  SIZE: expected met, got not met
    ✗ population registered (1,500 patients) is less than least population (1,501 patients); \
short by 1 patient
  SIZE: expected a margin of 500 patient, got -1 patient
  outcome: expected `granted`, got `refused`
    ✗ The group is large enough (SIZE): not met
rules/demo/cases/all.yaml:5:3: a lay member may yet come
  outcome: expected `granted` or `granted with conditions`, got `refused`
    ✗ The group is large enough (SIZE): not met
demo: 2 of 2 cases came out otherwise
""",
    )


@pytest.mark.parametrize(
    ("least", "code", "last"),
    [
        ("10", 0, ""),
        ("100", 12, "demo: cases look at 66.6% (12 of 18 points), which is less than 100%\n"),
        ("66.7", 12, "demo: cases look at 66.6% (12 of 18 points), which is less than 66.7%\n"),
    ],
)
def test_coverage_below_a_limit_fails(run: Run, least: str, code: int, last: str) -> None:
    result = run("test", "demo", "--coverage", "--fail-under", least)

    assert result.exit_code == code
    assert "  criteria: 2 of 2\n" in result.stdout
    assert result.stderr == f"demo: all 2 cases came out as they say\n{last}"


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (("--fail-under", "90"), "add `--coverage`"),
        (("--coverage", "--fail-under", "101"), "write one up to 100"),
        (("--coverage", "--format", "junit"), "`junit` "),
        (("--coverage", "--list"), "leave out `--coverage`"),
    ],
)
def test_options_of_coverage_that_make_no_sense_are_refused(
    run: Run, args: tuple[str, ...], problem: str
) -> None:
    result = run("test", "demo", *args)

    assert result.exit_code == 2
    assert problem in result.stderr


def test_cases_are_listed_and_chosen_by_their_names(run: Run) -> None:
    listed = run("test", "demo", "--list", "-k", "LAY")
    chosen = run("test", "demo", "-k", "large")
    none = run("test", "demo", "-k", "nowhere")

    assert listed.stdout == "rules/demo/cases/all.yaml:5:3: a lay member may yet come\n"
    assert chosen.stdout == "demo: the one case came out as it says\n"
    assert (none.stdout, none.stderr, none.exit_code) == (
        "",
        "demo: no case has `nowhere` in its name\n",
        14,
    )


def test_rules_are_listed(run: Run) -> None:
    assert (
        run("rules").stdout
        == """\
1 rule set

name  in force         title
demo  from 2012-01-01  The small rules
"""
    )


def test_rules_are_shown_resolved(run: Run) -> None:
    assert (
        run("rules", "demo").stdout
        == """\
The small rules
demo, edition 2012-01-01, as edited here, not as adopted; in force from 1 January 2012
Figures are chosen by the day of assessment
Made from the files of the rules; change those and not this page

Edited rules: they are no shipped edition, and nobody has adopted them.

In short
criterion  severity   title
SIZE       gate       The group is large enough
LAY        condition  Somebody on the board is lay

Size

SIZE: The group is large enough
- Needed before a full budget (gate)
- Source: law: The Example Act, s.1
- Requires: population registered is at least least population (1,000 patients; 2,000 patients from
  1 January 2013)
- Evidence wanted: list sizes (for population registered)
- If not met: Only [population registered].

Board

LAY: Somebody on the board is lay
- Would be a condition of it (condition)
- Source: law: The Example Act, s.3
- Requires: the number of entries in board where role is “lay” is at least 1
- Discharged by: the list of members, within 3 months of authorisation

Figures

Least population: least
Type integer in patient. Used by SIZE.
- From 1 January 2012: 1,000 patients. Source: law: The Example Act, s.1.
- From 1 January 2013: 2,000 patients. Source: law: The Example Act, s.2.

Outcomes
Read from the top: the first that applies is the outcome.
1. Refused
   - Where the number of entries in the findings where severity is “gate” and verdict is “not met”
     is at least 1
   - Source: law: The Example Act, s.9
2. Granted with conditions
   - Where the number of entries in the findings where severity is “condition” and verdict is one of
     “not met” or “open” is at least 1
   - Source: law: The Example Act, s.9
3. Granted
   - Where nothing above applies
   - Source: law: The Example Act, s.9

Sources
- act: The Example Act. Law.
"""
    )


def test_what_no_criterion_tests_is_shown_with_the_reason(run: Run, folder: Path) -> None:
    ruleset = folder / "rules/demo/ruleset.yaml"
    entry = "{id: TRUST, reason: Nobody can measure it, source: act#8}"
    ruleset.write_text(ruleset.read_text() + f"left_out: [{entry}]\n")

    assert (
        "\n\nSaid by the sources, tested by no criterion\n"
        "- TRUST: Nobody can measure it (law: The Example Act, s.8)\n\n"
    ) in run("rules", "demo").stdout


def test_rules_as_data_are_the_same_in_both_formats(run: Run) -> None:
    as_json = json.loads(run("rules", "demo", "--format", "json").stdout)
    as_yaml = yaml.safe_load(run("rules", "demo", "--format", "yaml").stdout)

    assert as_json == as_yaml
    assert as_json["parameters"]["least"]["values"] == {
        "2012-01-01": {"value": "1,000 patients", "source": "act#1"},
        "2013-01-01": {"value": "2,000 patients", "source": "act#2"},
    }


def test_a_rule_set_may_be_named_by_its_folder(run: Run) -> None:
    assert run("rules", "rules/demo").stdout == run("rules", "demo").stdout


def test_the_form_has_gates_first_and_loads_as_it_is(run: Run) -> None:
    result = run("form", "demo", "--output", "form.yaml")
    written = Path("form.yaml").read_text()

    assert (result.exit_code, result.stdout) == (0, "")
    assert (
        written
        == """\
# yaml-language-server: $schema=demo.schema.json
## The first line is for editors, and stays as it is: they complete and check what you
##   write once its schema lies beside this file. This writes it:
##   authorise schema submission --rules demo --output demo.schema.json
##
## The small rules (demo, edition 2012-01-01): a blank submission
##
## Two marks (##) begin an explanation. One mark (#) stands before an answer: take away the mark
##   and the space after it, and write your answer behind the colon. What you leave as it is
##   counts as not answered, which is never held against you at self-assessment.
## Where it says so, write none for there is none.
##
##    1  needed before a full budget
##    1  would be a condition of it
##    2  no criterion looks at it by itself
##    4  questions in all

name: (the name of your consortium)
# code: '00A'
stage: self-assessment
as_of: 2012-01-01
## as_of is the day on which these answers are to be assessed, for the rules are dated:
## that on which they begin stands here, so put your own

answers:

  ## Needed before a full budget (1 question)

  ## Size

  ## How many patients are registered?
  ## why: Size carries risk.
  ## evidence wanted: list sizes
  ## answer: a whole number (patient), at least 1
  # population.registered:

  ## Would be a condition of it (1 question)

  ## Board

  ## Who sits on the board?
  ## answer: a list, or [] for there is none; {so_far: [...]} where it may still grow
  # board:
  ## name: Name (text)
  #   - name:
  ## role: Role (one of lay; gp; or none: neither)
  #     role:

  ## No criterion looks at it by itself (2 questions)

  ## Other questions

  ## Which practices belong to it?
  ## answer: a list, or [] for there is none; {so_far: [...]} where it may still grow
  # practices:
  ## code: Code (a code, in quotes)
  #   - code:

  ## Which groups share the pool?
  ## answer: a list, or [] for there is none; {so_far: [...]} where it may still grow
  # pool:
  ## code: Code (a code, in quotes)
  #   - code:

## Evidence: name the document that supports an answer
# evidence:
#   population.registered: {document: its name, where: p. 3, level: evidenced}
"""
    )
    assert run("check", "form.yaml", "--rules", "demo").stdout == "form.yaml: no problems\n"
    assert run("assess", "form.yaml", "--rules", "demo").exit_code == 11


def test_a_form_filled_in_by_taking_marks_away_is_read(run: Run) -> None:
    blank = run("form", "demo", "--stage", "decision").stdout
    filled = (
        blank.replace("(the name of your consortium)", "A group")
        .replace("  # population.registered:", "  population.registered: 1500")
        .replace("  # board:", "  board:")
        .replace("  #   - name:", "    - name: A")
        .replace("  #     role:", "      role: lay")
        .replace("# evidence:", "evidence:")
        .replace("#   population.registered:", "  population.registered:")
    )
    Path("filled.yaml").write_text(filled)

    result = run("assess", "filled.yaml", "--rules", "demo")

    assert "stage: decision\n" in blank
    assert result.exit_code == 0, result.output


def test_a_form_of_gates_alone(run: Run) -> None:
    form = run("form", "demo", "--gates").stdout

    assert "# population.registered:" in form
    assert "# board:" not in form


def test_the_schema_knows_the_questions(run: Run) -> None:
    schema = json.loads(run("schema", "--rules", "demo").stdout)

    assert schema["title"] == "submission"
    assert "population" in json.dumps(schema["properties"]["answers"])
    assert set(KINDS) == {*KNOWN, "record", "comparison", "changes", "pools"}
    assert all(run("schema", kind, "--rules", "demo").exit_code == 0 for kind in KINDS)


def test_doctor_says_what_is_amiss(run: Run) -> None:
    edited = run("doctor")
    run("check", "--adopt", "demo")
    adopted = run("doctor")

    line = "AMISS  demo             edition 2012-01-01 as edited here, not as it was adopted\n"
    assert edited.exit_code == 3
    assert edited.stdout.endswith(line)
    assert adopted.stdout.endswith("ok     demo             edition 2012-01-01, as adopted\n")
