"""Many groups beside chance: a funnel plot as data, and how much more they differ than by chance.

The funnel has the groups by size, and the limits of `chance.limits`, which narrow as size grows: as
Spiegelhalter's funnel plots (Statistics in Medicine 2005;24:1185), with variances from budget about
a target of 0.

Overdispersion, tau, is estimated over a portfolio by Spiegelhalter's additive method (the same, and
Quality and Safety in Health Care 2005;14:347): each variance is put over its own standard
deviation, the most extreme part on either side is pulled in to the next (winsorised), phi is the
mean square of what results, and tau^2 is the method of moments' estimate for random effects, from
phi. Pulling in keeps the groups that the limits are to find from widening the limits. It also makes
the scores of chance alone smaller, with a mean square of 0.68 where a tenth on either side is
pulled in, so phi is put over what chance alone would leave. The centre is the budget, which is
given and not estimated, so no degree of freedom is lost to it:

    tau^2 = groups * (phi - 1) / sum(1 / deviation^2)        and 0 where phi is at most 1
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist
from typing import Final

from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.chance.limits import (
    ChanceZone,
    Levels,
    Limits,
    chance_limits,
    standard_deviation,
    student_quantile,
)
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
    over = [point.zone for point in points if point.group.variance_percent > 0]
    serious = over.count(ChanceZone.SERIOUS)
    watch = over.count(ChanceZone.WATCH) + serious
    return Funnel(points, edges, GroupsBeyond(watch, serious, *levels.flagged(len(points))))


def _edge_sizes(least: Decimal, most: Decimal, steps: int) -> tuple[Decimal, ...]:
    """Space sizes by equal ratios, so that the steep end of the funnel is drawn finely."""
    low, high = math.log(least), math.log(most)
    inner = (math.exp(low + (high - low) * step / steps) for step in range(1, steps))
    between = {size for size in (round_statistic(each, 0) for each in inner) if least < size < most}
    return tuple(sorted({least, most} | between))


_NORMAL: Final = NormalDist()
_STEPS: Final = 1000
FEWEST_GROUPS: Final = 10
"""With fewer groups there is no estimate."""


@dataclass(frozen=True, slots=True)
class Dispersion:
    """The estimate of tau over a portfolio, in per cent, and the mean square that it rests on.

    `phi` is that of the winsorised scores, over what winsorising leaves of chance alone. 1 is what
    chance alone gives.
    """

    phi: Decimal
    tau: Decimal


@dataclass(frozen=True, slots=True)
class GroupVariance:
    """A variance in per cent, and the standard deviation that its own chance gives it."""

    variance: float
    deviation: float


def portfolio_dispersion(
    groups: Sequence[FunnelGroup], line: BudgetLine, winsorise: Decimal
) -> Dispersion:
    """Estimate tau from groups' variances about 0, given the line's CV; its tau is not used.

    Raises:
        ValueError: too few groups, no one in one of them, or `winsorise` is not from 0 to 0.4.
    """
    own = line.without_tau()
    measured = [
        GroupVariance(float(group.variance_percent), standard_deviation(own, [group.person_years]))
        for group in groups
    ]
    return estimate_dispersion(measured, winsorise, float(line.nu) if line.nu else None)


def estimate_dispersion(
    measured: Sequence[GroupVariance], winsorise: Decimal, nu: float | None = None
) -> Dispersion:
    """Estimate tau; the order of what is measured does not matter, and `nu` is that of the tails.

    Raises:
        ValueError: too few, a deviation that is not above 0, or a share not from 0 to 0.4.
    """
    number = len(measured)
    if number < FEWEST_GROUPS:
        raise ValueError(f"{number} groups are too few for an estimate: {FEWEST_GROUPS} are needed")
    if not winsorise.is_finite() or not 0 <= winsorise <= Decimal("0.4"):
        raise ValueError("the share pulled in on either side is from 0 to 0.4")
    if not all(math.isfinite(m.variance) and m.deviation > 0 for m in measured):
        raise ValueError("a group has no variance, or chance does not move it")
    scores = [m.variance / m.deviation for m in measured]
    pulled = int(number * winsorise)
    mean_square = math.fsum(score**2 for score in _winsorised(scores, pulled)) / number
    phi = mean_square / _mean_square_of_chance(pulled / number, nu)
    weight = math.fsum(m.deviation**-2 for m in measured)
    tau = math.sqrt(number * max(0.0, phi - 1) / weight)
    return Dispersion(round_statistic(phi), round_statistic(tau))


def _mean_square_of_chance(share: float, nu: float | None) -> float:
    """Give the mean square that winsorising a share on either side leaves of chance alone."""
    if not share:
        return 1.0
    if nu is None:
        end = -_NORMAL.inv_cdf(share)
        return 1 - 2 * share - 2 * end * _NORMAL.pdf(end) + 2 * share * end**2
    steps = [share + (1 - 2 * share) * (step + 0.5) / _STEPS for step in range(_STEPS)]
    inside = math.fsum(student_quantile(level, nu) ** 2 for level in steps) / _STEPS
    return (1 - 2 * share) * inside + 2 * share * student_quantile(share, nu) ** 2


def _winsorised(scores: Sequence[float], pulled: int) -> list[float]:
    ordered = sorted(scores)
    low, high = ordered[pulled], ordered[len(ordered) - 1 - pulled]
    return [min(max(score, low), high) for score in ordered]
