"""Replay a group's returns in order: the triggers, conclusions and stage of each period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from authorisation.errors import InvalidSubmission
from authorisation.model.calendar import periods_due_by
from authorisation.model.regime import Regime
from authorisation.model.returns import (
    AuthorisedGroup,
    BoardAct,
    CapabilityGrade,
    FiledReturn,
    Period,
)
from authorisation.model.source import Location, Problem, Remedy
from authorisation.model.structs import short_repr
from authorisation.regime.chain import conclude
from authorisation.regime.chance.budget_line import HIGH, LOW
from authorisation.regime.conclusions import PeriodConclusions, PeriodFacts
from authorisation.regime.judge_period import JudgedPeriod, PeriodJudge
from authorisation.regime.known_returns import receive, returns_known_by
from authorisation.regime.period_facts import JudgedHistory, StageState, acts_between, longest_wait
from authorisation.regime.program import CompiledRegime

MAX_PERIODS: Final = 400
"""A hundred years of quarters; more is taken for a date written wrongly."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReplayedPeriod:
    """One period of a history: as judged, what follows, and the stage before and after."""

    judged: JudgedPeriod
    period_facts: PeriodFacts
    """The facts that the chain started from; a band holds once it has lasted as it must."""
    capability: CapabilityGrade | None
    conclusions: PeriodConclusions
    interim_review: date | None = None
    acts: tuple[BoardAct, ...] = ()
    """What the Board did from the day it was due until the next one was."""
    states_before: tuple[StageState, ...]
    """Every state in which it may have begun, the one that it is taken to be in first."""
    states_after: tuple[StageState, ...]
    """Every state in which it may have ended, by the rules or by what the Board did."""
    possible_facts: PeriodFacts
    """The facts where a return that is missing may still come, and of every possible state."""
    possible: PeriodConclusions
    """What may follow from them: no answer that is missing leads anywhere else."""

    @property
    def period(self) -> Period:
        """The period."""
        return self.judged.period

    @property
    def stage_before(self) -> str:
        """The stage in which the period began."""
        return self.period_facts.stage

    @property
    def state_after(self) -> StageState:
        """The state in which it is taken to have ended."""
        return self.states_after[0]

    @property
    def stage_after(self) -> str:
        """The stage in which it is taken to have ended."""
        return self.state_after.stage

    @property
    def other_stages(self) -> tuple[str, ...]:
        """The other stages in which it may have ended, once what is missing is known."""
        found = dict.fromkeys(state.stage for state in self.states_after)
        return tuple(stage for stage in found if stage != self.stage_after)

    def __repr__(self) -> str:
        return short_repr(self, self.period.label, self.stage_before, "to", self.stage_after)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class History:
    """A group's periods up to a day, as far as was known on that day."""

    group: AuthorisedGroup
    day: date
    results: tuple[ReplayedPeriod, ...]
    begins: StageState
    """The state in which its first period begins."""
    acts_before: tuple[BoardAct, ...] = ()
    """What the Board did before the first return was due; they lead to the state it begins in."""

    @property
    def begun(self) -> bool:
        """Whether the group is authorised on that day."""
        return self.group.authorised_on <= self.day

    def __repr__(self) -> str:
        return short_repr(self, repr(self.group.name), self.day, f"{len(self.results)} periods")


_CORRECT: Final = "correct `first`, `authorised_on` or a `received_on`"


def _too_many_periods(group: AuthorisedGroup, day: date) -> Problem:
    return Problem(
        Location(group.file or "returns"),
        f"more than {MAX_PERIODS} periods lie between {group.first} and {day.isoformat()}",
        Remedy(f"{_CORRECT}, or give another `--as-of`", on_page=_CORRECT),
    )


def last_day(group: AuthorisedGroup) -> date:
    """Give the day on which everything filed is known and the last period filed is due."""
    days = [group.first.due, *(act.on for act in group.acts)]
    for filed in group.filed:
        days += [filed.received_on, filed.period.due]
    return max(days)


