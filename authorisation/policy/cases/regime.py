"""Runs the cases of a failure regime: replays one and compares what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

from authorisation.errors import InvalidSubmission
from authorisation.model.calendar import next_period
from authorisation.model.regime import Regime, Trigger
from authorisation.model.regime_case import AnyRegimeCase, MoveCase, RegimeCase, ResponseCase
from authorisation.policy.cases.period_reasons import EXIT_WORDS, period_reasons
from authorisation.policy.cases.results import CaseDifference, CaseResult
from authorisation.policy.cases.words import format_problems
from authorisation.regime.chain_tables import OpenPowers, response_row, stage_moves
from authorisation.regime.judge_period import PeriodJudge
from authorisation.regime.program import CompiledRegime
from authorisation.regime.replay import History, ReplayedPeriod, last_day, replay_history

Observer: TypeAlias = Callable[[RegimeCase, History], None]
"""What is given each history that was replayed, with its case."""


def run_regime_case(
    compiled: CompiledRegime, case: AnyRegimeCase, observe: Observer | None = None
) -> CaseResult:
    """Run one case; `observe` is given it and its history, where it has one."""
    return CaseResult(case, tuple(_differences(compiled, case, observe)))


def _differences(
    compiled: CompiledRegime, case: AnyRegimeCase, observe: Observer | None
) -> Iterator[CaseDifference]:
    regime = compiled.regime
    match case:
        case ResponseCase():
            row = response_row(
                regime.table, case.severity, case.capability, case.control, case.trigger
            )
            fits = f"row {regime.table.index(row) + 1} of `table` fits first, on line {row.at.line}"
            yield from _value_difference("response", case.response, row.response, [fits])
        case MoveCase():
            powers = frozenset(regime.powers) - set(case.without)
            facts = (case.response, case.exit, case.clock)
            fires = [not move.triggers or case.trigger in move.triggers for move in regime.moves]
            letters = "".join("T" if each else "F" for each in fires)
            to = next(stage_moves(regime, case.stage, facts, letters, OpenPowers(powers, powers)))
            yield from _value_difference("stage", case.to, to, [_move_reason(regime, case)])
        case RegimeCase():
            yield from _history_differences(compiled, case, observe)


def _history_differences(
    compiled: CompiledRegime, case: RegimeCase, observe: Observer | None
) -> Iterator[CaseDifference]:
    day = max(last_day(case.group), _last_due(compiled, case))
    try:
        history = replay_history(PeriodJudge(compiled, case.group, case.set), day)
    except InvalidSubmission as error:
        yield CaseDifference("it cannot be replayed", "", format_problems(error.problems))
        return
    if observe is not None:
        observe(case, history)
    triggers = {trigger.id: trigger for trigger in compiled.regime.triggers}
    both = enumerate(zip(case.expect, history.results, strict=False), start=1)
    for number, (expected, result) in both:
        for name, value in expected.items():
            actual = _actual_value(name, result, triggers)
            reasons = period_reasons(name, history.results[:number], compiled)
            yield from _value_difference(f"{result.period}: {name}", value, actual, reasons)
    if len(history.results) < len(case.expect):
        yield CaseDifference("periods", str(len(case.expect)), str(len(history.results)))


def _value_difference(
    name: str, expected: str, got: str, because: Iterable[str]
) -> Iterator[CaseDifference]:
    """Yield a difference where there is one; `because` is not asked for where there is none."""
    if expected != got:
        yield CaseDifference(name, f"`{expected}`", f"`{got}`", tuple(because))


def move_taken(regime: Regime, case: MoveCase) -> int:
    """The number of the row of moves that a group takes, from 1; 0 where it stays as none fits."""
    for number, move in enumerate(regime.moves, start=1):
        is_open = regime.stages[move.to].power not in case.without
        situation = case.stage, case.response, case.exit, case.clock, (case.trigger,)
        if is_open and move.fits(*situation):
            return number
    return 0


def _move_reason(regime: Regime, case: MoveCase) -> str:
    if not (number := move_taken(regime, case)):
        return "no row of `moves` fits: it stays"
    return f"row {number} of `moves` fits first, on line {regime.moves[number - 1].at.line}"


def _last_due(compiled: CompiledRegime, case: RegimeCase) -> date:
    period = case.group.first
    for _ in case.expect[1:]:
        period = next_period(period, compiled.regime.periods)
    return period.due


def _actual_value(name: str, result: ReplayedPeriod, triggers: Mapping[str, Trigger]) -> str:
    """Return the value of a result under a name that a case may expect something of."""
    concluded = result.conclusions
    match name:
        case "response":
            return " or ".join(concluded.responses)
        case "stage":
            return result.stage_after
        case "interim":
            return "true" if concluded.interim else "false"
        case "exit":
            return EXIT_WORDS[result.period_facts.exit]
        case "deadline":
            return result.period_facts.clock.value
        case "review":
            return "none" if result.interim_review is None else result.interim_review.isoformat()
        case "powers":
            return ", ".join(concluded.powers)
        case "limbs":
            return ", ".join(concluded.limbs)
        case "severity":
            sure = [c.severities[0] for c in concluded.triggers.values() if c.fires]
            return str(min(sure, default=0))
        case _ if name.startswith("severity of "):
            known = concluded.triggers[name.removeprefix("severity of ")].severities
            return " or ".join(map(str, known))
        case _ if name.startswith("control of "):
            return result.period_facts.controls[name.removeprefix("control of ")].value
        case _:
            return _band_state(triggers[name], result.period_facts.bands[name])


def _band_state(trigger: Trigger, letters: tuple[str, ...]) -> str:
    """Return the gravest band that surely holds; `unknown` where a graver one may, `no` if none."""
    for band, letter in zip(trigger.bands, letters, strict=True):
        if letter != "F":
            return band.name if letter == "T" else "unknown"
    return "no"
