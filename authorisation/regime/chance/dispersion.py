"""Overdispersion: tau, how much more groups differ than their own chance explains.

Estimated over a portfolio by Spiegelhalter's additive method (Statistics in Medicine
2005;24:1185, and Quality and Safety in Health Care 2005;14:347): each variance is put over its
own standard deviation, the most extreme part on either side is pulled in to the next
(winsorised), phi is the mean square of what results, and tau^2 is the method of moments'
estimate for random effects, from phi. Pulling in keeps the groups that the limits are to find from
widening the limits. It also makes the scores of chance alone smaller, with a mean square of 0.68
where a tenth on either side is pulled in, so phi is put over what chance alone would leave. The
centre is the budget, which is given and not estimated, so no degree of freedom is lost to it:

    tau^2 = groups * (phi - 1) / sum(1 / deviation^2)        and 0 where phi is at most 1
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist
from typing import Final

from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.chance.funnel import FunnelGroup
from authorisation.regime.chance.limits import standard_deviation, student_quantile
from authorisation.regime.chance.rounding import round_statistic

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
    phi = _mean_square(_winsorised(scores, pulled)) / _mean_square_of_chance(pulled / number, nu)
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


def _mean_square(scores: Sequence[float]) -> float:
    return math.fsum(score**2 for score in scores) / len(scores)