def replay_history(judge: PeriodJudge, day: date) -> History:
    """Replay the history of the group judged as it was known on a day.

    Raises:
        InvalidSubmission: causes cannot stand as claimed, or a parameter has no value yet.
    """
    return _replay_returns(judge, returns_known_by(judge.group, day, judge.whole), day)


def replay_corrections(
    judge: PeriodJudge, day: date
) -> Iterator[tuple[FiledReturn, History, History]]:
    """Yield each return that changed an earlier one, with the history without it and with it.

    A first version that comes after that of a later period changes what was held of a return that
    was missing. What a return does not touch is judged once, and the same value in both histories.

    Raises:
        InvalidSubmission: as for `replay_history`.
    """
    known: dict[Period, FiledReturn] = {}
    latest: Period | None = None
    within: History | None = None
    for filed in judge.group.filed:
        if filed.received_on > day:
            return
        before = dict(known)
        receive(filed, known, judge.whole)
        late = latest is not None and filed.period < latest
        latest = max(filed.period, latest or filed.period)
        if filed.corrects or filed.withdrawn or late:
            without = _replay_returns(judge, before, filed.received_on, latest, within)
            within = _replay_returns(judge, known, filed.received_on, latest, without)
            yield filed, without, within


def _replay_returns(
    judge: PeriodJudge,
    known: Mapping[Period, FiledReturn],
    day: date,
    last: Period | None = None,
    like: History | None = None,
) -> History:
    """Replay returns; results of `like`, a history of no later day, are taken where they hold."""
    compiled, group = judge.compiled, judge.group
    judged: list[JudgedPeriod] = []
    latest = max([*known, *([last] if last else [])], default=None)
    same = _same_so_far(like, day)
    for number, period in enumerate(
        periods_due_by(group.first, day, latest, compiled.regime.periods), start=1
    ):
        if number > MAX_PERIODS:
            raise InvalidSubmission([_too_many_periods(group, day)])
        filed = known.get(period)
        if number <= len(same) and same[number - 1].filed is filed:
            judged.append(same[number - 1])
        else:
            same = ()
            judged.append(judge.period(period, filed, judged, day))
    results = _replay_periods(compiled, group, judged, day, earlier=like)
    begins, acts = _begin(compiled.regime, group, day)
    return History(group=group, day=day, results=results, begins=begins, acts_before=acts)


def _begin(
    regime: Regime, group: AuthorisedGroup, day: date
) -> tuple[StageState, tuple[BoardAct, ...]]:
    """Give the state in which the first period begins, and the acts of the Board before it."""
    acts = acts_between(group.acts_until(day), date.min, group.first.due)
    first = StageState(next(iter(regime.stages))).with_acts(acts)
    return first.after(first.stage, acts, 0), acts


def _same_so_far(like: History | None, day: date) -> Sequence[JudgedPeriod]:
    """Give the periods of a history as they are on a later day too, up to the first that is not.

    Of a claim it may be known meanwhile that somebody accepted it.
    """
    judged = [each.judged for each in like.results] if like else []
    for number, each in enumerate(judged):
        if like is None or _claims_moved(each, like.day, day):
            return judged[:number]
    return judged


def _claims_moved(judged: JudgedPeriod, since: date, day: date) -> bool:
    """Whether something was claimed or decided of a period's causes after one day, by another."""
    shares = judged.filed.shares if judged.filed else ()
    days = (on for share in shares for on in (share.on, share.claimed_on) if on)
    return any(since < on <= day for on in days)


def replay_variants(
    compiled: CompiledRegime, history: History
) -> Mapping[str, tuple[ReplayedPeriod, ...]]:
    """Replay a history under each variant of the figures of chance that are open.

    Under a variant the whole past is as it would have been, stages included. A period that comes
    out as it did is the same value as in the history. Nothing where no figure is open.
    """
    judged = [result.judged for result in history.results]
    return {
        variant: _replay_periods(
            compiled, history.group, judged, history.day, variant, history.results
        )
        for variant in (LOW, HIGH)
        if any(line.has_variants for each in judged for line in each.lines.values())
    }


