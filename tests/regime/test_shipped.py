"""The failure regimes that are shipped: adopted, and tested on both sides of every line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import pytest

from authorisation.model.case import Case, MoveCase, RegimeCase, ResponseCase
from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    Control,
    DeadlineState,
    ExitResult,
    SeverityBand,
    Trigger,
)
from authorisation.policy.cases.regime import run_regime_case
from authorisation.policy.cases.results import format_case_result
from authorisation.regime.program import response_row
from authorisation.usecases import run_cases
from authorisation.usecases.library import Library
from tests.shipped import shipped_compiled_regime, shipped_regime

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]
ROOT = PROJECT / "rules"
NAMES = ("gpcc-2010", "failure-statutory")
OPENED_BY = {
    "gpcc-2010": {
        "help": set(),
        "ask": {"concern"},
        "agree": {"concern"},
        "intervene": {"failing"},
    },
    # Failing, or a significant risk of it, opens every step from a direction on. Conditions that
    # are not complied with open the last one alone; reason to believe opens questions alone.
    "failure-statutory": {
        "assistance": set(),
        "information": {"reason_to_believe"},
        "direction": {"failing", "significant_risk"},
        "functions": {"failing", "significant_risk"},
        "officer": {"failing", "significant_risk"},
        "constitution": {"failing", "significant_risk"},
        "dissolution": {"failing", "significant_risk", "conditions"},
    },
}
"""What opens each power, from the mildest: as the Act has it, and as the meetings would."""
GIVEN_UNDER = {
    "gpcc-2010": {
        "help": {"watch", "monitored_plan", "relief", "support"},
        "ask": {"information", "review"},
        "agree": {"rectification"},
        "intervene": {"limited", "recovery", "special_measures", "intervention"},
    },
    "failure-statutory": {
        "assistance": {"watch", "support"},
        "information": {"information", "review", "plan"},
        "direction": {"limited_direction", "recovery_plan", "special_measures"},
        "functions": {"functions"},
        "officer": {"officer"},
        "constitution": {"constitution"},
        "dissolution": {"dissolution"},
    },
}
"""The responses that each power is used for."""
LOWEST = {"gpcc-2010": "concern", "failure-statutory": "reason_to_believe"}
"""The ground that anything worse gives as well."""
OPENS_NOTHING = {"bad_press", "inherited_debt"}
"""What is only watched: media alone never suffice, and nobody is to blame for what was inherited."""
BOTH = pytest.mark.parametrize("name", NAMES)


cases_of = cache(run_cases.cases_of)


def histories(name: str) -> tuple[RegimeCase, ...]:
    return tuple(case for case in cases_of(name, Library(ROOT)) if isinstance(case, RegimeCase))


def expected(name: str) -> Iterator[tuple[str, str]]:
    """Yield everything that some period of some case is expected to show."""
    return (pair for case in histories(name) for each in case.expect for pair in each.items())


@BOTH
def test_a_shipped_regime_is_the_one_that_was_adopted(name: str) -> None:
    rules = shipped_regime(name).regime.rules

    assert rules.sha256 == rules.adopted_sha256, "run `make editions`, or give it a new edition"


@BOTH
def test_every_case_of_a_regime_comes_out_as_it_says(name: str) -> None:
    compiled = shipped_compiled_regime(name)
    cases = [case for case in cases_of(name, Library(ROOT)) if not isinstance(case, Case)]
    results = [run_regime_case(compiled, case) for case in cases]

    assert results
    assert [format_case_result(each) for each in results if not each.passed] == []


@BOTH
def test_the_ladder_of_powers_is_that_of_the_act(name: str) -> None:
    regime = shipped_regime(name).regime
    used = {
        power: {r.id for r in regime.responses.values() if r.power == power}
        for power in regime.powers
    }

    assert {each.id: set(each.opened_by) for each in regime.powers.values()} == OPENED_BY[name]
    assert list(regime.powers) == list(OPENED_BY[name])
    assert [each.step for each in regime.powers.values()] == list(range(len(regime.powers)))
    assert used == GIVEN_UNDER[name]


@BOTH
def test_whatever_opens_more_opens_questions_too(name: str) -> None:
    bands = [(t, band) for t in shipped_regime(name).regime.triggers for band in t.bands]

    assert len(bands) > 15
    for trigger, band in bands:
        opened = LOWEST[name] in band.opens
        assert opened != (trigger.id in OPENS_NOTHING), (trigger.id, band.name)


@BOTH
def test_every_band_has_cases_on_both_sides(name: str) -> None:
    """A band holds in one case, and in another the next milder state stands instead of it."""
    states = set(expected(name))
    triggers = shipped_regime(name).regime.triggers

    assert len(triggers) > 5
    for trigger in triggers:
        found = {value for key, value in states if key == trigger.id}
        assert {band.name for band in trigger.bands} | {"no"} <= found, trigger.id


@BOTH
def test_a_band_that_must_last_has_runs_that_do_and_do_not(name: str) -> None:
    """It is missed in the period before it first holds; a run is broken, and left open."""
    cases = histories(name)

    assert lasting(name)
    for trigger, band in lasting(name):
        runs = [[each.get(trigger.id, "") for each in case.expect] for case in cases]
        assert any(just_long_enough(run, band) for run in runs), (trigger.id, band.name)
        assert any(broken(run, trigger, band) for run in runs), (trigger.id, band.name)


@BOTH
def test_where_a_period_was_not_filed_a_run_is_unknown(name: str) -> None:
    """What rests on the return is unknown then; conditions and filing itself are known anyway."""
    known = {"conditions_overdue", "conditions_not_complied_with", "no_return"}

    resting = {trigger.id for trigger, _ in lasting(name)} - known
    assert resting
    assert resting <= {key for key, state in expected(name) if state == "unknown"}


def lasting(name: str) -> list[tuple[Trigger, SeverityBand]]:
    triggers = shipped_regime(name).regime.triggers
    return [(t, band) for t in triggers for band in t.bands if band.sustained > 1]


def just_long_enough(run: list[str], band: SeverityBand) -> bool:
    """Say whether the band first holds in exactly the period in which it may."""
    first = run.index(band.name) if band.name in run else -1
    return first >= band.sustained - 1 and run[first - 1] != band.name


def broken(run: list[str], trigger: Trigger, band: SeverityBand) -> bool:
    """Say whether as many periods as it takes are told of and the band never holds."""
    graver = {each.name for each in trigger.bands if each.severity <= band.severity}
    told = [state for state in run if state]
    return len(run) > band.sustained - 1 and bool(told) and not graver & set(told)


@BOTH
def test_every_way_out_of_a_stage_and_every_deadline_is_met_and_missed(name: str) -> None:
    regime = shipped_regime(name).regime
    first = next(iter(regime.stages))
    seen: set[tuple[str, str]] = set()
    for case in histories(name):
        stages = [first, *(each.get("stage", "") for each in case.expect)]
        for before, each in zip(stages, case.expect, strict=False):
            seen |= {(before, f"{key} {each[key]}") for key in ("exit", "deadline") if key in each}

    assert {stage.exit is not None for stage in regime.stages.values()} == {True, False}
    assert {stage.deadline is not None for stage in regime.stages.values()} == {True, False}
    for stage in regime.stages.values():
        if stage.exit is not None:
            assert {(stage.id, "exit met"), (stage.id, "exit not met")} <= seen, stage.id
        if stage.deadline is not None:
            assert (stage.id, "deadline passed") in seen, stage.id
            assert ("", "deadline running") in seen or (stage.id, "deadline running") in seen


@BOTH
def test_every_cell_of_the_table_of_responses_has_a_case(name: str) -> None:
    cells = [case for case in cases_of(name, Library(ROOT)) if isinstance(case, ResponseCase)]

    of_any = [(c.severity, c.capability, c.control) for c in cells if not c.trigger]
    assert sorted(of_any) == sorted(product(SEVERITIES, CAPABILITIES, Control))
    named = {trigger for row in shipped_regime(name).regime.table for trigger in row.triggers}
    assert {case.trigger for case in cells} == {"", *named}


@BOTH
def test_every_move_has_a_case_and_so_has_every_staying(name: str) -> None:
    """All that a group may be in, with every power open, is told of."""
    regime = shipped_regime(name).regime
    moves = [case for case in cases_of(name, Library(ROOT)) if isinstance(case, MoveCase)]
    told = {(c.stage, c.response, c.exit, c.clock) for c in moves if not c.without}

    assert told == set(
        product(regime.stages, ("none", *regime.responses), ExitResult, DeadlineState)
    )
    for stage in regime.stages.values():
        if stage.power:
            assert any(stage.power in case.without for case in moves), stage.id


@BOTH
def test_what_is_graver_is_never_answered_more_mildly(name: str) -> None:
    regime = shipped_regime(name).regime
    order = list(regime.responses)

    assert min(len(SEVERITIES), len(CAPABILITIES), len(Control)) > 1
    for control in Control:
        for capability in CAPABILITIES:
            gravity = [
                order.index(response_row(regime.table, severity, capability, control).response)
                for severity in SEVERITIES
            ]
            assert all(graver >= milder for graver, milder in pairwise(gravity))
        for severity in SEVERITIES:
            gravity = [
                order.index(response_row(regime.table, severity, capability, control).response)
                for capability in CAPABILITIES
            ]
            assert all(weaker >= abler for weaker, abler in pairwise(gravity))
