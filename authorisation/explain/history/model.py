"""The page of a group's history as data, whatever its format."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from msgspec import Struct

from authorisation.explain.assessment.step_tree import TreeLine
from authorisation.regime.chance.limits import ChanceZone

FIRES: Final = "fires"
MAY_FIRE: Final = "may fire"


class Urgency(Enum):
    """Why a group stands where it does in a list: what needs a person comes first."""

    NAMESAKES = "Needs a person: another file has the same name and code, or the same code"
    IMMEDIATE = "Fires: severity 1, immediate"
    SERIOUS = "Fires: severity 2, serious"
    PUT_RIGHT = "Fires: severity 3, to be put right"
    OVERDUE = "Overdue, or figures that do not agree"
    WATCH = "Fires: severity 4, to be watched"
    MAY = "Nothing surely fires, and something may"
    NONE = "Nothing fires"


class DatedMatter(Struct, frozen=True, gc=False, kw_only=True):
    """Something of a group that has a date: overdue on the day of the page, or to come."""

    on: date
    what: str
    overdue: bool


class Statement(Struct, frozen=True, gc=False):
    """A statement of causes in one sentence, or in one that leads to others."""

    text: str
    below: tuple[str, ...] = ()
    """The sentences that it leads to."""
    listed: bool = False
    """Whether it is one entry of a list."""

    def __str__(self) -> str:
        first = f"- {self.text}" if self.listed else self.text
        return "\n".join((first, *(f"  {sentence}" for sentence in self.below)))


class TriggerWords(Struct, frozen=True, gc=False, kw_only=True):
    """One trigger that fires or may fire in one period, in words."""

    id: str
    title: str
    state: str
    """`FIRES` or `MAY_FIRE`."""
    severity: str
    facts: tuple[str, ...]
    causes: tuple[Statement, ...]
    control: str
    response: str
    by_variant: tuple[str, ...] = ()
    """Its response under the lowest and the highest figures of chance; empty where all agree."""


class PeriodWords(Struct, frozen=True, gc=False, kw_only=True):
    """One period of a history, in words."""

    label: str
    ends: str
    """Its last day, of which all judgements of it speak."""
    filed: str
    stage_before: str
    stage_after: str
    why_stage: str
    other_stages: str
    """The other stages that it may be in; empty where what is missing makes no difference."""
    triggers: tuple[TriggerWords, ...]
    capability: str
    response: str
    power: str
    open_powers: str
    """Every power that is open, whether or not a response uses it."""
    support: str
    interim: str
    next: tuple[str, ...]
    """The bands nearest to firing, each with its distance, the nearest first."""
    exit_test: tuple[TreeLine, ...]
    """The exit test of its stage, with how far each part of it is met; empty where none leads
    out of the stage."""
    exit_lasting: str
    """How long it must be met, such as `2 periods`; empty where once is enough."""
    deadline: str
    contradictions: tuple[str, ...] = ()
    """Figures that do not agree, each with why it is right if somebody said."""
    acts: tuple[str, ...] = ()
    """What the Board did after it was due."""
    authority: str = ""
    """Who did it, at the beginning of a sentence."""
    by_variant: tuple[str, ...] = ()
    """Response and stage with the lowest and highest figures of chance; one where all agree."""


class VariancePoint(Struct, frozen=True, gc=False, kw_only=True):
    """One period of a budget line, in per cent of its budget; None where not known."""

    label: str
    variance: Decimal | None
    watch: tuple[Decimal, Decimal] | None
    """The lowest and the highest watch limit over the variants of the figures of chance."""
    serious: tuple[Decimal, Decimal] | None
    own: Decimal | None = None
    """The variance less what is accepted as not the group's own doing; triggers compare it with
    the limits."""


class VarianceSeries(Struct, frozen=True, gc=False, kw_only=True):
    """The figures of a budget line over all periods."""

    title: str
    points: tuple[VariancePoint, ...]


class CorrectionWords(Struct, frozen=True, gc=False, kw_only=True):
    """A corrected or withdrawn return, and what it changed in its own period and in later ones."""

    when: str
    what: str
    reason: str
    changed: tuple[str, ...]


class HistoryPage(Struct, frozen=True, gc=False, kw_only=True):
    """The page of one group's history."""

    group: str
    note: str
    rules: str
    as_of: str
    warnings: tuple[str, ...]
    says: tuple[str, ...]
    sources: tuple[str, ...]
    stage: str
    stage_note: str
    """Whose doing the stage is; empty for the one in which every group begins."""
    periods: tuple[PeriodWords, ...]
    lines: tuple[VarianceSeries, ...]
    changes: tuple[CorrectionWords, ...]
    engine: str
    """The second engine's opinion, or why there is none."""
    urgency: Urgency = Urgency.NONE
    dates: tuple[DatedMatter, ...] = ()
    """What is overdue or comes next, the earliest first."""
    acts_before: tuple[str, ...] = ()
    """What the Board did before the first return was due."""


class FunnelPoint(Struct, frozen=True, gc=False, kw_only=True):
    """One group's latest variance beside its size; all in per cent but the size."""

    name: str
    people: Decimal
    variance: Decimal
    zone: ChanceZone
    label: str
    """The period that the figures are of."""


class FunnelWords(Struct, frozen=True, gc=False, kw_only=True):
    """All groups of a run by size, with the limits that chance sets at each size."""

    title: str
    points: tuple[FunnelPoint, ...]
    edges: tuple[tuple[Decimal, Decimal, Decimal], ...]
    """Size, watch limit, serious limit."""
    says: tuple[str, ...]
