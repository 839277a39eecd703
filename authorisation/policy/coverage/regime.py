"""The parts of a failure regime that a case can look at, and those that cases do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from authorisation.language.yaml.characters import quote
from authorisation.model.case import MoveCase, RegimeCase, ResponseCase
from authorisation.model.regime import DeadlineState, Regime, band_id, exit_id
from authorisation.policy.cases.regime import EXIT_WORDS, move_taken
from authorisation.policy.coverage.points import (
    PlacedPoint,
    Point,
    PointKind,
    criteria_using,
    value_points,
)
from authorisation.regime.program import CompiledRegime, response_row
from authorisation.regime.replay import History, ReplayedPeriod

NO_STATE: Final = "no"
UNKNOWN_STATE: Final = "unknown"
"""What a trigger is that does not fire, and one of which that cannot be told."""
_CALENDAR: Final = "period."
"""Begins the names of what is known of a period whatever a return says."""
_CONSEQUENCES: Final = frozenset({"severity", "limbs", "powers", "response"})
"""What is expected of a whole period, and rests on every trigger that fires in it."""


def regime_points(compiled: CompiledRegime) -> Iterator[PlacedPoint]:
    """Yield every point of a regime: values, triggers, rows of its tables, responses and stages."""
    regime = compiled.regime
    yield from value_points(PointKind.REGIME_VALUE, tests_using(compiled), regime.rules)
    for trigger in regime.triggers:
        tests = [band_id(trigger, band) for band in trigger.bands]
        states = (NO_STATE, *(band.name for band in trigger.bands))
        for state in (*states, UNKNOWN_STATE) if _asks(tests, compiled) else states:
            message = f"no case has the trigger {quote(trigger.id)} {quote(state)}"
            yield PlacedPoint(Point(PointKind.TRIGGER, trigger.id, state), trigger.at, message)
    for number, row in enumerate(regime.table, start=1):
        message = f"no case takes row {number} of `table`, which leads to {quote(row.response)}"
        yield PlacedPoint(Point(PointKind.RESPONSE, str(number)), row.at, message)
    for response in regime.responses.values():
        message = f"no case comes to the response {quote(response.id)}"
        yield PlacedPoint(Point(PointKind.CHOSEN_RESPONSE, response.id), response.at, message)
    for number, move in enumerate(regime.moves, start=1):
        message = f"no case takes row {number} of `moves`, which leads to {quote(move.to)}"
        yield PlacedPoint(Point(PointKind.MOVE, str(number)), move.at, message)
    yield from _stages(compiled)


def _asks(tests: Iterable[str], compiled: CompiledRegime) -> bool:
    """Whether tests look at anything but the calendar, and so can be unknown in a case."""
    return any(
        reference.question and not reference.question.startswith(_CALENDAR)
        for test in tests
        for reference in compiled.program.references_of(compiled.plans[test])
    )


def _stages(compiled: CompiledRegime) -> Iterator[PlacedPoint]:
    for stage in compiled.regime.stages.values():
        name = quote(stage.id)
        test = [exit_id(stage)] if stage.exit is not None else []
        states = [state for state in EXIT_WORDS.values() if state != UNKNOWN_STATE]
        states += [UNKNOWN_STATE] * _asks(test, compiled)
        for result in states if test else ():
            message = f"no case has the exit test of {name} {result}"
            yield PlacedPoint(Point(PointKind.EXIT, stage.id, result), stage.at, message)
        for state in DeadlineState if stage.deadline is not None else ():
            message = f"no case has the deadline of {name} {state}"
            yield PlacedPoint(Point(PointKind.DEADLINE, stage.id, state), stage.at, message)


def tests_using(compiled: CompiledRegime) -> Mapping[str, set[str]]:
    """The triggers, and the exit tests by their ids, that use each figure of a regime.

    A trigger uses the figures of chance of its budget line too, and a kind of evidence none.
    """
    regime = compiled.regime
    owners = {exit_id(stage): exit_id(stage) for stage in regime.stages.values()}
    for trigger in regime.triggers:
        owners |= {band_id(trigger, band): trigger.id for band in trigger.bands}
    users: dict[str, set[str]] = {}
    for name, tests in criteria_using(compiled.program).items():
        users[name] = {owners[test] for test in tests if test in owners}
    for trigger in regime.triggers:
        for name in _figures_of_line(trigger.line, regime):
            users.setdefault(name, set()).add(trigger.id)
    return {name: tests for name, tests in users.items() if tests}


def _figures_of_line(name: str, regime: Regime) -> Iterator[str]:
    if name:
        yield from regime.lines[name].figures
        if regime.attribution is not None:
            yield regime.attribution.mainly


def rows_looked_at(regime: Regime, cases: Iterable[ResponseCase | MoveCase]) -> Iterator[Point]:
    """Yield the rows that cases of the two tables take, and the responses that they come to."""
    for case in cases:
        match case:
            case ResponseCase(severity=severity, capability=capability, control=control):
                row = response_row(regime.table, severity, capability, control, case.trigger)
                yield Point(PointKind.RESPONSE, str(regime.table.index(row) + 1))
                yield Point(PointKind.CHOSEN_RESPONSE, row.response)
            case MoveCase():
                if number := move_taken(regime, case):
                    yield Point(PointKind.MOVE, str(number))


def history_points(compiled: CompiledRegime, case: RegimeCase, history: History) -> Iterator[Point]:
    """Yield what a history looks at, by what is expected of each of its periods.

    A value of a figure is looked at where something is expected of a trigger or an exit test that
    uses it, or of what follows from a trigger that fires, and the case does not set it.
    """
    regime, users = compiled.regime, tests_using(compiled)
    for expected, result in zip(case.expect, history.results, strict=False):
        for trigger in regime.triggers:
            if trigger.id in expected:
                yield Point(PointKind.TRIGGER, trigger.id, expected[trigger.id])
        if "response" in expected:
            for name in set(result.conclusions.responses) & regime.responses.keys():
                yield Point(PointKind.CHOSEN_RESPONSE, name)
        yield from _stage_points(regime, expected, result)
        tests = set(_tests_of(expected, result, regime))
        for name, using in users.items():
            entry = regime.rules.parameters[name].on(result.period.ends)
            if entry is not None and name not in case.set and not using.isdisjoint(tests):
                yield Point(PointKind.REGIME_VALUE, name, entry.since.isoformat())


def _stage_points(
    regime: Regime, expected: Mapping[str, str], result: ReplayedPeriod
) -> Iterator[Point]:
    stage, facts = regime.stages[result.stage_before], result.period_facts
    if stage.exit is not None and not expected.keys().isdisjoint({"exit", "stage"}):
        yield Point(PointKind.EXIT, stage.id, EXIT_WORDS[facts.exit])
    if stage.deadline is not None and not expected.keys().isdisjoint({"deadline", "stage"}):
        yield Point(PointKind.DEADLINE, stage.id, facts.clock.value)


def _tests_of(expected: Mapping[str, str], result: ReplayedPeriod, regime: Regime) -> Iterator[str]:
    """Yield the triggers, and the exit test, of which a period is expected to show something."""
    if not expected.keys().isdisjoint({"exit", "stage"}):
        yield exit_id(regime.stages[result.stage_before])
    for name, concluded in result.conclusions.triggers.items():
        own = {name, f"control of {name}", f"severity of {name}"}
        follows = concluded.fires and not expected.keys().isdisjoint(_CONSEQUENCES)
        if follows or not own.isdisjoint(expected):
            yield name
