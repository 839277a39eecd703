"""Values as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.explain.words.margins import format_margin
from authorisation.explain.words.quantities import format_amount, format_value
from authorisation.explain.words.safe import visible
from authorisation.feel.temporal.kinds import Date, DaysTime, YearsMonths
from authorisation.feel.values.values import Bounds, PartialList, Unknown
from authorisation.model.value import Duration, Items


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        ("70729", "patient", "70,729 patients"),
        ("1", "patient", "1 patient"),
        ("-1", "day", "-1 day"),
        ("2", "body", "2 bodies"),
        ("25", "GBP/patient/year", "£25 per patient per year"),
        ("23.5", "GBP/patient", "£23.50 per patient"),
        ("-1250000", "GBP", "-£1,250,000"),
        ("12.5", "GBP million", "£12.50 million"),
        ("0.125", "%", "12.5%"),
        ("1E+3", "", "1,000"),
        ("0.3333333333", "", "about 0.33"),
        ("0.0000012345", "GBP", "about £0.0000012"),
        ("3", "patient/practice", "3 patients per practice"),
        ("1E+999", "", "1E+999"),
    ],
)
def test_amount(number: str, unit: str, expected: str) -> None:
    assert format_amount(Decimal(number), unit) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(None, "nobody yet", id="there is none, in the question's words"),
        pytest.param(True, "yes", id="true"),
        pytest.param(date(2012, 10, 1), "1 October 2012", id="a date of the model"),
        pytest.param(Date(2012, 2, 29), "29 February 2012", id="a date of FEEL"),
        pytest.param(Duration(months=3), "3 months", id="months"),
        pytest.param(YearsMonths(120), "10 years", id="whole years"),
        pytest.param(DaysTime(86_400_000_000_000), "1 day", id="one day"),
        pytest.param(Unknown(), "not answered", id="unknown"),
        pytest.param(Unknown(inapplicable=True), "does not apply", id="never set"),
        pytest.param(Bounds(Decimal(0), None, frozenset("a")), "not answered", id="open bounds"),
        pytest.param(Bounds(Decimal(1), Decimal(9)), "between 1 and 9", id="both bounds"),
        pytest.param(["lay", "gp", "nurse"], "lay, gp and nurse", id="a short list"),
        pytest.param([{}, {}], "2 items", id="a list of entries"),
        pytest.param(PartialList((), open=True), "not answered", id="nothing of a list"),
        pytest.param(PartialList(("a", "b"), (False, True)), "a, perhaps more", id="perhaps"),
        pytest.param(Items(("a",), so_far=True), "a so far", id="a list so far"),
        pytest.param("", "(empty)", id="an empty text"),
        pytest.param("x" * 500, "x" * 159 + "…", id="a long text is cut"),
    ],
)
def test_shown(value: object, expected: str) -> None:
    assert format_value(value, none="nobody yet") == expected


@pytest.mark.parametrize(
    ("margin", "operator", "expected"),
    [
        ("-29271", ">=", "short by 29,271 patients"),
        ("-29271", "<=", "over by 29,271 patients"),
        ("-1", "between", "out by 1 patient"),
        ("5", ">=", "5 patients to spare"),
        ("0", ">=", "exactly on the line"),
        ("0", "<", "exactly on the line, which is not enough"),
    ],
)
def test_margin(margin: str, operator: str, expected: str) -> None:
    assert format_margin(Decimal(margin), "patient", operator) == expected


def test_a_margin_known_to_one_side_is_told_only_where_it_settles_something() -> None:
    assert format_margin((Decimal(-5), None), "patient", ">=") == ""
    assert format_margin((Decimal(5), None), "patient", ">=") == "at worst 5 patients to spare"
    assert format_margin((None, Decimal(-5)), "day", "<=") == "at best over by 5 days"
    assert (
        format_margin((Decimal(-5), Decimal(2)), "day", "<=")
        == "anything from over by 5 days to 2 days to spare"
    )


def test_what_a_terminal_would_obey_is_spelt_out() -> None:
    assert visible("a\x1b[31mb\u202ec\u0085d\n e\ud800\U000e0041") == (
        "a\\x1B[31mb\\u202Ec\\x85d e\\uD800\\U000E0041"
    )


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    seen = visible(text)

    assert all(ord(char) >= 32 and not 0x7F <= ord(char) <= 0x9F for char in seen)
    assert visible(seen) == seen


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
)
def test_a_number_of_few_decimals_is_shown_whole(number: Decimal) -> None:
    assert Decimal(format_amount(number, "patient").split(" ")[0].replace(",", "")) == number
