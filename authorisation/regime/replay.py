"""Replay a group's returns in order: the triggers, conclusions and stage of each period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from authorisation.errors import InvalidSubmission
from authorisation.model.regime import (
    Band,
    Clock,
    Control,
    Interim,
    Regime,
    Stage,
    Trigger,
    band_id,
    exit_id,
)
from authorisation.model.returns import Capability, Filed, Group, Period, Share, Standing
from authorisation.model.source import Location, Problem
from authorisation.model.value import Answer
from authorisation.regime.attribution.cause_kinds import Control as CauseControl
from authorisation.regime.attribution.claims import cause_faults
from authorisation.regime.attribution.measure import claim_of
from authorisation.regime.calendar import due_by
from authorisation.regime.chain import Conclusions, Told, conclude
from authorisation.regime.chance.budget_line import HIGH, LOW
from authorisation.regime.judge_period import AtAuthorisation, Seen, Watch
from authorisation.regime.program import Compiled

_CONTROL = {
    CauseControl.WITHIN: Control.WITHIN,
    CauseControl.BEYOND: Control.BEYOND,
    CauseControl.SHARED: Control.CANNOT_TELL,
}
MAX_PERIODS: Final = 400
"""A hundred years of quarters; more is taken for a date written wrongly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One period of a history: as judged, what follows, and the stage before and after."""

    seen: Seen
    told: Told
    """The facts that the chain started from; a band holds once it has lasted as it must."""
    capability: Capability | None
    conclusions: Conclusions
    in_stage: int
    """How many periods the group has been in the stage before, this one included."""
    interim_review: date | None = None

    @property
    def period(self) -> Period:
        """The period."""
        return self.seen.period

    @property
    def stage_before(self) -> str:
        """The stage in which the period began."""
        return self.told.stage

    @property
    def stage_after(self) -> str:
        """The stage in which it ended."""
        return self.conclusions.stage


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A group's periods up to a day, as far as was known on that day."""

    group: Group
    day: date
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaying:
    """What a replay takes beside the returns: parameters set, findings at authorisation."""

    overrides: Mapping[str, Answer]
    findings: AtAuthorisation | None = None


def _too_many(group: Group, day: date) -> Problem:
    return Problem(
        Location(group.file or "returns"),
        f"more than {MAX_PERIODS} periods lie between {group.first} and {day.isoformat()}",
        "correct `first`, `authorised_on` or a `received_on`, or give another `--as-of`",
    )


def last_day(group: Group) -> date:
    """Give the day on which everything filed is known and the last period filed is due."""
    days = [group.first.due]
    for filed in group.filed:
        days += [filed.received_on, filed.period.due]
    return max(days)


def known_by(group: Group, day: date) -> dict[Period, Filed]:
    """Give the version of each return that stood on a day."""
    known: dict[Period, Filed] = {}
    for filed in group.filed:
        if filed.received_on > day:
            continue
        if filed.withdrawn:
            known.pop(filed.period, None)
        else:
            known[filed.period] = filed
    return known


def replay(compiled: Compiled, group: Group, day: date, by: Replaying) -> History:
    """Replay a group's history as it was known on a day.

    Raises:
        InvalidSubmission: causes cannot stand as claimed, or a parameter has no value yet.
    """
    return _replayed(compiled, group, known_by(group, day), day, by)


def before_and_after(
    compiled: Compiled, group: Group, number: int, by: Replaying
) -> tuple[History, History]:
    """Replay the history without the return of that number or any later, then with it.

    Raises:
        InvalidSubmission: as for `replay`.
    """
    filed = group.filed[number]
    day = filed.received_on
    without = replace(group, filed=group.filed[:number])
    within = replace(group, filed=group.filed[: number + 1])
    last = max(each.period for each in within.filed)
    both = []
    for version in (without, within):
        known = known_by(version, day)
        both.append(_replayed(compiled, version, known, day, by, last))
    return both[0], both[1]


def _replayed(
    compiled: Compiled,
    group: Group,
    known: Mapping[Period, Filed],
    day: date,
    by: Replaying,
    last: Period | None = None,
) -> History:
    regime = compiled.regime
    watch = Watch(compiled, group, by.overrides, by.findings)
    seen: list[Seen] = []
    latest = max([*known, *([last] if last else [])], default=None)
    for number, period in enumerate(due_by(group.first, day, latest, regime.periods), start=1):
        if number > MAX_PERIODS:
            raise InvalidSubmission([_too_many(group, day)])
        seen.append(watch.period(period, known.get(period), seen, day))
    return History(group=group, day=day, results=_results(compiled, group, seen, day))


def under_variants(compiled: Compiled, history: History) -> Mapping[str, tuple[Result, ...]]:
    """Replay a history under each variant of the figures of chance without a source.

    Under a variant the whole past is as it would have been, stages included. A period that comes
    out as it did is the same value as in the history. Nothing where no figure is open.
    """
    seen = [result.seen for result in history.results]
    return {
        variant: _results(compiled, history.group, seen, history.day, variant, history.results)
        for variant in (LOW, HIGH)
        if any(line.open for each in seen for line in each.lines.values())
    }


