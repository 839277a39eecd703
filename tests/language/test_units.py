"""Units: what is written, what products come to, and what may be compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.language.check.types.units import PLAIN, Unit, parse_unit


def unit(text: str) -> Unit:
    found = parse_unit(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("", ""),
        ("patient", "patient"),
        ("GBP thousand", "GBP thousand"),
        ("GBP  thousand", "GBP thousand"),
        ("%", "%"),
        ("GBP/year", "GBP/year"),
        ("GBP/patient/year", "GBP/patient/year"),
        ("GBP/year/patient", "GBP/patient/year"),
        ("GBP/(patient*year)", "GBP/patient/year"),
        ("GBP / (patient / year)", "GBP*year/patient"),
        ("patient*patient", "patient*patient"),
        ("patient/patient", ""),
        ("1/year", "1/year"),
    ],
)
def test_a_unit_is_shown_in_one_way_however_it_was_written(written, shown):
    assert str(unit(written)) == shown


@pytest.mark.parametrize(
    "written",
    ["/", "GBP/", "GBP//year", "*", "(GBP", "GBP)", "GBP year/(", "10", "£", "GBP^2", "(" * 5000],
)
def test_what_is_not_a_unit_is_refused(written):
    assert parse_unit(written) is None


@pytest.mark.parametrize(
    ("one", "other", "product", "quotient"),
    [
        ("patient", "patient", "patient*patient", ""),
        ("GBP/patient/year", "patient", "GBP/year", "GBP/patient/patient/year"),
        ("GBP/year", "patient", "GBP*patient/year", "GBP/patient/year"),
        ("GBP", "%", "GBP", "GBP"),
        ("%", "GBP", "GBP", "%/GBP"),
        ("%", "%", "%", ""),
        ("", "%", "%", "1/%"),
        ("GBP thousand", "GBP/GBP thousand", "GBP", "GBP thousand*GBP thousand/GBP"),
    ],
)
def test_products_and_quotients_combine_units(one, other, product, quotient):
    assert (str(unit(one) * unit(other)), str(unit(one) / unit(other))) == (product, quotient)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        pytest.param("GBP", "GBP", True, id="equal units agree"),
        pytest.param("GBP/year/patient", "GBP/patient/year", True, id="in whatever order"),
        pytest.param("GBP", "GBP thousand", False, id="alike is not equal"),
        pytest.param("%", "", False, id="a percentage is not a ratio"),
        pytest.param("GBP", "GBP/year", False, id="a sum is not a rate"),
        pytest.param("item", "", True, id="a count may stand against a plain number"),
        pytest.param("item", "practice", True, id="and against what rules list one by one"),
        pytest.param("item", "patient", False, id="but patients are not counted from a list"),
        pytest.param("item", "GBP", False, id="nor is money"),
        pytest.param("item", "%", False, id="nor a percentage"),
        pytest.param("item", "practice/year", False, id="and a rate is no count"),
        pytest.param("patient/item", "patient/practice", True, id="an average over a count"),
        pytest.param("practice", "member", False, id="two things listed differ"),
    ],
)
def test_agreement(one, other, agree):
    assert unit(one).agrees(unit(other)) is agree
    assert unit(other).agrees(unit(one)) is agree


UNITS = st.lists(
    st.tuples(st.sampled_from(["GBP", "patient", "year", "practice"]), st.integers(-3, 3)),
    max_size=3,
).map(lambda pairs: Unit(tuple(sorted((b, p) for b, p in dict(pairs).items() if p))))


@given(UNITS)
def test_what_is_shown_reads_back_as_the_same_unit(one):
    assert parse_unit(str(one)) == one


@given(UNITS, UNITS)
def test_dividing_undoes_multiplying(one, other):
    assert one * other / other == one
    assert one / one == PLAIN
