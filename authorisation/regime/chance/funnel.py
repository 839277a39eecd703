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
from authorisation.regime.chance.limits import Band, Levels, Limits, limits
from authorisation.regime.chance.rounding import figure

STEPS: Final = 40


@dataclass(frozen=True, slots=True)
class Group:
    """A group's variance over one year or a part of it; above 0 is an overspend."""

    name: str
    person_years: Decimal
    variance_percent: Decimal


@dataclass(frozen=True, slots=True)
class Point:
    """Where a group lies in the funnel."""

    group: Group
    band: Band


@dataclass(frozen=True, slots=True)
class Edge:
    """The limits at one size, to be drawn on both sides of 0."""

    person_years: Decimal
    limits: Limits


@dataclass(frozen=True, slots=True)
class Above:
    """The numbers of groups that overspend beyond each limit: found, and expected of chance."""

    watch: int
    severe: int
    expected_watch: Decimal
    expected_severe: Decimal


@dataclass(frozen=True, slots=True)
class Funnel:
    """Points by size then name, and edges by size from the smallest group to the largest."""

    line: BudgetLine
    points: tuple[Point, ...]
    edges: tuple[Edge, ...]
    above: Above


def funnel(groups: Iterable[Group], line: BudgetLine, levels: Levels, steps: int = STEPS) -> Funnel:
    """Give the funnel of these groups; no groups give an empty one.

    Raises:
        ValueError: no one in a group.
        EngineUnavailable: the line has heavy tails, and SciPy is not installed.
    """
    ordered = sorted(groups, key=lambda g: (g.person_years, g.name, g.variance_percent))
    points = tuple(
        Point(group, limits(line, [group.person_years], levels).band(group.variance_percent))
        for group in ordered
    )
    sizes = _sizes(ordered[0].person_years, ordered[-1].person_years, steps) if ordered else ()
    edges = tuple(Edge(size, limits(line, [size], levels)) for size in sizes)
    return Funnel(line, points, edges, _above(points, levels))


def _above(points: tuple[Point, ...], levels: Levels) -> Above:
    over = [point.band for point in points if point.group.variance_percent > 0]
    severe = over.count(Band.SEVERE)
    return Above(over.count(Band.WATCH) + severe, severe, *levels.flagged(len(points)))


def _sizes(least: Decimal, most: Decimal, steps: int) -> tuple[Decimal, ...]:
    """Space sizes by equal ratios, so that the steep end of the funnel is drawn finely."""
    low, high = math.log(least), math.log(most)
    inner = (math.exp(low + (high - low) * step / steps) for step in range(1, steps))
    between = {size for size in (figure(each, 0) for each in inner) if least < size < most}
    return tuple(sorted({least, most} | between))
