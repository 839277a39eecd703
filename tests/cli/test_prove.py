"""`authorise prove`: what is printed and with which code it ends, without a solver."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from authorisation.errors import SolverDisagrees
from authorisation.policy.properties import solver
from authorisation.policy.properties.evaluate import CompiledProperty
from authorisation.policy.properties.results import Unsettled
from tests.cli.conftest import Run

SMALL = """\
- id: SMALL
  title: A group of fewer than 1000 is never granted
  given: population.registered < 1000
  never: outcome = "granted"
  source: ours
"""
TINY = """\
- id: TINY
  title: A group of fewer than 2000 is never granted
  given: population.registered < 2000
  never: outcome = "granted"
  stages: self-assessment
  source: ours
"""
KNOWN = "  expect: {refuted: The line is at 1000.}\n"


@pytest.fixture(autouse=True)
def _no_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    none = Unsettled("no solver is installed", "install one")
    monkeypatch.setattr(solver.PropertySolver, "solve", lambda *_: none)
    monkeypatch.setattr(solver, "is_installed", lambda: False)


def promise(folder: Path, text: str) -> None:
    file = folder / "rules" / "demo" / "properties" / "all.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(TINY + KNOWN, 0, id="refuted, as it says"),
        pytest.param(TINY, 12, id="refuted, and said to hold"),
        pytest.param(SMALL, 15, id="undecided"),
        pytest.param(SMALL + KNOWN, 15, id="undecided, and said to be refuted"),
        pytest.param(SMALL + TINY, 12, id="refuted comes before undecided"),
        pytest.param("[]\n", 14, id="nothing is promised"),
    ],
)
def test_how_it_ends(run: Run, folder: Path, text: str, code: int) -> None:
    promise(folder, text)

    assert run("prove", "demo").exit_code == code


def test_a_refutation_is_shown_with_the_smallest_submission_and_what_decides_it(
    run: Run, folder: Path
) -> None:
    promise(folder, SMALL + TINY)

    done = run("prove", "demo")

    assert (
        done.stdout
        == """\
undecided: SMALL: A group of fewer than 1000 is never granted
  No solver is installed; none of 6 submissions that were tried refutes it.
  help: install one
rules/demo/properties/all.yaml:6:3: refuted: TINY: A group of fewer than 2000 is never granted
  On 1 January 2012, as a self-assessment, these answers come to `granted`:
    name: refutes TINY
    stage: self-assessment
    as_of: 2012-01-01
    answers:
      population.registered: 1500
      board:
      - {role: lay}
