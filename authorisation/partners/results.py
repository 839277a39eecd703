"""What is found of pools: who falls short, with whom the line is reached, what a merger changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from authorisation.engine.merging import MergeConflict
from authorisation.errors import AuthorisationError, UnreadableFile
from authorisation.model.rules import Criterion, Pooling, RuleSet, Severity
from authorisation.model.submission import Submission
from authorisation.model.verdict import Verdict
from authorisation.partners.areas import AreaPools
from authorisation.partners.members import Pool
from authorisation.partners.plan_for_all import PoolPlan
from authorisation.partners.smallest import SmallestPools


class FigureState(StrEnum):
    """The state of a group by itself: how it stands to the line."""

    REACHES = "reaches the line"
    SHORT = "short of the line"
    OTHERWISE = "meets the criterion otherwise"
    """Short of the line, and in a pool that is large enough, say."""
    UNKNOWN = "figure not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigure:
    """A group with the figure that pools add up."""

    id: str
    submission: Submission
    amount: Decimal | None
    """None where it is not answered."""
    state: FigureState
    verdicts: Mapping[str, Verdict]
    """What it comes to alone, by criterion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergerEffect:
    """A criterion that comes out otherwise for the merged group than for one of its parts."""

    criterion: Criterion
    severity: Severity
    alone: tuple[Verdict, ...]
    """In the order of the members of the pool."""
    merged: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger:
    """The merger of the members of a pool: what the rules make of them as one group."""

    conflicts: tuple[MergeConflict, ...] = ()
    """Why they cannot be merged as they are; nothing else is known then."""
    verdict: Verdict | None = None
    """Of the criterion that the pool is for."""
    effects: tuple[MergerEffect, ...] = ()
    """Of what can be told of the merged group."""
    unsettled: int = 0
    """How many criteria can be told of a part, and not of the whole until it answers anew."""
    outcome: str = ""
    """In words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPool:
    """A pool that the solver found, and what the rules make of it."""

    pool: Pool
    as_pool: Verdict | None
    """Of the criterion, the least good of its members under an agreement; None where the rules
    know of no such agreement."""
    merger: Merger


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPractice:
    """A practice that is in no application, and how much it would bring."""

    code: str
    name: str
    amount: Decimal

    @property
    def title(self) -> str:
        """Its name with its code."""
        return f"{self.name} ({self.code})" if self.name else self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticePool:
    """Practices that would bring a group to the line, with what the rules then make of it."""

    pool: Pool
    practices: tuple[NearPractice, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticesFor:
    """The fewest practices that would bring one group to the line."""

    near: int
    """How many practices are near it."""
    together: Decimal
    """What it and all of them come to."""
    found: SmallestPools
    pools: tuple[PracticePool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortGroup:
    """A group that falls short on its own, and with whom it would reach the line."""

    group: GroupFigure
    gap: Decimal
    """How far it is below the line, above 0."""
    near: int
    """How many groups with a figure are near it."""
    near_without_figure: tuple[str, ...]
    """Ids of those near it that are in no pool, since their figure is not known."""
    together: Decimal
    """What it and all of them come to."""
    found: SmallestPools
    pools: tuple[CheckedPool, ...]
    practices: PracticesFor | None = None
    """None where no practices were given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanForAll:
    """Pools for all groups that fall short at once; `plan` is None for the `reason` why not."""

    plan: PoolPlan | None
    pools: tuple[CheckedPool, ...] = ()
    each_once: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPractices:
    """The practices of a file: those that are candidates, and how many are not and why."""

    candidates: Mapping[str, NearPractice]
    taken: int
    """In an application already."""
    closed: int
    without_size: tuple[str, ...]
    only_sized: tuple[str, ...]
    """Codes in the table of sizes that the file does not have."""
    open_lists: int
    """Applications that do not name all of their practices."""
    refused: tuple[str, ...]
    """Of each row that cannot be read, its place and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticesOfArea:
    """The practices of one area, and the pools that they form."""

    found: AreaPools
    pools: tuple[PracticePool, ...]
    number: int
    """How many practices there are."""
    together: Decimal
    """What all of them come to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticesByArea:
    """The most pools of practices that were found within areas, in the order of the areas."""

    areas: tuple[PracticesOfArea, ...]
    without_area: tuple[str, ...]
    """Codes of practices that may join, and stand in no area."""
    time_limit: float
    """How many seconds the solver could take."""
    reason: str
    """Why it was asked nothing; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolsFound:
    """The pools in which the groups of a run would reach the line."""

    rules: RuleSet
    pooling: Pooling
    as_of: date
    line: Decimal
    warnings: tuple[str, ...]
    """What must stand on every page about these assessments."""
    groups: Mapping[str, GroupFigure]
    short: tuple[ShortGroup, ...]
    """In the order of the groups."""
    plan: PlanForAll | None
    """None where nobody falls short."""
    near_file: str = ""
    """The table that says who is near whom; empty where everybody is near everybody."""
    near_by_area: bool = False
    near_unknown: tuple[str, ...] = ()
    """Codes and names in that table that nobody here has."""
    practices: GivenPractices | None = None
    by_area: PracticesByArea | None = None
    """None where it was not asked for."""
    unusable: tuple[AuthorisationError, ...] = ()
    unread: tuple[UnreadableFile, ...] = ()

    def of_state(self, state: FigureState) -> tuple[GroupFigure, ...]:
        """The groups that stand so to the line, in their order."""
        return tuple(each for each in self.groups.values() if each.state is state)
