"""Whether the tables of two failure regimes come to the same for whatever may happen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

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
from authorisation.regime.chain_tables import NO_RESPONSE_NAME


def is_total(table: tuple[ResponseRow, ...], regime: Regime) -> bool:
    """Whether there is a row for whatever may happen; else it is no table of responses."""
    return None not in _responses(table, regime)


def same_responses(
    one: tuple[ResponseRow, ...], other: tuple[ResponseRow, ...], regime: Regime
) -> bool:
    """Whether two tables of responses name the same one for whatever may happen."""
    return _responses(one, regime) == _responses(other, regime)


def _responses(table: tuple[ResponseRow, ...], regime: Regime) -> list[str | None]:
    named = dict.fromkeys(["", *(name for row in regime.table for name in row.triggers)])
    return [
        next((row.response for row in table if row.fits(*combination)), None)
        for combination in product(SEVERITIES, CAPABILITIES, Control, named)
    ]


def same_moves(one: tuple[Move, ...], other: tuple[Move, ...], regime: Regime) -> bool:
    """Whether two tables of moves lead to the same stage, whatever happens and is open."""
    return _moves(one, regime) == _moves(other, regime)


def _moves(moves: tuple[Move, ...], regime: Regime) -> list[tuple[str, ...]]:
    """For whatever may happen the stages that a group may be put in: the first that is open."""
    named = list(dict.fromkeys(name for move in regime.moves for name in move.triggers))
    firing = [frozenset(each) for n in range(len(named) + 1) for each in combinations(named, n)]
    return [
        tuple(_open_in_turn([move.to for move in moves if _fits(move, *situation)], regime))
        for situation in product(
            regime.stages,
            (NO_RESPONSE_NAME, *regime.responses),
            ExitResult,
            DeadlineState,
            firing,
        )
    ]


def _fits(
    move: Move,
    stage: str,
    response: str,
    exits: ExitResult,
    clock: DeadlineState,
    firing: frozenset[str],
) -> bool:
    named = not move.triggers or not firing.isdisjoint(move.triggers)
    return named and move.fits(stage, response, exits, clock)


def _open_in_turn(stages: list[str], regime: Regime) -> Iterator[str]:
    """Yield each stage once, up to the first that needs no power to be open."""
    for stage in dict.fromkeys(stages):
        yield stage
        if not regime.stages[stage].power:
            return
