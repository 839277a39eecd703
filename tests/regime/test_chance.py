"""Chance: the published figures, the limits that follow from them, and their laws."""

import re
from dataclasses import replace
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.errors import EngineUnavailable
from authorisation.regime.chance import limits as chance
from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.chance.limits import (
    ChanceZone,
    Levels,
    Limits,
    chance_limits,
    person_years,
    person_years_by_year,
    student_quantile,
)
from tests.regime.lines import LEVELS, MENTAL_HEALTH, UNSOURCED_WHOLE, WHOLE
from tests.regime.tails import expected_groups, tail_probability

WITH_TAU = replace(WHOLE, tau=Decimal("0.5"), tau_source="for the table")


def shown(found: Limits, places: str = "0.01") -> tuple[str, str]:
    return tuple(str(each.quantize(Decimal(places))) for each in (found.watch, found.serious))


# --- the published figures, as ranges -----------------------------------------------------------


@pytest.mark.parametrize(
    ("population", "over", "least", "most"),
    [
        pytest.param(100_000, 2, "0.035", "0.045", id="about 4 % of groups of 100,000 over 2 %"),
        pytest.param(100_000, 1, "0.175", "0.225", id="about 20 % of groups of 100,000 over 1 %"),
        pytest.param(300_000, 1, "0.055", "0.065", id="6 % of groups of 300,000 over 1 %"),
    ],
)
def test_the_whole_budget_reproduces_what_was_published(population, over, least, most):
    found = tail_probability(WHOLE, [Decimal(population)], Decimal(over))

    assert float(least) <= found <= float(most)


@pytest.mark.parametrize(
    ("groups", "population"),
    [
        pytest.param(500, 104_000, id="500 of 104,000"),
        pytest.param(600, 87_000, id="600 of 87,000"),
    ],
)
def test_mental_health_reproduces_both_published_tails(groups, population):
    """Published: 15 and 26 groups over 5 %, one or two over 10 %."""
    years = [Decimal(population)]

    assert 13.5 <= expected_groups(MENTAL_HEALTH, years, Decimal(5), groups) <= 27.5
    assert 0.5 <= expected_groups(MENTAL_HEALTH, years, Decimal(10), groups) <= 2.5


def test_mental_health_in_numbers_of_groups():
    found = [
        f"{expected_groups(MENTAL_HEALTH, [Decimal(size)], Decimal(over), groups):.3f}"
        for over in (5, 10)
        for groups, size in ((500, 104_000), (600, 87_000))
    ]

    assert found == ["15.754", "24.717", "0.968", "1.771"]


def test_no_normal_fits_both_tails_of_mental_health():
    """The CV of 8.6 that fits the tail at 5 % makes far too few groups at 10 %."""
    normal = replace(MENTAL_HEALTH, cv=Decimal("8.6"), nu=None)
    years = [Decimal(104_000)]

    assert expected_groups(normal, years, Decimal(5), 500) > 13.5
    assert expected_groups(normal, years, Decimal(10), 500) < 0.5


# --- the worked table of limits -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("population", "per_cent", "millions"),
    [
        (70_729, ("2.65", "4.18"), ("2.06", "3.25")),
        (100_000, ("2.23", "3.52"), ("2.45", "3.87")),
        (320_000, ("1.25", "1.97"), ("4.39", "6.92")),
        (500_000, ("1.00", "1.57"), ("5.49", "8.65")),
        (902_287, ("0.74", "1.17"), ("7.37", "11.62")),
    ],
)
def test_the_worked_limits_at_1100_pounds_a_head(population, per_cent, millions):
    found = chance_limits(WHOLE, [Decimal(population)], LEVELS)
    money = found.of(Decimal(population) * 1100)

    assert shown(found) == per_cent
    assert shown(Limits(money.watch / 10**6, money.serious / 10**6)) == millions


@pytest.mark.parametrize(
    ("line", "population", "expected"),
    [
        pytest.param(replace(WHOLE, cv=Decimal(4), cv_high=Decimal(4)), 100_000, ("2.48", "3.91")),
        pytest.param(replace(WHOLE, cv=Decimal(4), cv_high=Decimal(4)), 500_000, ("1.11", "1.75")),
        pytest.param(WITH_TAU, 100_000, ("2.44", "3.84")),
        pytest.param(WITH_TAU, 500_000, ("1.40", "2.21")),  # 2.2051 %: printed 2.20 in the source
        pytest.param(WITH_TAU, 902_287, ("1.23", "1.94")),
        pytest.param(WHOLE, 289_000, ("1.31", "2.07"), id="Surrey Downs: 1.3 and 2.1"),
        pytest.param(WHOLE, 237_000, ("1.45", "2.29"), id="Solihull: 1.4 and 2.3"),
    ],
)
def test_limits_under_other_figures(line, population, expected):
    assert shown(chance_limits(line, [Decimal(population)], LEVELS)) == expected


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        pytest.param(3, ("4.46", "7.04"), id="first quarter"),
        pytest.param(6, ("3.16", "4.98"), id="half a year"),  # 4.9752 %
        pytest.param(9, ("2.58", "4.06"), id="three quarters"),
        pytest.param(12, ("2.23", "3.52"), id="a year"),
    ],
)
def test_part_years_have_wider_limits(months, expected):
    years = [person_years(Decimal(100_000), Decimal(months))]

    assert shown(chance_limits(WHOLE, years, LEVELS)) == expected


