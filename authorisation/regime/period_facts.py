"""The facts of a period that the chain starts from: of its stage, and of the periods up to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from authorisation.errors import InvalidSubmission
from authorisation.model.regime import (
    Control,
    DeadlineState,
    Regime,
    SupervisionStage,
    Trigger,
    band_id,
    exit_id,
)
from authorisation.model.returns import (
    AuthorisedGroup,
    BoardAct,
    CapabilityGrade,
    ClaimStatus,
    Period,
    Share,
)
from authorisation.regime.attribution.claims import check_causes, fault_problems
from authorisation.regime.conclusions import PeriodFacts, StagePosition
from authorisation.regime.judge_period import JudgedPeriod
from authorisation.regime.program import CompiledRegime


@dataclass(frozen=True, slots=True)
class StageState:
    """The stage a group is in, since which period, and what the Board did about that stage."""

    stage: str
    entered: int = 0
    """The number of the period after which it came into the stage."""
    not_taken: frozenset[str] = frozenset()
    """The stages that the Board did not put it in, while it stays where it is."""
    deadline: date | None = None
    """The day to which the Board moved the deadline; None where it did not."""

    def with_acts(self, acts: Sequence[BoardAct]) -> StageState:
        """Give the state once the Board declined a step or moved the deadline."""
        if not acts:
            return self
        declined = self.not_taken | {act.not_taken for act in acts if act.not_taken}
        moved = [act.deadline for act in acts if act.deadline is not None]
        return replace(self, not_taken=declined, deadline=moved[-1] if moved else self.deadline)

    def clock(self, stage: SupervisionStage, in_stage: int, period: Period) -> DeadlineState:
        """Give the state of the stage's deadline at the end of a period."""
        if self.deadline is not None:
            passed = period.ends >= self.deadline
            return DeadlineState.PASSED if passed else DeadlineState.RUNNING
        return deadline_state(stage, in_stage)

    def after(self, by_rules: str, acts: Sequence[BoardAct], number: int) -> StageState:
        """Give the state after a period: where the Board put the group, or else the rules.

        In a new stage the Board's deadline is the one that it set since it put the group there,
        and the steps not taken are those that it declined since.
        """
        stages = [place for place, act in enumerate(acts) if act.stage]
        stays = by_rules in self.not_taken
        stage = acts[stages[-1]].stage if stages else self.stage if stays else by_rules
        if stage == self.stage:
            return self
        since = acts[stages[-1] :] if stages else acts
        moved = [act.deadline for act in since if act.deadline is not None]
        declined = frozenset(act.not_taken for act in since if stages and act.not_taken)
        return StageState(stage, number, declined, moved[-1] if moved else None)

    def since(self, earliest: int) -> StageState:
        """Give the state as if entered no earlier: states that have waited long enough are one."""
        return self if self.entered >= earliest else replace(self, entered=earliest)


def longest_wait(regime: Regime) -> int:
    """Give the number of periods after which no more of them makes a difference to any stage."""
    return max(
        max(stage.settling + (stage.deadline or 0), stage.exit_sustained)
        for stage in regime.stages.values()
    )


def deadline_state(stage: SupervisionStage, in_stage: int) -> DeadlineState:
    """Give the state of a stage's deadline, which begins when the settling period is over."""
    if stage.deadline is None or in_stage < stage.settling + stage.deadline:
        return DeadlineState.RUNNING
    return DeadlineState.PASSED


def acts_between(acts: Sequence[BoardAct], since: date, until: date | None) -> tuple[BoardAct, ...]:
    """Give the acts from one day on and before another: those of the period due on the first."""
    return tuple(act for act in acts if since <= act.on and (until is None or act.on < until))


