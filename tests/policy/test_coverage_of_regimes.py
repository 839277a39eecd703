"""What cases of a failure regime look at: its figures, triggers, tables, responses and stages."""

from __future__ import annotations

import dataclasses
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import structs

from authorisation.engine.program.program import compile_rules
from authorisation.model.case import MoveCase, RegimeCase
from authorisation.model.condition import Leaf
from authorisation.model.source import Formula
from authorisation.policy.advice.impossible_verdicts import which_cannot_occur
from authorisation.policy.cases.regime import run_regime_case
from authorisation.policy.coverage.changes import changed_points
from authorisation.policy.coverage.points import Point, PointKind
from authorisation.policy.coverage.regime import history_points, regime_points, rows_looked_at
from authorisation.policy.coverage.report import (
    coverage_document,
)
from authorisation.regime.program import CompiledRegime, compile_regime
from authorisation.regime.replay import History
from authorisation.report.file_formats import FileFormat
from authorisation.report.formats.render import render
from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import RuleSetCases, advise_cases, measure_cases, run_cases
from tests.policy.test_coverage import coverage_of
from tests.rule_sets.folders import HERE
from tests.shipped import RULES, shipped_compiled_regime, shipped_regime

DEMO = HERE / "demo" / "rules"


@pytest.mark.slow
def test_states_and_rows_of_a_regime_are_points(tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "rules", ignore=shutil.ignore_patterns("adopted"))
    cases = tmp_path / "rules/failure-statutory/cases/regime"
    whole = coverage_of("failure-statutory", tmp_path / "rules")
    assert whole.count(PointKind.RESPONSE) == (16, 16)
    assert whole.count(PointKind.MOVE) == (12, 12)
    assert Point(PointKind.TRIGGER, "waiting", "unknown") in whole.covered

    (cases / "tables.yaml").unlink()
    _, measured = measure_cases("failure-statutory", Library(tmp_path / "rules"))

    assert measured.coverage.count(PointKind.RESPONSE) == (0, 16)
    assert measured.coverage.count(PointKind.MOVE) == (0, 12)
    rows = [p for p in measured.coverage.missed if p.point.kind is PointKind.MOVE]
    assert {each.at.line for each in rows} == set(range(rows[0].at.line, rows[0].at.line + 12))
    assert (
        len([each for each in measured.coverage.missed_problems if "takes row" in each.message])
        == 16 + 12
    )
    assert not [each for each in measured.coverage.missed_problems if "the trigger" in each.message]
    page = render(coverage_document([measured]), FileFormat.HTML).decode()
    assert f"regime.yaml: {len(measured.coverage.missed)} not looked at" in page

    for file in cases.iterdir():
        file.unlink()
    named = [
        str(each)
        for each in run_cases("failure-statutory", Library(tmp_path / "rules")).not_covered
    ]
    assert len([text for text in named if "no case looks at `chance_" in text]) == 4
    assert len([text for text in named if "no case comes to the response `" in text]) == 12
    assert len([text for text in named if "no case takes row " in text]) == 16 + 12
    regime = shipped_regime("failure-statutory").regime
    wholes = {
        "the trigger": {each.id for each in regime.triggers},
        "the exit test of": {name for name, each in regime.stages.items() if each.exit},
        "the deadline of": {name for name, each in regime.stages.items() if each.deadline},
    }
    for words, names in wholes.items():
        texts = [text for text in named if f"no case looks at {words} `" in text]
        assert {text.split("`")[1] for text in texts} == names
    assert named == [
        str(p) for p in advise_cases(RuleSetCases("failure-statutory", Library(tmp_path / "rules")))
    ]


def test_a_row_counts_where_a_case_takes_it_and_a_closed_power_leaves_it() -> None:
    regime = shipped_regime("failure-statutory").regime
    number, move = next(
        (n, m) for n, m in enumerate(regime.moves, start=1) if regime.stages[m.to].power
    )
    case = MoveCase(
        name="m",
        stage=move.stages[0],
        response=move.responses[0],
        exit=move.exits[0],
        clock=move.clocks[0],
        without=(),
        to=move.to,
        trigger=move.triggers[0] if move.triggers else "",
    )
    closed = dataclasses.replace(case, without=(regime.stages[move.to].power,))
    other = dataclasses.replace(case, trigger="no trigger of these rules")

    assert list(rows_looked_at(regime, [case])) == [Point(PointKind.MOVE, str(number))]
    assert Point(PointKind.MOVE, str(number)) not in rows_looked_at(regime, [closed])
    if move.triggers:
        assert Point(PointKind.MOVE, str(number)) not in rows_looked_at(regime, [other])


REGIME_FIGURES = {"chance_cv", "chance_watch", "mainly", "seen_in_time_standard"}


