"""A case of a regime that comes out otherwise names the judgements that decided it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from authorisation.model.case import MoveCase, RegimeCase, ResponseCase
from authorisation.model.regime import Control
from authorisation.policy.cases.regime import run_regime_case
from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import RuleSetCases
from tests.shipped import RULES, shipped_compiled_regime

REGIME = "failure-statutory"
WAITING = "waiting for two periods, and again after a good one"


@cache
def shipped_case(name: str) -> RegimeCase:
    cases = RuleSetCases(REGIME, Library(RULES)).regime_cases
    return next(case for case in cases if isinstance(case, RegimeCase) and case.name == name)


def because(expected: dict[str, str], period: int = 0) -> list[str]:
    """The reasons where the case of waiting expects this of one of its periods, and no more."""
    case = shipped_case(WAITING)
    expect = tuple(expected if number == period else {} for number in range(len(case.expect)))
    result = run_regime_case(shipped_compiled_regime(REGIME), replace(case, expect=expect))
    (difference,) = result.differences
    return list(difference.because)


BELOW = "share of those waiting who have waited less than 18 weeks (91.99%) is less than"


@pytest.mark.parametrize(
    ("expected", "period", "reasons"),
    [
        (
            {"waiting": "no"},
            1,
            [
                f"fires: ✓ fewer waited less than 18 weeks than the standard: {BELOW}",
                "fires: for 2 periods, of 2 that it must last",
                "watch: ✓ fewer waited",
            ],
        ),
        ({"control of waiting": "mainly controllable"}, 1, ["no cause was named"]),
        (
            {"response": "plan"},
            1,
            ["waiting: severity 3, cannot tell: information", "capability: 3"],
        ),
        (
            {"stage": "directions"},
            2,
            ["in `questions`, with the response none, the exit test met and the deadline running"],
        ),
        ({"exit": "not met"}, 2, [*["✓ "] * 5, "in `questions` for 1 period; it must last"]),
        (
            {"deadline": "passed"},
            2,
            ["in `questions` for 1 period; the deadline is after 4 periods"],
        ),
        ({"provider_failure": "fires"}, 0, ["fires: ✗ a main provider failed"]),
    ],
)
def test_a_period_that_comes_out_otherwise_has_what_decided_it(
    expected: dict[str, str], period: int, reasons: list[str]
) -> None:
    found = because(expected, period)

    assert len(found) == len(reasons), found
    for reason, begins in zip(found, reasons, strict=True):
        assert reason.startswith(begins)


def test_a_row_that_comes_out_otherwise_names_the_row_that_fits_first() -> None:
    compiled = shipped_compiled_regime(REGIME)
    row = compiled.regime.table[0]
    response = ResponseCase(
        name="r", severity=4, capability=1, control=Control.WITHIN, response="plan"
    )
    first = compiled.regime.moves[0]
    move = MoveCase(
        name="m",
        stage=first.stages[0],
        response=first.responses[0],
        exit=first.exits[0],
        clock=first.clocks[0],
        without=(),
        to="no stage",
        trigger=first.triggers[0] if first.triggers else "",
    )
    stays = replace(move, stage="authorised", response="none")

    both = [run_regime_case(compiled, case).differences[0].because for case in (response, move)]

    assert both == [
        (f"row 1 of `table` fits first, on line {row.at.line}",),
        (f"row 1 of `moves` fits first, on line {first.at.line}",),
    ]
    assert row.at.line > 1
    assert run_regime_case(compiled, stays).differences[0].because == (
        "no row of `moves` fits: it stays",
    )
