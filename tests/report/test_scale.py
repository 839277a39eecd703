"""Round values for axes."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.report.charts.scale import sizes, ticks


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("-1", "1", "-1.0 -0.5 0.0 0.5 1.0"),
        ("-6.2", "7.1", "-10 -5 0 5 10"),
        ("-3.9", "5", "-4 -2 0 2 4 6"),
        ("0", "0.03", "0.000 0.005 0.010 0.015 0.020 0.025 0.030"),
    ],
)
def test_ticks(low: str, high: str, expected: str) -> None:
    assert " ".join(map(str, ticks(Decimal(low), Decimal(high)))) == expected


def test_sizes() -> None:
    found = sizes(Decimal(70_729), Decimal(902_287))

    assert [f"{size:,f}" for size in found] == ["100,000", "200,000", "500,000"]


@given(
    st.decimals(-(10**20), 10**20, places=6),
    st.decimals(0, 10**20, places=6).filter(lambda size: size > 0),
)
def test_ticks_hold_all_between_them_at_even_steps(low: Decimal, size: Decimal) -> None:
    found = ticks(low, low + size)

    assert found[0] <= low
    assert found[-1] >= low + size
    assert len({after - before for before, after in pairwise(found)}) == 1
    assert len(found) <= 9


@pytest.mark.parametrize("high", ["5", "4.99"])
def test_an_axis_without_length_is_refused(high: str) -> None:
    with pytest.raises(ValueError, match="an axis has a length"):
        ticks(Decimal(5), Decimal(high))