@dataclass(frozen=True, slots=True)
class JudgedHistory:
    """A group's periods judged, up to the one whose facts are sought."""

    compiled: CompiledRegime
    group: AuthorisedGroup
    judged: Sequence[JudgedPeriod]
    day: date
    variant: str = ""
    """The variant of the figures of chance that it is judged under; empty for all of them."""
    _lasted: dict[tuple[str, int, bool], str] = field(default_factory=dict, compare=False)
    """The letters of tests of exit that were asked for, since many states wait for the same."""

    @property
    def now(self) -> JudgedPeriod:
        """The period whose facts are sought."""
        return self.judged[-1]

    @property
    def capability(self) -> CapabilityGrade | None:
        """The grade of the management that stood when the period's return was due."""
        known = [each for each in self.group.capability if each.on <= self.now.period.due]
        return max(known, key=lambda each: each.on, default=None)

    def facts(self, states: Sequence[StageState], *, late: bool = False) -> PeriodFacts:
        """Give the facts of the period for a group that may be in these states.

        With `late` a return that was not filed may still come.
        """
        triggers, capability = self.compiled.regime.triggers, self.capability
        first, *others = dict.fromkeys(self.position(state, late=late) for state in states)
        return PeriodFacts(
            bands={
                trigger.id: tuple(
                    self._lasting(band_id(trigger, band), self.judged, band.sustained, late=late)
                    for band in trigger.bands
                )
                for trigger in triggers
            },
            controls={trigger.id: self._control(trigger) for trigger in triggers},
            capability=capability.grade if capability else None,
            stage=first.stage,
            exit=first.exit,
            clock=first.clock,
            open_controls=self._open_controls(),
            others=tuple(others),
        )

    def possible_facts(
        self, facts: PeriodFacts, states: Sequence[StageState], positions: Sequence[StagePosition]
    ) -> PeriodFacts:
        """Give the facts as they may come to be; `facts` are those of the first state alone.

        `positions` are those of the states, where a return that was not filed may still come.
        """
        if any(each.late for each in self.judged):
            return self.facts(states, late=True)
        _, *others = dict.fromkeys(positions)
        return replace(facts, others=tuple(others))

    def position(self, state: StageState, *, late: bool) -> StagePosition:
        """Give how a stage's exit test and deadline stand for a group in that state."""
        stage = self.compiled.regime.stages[state.stage]
        in_stage = len(self.judged) - state.entered
        letter = "F"
        if stage.exit is not None:
            waited = min(in_stage, stage.exit_sustained)
            if (stage.id, waited, late) not in self._lasted:
                periods = self.judged[-waited:] if waited else ()
                self._lasted[stage.id, waited, late] = self._lasting(
                    exit_id(stage), periods, stage.exit_sustained, late=late
                )
            letter = self._lasted[stage.id, waited, late]
        return StagePosition(state.stage, letter, state.clock(stage, in_stage, self.now.period))

    def _lasting(
        self, criterion: str, judged: Sequence[JudgedPeriod], periods: int, *, late: bool
    ) -> str:
        last = judged[-periods:]
        letters = [each.letter(criterion, self.variant, late=late) for each in last]
        if len(letters) < periods or "F" in letters:
            return "F"
        return "U" if "U" in letters else "T"

    def _control(self, trigger: Trigger) -> Control:
        """Give who had control: by accepted amounts for money, else by the accepted main cause.

        Where nothing is split into amounts, an accepted cause need not be the main one: it counts
        only where whoever accepted it marked it so.
        """
        if trigger.line:
            return self.now.lines[trigger.line].control
        shares = shares_about(self.now, trigger.id)
        if not shares:
            return Control.CANNOT_TELL
        causes = self.compiled.regime.causes
        if faults := check_causes(shares, causes):
            raise InvalidSubmission(fault_problems(faults, shares))
        accepted = [
            s for s in shares if s.standing is ClaimStatus.ACCEPTED and s.main and s.on <= self.day
        ]
        controls = {causes[share.cause].reach_of(share.arose).control for share in accepted}
        return controls.pop() if len(controls) == 1 else Control.CANNOT_TELL

    def _open_controls(self) -> Mapping[str, tuple[Control, ...]]:
        """Give the controls that hang on figures of a budget line that are missing."""
        lines = self.now.lines
        return MappingProxyType(
            {
                trigger.id: lines[trigger.line].open_controls
                for trigger in self.compiled.regime.triggers
                if trigger.line and lines[trigger.line].open_controls
            }
        )


def shares_about(judged: JudgedPeriod, about: str) -> tuple[Share, ...]:
    """Give the causes named for a trigger or a budget line this period."""
    return tuple(s for s in (judged.filed.shares if judged.filed else ()) if s.about == about)
