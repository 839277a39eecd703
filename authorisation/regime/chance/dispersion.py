"""Overdispersion: tau, how much more groups differ than their own chance explains.

Estimated over a portfolio by Spiegelhalter's additive method (Statistics in Medicine
2005;24:1185, and Quality and Safety in Health Care 2005;14:347): each variance is put over its
own standard deviation, the most extreme part on either side is pulled in to the next
(winsorised), phi is the mean square of what results, and tau^2 is the method of moments'
estimate for random effects, from phi. It is 0 where phi is no more than (groups - 1) / groups.
Pulling in keeps the groups that the limits are to find from
widening the limits; it also takes a little from tau, for which nothing is added back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.chance.funnel import FunnelGroup
from authorisation.regime.chance.limits import standard_deviation
from authorisation.regime.chance.rounding import round_statistic

FEWEST_GROUPS: Final = 10
"""With fewer groups there is no estimate."""


@dataclass(frozen=True, slots=True)
class Dispersion:
    """The estimate of tau over a portfolio, and the mean squares that it rests on.

    `phi` is the mean square of the winsorised scores, `phi_raw` that of the scores as they are;
    1 is what chance alone gives. `tau` is in per cent.
    """

    groups: int
    winsorised: int
    """How many groups were pulled in on either side."""
    phi_raw: Decimal
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
    return estimate_dispersion(measured, winsorise)


def estimate_dispersion(measured: Sequence[GroupVariance], winsorise: Decimal) -> Dispersion:
    """Estimate tau; the order of what is measured does not matter.

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
    phi = _mean_square(_winsorised(scores, pulled))
    return Dispersion(
        number,
        pulled,
        round_statistic(_mean_square(scores)),
        round_statistic(phi),
        round_statistic(_tau(phi, [m.deviation**-2 for m in measured])),
    )


def _tau(phi: float, weights: Sequence[float]) -> float:
    number, whole = len(weights), math.fsum(weights)
    excess = number * phi - (number - 1)
    spread = whole - math.fsum(weight**2 for weight in weights) / whole
    return math.sqrt(max(0.0, excess) / spread)


def _winsorised(scores: Sequence[float], pulled: int) -> list[float]:
    ordered = sorted(scores)
    low, high = ordered[pulled], ordered[len(ordered) - 1 - pulled]
    return [min(max(score, low), high) for score in ordered]


def _mean_square(scores: Sequence[float]) -> float:
    return math.fsum(score**2 for score in scores) / len(scores)
