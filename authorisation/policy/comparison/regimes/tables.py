"""What the tables of failure regimes come to, for whatever may happen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product
from typing import TypeAlias

from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    Control,
    DeadlineState,
    ExitResult,
    Move,
    Regime,
    ResponseRow,
)
from authorisation.regime.program import NO_RESPONSE_NAME

ResponseSituation: TypeAlias = "tuple[int, int, Control, str]"
"""A severity, a capability, whether it was in the group's control, and the trigger that fires."""
MoveSituation: TypeAlias = "tuple[str, str, ExitResult, DeadlineState, frozenset[str]]"
"""A stage, a response, its exit test, its deadline, and the triggers that fire."""


def is_total(table: tuple[ResponseRow, ...], regime: Regime) -> bool:
    """Whether there is a row for whatever may happen; else it is no table of responses."""
    return None not in responses_by_situation(table, _trigger_names(regime.table)).values()


def same_responses(
    one: tuple[ResponseRow, ...], other: tuple[ResponseRow, ...], regime: Regime
) -> bool:
    """Whether two tables of responses name the same one for whatever may happen."""
    named = _trigger_names(regime.table)
    return responses_by_situation(one, named) == responses_by_situation(other, named)


def responses_by_situation(
    table: tuple[ResponseRow, ...], triggers: Iterable[str]
) -> Mapping[ResponseSituation, str | None]:
    """The response to whatever may happen, when one of these triggers fires or another."""
    named = dict.fromkeys(["", *triggers])
    return {
        situation: next((row.response for row in table if row.fits(*situation)), None)
        for situation in product(SEVERITIES, CAPABILITIES, Control, named)
    }


def same_moves(one: tuple[Move, ...], other: tuple[Move, ...], regime: Regime) -> bool:
    """Whether two tables of moves lead to the same stage, whatever happens and is open."""
    named = _trigger_names(regime.moves)
    return moves_by_situation(one, regime, named) == moves_by_situation(other, regime, named)


def moves_by_situation(
    moves: tuple[Move, ...], regime: Regime, triggers: Iterable[str]
) -> Mapping[MoveSituation, tuple[str, ...]]:
    """The stages that a group may be put in, whatever happens: the first that is open."""
    named = tuple(dict.fromkeys(triggers))
    firing = [frozenset(each) for n in range(len(named) + 1) for each in combinations(named, n)]
    return {
        situation: tuple(
            _open_in_turn([move.to for move in moves if move.fits(*situation)], regime)
        )
        for situation in move_situations(regime, firing)
    }


def move_situations(regime: Regime, firing: Iterable[frozenset[str]]) -> Iterator[MoveSituation]:
    """Yield whatever a group may be in, with each of some sets of triggers that fire."""
    responses = (NO_RESPONSE_NAME, *regime.responses)
    return product(regime.stages, responses, ExitResult, DeadlineState, firing)


def _trigger_names(rows: Iterable[ResponseRow | Move]) -> tuple[str, ...]:
    return tuple(name for row in rows for name in row.triggers)


def _open_in_turn(stages: list[str], regime: Regime) -> Iterator[str]:
    """Yield each stage once, up to the first that needs no power to be open."""
    for stage in dict.fromkeys(stages):
        yield stage
        if not regime.stages[stage].power:
            return
