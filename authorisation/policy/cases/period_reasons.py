"""Why a period of a history came out as it did, for a case that expects something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from authorisation.explain.assessment.reasons import decisive_lines
from authorisation.explain.assessment.view import View
from authorisation.explain.history.facts import format_fact, periods_gone, with_rounded_sums
from authorisation.explain.history.periods import describe_causes
from authorisation.explain.words.quantities import format_count
from authorisation.model.regime import SupervisionStage, Trigger, band_id, exit_id
from authorisation.regime.judge_period import as_letter, period_as_assessment
from authorisation.regime.program import CompiledRegime
from authorisation.regime.replay import ReplayedPeriod

EXIT_WORDS: Final = MappingProxyType({"T": "met", "F": "not met", "U": "unknown"})


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
