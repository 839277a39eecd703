"""Limits of chance: how far it alone carries spending from budget in a population of a size.

A person's yearly cost varies about its mean with a coefficient of variation CV, so the mean over
W person-years has a standard deviation of 100 CV / sqrt(W) per cent. What whole groups share in
a year (prices, errors of the formula) does not average out within a population and adds tau:

    variance = (100 CV)^2 / W + tau^2 * sum((w / W)^2)        in per cent, squared

where w are the person-years of each financial year, and W their sum. It is the variance of a
mean of independent years, each weighted with its person-years:

    sum((w / W)^2 * ((100 CV)^2 / w + tau^2))

The first part becomes (100 CV)^2 / W: person-years add up, over parts of a year as over years.
The second is tau^2 for one year or any part of it (a shock of the year is there from its first
quarter), and tau^2 / k over k equal years, because shocks of different years are taken to be
independent; an error that persists is not chance, and the cumulative test is there to find it.
The budget a head is taken to be about the same in each of the years.

Where the CV is of how far a formula errs about a population, the first part is (100 CV)^2 / n for
n people, over a quarter as over a year or several: it averages out over people and never over time.
The w are then the people of each year, whatever part of it is over, and n is their mean.

Where a line's published tails are heavier than normal, Student's t with nu degrees of freedom
takes the normal's place, scaled so that CV and tau keep their meaning as standard deviations.
Over several years nu is kept, which leaves the limits a little wide. The sources of CV, tau and
nu stand beside their values in the rules.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from importlib import import_module
from statistics import NormalDist
from types import ModuleType
from typing import Final

from authorisation.errors import EngineUnavailable
from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.chance.rounding import EXACT, LARGEST, percent_to_pounds, round_statistic

PersonYears = Sequence[Decimal]
"""Person-years in each financial year that a variance covers, parts of one year added up."""
_NORMAL: Final = NormalDist()
_MONTHS: Final = 12
_FEWEST_PEOPLE: Final = Decimal("0.001")
SCIPY_REMEDY: Final = "pip install scipy"


@dataclass(frozen=True, slots=True)
class Levels:
    """The probability that chance stays inside each pair of limits, both sides together."""

    watch: Decimal
    serious: Decimal

    def __post_init__(self) -> None:
        """Refuse levels that do not rise from above 0 to below 1."""
        if not all(level.is_finite() for level in (self.watch, self.serious)):
            raise ValueError("a level is not a number")
        if not 0 < self.watch < self.serious < 1:
            raise ValueError("levels rise from above 0 to below 1, as 0.95 and 0.998 do")

    def flagged(self, groups: int) -> tuple[Decimal, Decimal]:
        """Give how many healthy groups chance alone is expected to carry above each limit."""
        return (_expected_beyond(self.watch, groups), _expected_beyond(self.serious, groups))


class ChanceZone(StrEnum):
    """The zone of a variance; exactly on a limit is still inside it."""

    INSIDE = "inside both limits"
    WATCH = "beyond the watch limit"
    SERIOUS = "beyond the serious limit"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits that chance stays inside, in either direction, at the two levels.

    In per cent of the budget, or in pounds.
    """

    watch: Decimal
    serious: Decimal

    def zone(self, variance: Decimal) -> ChanceZone:
        """Give the zone that a variance lies in, whichever its direction."""
        size = variance.copy_abs()
        if size > self.serious:
            return ChanceZone.SERIOUS
        return ChanceZone.WATCH if size > self.watch else ChanceZone.INSIDE

    def of(self, budget: Decimal) -> Limits:
        """Give limits in per cent as pounds, to the penny."""
        return Limits(
            percent_to_pounds(self.watch, budget), percent_to_pounds(self.serious, budget)
        )


def person_years(population: Decimal, months: Decimal = Decimal(_MONTHS)) -> Decimal:
    """Give the person-years of a population in the part of a year that is over.

    Raises:
        ValueError: there is no one, or `months` is not above 0 and at most 12.
    """
    _require_people(population)
    if not months.is_finite() or not 0 < months <= _MONTHS:
        raise ValueError(f"{months} months are no part of a year")
    return EXACT.divide(EXACT.multiply(population, months), Decimal(_MONTHS))


def person_years_by_year(parts: Iterable[tuple[str, Decimal]]) -> PersonYears:
    """Give the person-years of each year, from those of parts named by their financial year.

    Years follow in the order of their names; parts of one year are added up.
    """
    summed: dict[str, Decimal] = {}
    for year, people in parts:
        summed[year] = EXACT.add(summed.get(year, Decimal(0)), people)
    return tuple(summed[year] for year in sorted(summed))


def standard_deviation(line: BudgetLine, years: PersonYears) -> float:
    """Give the standard deviation of a variance by chance alone over these years, in per cent.

    Raises:
        ValueError: no years, or no one in one of them.
    """
    if not years:
        raise ValueError("no year to work out chance for")
    for each in years:
        _require_people(each)
    weights = sorted(map(float, years))
    whole = math.fsum(weights)
    shared = math.fsum((weight / whole) ** 2 for weight in weights)
    over = whole if line.averages_out else whole / len(weights)
    own = (100 * float(line.cv)) ** 2 / over
    return math.sqrt(own + float(line.tau) ** 2 * shared)


def chance_limits(line: BudgetLine, years: PersonYears, levels: Levels) -> Limits:
    """Give the limits of chance, in per cent of the budget for these years.

    Raises:
        ValueError: no years, or no one in one of them.
        EngineUnavailable: the line has heavy tails, and SciPy is not installed.
    """
    deviation = standard_deviation(line, years)
    watch, serious = (
        round_statistic(deviation * _quantile((1 + float(level)) / 2, line.nu))
        for level in (levels.watch, levels.serious)
    )
    return Limits(watch, serious)


def _quantile(level: float, nu: Decimal | None) -> float:
    return _NORMAL.inv_cdf(level) if nu is None else student_quantile(level, float(nu))


def _expected_beyond(level: Decimal, groups: int) -> Decimal:
    return round_statistic(groups * (1 - float(level)) / 2, 3)


def _require_people(number: Decimal) -> None:
    if not number.is_finite() or not _FEWEST_PEOPLE <= number < LARGEST:
        raise ValueError(f"{number} is no number of people or person-years")


def student_quantile(level: float, nu: float) -> float:
    """Give the quantile at a level: the value that this part lies below; `nu` is above 2.

    Raises:
        EngineUnavailable: SciPy is not installed.
    """
    return float(_scipy_special().stdtrit(nu, level)) / math.sqrt(nu / (nu - 2))


def _scipy_special() -> ModuleType:
    try:
        return import_module("scipy.special")  # nearly half a second, for few lines
    except ImportError:
        raise EngineUnavailable(
            "SciPy",
            "a budget line with heavy tails needs it, and it is not installed",
            SCIPY_REMEDY,
        ) from None
