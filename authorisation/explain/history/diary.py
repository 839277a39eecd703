"""What has a date in a history: returns as filed, conditions, deadlines, reviews; and urgency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise, takewhile
from operator import itemgetter
from typing import Final

from authorisation.explain.history.model import DatedMatter, Urgency
from authorisation.explain.words.quantities import format_date
from authorisation.explain.words.safe import visible
from authorisation.model.calendar import next_period
from authorisation.model.regime import DeadlineState, Periods, Regime, SupervisionStage
from authorisation.model.returns import FiledReturn
from authorisation.regime.replay import History, ReplayedPeriod

_BY_SEVERITY: Final = {
    1: Urgency.IMMEDIATE,
    2: Urgency.SERIOUS,
    3: Urgency.PUT_RIGHT,
    4: Urgency.WATCH,
}


def dated_matters(history: History, regime: Regime) -> tuple[DatedMatter, ...]:
    """The matters that are overdue and those that come next, the earliest first."""
    matters = (
        DatedMatter(on=on, what=what, overdue=overdue)
        for on, what, overdue in (
            *_returns(history, regime.periods),
            *_conditions(history),
            *_latest(history, regime),
        )
    )
    return tuple(sorted(matters, key=lambda each: (each.on, each.what)))


def _returns(history: History, periods: Periods) -> Iterator[tuple[date, str, bool]]:
    if history.group.published_facts_only:
        return
    for result in history.results:
        due = result.period.due
        if result.judged.filed is None:
            yield due, f"the return of {result.period}", due < history.day
    last = history.results[-1].period if history.results else None
    following = next_period(last, periods) if last else history.group.first
    yield following.due, f"the return of {following}", False


def _conditions(history: History) -> Iterator[tuple[date, str, bool]]:
    for condition in history.group.standing_conditions:
        done = condition.discharged_on
        if done is None or done > history.day:
            overdue = condition.due_on < history.day
            named = f" ({visible(condition.id)})" if condition.id else ""
            what = f"the condition “{visible(condition.requires)}”{named}"
            yield condition.due_on, what, overdue


def _latest(history: History, regime: Regime) -> Iterator[tuple[date, str, bool]]:
    for result in history.results[-1:]:
        stage = regime.stages[result.stage_after]
        if (ends := deadline_day(stage, history.results, regime.periods)) is not None:
            yield ends, f"the deadline for leaving “{stage.title}”", ends < history.day
        if result.interim_review is not None:
            done = result.interim_review < history.day
            yield result.interim_review, "the review of what was done at once", done


def deadline_day(
    stage: SupervisionStage, results: Sequence[ReplayedPeriod], periods: Periods
) -> date | None:
    """The day by which the exit test of the stage is or was to be met, if there is one."""
    if stage.deadline is None:
        return None
    if (moved := results[-1].state_after.deadline) is not None:
        return moved
    left = periods_left(stage, results)
    if left <= 0:
        return results[left - 1].period.ends
    end = results[-1].period
    for _ in range(left):
        end = next_period(end, periods)
    return end.ends


def periods_left(stage: SupervisionStage, results: Sequence[ReplayedPeriod]) -> int:
    """The number of periods left to meet the exit test; 0 or less where the deadline has passed.

    The state of a group forgets how long it has waited once no more makes a difference, so the
    periods are counted.
    """
    stays = takewhile(lambda each: each.stage_before == each.stage_after, reversed(results))
    return stage.settling + (stage.deadline or 0) - sum(1 for _ in stays)


def urgency_of(history: History, matters: tuple[DatedMatter, ...]) -> Urgency:
    """The urgency of a group, which puts it where it stands in a list of several."""
    if not history.results:
        return Urgency.NONE
    latest = history.results[-1]
    triggers = latest.conclusions.triggers.values()
    gravest = min((min(each.severities) for each in triggers if each.fires), default=0)
    fired = _BY_SEVERITY.get(gravest)
    if fired is not None and fired is not Urgency.WATCH:
        return fired
    passed = latest.period_facts.clock is DeadlineState.PASSED
    disputed = any(not each.explained for each in latest.judged.contradictions)
    if passed or disputed or any(each.overdue for each in matters):
        return Urgency.OVERDUE
    if fired is not None:
        return fired
    return Urgency.MAY if any(each.may_fire for each in triggers) else Urgency.NONE


def format_filing(result: ReplayedPeriod, history: History) -> str:
    """Format when a return came, and each day since on which it was corrected or withdrawn.

    Of several corrections in a row the last is named.
    """
    period = result.period
    versions = [
        filed
        for filed in history.group.filed
        if filed.period == period and filed.received_on <= history.day
    ]
    if not versions and result.judged.submission.published_facts_only:
        return "nothing that was published is of this period"
    if not versions:
        return f"no return was filed; it was due on {format_date(period.due)}"
    first = versions[0]
    late = ", after it was due" if first.received_on > period.due else ""
    since = "".join(f", {what} on {format_date(on)}" for what, on in _later_versions(versions))
    return f"filed on {format_date(first.received_on)}{late}{since}"


def _later_versions(versions: Sequence[FiledReturn]) -> Iterator[tuple[str, date]]:
    """Yield what each later version did to the one before, and when; the last of those alike."""
    done = [
        ("withdrawn" if filed.withdrawn else "filed anew" if before.withdrawn else "corrected")
        for before, filed in pairwise(versions)
    ]
    for what, those in groupby(zip(done, versions[1:], strict=True), key=itemgetter(0)):
        *_, (_, last) = those
        yield what, last.received_on
