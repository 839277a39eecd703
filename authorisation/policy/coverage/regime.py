"""The parts of a failure regime that a case can look at, and those that cases do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from authorisation.language.yaml.characters import quote
from authorisation.model.regime import Regime
from authorisation.model.regime_case import AnyRegimeCase, MoveCase, RegimeCase, ResponseCase
from authorisation.model.source import Location
from authorisation.policy.coverage.points import PlacedPoint, Point, PointKind
from authorisation.regime.chain_tables import response_row

_NO: Final = "no"
_UNKNOWN: Final = "unknown"


def regime_points(regime: Regime) -> Iterator[PlacedPoint]:
    """Yield every point of a regime: the states of its triggers, and the rows of its tables."""
    for trigger in regime.triggers:
        for state in (_NO, *(band.name for band in trigger.bands), _UNKNOWN):
            message = f"no case has the trigger {quote(trigger.id)} {quote(state)}"
            yield PlacedPoint(Point(PointKind.TRIGGER, trigger.id, state), trigger.at, message)
    at = regime.triggers[0].at if regime.triggers else Location("-")
    tables = Location(at.file, line=0)
    for number, row in enumerate(regime.table, start=1):
        message = f"no case takes row {number} of `responses`, which leads to {quote(row.response)}"
        yield PlacedPoint(Point(PointKind.RESPONSE, str(number)), tables, message)
    for number, move in enumerate(regime.moves, start=1):
        message = f"no case takes row {number} of `moves`, which leads to {quote(move.to)}"
        yield PlacedPoint(Point(PointKind.MOVE, str(number)), tables, message)


def points_looked_at(regime: Regime, cases: Iterable[AnyRegimeCase]) -> Iterator[Point]:
    """Yield the points that cases look at, by what they expect and by the rows that they take."""
    triggers = {trigger.id for trigger in regime.triggers}
    for case in cases:
        match case:
            case RegimeCase():
                for expected in case.expect:
                    for name in triggers & expected.keys():
                        yield Point(PointKind.TRIGGER, name, expected[name])
            case ResponseCase(severity=severity, capability=capability, control=control):
                row = response_row(regime.table, severity, capability, control, case.trigger)
                yield Point(PointKind.RESPONSE, str(regime.table.index(row) + 1))
            case MoveCase():
                if number := _move_taken(regime, case):
                    yield Point(PointKind.MOVE, str(number))


def _move_taken(regime: Regime, case: MoveCase) -> int:
    """The number of the row that a group takes, from 1; 0 where it stays as no row fits."""
    for number, move in enumerate(regime.moves, start=1):
        fires = not move.triggers or case.trigger in move.triggers
        is_open = regime.stages[move.to].power not in case.without
        if fires and is_open and move.fits(case.stage, case.response, case.exit, case.clock):
            return number
    return 0
