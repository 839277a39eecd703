"""The calendar of returns."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.model.calendar import (
    next_period,
    parse_period,
    period_containing,
    period_of,
    periods_due_by,
)
from authorisation.model.regime import PeriodLength, Periods

QUARTERS = Periods()


@pytest.mark.parametrize(
    ("text", "periods", "begins", "ends", "due"),
    [
        ("2013-14 Q1", QUARTERS, (2013, 4, 1), (2013, 6, 30), (2013, 7, 28)),
        ("2013-14 Q4", QUARTERS, (2014, 1, 1), (2014, 3, 31), (2014, 4, 28)),
        ("1999-00 Q3", QUARTERS, (1999, 10, 1), (1999, 12, 31), (2000, 1, 28)),
        (
            "2011-12 M11",
            Periods(every=PeriodLength.MONTH),
            (2012, 2, 1),
            (2012, 2, 29),
            (2012, 3, 28),
        ),
        ("2013-14", Periods(every=PeriodLength.YEAR), (2013, 4, 1), (2014, 3, 31), (2014, 4, 28)),
        (
            "2013-14",
            Periods(every=PeriodLength.YEAR, year_begins=1),
            (2013, 1, 1),
            (2013, 12, 31),
            (2014, 1, 28),
        ),
    ],
)
def test_a_period_by_its_name(text, periods, begins, ends, due) -> None:
    found = parse_period(text, periods)

    assert found is not None
    assert (found.label, found.begins, found.ends, found.due) == (
        text,
        date(*begins),
        date(*ends),
        date(*due),
    )


@pytest.mark.parametrize(
    "text",
    [
        "2013-15 Q1",
        "2013-14 Q0",
        "2013-14 Q5",
        "2013-14",
        "Q1 2013-14",
        "2013-14 q1",
        "٢٠١٣-14 Q1",
        "",
    ],
)
def test_what_is_no_quarter(text: str) -> None:
    assert parse_period(text, QUARTERS) is None


@given(
    st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.sampled_from(PeriodLength), st.integers(1, 12)
)
def test_periods_follow_without_gap_and_are_found_by_name_and_day(day, every, month) -> None:
    periods = Periods(every=every, year_begins=month)
    here = period_containing(day, periods)
    then = next_period(here, periods)

    assert here.begins <= day <= here.ends
    assert then.begins == here.ends + timedelta(days=1)
    assert here < then
    assert parse_period(here.label, periods) == here
    assert period_of(here.year, here.number, periods) == here


FIRST = period_of(2013, 1, QUARTERS)


@pytest.mark.parametrize(
    ("day", "filed", "labels"),
    [
        pytest.param(date(2013, 7, 27), None, [], id="the day before the first is due"),
        pytest.param(date(2013, 7, 28), None, ["2013-14 Q1"], id="the day on which it is due"),
        pytest.param(
            date(2013, 7, 28), 3, ["2013-14 Q1", "2013-14 Q2", "2013-14 Q3"], id="one filed early"
        ),
        pytest.param(date(2013, 7, 28), 1, ["2013-14 Q1"], id="filed when it was due"),
    ],
)
def test_what_is_due_by_a_day(day: date, filed: int | None, labels: list[str]) -> None:
    last = None if filed is None else period_of(2013, filed, QUARTERS)

    assert [each.label for each in periods_due_by(FIRST, day, last, QUARTERS)] == labels


def test_periods_end_before_the_last_year_of_the_calendar() -> None:
    *_, last = periods_due_by(FIRST, date(9999, 12, 31), None, QUARTERS)

    assert last.label == "2199-00 Q4"


@pytest.mark.parametrize("year", [1948, 2200])
def test_a_day_outside_the_calendar_lies_in_no_period(year: int) -> None:
    with pytest.raises(ValueError, match=f"no group was watched in {year}"):
        period_containing(date(year, 6, 1), QUARTERS)