def _results(
    compiled: Compiled,
    group: Group,
    seen: Sequence[Seen],
    day: date,
    variant: str = "",
    like: Sequence[Result] = (),
) -> tuple[Result, ...]:
    results: list[Result] = []
    stage, entered = next(iter(compiled.regime.stages)), 0
    for number in range(1, len(seen) + 1):
        told = _told(compiled, group, seen[:number], (stage, number - entered), variant, day)
        before = like[number - 1] if like else None
        if before is not None and (before.told, before.in_stage) == (told, number - entered):
            result = before
        else:
            result = _result(compiled, group, seen[number - 1], told, number - entered)
        results.append(result)
        if result.stage_after != stage:
            stage, entered = result.stage_after, number
    return tuple(results)


def _told(
    compiled: Compiled,
    group: Group,
    seen: Sequence[Seen],
    staying: tuple[str, int],
    variant: str,
    day: date,
) -> Told:
    """Give the facts of a period; `staying` is the stage and for how many periods it has lasted."""
    regime, now = compiled.regime, seen[-1]
    capability = _capability(group, now.period)
    stage, in_stage = staying
    state = regime.stages[stage]
    return Told(
        bands={
            trigger.id: tuple(lasting(seen, trigger, band, variant) for band in trigger.bands)
            for trigger in regime.triggers
        },
        controls={trigger.id: _control(trigger, now, compiled, day) for trigger in regime.triggers},
        capability=capability.grade if capability else None,
        stage=stage,
        exit=_exit(seen[len(seen) - in_stage :], state, variant),
        clock=clock_of(state, in_stage),
    )


def _result(compiled: Compiled, group: Group, seen: Seen, told: Told, in_stage: int) -> Result:
    conclusions = conclude(compiled, told)
    interim = compiled.regime.interim
    return Result(
        seen=seen,
        told=told,
        capability=_capability(group, seen.period),
        conclusions=conclusions,
        in_stage=in_stage,
        interim_review=_review(interim, seen.period) if conclusions.interim else None,
    )


def lasting(seen: Sequence[Seen], trigger: Trigger, band: Band, variant: str = "") -> str:
    """Give T, F or U for whether a band has lasted as it must; before the first period, F."""
    name = band_id(trigger, band)
    last = seen[-band.sustained :]
    return _sustained([each.letter(name, variant) for each in last], band.sustained)


def _sustained(letters: Sequence[str], periods: int) -> str:
    last = letters[-periods:]
    if len(last) < periods or "F" in last:
        return "F"
    return "U" if "U" in last else "T"


def _exit(seen: Sequence[Seen], stage: Stage, variant: str) -> str:
    """Give T, F or U for the exit test over the periods in a stage; F for a stage without one."""
    if stage.exit is None:
        return "F"
    name = exit_id(stage)
    return _sustained([each.letter(name, variant) for each in seen], stage.exit_sustained)


def clock_of(stage: Stage, in_stage: int) -> Clock:
    """Give the state of a stage's deadline, which begins when the settling period is over."""
    if stage.deadline is None or in_stage < stage.settling + stage.deadline:
        return Clock.RUNNING
    return Clock.PASSED


def _capability(group: Group, period: Period) -> Capability | None:
    known = [each for each in group.capability if each.on <= period.due]
    return max(known, key=lambda each: each.on, default=None)


def _review(interim: Interim | None, period: Period) -> date | None:
    return None if interim is None else period.ends + timedelta(days=interim.review_days)


def shares_about(seen: Seen, about: str) -> tuple[Share, ...]:
    """Give the causes named for a trigger or a budget line this period."""
    return tuple(s for s in (seen.filed.shares if seen.filed else ()) if s.about == about)


def _control(trigger: Trigger, seen: Seen, compiled: Compiled, day: date) -> Control:
    """Give who had control: by accepted amounts for money, else by the accepted main cause.

    Where nothing is split into amounts, an accepted cause need not be the main one: it counts
    only where whoever accepted it marked it so.
    """
    if trigger.line:
        return seen.lines[trigger.line].control
    shares = shares_about(seen, trigger.id)
    if not shares:
        return Control.CANNOT_TELL
    faults = cause_faults([claim_of(share) for share in shares], compiled.kinds)
    if faults:
        raise InvalidSubmission(
            Problem(shares[fault.claims[0]].at, fault.message, fault.help) for fault in faults
        )
    accepted = [s for s in shares if s.standing is Standing.ACCEPTED and s.main and s.on <= day]
    found = {_CONTROL[compiled.kinds[s.cause].control_of(s.arose)] for s in accepted}
    return found.pop() if len(found) == 1 else Control.CANNOT_TELL


def settled_stage(regime: Regime, history: History) -> str:
    """Give the stage a history ends in."""
    return history.results[-1].stage_after if history.results else next(iter(regime.stages))
