"""A funnel plot as data: groups by size, and the limits of chance that narrow as size grows.

As Spiegelhalter's funnel plots (Statistics in Medicine 2005;24:1185), with variances from budget
about a target of 0, and with the limits of `chance.limits`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.chance.limits import ChanceZone, Levels, Limits, chance_limits
from authorisation.regime.chance.rounding import round_statistic

FUNNEL_STEPS: Final = 40


@dataclass(frozen=True, slots=True)
class FunnelGroup:
    """A group's variance over one year or a part of it; above 0 is an overspend."""

    name: str
    person_years: Decimal
    variance_percent: Decimal


@dataclass(frozen=True, slots=True)
class FunnelPosition:
    """The position of a group in the funnel."""

    group: FunnelGroup
    zone: ChanceZone


@dataclass(frozen=True, slots=True)
class FunnelEdge:
    """The limits at one size, to be drawn on both sides of 0."""

    person_years: Decimal
    limits: Limits


@dataclass(frozen=True, slots=True)
class GroupsBeyond:
    """The numbers of groups that overspend beyond each limit: found, and expected of chance."""

    watch: int
    serious: int
    expected_watch: Decimal
    expected_serious: Decimal


@dataclass(frozen=True, slots=True)
class Funnel:
    """Points by size then name, and edges by size from the smallest group to the largest."""

    points: tuple[FunnelPosition, ...]
    edges: tuple[FunnelEdge, ...]
    above: GroupsBeyond


def funnel(
    groups: Iterable[FunnelGroup], line: BudgetLine, levels: Levels, steps: int = FUNNEL_STEPS
) -> Funnel:
    """Give the funnel of these groups; no groups give an empty one.

    Raises:
        ValueError: no one in a group.
        EngineUnavailable: the line has heavy tails, and SciPy is not installed.
    """
    ordered = sorted(groups, key=lambda g: (g.person_years, g.name, g.variance_percent))
    points = tuple(
        FunnelPosition(
            group, chance_limits(line, [group.person_years], levels).zone(group.variance_percent)
        )
        for group in ordered
    )
    sizes = _edge_sizes(ordered[0].person_years, ordered[-1].person_years, steps) if ordered else ()
    edges = tuple(FunnelEdge(size, chance_limits(line, [size], levels)) for size in sizes)
    return Funnel(points, edges, _groups_beyond(points, levels))


def _groups_beyond(points: tuple[FunnelPosition, ...], levels: Levels) -> GroupsBeyond:
    over = [point.zone for point in points if point.group.variance_percent > 0]
    serious = over.count(ChanceZone.SERIOUS)
    return GroupsBeyond(
        over.count(ChanceZone.WATCH) + serious, serious, *levels.flagged(len(points))
    )


def _edge_sizes(least: Decimal, most: Decimal, steps: int) -> tuple[Decimal, ...]:
    """Space sizes by equal ratios, so that the steep end of the funnel is drawn finely."""
    low, high = math.log(least), math.log(most)
    inner = (math.exp(low + (high - low) * step / steps) for step in range(1, steps))
    between = {size for size in (round_statistic(each, 0) for each in inner) if least < size < most}
    return tuple(sorted({least, most} | between))
