"""What a date decides: which figure and which severity are in force."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from authorisation.model.question import ValueType
from authorisation.model.rules import DatedSeverity, DatedValue, Parameter, Severity
from tests.engine import worlds

FIRST, SECOND = date(2010, 10, 1), date(2013, 4, 1)
FIGURE = Parameter(
    name="least",
    title="least",
    type=ValueType.INTEGER,
    values=tuple(DatedValue(since=day, value=Decimal(n)) for n, day in enumerate((FIRST, SECOND))),
)
CRITERION = replace(
    worlds.criterion("C", None),
    severities=(
        DatedSeverity(since=FIRST, severity=Severity.NOTE),
        DatedSeverity(since=SECOND, severity=Severity.GATE),
    ),
)


@pytest.mark.parametrize(
    ("day", "value", "severity"),
    [
        pytest.param(date(2010, 9, 30), None, Severity.NOTE, id="before the first"),
        pytest.param(FIRST, Decimal(0), Severity.NOTE, id="on the first day of the first"),
        pytest.param(date(2013, 3, 31), Decimal(0), Severity.NOTE, id="the day before the second"),
        pytest.param(SECOND, Decimal(1), Severity.GATE, id="on the first day of the second"),
        pytest.param(date(2099, 1, 1), Decimal(1), Severity.GATE, id="the last one has no end"),
    ],
)
def test_an_entry_counts_from_its_day_until_the_next(
    day: date, value: Decimal | None, severity: Severity
) -> None:
    entry = FIGURE.on(day)

    assert (entry.value if entry else None) == value
    assert CRITERION.severity_on(day) is severity


@pytest.mark.parametrize(("sha256", "edited"), [("a", False), ("b", True)])
def test_rules_are_edited_where_their_hash_is_not_the_one_adopted(
    sha256: str, edited: bool
) -> None:
    assert worlds.rule_set({}, sha256=sha256, adopted_sha256="a").edited is edited
