"""What the Board did of its own, and what it makes of the stage that the rules lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from authorisation.model.regime import DeadlineState, Regime, SupervisionStage
from authorisation.model.returns import BoardAct, Period


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
