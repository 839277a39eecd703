"""Runs the policy tests of a failure regime: replays a case and compares what comes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from authorisation.errors import InvalidSubmission
from authorisation.model.regime import Trigger
from authorisation.model.regime_case import AnyRegimeCase, MoveCase, RegimeCase, ResponseCase
from authorisation.regime.calendar import next_period
from authorisation.regime.chain_tables import response_row, stage_move
from authorisation.regime.program import CompiledRegime
from authorisation.regime.replay import ReplayedPeriod, ReplayOptions, last_day, replay_history

EXIT_WORDS: Final = MappingProxyType({"T": "met", "F": "not met", "U": "unknown"})


@dataclass(frozen=True, slots=True)
class RegimeCaseResult:
    """One case and its differences from what it expects, in words; it passed without any."""

    case: AnyRegimeCase
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the regime did what the case says."""
        return not self.differences


def run_regime_case(compiled: CompiledRegime, case: AnyRegimeCase) -> RegimeCaseResult:
    """Run one case."""
    match case:
        case ResponseCase():
            actual = response_row(
                compiled.regime.table, case.severity, case.capability, case.control
            ).response
            return RegimeCaseResult(case, tuple(_difference("response", case.response, actual)))
        case MoveCase():
            powers = frozenset(compiled.regime.powers) - set(case.without)
            facts = (case.response, case.exit, case.clock)
            move = stage_move(compiled.regime, case.stage, facts, powers)
            to = move.to if move else case.stage
            return RegimeCaseResult(case, tuple(_difference("stage", case.to, to)))
        case RegimeCase():
            return RegimeCaseResult(case, tuple(_history_differences(compiled, case)))


def _history_differences(compiled: CompiledRegime, case: RegimeCase) -> Iterator[str]:
    day = max(last_day(case.group), _last_due(compiled, case))
    try:
        history = replay_history(compiled, case.group, day, ReplayOptions(overrides=case.set))
    except InvalidSubmission as error:
        yield f"it cannot be replayed: {error}"
        return
    triggers = {trigger.id: trigger for trigger in compiled.regime.triggers}
    for expected, result in zip(case.expect, history.results, strict=False):
        for name, value in expected.items():
            actual = actual_value(name, result, triggers)
            yield from _difference(f"{result.period}: {name}", value, actual)
    if len(history.results) < len(case.expect):
        yield f"{len(case.expect)} periods were expected, and {len(history.results)} came"


def _last_due(compiled: CompiledRegime, case: RegimeCase) -> date:
    period = case.group.first
    for _ in case.expect[1:]:
        period = next_period(period, compiled.regime.periods)
    return period.due


def actual_value(name: str, result: ReplayedPeriod, triggers: Mapping[str, Trigger]) -> str:
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
            sure = [c.severities[0] for c in concluded.triggers.values() if 0 not in c.severities]
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


def _difference(name: str, expected: str, actual: str) -> Iterator[str]:
    if expected != actual:
        yield f"{name}: expected `{expected}`, got `{actual}`"


def format_regime_case_result(result: RegimeCaseResult) -> str:
    """Format a failed case: its place and name, then a line for each difference."""
    return "\n  ".join([f"{result.case.at}: {result.case.name}", *result.differences])