demo: 2 properties: 1 otherwise than promised, 1 undecided
"""
    )


def test_what_refutes_a_property_comes_to_the_same_when_it_is_assessed(
    run: Run, folder: Path
) -> None:
    promise(folder, TINY)
    (record,) = json.loads(run("prove", "demo", "--format", "json").stdout)["rule_sets"]
    (found,) = record["properties"]
    (folder / "found.yaml").write_text(found["counterexample"]["submission"])

    done = run("assess", "found.yaml", "--rules", "demo", "--format", "json")

    assert found["result"] == "refuted"
    assert found["passed"] is False
    outcomes = [each["id"] for each in json.loads(done.stdout)["outcomes"]]
    assert outcomes == found["counterexample"]["outcomes"] == ["granted"]


def test_a_property_is_chosen_by_its_id_and_listed(run: Run, folder: Path) -> None:
    promise(folder, SMALL + TINY)

    assert run("prove", "demo", "SMALL").stdout.startswith("undecided: SMALL")
    assert run("prove", "demo", "--list").stdout.splitlines() == [
        "rules/demo/properties/all.yaml:1:3: SMALL: A group of fewer than 1000 is never granted",
        "rules/demo/properties/all.yaml:6:3: TINY: A group of fewer than 2000 is never granted",
    ]
    wrong = run("prove", "demo", "SMAL")
    assert (wrong.exit_code, wrong.stderr) == (
        2,
        "demo: no property is called `SMAL`\n  help: did you mean `SMALL`?\n",
    )


def test_where_solver_and_engine_disagree_on_one_property_the_others_are_proved(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def solve(_: object, compiled: CompiledProperty) -> solver.Solved:
        if compiled.declared.id == "SMALL":
            raise SolverDisagrees("not found there")
        return Unsettled("no solver is installed")

    monkeypatch.setattr(solver.PropertySolver, "solve", solve)
    promise(folder, SMALL + TINY)

    done = run("prove", "demo")

    assert done.exit_code == 13
    assert done.stdout.startswith(
        "undecided: SMALL: A group of fewer than 1000 is never granted\n"
        "  The engine does not confirm what the solver found: a fault of this program.\n"
    )
    assert "refuted: TINY" in done.stdout


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_page_says_each_promise_and_what_came_of_it(run: Run, folder: Path, form: str) -> None:
    promise(folder, SMALL + TINY)

    page = run("prove", "demo", "--format", form).stdout

    assert "A group of fewer than 1000 is never granted" in page
    assert "  population.registered: 1500\n" in page
    assert "population.registered &lt; 2000" in page or "population.registered \\< 2000" in page


@pytest.mark.parametrize("form", ["html", "markdown", "json", "junit"])
def test_what_is_delivered_names_no_folder_of_this_machine(
    run: Run, folder: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise(folder, SMALL + TINY)
    rules = str(folder / "rules" / "demo")
    (folder / "desk").mkdir()
    monkeypatch.chdir(folder / "desk")
    asked = ("prove", rules, "--rules-root", str(folder / "rules"))

    page = run(*asked, "--format", form).stdout

    assert "demo/properties/all.yaml" in page
    assert str(folder) not in page
    assert f"{rules}/properties/all.yaml:6:3: refuted" in run(*asked).stdout


def test_in_junit_what_is_undecided_is_skipped(run: Run, folder: Path) -> None:
    promise(folder, SMALL + TINY)

    (suite,) = ET.fromstring(run("prove", "demo", "--format", "junit").stdout)

    assert suite.attrib["tests"] == "2"
    assert [[part.tag for part in test] for test in suite] == [["skipped"], ["failure"]]


def test_check_reads_properties_as_strictly_as_rules(run: Run, folder: Path) -> None:
    promise(folder, SMALL.replace("registered <", "registred <"))

    done = run("check", "demo")

    assert done.exit_code == 3
    assert "rules/demo/properties/all.yaml:3:10: unknown name `population.registred`" in done.output


def test_a_day_before_the_rules_begin_is_refused(run: Run, folder: Path) -> None:
    promise(folder, f"{SMALL}  as_of: 1999-01-01\n")

    done = run("check", "demo")

    assert done.exit_code == 3
    assert "properties/all.yaml:6:10: on 1999-01-01 demo is not in force yet" in done.output
    assert "help: give `as_of` a day from " in done.output


def test_test_proves_where_there_is_a_solver_and_is_told_not_to(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise(folder, SMALL + TINY)
    monkeypatch.setattr(solver, "is_installed", lambda: False)
    without = run("test", "demo")
    assert without.exit_code == 0
    assert "demo: 2 properties were not proved" in without.stderr

    monkeypatch.setattr(solver, "is_installed", lambda: True)
    done = run("test", "demo")

    assert done.exit_code == 12
    assert "refuted: TINY" in done.stdout
    assert done.stdout.endswith("demo: 2 properties: 1 otherwise than promised, 1 undecided\n")
    assert run("test", "demo", "--no-properties").exit_code == 0
    assert run("test", "demo", "-k", "large").exit_code == 0
    (record,) = json.loads(run("test", "demo", "--format", "json").stdout)["rule_sets"]
    assert [each["result"] for each in record["properties"]] == ["undecided", "refuted"]
    (suite,) = ET.fromstring(run("test", "demo", "--format", "junit").stdout)
    assert [suite.get(key) for key in ("tests", "failures", "skipped")] == ["4", "1", "1"]
    assert "1 otherwise than promised" in run("test", "demo", "--format", "html").stdout


@pytest.mark.parametrize("name", ["page.html", "page.md", "log.txt", "tests.xml"])
def test_a_page_that_shows_a_file_is_written_anew(run: Run, folder: Path, name: str) -> None:
    promise(folder, TINY)
    assert run("prove", "demo", "-o", name).exit_code == 12
    promise(folder, TINY.replace("TINY", "SMALLER"))

    assert run("prove", "demo", "-o", name).exit_code == 12
    assert "SMALLER" in (folder / name).read_text(encoding="utf-8")


def with_case(folder: Path, given: str, expect: str) -> None:
    cases = folder / "rules" / "demo" / "cases"
    cases.mkdir(exist_ok=True)
    (cases / "tried.yaml").write_text(
        f"- case: tried\n  as_of: 2012-01-01\n  given: {given}\n  expect: {expect}\n"
    )


def test_what_is_not_satisfied_stands_first_and_what_was_promised_stands_out(
    run: Run, folder: Path
) -> None:
    promise(
        folder,
        """\
- id: LAY-FOLLOWS
  title: Whoever is large enough has a lay member
  given: count(findings[id = "SIZE" and verdict = "met"]) = 1
  never: count(findings[id = "LAY" and verdict = "not met"]) = 1
  source: ours
""",
    )

    with_case(folder, "{population.registered: 5000, board: []}", "{LAY: not met}")
    log, page = run("prove", "demo").stdout, run("prove", "demo", "--format", "html").stdout

    assert (
        "    ✗ Somebody on the board is lay (LAY): not met\n"
        "    ✓ The group is large enough (SIZE): met\n"
    ) in log
    assert "<td>refuted, otherwise than promised</td>" in page


def test_what_is_not_known_is_named_where_it_leaves_an_outcome_possible(
    run: Run, folder: Path
) -> None:
    promise(
        folder,
        """\
- id: LAY-IS-ENOUGH
  title: Whoever has a lay member is not refused
  given: count(findings[id = "LAY" and verdict = "met"]) = 1
  never: some each in outcomes satisfies each = "refused"
  stages: self-assessment
  source: ours
""",
    )

    with_case(folder, "{board: [{role: lay}]}", "{LAY: met}")
    assert "  decided by:\n    ? The group is large enough (SIZE): cannot tell yet\n" in (
        run("prove", "demo").stdout
    )
