"""Mutants: every small change of rules has its place, and survives only where no case notices."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from authorisation.engine.program.program import compile_rules
from authorisation.model.condition import AllOf, AnyOf, AtLeast, Condition, Every, Leaf
from authorisation.model.question import Question, ValueType
from authorisation.model.regime import Regime
from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula, Location
from authorisation.policy.cases.assessment import run_case
from authorisation.policy.comparison.regimes.tables import is_total, same_moves, same_responses
from authorisation.policy.mutation.conditions import condition_edits, formula_edits
from authorisation.policy.mutation.edits import EditKind, RuleEdit, format_difference
from authorisation.policy.mutation.killing import Equivalent
from authorisation.policy.mutation.regime import MOVES, RESPONSES, regime_mutants
from authorisation.policy.mutation.report import killing_cases
from authorisation.policy.mutation.results import Fate
from authorisation.policy.mutation.rule_set import rule_set_mutants
from authorisation.policy.mutation.run import NoticingCases
from authorisation.usecases.filesystem.cache_folder import VARIABLE
from authorisation.usecases.library import Library
from authorisation.usecases.mutate import Mutation
from authorisation.usecases.run_cases import RuleSetCases
from tests.rule_sets.folders import HERE, copy_folder
from tests.shipped import SETS, shipped_compiled_regime, shipped_program

DEMO = HERE / "demo" / "rules"
BANK = {
    "pool.cost": Question(path="pool.cost", type=ValueType.MONEY, ask="?", decimals=2),
    "pool.people": Question(path="pool.people", type=ValueType.INTEGER, ask="?"),
}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        pytest.param("a >= b", ["a > b"], id="a comparison becomes its neighbour"),
        pytest.param("a = b", ["a != b"], id="an equality is turned round"),
        pytest.param(
            "pool.cost < 5",
            ["pool.cost <= 5", "pool.cost < 5.01", "pool.cost < 4.99"],
            id="a number moves by the step of its question",
        ),
        pytest.param(
            "pool.people >= 5",
            ["pool.people > 5", "pool.people >= 4"],
            id="of whole numbers one more is the neighbour",
        ),
        pytest.param(
            "count(a[b > 2]) <= 3",
            [
                "count(a[b > 2]) < 3",
                "count(a[b > 2]) <= 4",
                "count(a[b >= 2]) <= 3",
                "count(a[b > 3]) <= 3",
                "count(a[b > 1]) <= 3",
            ],
            id="counts move by one, and filters change too",
        ),
        pytest.param(
            'a[(b or c) and d = @"2012-03-01"]',
            [
                'a[(b or c) or d = @"2012-03-01"]',
                'a[d = @"2012-03-01"]',
                "a[(b or c)]",
                'a[(b and c) and d = @"2012-03-01"]',
                'a[(c) and d = @"2012-03-01"]',
                'a[(b) and d = @"2012-03-01"]',
                'a[(b or c) and d != @"2012-03-01"]',
                'a[(b or c) and d = @"2012-03-02"]',
                'a[(b or c) and d = @"2012-02-29"]',
            ],
            id="each side of a filter is left out, and days move",
        ),
        pytest.param(
            "every x in a satisfies x.b", ["some x in a satisfies x.b"], id="every becomes some"
        ),
    ],
)
def test_what_becomes_of_an_expression(text: str, changed: list[str]) -> None:
    assert sorted(e.becomes for e in formula_edits(Formula(text), BANK)) == sorted(changed)


def test_a_change_stands_where_it_is_written() -> None:
    (edit,) = (
        e for e in formula_edits(Formula("a and\nb <= c"), {}) if e.kind is EditKind.COMPARISON
    )

    assert (edit.at.line, edit.at.column) == (2, 1)


def leaf(text: str) -> Leaf:
    return Leaf(test=Formula(text))


@pytest.mark.parametrize(
    ("condition", "changed"),
    [
        pytest.param(leaf("a"), ["not: a"], id="a test is turned round"),
        pytest.param(
            AllOf(of=(leaf("a"), leaf("b"))),
            ["any: [a, b]", "", "", "not: a", "not: b"],
            id="all becomes any, and each part is left out",
        ),
        pytest.param(AnyOf(of=(leaf("a"),)), ["not: a"], id="one part is not left out"),
        pytest.param(
            AtLeast(n=Formula("1"), of=(leaf("a"), leaf("b"))),
            ["2", "0", "", "", "not: a", "not: b"],
            id="how many are needed moves by one",
        ),
        pytest.param(
            Every(item="x", within=Formula("a"), satisfies=leaf("x")),
            ["some: x, in: a, satisfies: x", "not: x"],
            id="every becomes some",
        ),
    ],
)
def test_what_becomes_of_a_condition(condition: Condition, changed: list[str]) -> None:
    assert [edit.becomes for edit in condition_edits(condition, {})] == changed


@pytest.mark.parametrize("name", ["gpcc-2010", "statutory-2022"])
def test_each_mutant_is_another_rule_set_with_its_place(name: str) -> None:
    program = shipped_program(name)

    mutants = list(rule_set_mutants(program))

    assert len(mutants) > 300
    assert all(mutant.rules != program.rules for mutant in mutants)
    assert all(mutant.at.line and mutant.at.file.endswith(".yaml") for mutant in mutants)
    assert {mutant.kind for mutant in mutants} >= set(EditKind) - {EditKind.CELL, EditKind.APPLIES}
    for mutant in mutants[::40]:
        assert isinstance(mutant.rules, RuleSet)
        compile_rules(mutant.rules, program)


@pytest.mark.slow
@pytest.mark.parametrize(
    "share", [pytest.param(53, id="some"), pytest.param(2, id="most", marks=pytest.mark.fuzz)]
)
def test_a_mutant_survives_where_all_cases_come_out_as_before(share: int) -> None:
    loaded = RuleSetCases("statutory-2022", Library())
    noticing = NoticingCases(loaded.program, loaded.cases)
    mutants = list(rule_set_mutants(loaded.program))[::share]

    for mutant in mutants:
        assert isinstance(mutant.rules, RuleSet)
        afresh = compile_rules(mutant.rules)
        killed = any(not run_case(afresh, case).passed for case in loaded.cases)
        assert (noticing.first(mutant, mutant.rules) is not None) is killed, mutant.was
    assert mutants


@pytest.mark.slow
def test_tables_that_come_to_the_same_for_whatever_happens_are_told_from_others() -> None:
    compiled = shipped_compiled_regime("failure-statutory")
    regime = compiled.regime
    mutants = list(regime_mutants(regime, compiled.program))
    responses = [m.rules for m in mutants if m.of == RESPONSES and isinstance(m.rules, Regime)]
    moves = [m.rules for m in mutants if m.of == MOVES and isinstance(m.rules, Regime)]

    assert all(is_total(each.table, regime) for each in responses)
    assert not is_total(regime.table[1:], regime)
    assert {same_responses(each.table, regime.table, regime) for each in responses} == {True, False}
    assert {same_moves(each.moves, regime.moves, regime) for each in moves} == {True, False}
    assert not same_moves(regime.moves[1:], regime.moves, regime)


def test_a_row_of_moves_hides_the_rows_below_it_where_it_needs_no_open_power() -> None:
    regime = shipped_compiled_regime("failure-statutory").regime
    direct = next(row for row in regime.moves if row.to == "directions")
    ask = replace(direct, to="authorised")
    assert (regime.stages[ask.to].power, regime.stages[direct.to].power) == ("", "direction")

    assert same_moves((ask, direct), (ask,), regime)
    assert not same_moves((direct, ask), (direct,), regime)


def test_a_regime_is_changed_in_its_tests_figures_numbers_and_tables() -> None:
    compiled = shipped_compiled_regime("gpcc-2010")

    found = {(m.of, m.was, m.becomes) for m in regime_mutants(compiled.regime, compiled.program)}

    assert ("overspend", "fires: severity: 3", "2") in found
    assert ("interim", "review: 28 days", "27 days") in found
    assert ("mainly", "mainly: 50% from 2010-10-31", "51%") in found
    assert ("moves", "row 1", "row 2") in found
    assert ("moves", "row 1", "") in found


def test_a_killed_mutant_names_the_case_that_noticed() -> None:
    mutation = Mutation("demo", Library(DEMO), cached=False)

    run = mutation.run()

    assert len(run.results) == mutation.number
    assert min(run.count()[Fate.KILLED], run.count()[Fate.SURVIVED]) > 0
    assert all(result.killed_by for result in run.results if result.fate is Fate.KILLED)


@pytest.mark.long
def test_several_processes_come_to_the_same_as_one() -> None:
    mutation = Mutation("statutory-2022", Library(), "GB-C", cached=False)

    assert mutation.run(jobs=2) == mutation.run(jobs=1)


def test_killing_cases_pass_under_the_rules_and_kill_every_survivor(tmp_path: Path) -> None:
    pytest.importorskip("z3")
    copy_folder("demo", tmp_path)
    rules = tmp_path / "rules"
    found = Mutation("demo", Library(rules), cached=False).run()
    assert len(found.survivors) > 3
    assert all(each.killing_case and not each.reason for each in found.survivors)

    cases = rules / "demo" / "cases" / "killing.yaml"
    cases.write_text(killing_cases([found]), encoding="utf-8")
    mutation = Mutation("demo", Library(rules), cached=False)

    assert mutation.failed == ()
    assert mutation.run().survivors == ()


def test_the_solver_is_not_asked_again_for_what_it_found_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    copy_folder("demo", tmp_path)
    asked: list[object] = []

    def equivalent(*given: object) -> Equivalent:
        asked.append(given)
        return Equivalent("everybody")

    monkeypatch.setattr("authorisation.policy.mutation.run.killing_submission", equivalent)
    first = Mutation("demo", Library(tmp_path / "rules")).run()
    number = len(asked)
    cases = tmp_path / "rules" / "demo" / "cases" / "all.yaml"
    cases.write_text(cases.read_text(encoding="utf-8") + "# read anew\n", encoding="utf-8")

    assert number == first.count()[Fate.EQUIVALENT] > 3
    assert Mutation("demo", Library(tmp_path / "rules")).run() == first
    assert len(asked) == number


@pytest.mark.long
def test_cases_kill_the_mutants_of_shipped_rules() -> None:
    loaded = RuleSetCases("gpcc-2010", Library())
    noticing = NoticingCases(loaded.program, loaded.cases)
    mutants = list(rule_set_mutants(loaded.program))[::9]

    alive = [m for m in mutants if isinstance(m.rules, RuleSet) and not noticing.first(m, m.rules)]
    assert len(mutants) > 90
    # SCO-8 rests on two conditions: what it weighs itself shows nowhere.
    assert {mutant.of for mutant in alive} <= {"SCO-8"}


@pytest.mark.fuzz
@pytest.mark.parametrize("name", SETS)
def test_no_mutant_of_a_shipped_rule_set_survives(name: str) -> None:
    pytest.importorskip("z3")

    assert Mutation(name, Library(), cached=False).run().survivors == ()


FOUND = """
import sys
from authorisation.usecases.library import Library
from authorisation.usecases.mutate import Mutation
print(Mutation(sys.argv[1], Library(), cached=False).run(jobs=1))
"""


@pytest.mark.slow
def test_two_runs_find_the_same_killing_cases(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    found = [
        subprocess.run(
            [sys.executable, "-c", FOUND, str(tmp_path / "rules" / "demo")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert "killing_case='- case:" in found[0]
    assert found[0] == found[1]


@pytest.mark.slow
def test_a_killing_case_is_the_same_whatever_was_asked_before(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    mutants = Mutation(str(tmp_path / "rules" / "demo"), Library(), cached=False)._mutants
    numbers = range(len(mutants.all))

    assert [mutants.run(n) for n in numbers] == [mutants.run(n) for n in numbers[::-1]][::-1]


def test_a_part_that_is_only_put_in_is_named() -> None:
    turned = RuleEdit(EditKind.NEGATED, Location("-"), "a > b", "not: a > b", None)

    assert format_difference(turned) == "`not:` is put in"
