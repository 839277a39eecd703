"""Runs the cases of a failure regime: replays one, compares what comes out and says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

from authorisation.errors import InvalidSubmission
from authorisation.explain.assessment.reasons import decisive_lines
from authorisation.explain.assessment.view import View
from authorisation.explain.history.facts import format_fact, periods_gone, with_rounded_sums
from authorisation.explain.history.periods import describe_causes
from authorisation.explain.words.quantities import format_count
from authorisation.model.calendar import next_period
from authorisation.model.case import AnyRegimeCase, MoveCase, RegimeCase, ResponseCase
from authorisation.model.regime import Regime, SupervisionStage, Trigger, band_id, exit_id
from authorisation.policy.cases.results import CaseDifference, CaseResult, format_problems
from authorisation.regime.judge_period import PeriodJudge, as_letter, period_as_assessment
from authorisation.regime.program import CompiledRegime, OpenPowers, response_row, stage_moves
from authorisation.regime.replay import History, ReplayedPeriod, last_day, replay_history

Observer: TypeAlias = Callable[[RegimeCase, History], None]
"""What is given each history that was replayed, with its case."""
EXIT_WORDS: Final = MappingProxyType({"T": "met", "F": "not met", "U": "unknown"})


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


def period_reasons(
    name: str, results: Sequence[ReplayedPeriod], compiled: CompiledRegime
) -> Iterator[str]:
    """Yield the reasons, a line each, for what the last of some periods has under a name.

    The name is one of which a case may expect something, such as a trigger or `stage`.
    """
    regime, result = compiled.regime, results[-1]
    triggers = {trigger.id: trigger for trigger in regime.triggers}
    kind, _, of = name.partition(" of ")
    stage = regime.stages[result.stage_before]
    match kind:
        case "control":
            causes = list(describe_causes(triggers[of], result, compiled))
            yield from (each.text for each in causes)
            if not causes:
                yield "no cause was named"
        case "stage":
            yield _position(result)
        case "exit" if stage.exit is not None:
            step = result.judged.steps[exit_id(stage)]
            yield from map(
                str, map(with_rounded_sums, decisive_lines(step, _view(result, compiled)))
            )
            yield f"{_time_in(stage, results)}; it must last {_periods(stage.exit_sustained)}"
        case "deadline" if stage.deadline is not None:
            after = stage.deadline + stage.settling
            yield f"{_time_in(stage, results)}; the deadline is after {_periods(after)}"
        case "response" | "severity" | "limbs" | "powers" | "interim" if not of:
            yield from _conclusions(result)
        case _ if (of or name) in triggers:
            yield from _facts(triggers[of or name], results, compiled)
        case "exit" | "deadline":
            yield f"`{stage.id}` has no {'exit test' if kind == 'exit' else 'deadline'}"


def _periods(number: int) -> str:
    return format_count(number, "period")


def _view(result: ReplayedPeriod, compiled: CompiledRegime) -> View:
    return View.of(period_as_assessment(result.judged, compiled), compiled.program)


def _facts(
    trigger: Trigger, results: Sequence[ReplayedPeriod], compiled: CompiledRegime
) -> Iterator[str]:
    """Yield the facts of each band that holds or may; where none does, what keeps each from it."""
    result = results[-1]
    view = _view(result, compiled)
    steps = {band: result.judged.steps[band_id(trigger, band)] for band in trigger.bands}
    holding = [band for band, step in steps.items() if as_letter(step) != "F"]
    for band in holding or trigger.bands:
        for line in decisive_lines(steps[band], view):
            yield f"{band.name}: {format_fact(line)}"
        if holding and band.sustained > 1:
            gone = periods_gone(trigger, band, results)
            yield f"{band.name}: for {_periods(gone)}, of {band.sustained} that it must last"


def _conclusions(result: ReplayedPeriod) -> Iterator[str]:
    """Yield each trigger that fires or may, with all that its response was chosen by."""
    for name, concluded in result.conclusions.triggers.items():
        if concluded.severities != (0,):
            severities = " or ".join(str(each) if each else "none" for each in concluded.severities)
            control = " or ".join(result.period_facts.possible_controls(name))
            responses = " or ".join(concluded.responses)
            yield f"{name}: severity {severities}, {control}: {responses}"
    grade = result.period_facts.capability
    yield f"capability: {'not judged' if grade is None else grade}"


def _position(result: ReplayedPeriod) -> str:
    """The facts by which the move of a period was chosen."""
    facts, responses = result.period_facts, " or ".join(result.conclusions.responses)
    return (
        f"in `{facts.stage}`, with the response {responses}, the exit test"
        f" {EXIT_WORDS[facts.exit]} and the deadline {facts.clock.value}"
    )


def _time_in(stage: SupervisionStage, results: Sequence[ReplayedPeriod]) -> str:
    """The words for the time in the stage that a group is taken to begin the last period in."""
    periods = 0
    for result in reversed(results):
        if result.stage_before != stage.id:
            break
        periods += 1
    return f"in `{stage.id}` for {_periods(periods)}"
