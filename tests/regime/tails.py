"""How often chance alone carries groups beyond a threshold, to be held against what was published."""

import math
from decimal import Decimal
from statistics import NormalDist

from scipy.special import stdtr

from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.chance.limits import PersonYears, standard_deviation


def tail_probability(line: BudgetLine, years: PersonYears, threshold: Decimal) -> float:
    """The probability that chance alone overspends by more than `threshold` per cent."""
    z = float(threshold) / standard_deviation(line, years)
    if line.nu is None:
        return NormalDist().cdf(-z)
    nu = float(line.nu)
    return float(stdtr(nu, -z * math.sqrt(nu / (nu - 2))))


def expected_groups(line: BudgetLine, years: PersonYears, threshold: Decimal, groups: int) -> float:
    """How many groups of one size chance alone is expected to carry beyond `threshold`."""
    return groups * tail_probability(line, years, threshold)