def test_figures_responses_and_stages_of_a_regime_are_points() -> None:
    compiled = compile_regime(shipped_regime("failure-statutory").regime)

    of = {(each.point.kind, each.point.of) for each in regime_points(compiled)}

    assert {(PointKind.REGIME_VALUE, name) for name in REGIME_FIGURES} <= of
    assert {(PointKind.CHOSEN_RESPONSE, name) for name in compiled.regime.responses} <= of
    with_exit = {name for name, stage in compiled.regime.stages.items() if stage.exit is not None}
    assert with_exit
    assert with_exit == {name for kind, name in of if kind is PointKind.EXIT}
    assert {name for kind, name in of if kind is PointKind.DEADLINE} < with_exit


def histories(name: str) -> tuple[CompiledRegime, dict[str, tuple[RegimeCase, History]]]:
    """Each case of a regime that is a history, with the history, by its name."""
    loaded = RuleSetCases(name, Library(RULES))
    compiled = loaded.compiled_regime
    assert compiled is not None
    found: dict[str, tuple[RegimeCase, History]] = {}
    for case in loaded.regime_cases:
        if isinstance(case, RegimeCase) and case.name in HISTORIES:
            run_regime_case(compiled, case, lambda c, h: found.update({c.name: (c, h)}))
    return compiled, found


HISTORIES = (
    "over the whole of a year on what chance seldom does",
    "waiting for two periods, and again after a good one",
)


@pytest.mark.slow
def test_a_history_looks_at_the_values_that_count_in_its_periods_and_are_not_set() -> None:
    compiled, found = histories("failure-statutory")
    left_out = set()
    for case, history in found.values():
        values = {p.of for p in history_points(compiled, case, history) if p.under == "2013-04-01"}
        unset = dataclasses.replace(case, set={})
        more = {p.of for p in history_points(compiled, unset, history) if p.under == "2013-04-01"}
        assert more - values == set(case.set) & more
        left_out |= more - values
    assert left_out == {"chance_cv", "chance_between_years"}


@pytest.mark.slow
def test_a_figure_of_a_regime_that_is_changed_changes_what_uses_it() -> None:
    compiled = shipped_compiled_regime("failure-statutory")
    regime = compiled.regime
    figure = regime.rules.parameters["seen_in_time_standard"]
    other = structs.replace(figure.values[0], value=Decimal("0.9"))
    parameters = {
        **regime.rules.parameters,
        figure.name: structs.replace(figure, values=(other, *figure.values[1:])),
    }
    rules = structs.replace(regime.rules, parameters=parameters)
    changed = compile_regime(dataclasses.replace(regime, rules=rules))
    program = compile_rules(Library(DEMO).rule_set("demo"))

    points = changed_points((program, changed), (program, compiled))

    assert {(each.kind, each.of) for each in points} == {
        (PointKind.REGIME_VALUE, "seen_in_time_standard"),
        (PointKind.TRIGGER, "waiting"),
    }


def test_what_is_known_of_every_period_is_not_to_be_unknown() -> None:
    compiled = compile_regime(shipped_regime("failure-statutory").regime)

    unknown = {
        each.point.of
        for each in regime_points(compiled)
        if each.point.kind is PointKind.TRIGGER and each.point.under == "unknown"
    }

    assert {each.id for each in compiled.regime.triggers} - unknown == {"no_return"}


NEVER = "in_year.variance_from_allocation > 0 and 1 > 2"
ALWAYS = "in_year.variance_from_allocation > 0 or 1 < 2"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        pytest.param(NEVER, {"fires", "unknown"}, id="it never fires, whatever is answered"),
        pytest.param(ALWAYS, {"no", "unknown"}, id="it always fires"),
        pytest.param("in_year.variance_from_allocation > 0", set(), id="each of its states occurs"),
    ],
)
def test_a_state_that_no_return_leads_to_is_known(formula: str, expected: set[str]) -> None:
    pytest.importorskip("z3")
    regime = shipped_regime("failure-statutory").regime
    criteria = regime.rules.criteria
    band = structs.replace(criteria["limit_broken.fires"], require=Leaf(test=Formula(formula)))
    rules = structs.replace(regime.rules, criteria={**criteria, "limit_broken.fires": band})
    compiled = compile_regime(dataclasses.replace(regime, rules=rules))
    points = [each.point for each in regime_points(compiled)]
    states = [
        each for each in points if each.kind is PointKind.TRIGGER and each.of == "limit_broken"
    ]

    found = which_cannot_occur(compiled.program, compiled, states, {})

    assert {each.under for each in states} == {"no", "fires", "unknown"}
    assert {each.under for each in states if found[each]} == expected