def _replay_periods(
    compiled: CompiledRegime,
    group: AuthorisedGroup,
    judged: Sequence[JudgedPeriod],
    day: date,
    variant: str = "",
    like: Sequence[ReplayedPeriod] = (),
    *,
    earlier: History | None = None,
) -> tuple[ReplayedPeriod, ...]:
    results: list[ReplayedPeriod] = []
    acts = group.acts_until(day)
    begins, _ = _begin(compiled.regime, group, day)
    states: tuple[StageState, ...] = (begins,)
    look_back = longest_look_back(compiled.regime)
    dues = [each.period.due for each in judged[1:]]
    for number, until in enumerate([*dues, None][: len(judged)], start=1):
        own = acts_between(acts, judged[number - 1].period.due, until)
        begun = tuple(state.with_acts(own) for state in states) if own else states
        result = _same_result(look_back, earlier, judged[:number], begun, (day, own))
        if result is None:
            known = JudgedHistory(compiled, group, judged[:number], day, variant)
            result = _replay_period(known, begun, own, like[number - 1] if like else None)
        results.append(result)
        states = result.states_after
    return tuple(results)


def _same_result(
    look_back: int,
    earlier: History | None,
    judged: Sequence[JudgedPeriod],
    states: tuple[StageState, ...],
    by: tuple[date, Sequence[BoardAct]],
) -> ReplayedPeriod | None:
    """Give the result of the last period in an earlier history where all it rests on is the same.

    That is what was judged in the last `look_back` periods, the states in which the period
    begins, and `by`: what was known of claims on the day, and what the Board did.
    """
    number = len(judged)
    if earlier is None or len(earlier.results) < number:
        return None
    found = earlier.results[number - 1]
    if (found.acts, found.states_before) != (by[1], states):
        return None
    since = max(0, number - look_back)
    looked_at = zip(earlier.results[since:number], judged[since:], strict=True)
    moved = _claims_moved(judged[-1], earlier.day, by[0])
    return found if not moved and all(old.judged is new for old, new in looked_at) else None


def longest_look_back(regime: Regime) -> int:
    """Give the number of periods that the longest of a regime's tests must hold."""
    bands = (band.sustained for trigger in regime.triggers for band in trigger.bands)
    return max((1, *bands, *(stage.exit_sustained for stage in regime.stages.values())))


def _replay_period(
    known: JudgedHistory,
    states: tuple[StageState, ...],
    acts: tuple[BoardAct, ...],
    like: ReplayedPeriod | None,
) -> ReplayedPeriod:
    """Replay the last period judged; `like` is the result where it comes out as that did."""
    facts = known.facts(states[:1])
    positions = [known.position(state, late=True) for state in states]
    possible_facts = known.possible_facts(facts, states, positions)
    same = (states, facts, possible_facts)
    if like and (like.states_before, like.period_facts, like.possible_facts) == same:
        return like
    compiled, number = known.compiled, len(known.judged)
    conclusions = conclude(compiled, facts)
    possible = conclusions if possible_facts == facts else conclude(compiled, possible_facts)
    moves = dict(zip(possible_facts.positions, possible.every_stages, strict=True))
    earliest = number - longest_wait(compiled.regime)
    ended = (
        state.after(stage, acts, number).since(earliest)
        for state, position in zip(states, positions, strict=True)
        for stage in moves[position]
    )
    interim = compiled.regime.interim
    return ReplayedPeriod(
        judged=known.now,
        period_facts=facts,
        capability=known.capability,
        conclusions=conclusions,
        interim_review=known.now.period.ends + timedelta(days=interim.review_days)
        if conclusions.interim and interim
        else None,
        acts=acts,
        states_before=states,
        states_after=tuple(
            dict.fromkeys((states[0].after(conclusions.stage, acts, number), *ended))
        ),
        possible_facts=possible_facts,
        possible=possible,
    )


def final_stage(history: History) -> str:
    """Give the stage a history ends in."""
    return history.results[-1].stage_after if history.results else history.begins.stage