def test_a_band_for_a_year_flags_one_healthy_group_in_six_after_a_quarter():
    """16 % upward; the other 16 % underspend as much."""
    quarter = [person_years(Decimal(100_000), Decimal(3))]
    year = chance_limits(WHOLE, [Decimal(100_000)], LEVELS).watch

    assert round(tail_probability(WHOLE, quarter, year), 3) == 0.164


def test_three_years_at_two_per_cent_are_not_chance_though_each_year_is():
    """Mean 2.0 %, standard deviation 0.66 %: three standard deviations."""
    one, three = ([Decimal(100_000)] * years for years in (1, 3))

    assert chance_limits(WHOLE, one, LEVELS).zone(Decimal(2)) is ChanceZone.INSIDE
    assert chance_limits(WHOLE, three, LEVELS).zone(Decimal(2)) is ChanceZone.WATCH
    assert shown(chance_limits(WHOLE, three, LEVELS)) == ("1.29", "2.03")


def test_tau_averages_out_over_years_and_not_within_one():
    """k equal years divide its variance by k, a part of a year does not multiply it."""
    shared = BudgetLine(name="x", cv=Decimal(0), source="x", tau=Decimal(2), tau_source="x")
    whole = shown(chance_limits(shared, [Decimal(400)], LEVELS))
    quarter = shown(chance_limits(shared, [Decimal(100)], LEVELS))
    four_years = shown(chance_limits(shared, [Decimal(400)] * 4, LEVELS))
    uneven = shown(chance_limits(shared, [Decimal(300), Decimal(100)], LEVELS))

    assert whole == quarter == ("3.92", "6.18")
    assert four_years == ("1.96", "3.09")
    assert uneven == ("3.10", "4.89")  # 2 * sqrt(0.75^2 + 0.25^2) = 1.58


def test_quarters_are_added_up_by_financial_year():
    quarter = person_years(Decimal(100_000), Decimal(3))
    parts = [(year, quarter) for year in ("2014/15", "2013/14", "2014/15", "2014/15")]

    assert person_years_by_year(parts) == (Decimal(25_000), Decimal(75_000))
    assert person_years_by_year([]) == ()


# --- bands and levels ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variance", "band"),
    [
        pytest.param("2.231262", ChanceZone.INSIDE, id="exactly on the watch limit is inside"),
        pytest.param("2.231263", ChanceZone.WATCH, id="a hair beyond it is not"),
        pytest.param("3.517982", ChanceZone.WATCH, id="exactly on the serious limit is watched"),
        pytest.param("3.517983", ChanceZone.SERIOUS, id="a hair beyond it is serious"),
        pytest.param(
            "-3.517983", ChanceZone.SERIOUS, id="an underspend is held against the same limits"
        ),
    ],
)
def test_where_a_variance_lies(variance, band):
    assert chance_limits(WHOLE, [Decimal(100_000)], LEVELS).zone(Decimal(variance)) is band


def test_how_many_of_211_groups_chance_flags():
    assert LEVELS.flagged(211) == (Decimal("5.275"), Decimal("0.211"))


@pytest.mark.parametrize(
    ("watch", "serious"), [("0", "0.9"), ("0.9", "0.9"), ("0.9", "1"), ("NaN", "0.9")]
)
def test_levels_that_are_none(watch, serious):
    with pytest.raises(ValueError, match="level"):
        Levels(Decimal(watch), Decimal(serious))


# --- lines --------------------------------------------------------------------------------------


def test_a_sourced_line_is_worked_out_once():
    assert list(WHOLE.variants()) == [("as set", WHOLE)]


def test_an_unsourced_line_is_worked_out_under_low_and_high_too():
    found = [(name, str(line.cv), str(line.tau)) for name, line in UNSOURCED_WHOLE.variants()]

    assert found == [("as set", "3.6", "0"), ("low", "3", "0"), ("high", "5", "0")]


def test_where_only_tau_is_unsourced_only_tau_moves():
    line = replace(WHOLE, tau=Decimal("0.5"), tau_low=Decimal(0), tau_high=Decimal(1))

    found = [(name, str(each.cv), str(each.tau)) for name, each in line.variants()]

    assert found == [("as set", "3.6", "0.5"), ("low", "3.6", "0"), ("high", "3.6", "1")]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"cv": Decimal("NaN")}, "CV of `x` is not between 0 and 1000"),
        ({"cv": Decimal(-1)}, "CV of `x` is not between 0 and 1000"),
        ({"cv": Decimal(0), "cv_low": Decimal(0)}, "`x` does not vary at all"),
        ({"cv": Decimal(9)}, "CV of `x` is not between its low and its high"),
        ({"cv_low": None}, "the CV of `x` is unsourced, and lacks a low and a high"),
        ({"tau": Decimal(1)}, "tau of `x` is unsourced, and lacks a low and a high"),
        ({"nu": Decimal(2)}, "nu of `x` is 2, and is to be above 2"),
    ],
)
def test_lines_that_are_none(changes, says):
    line = {"name": "x", "cv": Decimal(4), "cv_low": Decimal(3), "cv_high": Decimal(5)}

    with pytest.raises(ValueError, match=f"^{re.escape(says)}$"):
        BudgetLine(**{**line, **changes})


