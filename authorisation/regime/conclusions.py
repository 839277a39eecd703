"""The facts of one period that the chain starts from, and the conclusions that it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from authorisation.inference.facts import DerivedFacts, InferenceRun
from authorisation.model.regime import Control, DeadlineState


@dataclass(frozen=True, slots=True)
class StagePosition:
    """A stage that a group may be in, and how its exit test and its deadline stand there."""

    stage: str
    exit: str
    """T, F or U."""
    clock: DeadlineState


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFacts:
    """The facts of one period that the chain starts from: letters and words, no figures."""

    bands: Mapping[str, tuple[str, ...]]
    """By trigger, the letter of each band: T, F or U."""
    controls: Mapping[str, Control]
    capability: int | None
    stage: str
    exit: str
    """T, F or U."""
    clock: DeadlineState
    open_controls: Mapping[str, tuple[Control, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """By trigger, the controls that may come out where that hangs on what is not answered."""
    others: tuple[StagePosition, ...] = ()
    """Where else the group may be, as far as what is not known goes."""

    @property
    def positions(self) -> tuple[StagePosition, ...]:
        """Every stage that the group may be in, the one that it is taken to be in first."""
        return (StagePosition(self.stage, self.exit, self.clock), *self.others)

    def letter(self, triggers: Iterable[str]) -> str:
        """Give T, F or U for whether any of these triggers fires."""
        letters = {letter for name in triggers for letter in self.bands[name]}
        return next((letter for letter in "TU" if letter in letters), "F")

    def possible_controls(self, trigger: str) -> tuple[Control, ...]:
        """Give whose control it may come out to have been."""
        return self.open_controls.get(trigger) or (self.controls[trigger],)

    def __hash__(self) -> int:
        """Of what differs most often; what is equal has the same."""
        return hash((self.stage, self.exit, *self.bands.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerConclusions:
    """The conclusions for one trigger."""

    severities: tuple[int, ...]
    """Those still possible, gravest first; 0 stands for none."""
    responses: tuple[str, ...]
    """Those still possible, mildest first; `none` where none may follow."""
    wanted: tuple[str, ...]
    """Those that the table names; graver than `responses` where a power is not open."""
    matched: tuple[str, ...]
    """The facts that led to each response, in words."""

    @property
    def fires(self) -> bool:
        """Whether it surely fires."""
        return 0 not in self.severities

    @property
    def may_fire(self) -> bool:
        """Whether it may fire, and may not."""
        return 0 in self.severities and self.severities != (0,)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodConclusions:
    """The conclusions for one period; a second engine must come to `derived` from `runs` too."""

    triggers: Mapping[str, TriggerConclusions]
    limbs: tuple[str, ...]
    powers: tuple[str, ...]
    """Those that are surely open."""
    interim: bool
    responses: tuple[str, ...]
    """The gravest response overall, as many as are possible."""
    stages: tuple[str, ...]
    """Where the group may go; the present stage where it stays."""
    stage: str
    """Where it surely is afterwards."""
    others: tuple[tuple[str, ...], ...]
    """The same for each of the other stages that it may be in."""
    runs: tuple[InferenceRun, ...]
    derived: tuple[DerivedFacts, ...]

    @property
    def every_stages(self) -> tuple[tuple[str, ...], ...]:
        """The stages the group may go to from each of its positions, in the order of the facts."""
        return (self.stages, *self.others)
