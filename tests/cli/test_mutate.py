"""`authorise mutate`: survivors with their places, exit codes, and what is remembered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from authorisation.analysis.questions import DISAGREEMENT, Inquiry, Reply, Undecided
from authorisation.errors import ExitCode, SolverDisagrees
from authorisation.policy.mutation.killing import ChangeReach, killing_submission
from authorisation.policy.mutation.results import MutantResult
from authorisation.policy.mutation.run import Mutants
from authorisation.usecases.filesystem.cache_folder import VARIABLE
from tests.cli.conftest import Run
from tests.rule_sets.folders import child_head
from tests.shipped import shipped_program


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A cache folder of their own, and no solver."""
    monkeypatch.setenv(VARIABLE, str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setattr(
        "authorisation.policy.mutation.run.killing_submission",
        lambda *_: Undecided("there is no solver"),
    )


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the mutants that are run."""
    numbers: list[int] = []
    run = Mutants.run

    def running(self: Mutants, number: int) -> MutantResult:
        numbers.append(number)
        return run(self, number)

    monkeypatch.setattr(Mutants, "run", running)
    return numbers


def test_a_survivor_has_its_place_and_what_is_changed(run: Run) -> None:
    result = run("mutate", "demo", "-k", "size", "--no-cache")

    assert result.exit_code == 12
    assert result.stdout.startswith(
        "rules/demo/criteria/all.yaml:2:5: `SIZE`: no case notices that `severity: gate` becomes"
        " `condition`\n"
    )
    assert result.stdout.endswith("demo: 2 of 3 mutants survive\n")


def test_where_all_are_killed_it_ends_well_and_where_nothing_is_changed_with_a_word(
    run: Run,
) -> None:
    killed = run("mutate", "demo", "-k", "LAY", "--no-cache")
    nothing = run("mutate", "demo", "--only", "nobody")

    assert (killed.exit_code, killed.stdout) == (0, "demo: cases kill all 6 mutants\n")
    assert (nothing.exit_code, nothing.stdout) == (14, "")
    assert nothing.stderr == "demo: nothing with `nobody` in its name can be changed\n"


def test_cases_that_come_out_otherwise_already_are_put_right_first(run: Run, folder: Path) -> None:
    cases = folder / "rules" / "demo" / "cases" / "all.yaml"
    text = cases.read_text(encoding="utf-8")
    cases.write_text(text.replace("LAY: met", "LAY: not met"), encoding="utf-8")

    result = run("mutate", "demo")

    assert result.exit_code == 12
    assert "LAY: expected not met, got met" in result.stderr
    assert "mutants say nothing where cases come out otherwise already" in result.stderr
    assert result.stdout == ""


def test_an_inherited_case_that_comes_out_otherwise_is_named_and_the_rest_is_run(
    run: Run, folder: Path
) -> None:
    child = folder / "rules" / "child"
    child.mkdir()
    (child / "ruleset.yaml").write_text(child_head("child", "demo"), encoding="utf-8")
    larger = "least: {amend: {values: {2012-01-01: {value: 1100, source: act#2}}}}\n"
    (child / "parameters.yaml").write_text(larger, encoding="utf-8")

    result = run("mutate", "child", "-k", "LAY", "--no-cache")

    assert (result.exit_code, "of 6 mutants survive\n" in result.stdout) == (12, True)
    assert "SIZE: expected a margin of 500 patient, got 400 patient" in result.stderr
    assert "mutants are run without these inherited cases" in result.stderr


def test_what_came_of_mutants_is_remembered_while_rules_and_cases_stay(
    run: Run, folder: Path, ran: list[int]
) -> None:
    first = run("mutate", "demo").stdout
    number = len(ran)
    assert number > 10

    assert run("mutate", "demo").stdout == first
    assert len(ran) == number
    assert run("mutate", "demo", "--no-cache").stdout == first
    assert len(ran) == 2 * number

    cases = folder / "rules" / "demo" / "cases" / "all.yaml"
    cases.write_text(cases.read_text(encoding="utf-8") + "# read anew\n", encoding="utf-8")
    assert run("mutate", "demo").stdout == first
    assert len(ran) == 3 * number


def test_the_record_has_every_mutant(run: Run) -> None:
    (rule_set,) = json.loads(run("mutate", "demo", "--format", "json").stdout)["rule_sets"]

    mutants = rule_set["mutants"]
    assert rule_set["killed"] + rule_set["survived"] + rule_set["equivalent"] == len(mutants)
    assert {
        "of": "least",
        "kind": "value of a figure",
        "file": "rules/demo/parameters.yaml",
        "line": 1,
        "was": "least: 1000 from 2012-01-01",
        "becomes": "999",
        "fate": "killed",
        "killed_by": "rules/demo/cases/all.yaml:1:3: large enough",
        "killing_case": "",
        "reason": "",
    } in mutants


@pytest.mark.parametrize("form", ["html", "json"])
def test_what_is_delivered_names_no_folder_of_this_machine(
    run: Run, folder: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = str(folder / "rules" / "demo")
    asked = ("mutate", rules, "--rules-root", str(folder / "rules"), "-k", "size")
    (folder / "desk").mkdir()
    monkeypatch.chdir(folder / "desk")

    page = run(*asked, "--format", form).stdout

    assert "demo/criteria/all.yaml" in page
    assert str(folder) not in page
    assert run(*asked).stdout.startswith(f"{rules}/criteria/all.yaml:2:5: `SIZE`")


def test_a_page_and_a_file_of_cases_are_written_together_or_not_at_all(
    run: Run, names: Callable[[], set[str]], folder: Path
) -> None:
    before = names()

    result = run("mutate", "demo", "-k", "SIZE", "-o", "mutants.html", "--write", "killing.yaml")

    assert names() - before == {"mutants.html"}
    assert "killing.yaml: not written: there is no killing case\n" in result.stderr
    page = (folder / "mutants.html").read_text(encoding="utf-8")
    assert "<h1>Mutants of demo</h1>" in page


def test_where_solver_and_engine_disagree_the_others_are_told_all_the_same(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "authorisation.policy.mutation.run.killing_submission", lambda *_: DISAGREEMENT
    )

    result = run("mutate", "demo", "-k", "size", "--no-cache")

    assert result.exit_code == ExitCode.DISAGREES
    assert "no killing case for 2 survivors: the engine does not confirm" in result.stdout
    assert result.stdout.endswith("demo: 2 of 3 mutants survive\n")


def test_what_the_engine_does_not_confirm_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Inquiry, "find", _disagreeing)
    program = shipped_program("statutory-2012")

    assert killing_submission(program, program, ChangeReach((), (), outcomes=True)) == DISAGREEMENT


def _disagreeing(*_: object, **__: object) -> Reply:
    raise SolverDisagrees("as it is tried here")