@pytest.mark.parametrize("people", ["0", "-1", "NaN", "1e30", "1e-9"])
def test_people_that_are_none(people):
    with pytest.raises(ValueError, match="number of people"):
        chance_limits(WHOLE, [Decimal(people)], LEVELS)


def test_no_years_at_all():
    with pytest.raises(ValueError, match="no year"):
        chance_limits(WHOLE, [], LEVELS)


@pytest.mark.parametrize("months", ["0", "13", "-3", "NaN"])
def test_months_that_are_no_part_of_a_year(months):
    with pytest.raises(ValueError, match="no part of a year"):
        person_years(Decimal(100), Decimal(months))


def test_without_scipy_a_line_with_heavy_tails_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "scipy.special", None)

    with pytest.raises(EngineUnavailable) as caught:
        chance_limits(MENTAL_HEALTH, [Decimal(100)], LEVELS)

    assert str(caught.value) == (
        "SciPy: a budget line with heavy tails needs it, and it is not installed\n"
        "  help: pip install scipy"
    )
    assert chance_limits(WHOLE, [Decimal(100)], LEVELS).watch > 0


def test_student_t_has_a_standard_deviation_of_one_and_many_degrees_are_normal():
    assert student_quantile(0.975, 6) == pytest.approx(2.446912 / 1.5**0.5, abs=1e-6)
    assert student_quantile(0.975, 1e6) == pytest.approx(1.959964, abs=1e-5)


# --- laws ---------------------------------------------------------------------------------------

lines = st.builds(
    BudgetLine,
    name=st.just("x"),
    source=st.just("x"),
    tau_source=st.just("x"),
    cv=st.decimals("0.1", 20, places=2),
    tau=st.decimals(0, 5, places=2),
    nu=st.none() | st.decimals("2.5", 30, places=1),
)
peoples = st.decimals(1, 10**7, places=2)


@given(lines, peoples, peoples)
def test_a_larger_population_never_widens_a_limit(line, one, other):
    few, many = sorted([one, other])
    wide, narrow = (chance_limits(line, [each], LEVELS) for each in (few, many))

    assert narrow.watch <= wide.watch
    assert narrow.serious <= wide.serious


@given(lines, st.lists(peoples, min_size=1, max_size=5), st.integers(2, 50))
def test_growth_in_every_year_alike_never_widens_a_limit(line, years, times):
    wide, narrow = (
        chance_limits(line, each, LEVELS) for each in (years, [y * times for y in years])
    )

    assert narrow.watch <= wide.watch
    assert narrow.serious <= wide.serious


@given(
    lines,
    st.lists(peoples, min_size=1, max_size=5).flatmap(
        lambda y: st.tuples(st.just(y), st.permutations(y))
    ),
)
def test_the_order_of_years_never_matters(line, pair):
    years, shuffled = pair

    assert chance_limits(line, years, LEVELS) == chance_limits(line, shuffled, LEVELS)


@given(lines, peoples, st.decimals(0, 50, places=2))
def test_tail_and_limit_agree(line, people, over):
    """What lies beyond the serious limit on one side is half of what the level leaves out."""
    serious = chance_limits(line, [people], LEVELS).serious

    assert abs(tail_probability(line, [people], serious) - 0.001) < 0.00001
    assert tail_probability(line, [people], over) <= 0.5


@pytest.mark.parametrize("ulps", [-8, -1, 1, 8])
@pytest.mark.parametrize("line", [WHOLE, WITH_TAU, MENTAL_HEALTH], ids=lambda line: line.name)
@pytest.mark.parametrize("population", [70_729, 100_000, 320_000, 500_000, 902_287])
def test_the_last_digits_that_machines_may_differ_in_change_nothing(
    population, line, ulps, monkeypatch
):
    years = [Decimal(population)]
    expected = chance_limits(line, years, LEVELS)
    exact = chance.standard_deviation(line, years)
    monkeypatch.setattr(chance, "standard_deviation", lambda *_: exact * (1 + ulps * 2**-52))

    assert chance_limits(line, years, LEVELS) == expected


@given(lines, st.integers(1, 10**7), st.integers(1, 9))
def test_the_callers_decimal_context_changes_nothing(line, people, digits):
    years, budget = [Decimal(people)], Decimal(people * 1100)
    expected = chance_limits(line, years, LEVELS)
    money = expected.of(budget)
    with localcontext(prec=digits):
        found = chance_limits(line, years, LEVELS)
        again = found.of(budget)

        assert (found, again) == (expected, money)
        assert found.zone(expected.watch) is ChanceZone.INSIDE
