"""Budget lines as published research has them, for tests."""

from decimal import Decimal

from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.chance.limits import Levels

LEVELS = Levels(Decimal("0.95"), Decimal("0.998"))

# Richardson et al., HSJ 5023200 (January 2011), patient-level costs, Germany: one CV that fits
# all three published points; each point by itself implies 3.5 to 3.8.
WHOLE = BudgetLine(
    name="whole budget",
    cv=Decimal("3.6"),
    source="hsj-5023200",
)

# Asthana et al., J Health Serv Res Policy 2011;16(2):95: Student t with a scale of 7.08 / sqrt(n),
# whose standard deviation is 7.08 * sqrt(6 / 4).
MENTAL_HEALTH = BudgetLine(
    name="mental health",
    cv=Decimal("8.6712"),
    source="asthana-2011",
    nu=Decimal(6),
)

# No source: what attribution is to be printed under three times.
UNSOURCED_WHOLE = BudgetLine(
    name="whole budget", cv=Decimal("3.6"), cv_low=Decimal(3), cv_high=Decimal(5)
)
