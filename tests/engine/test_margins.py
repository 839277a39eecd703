"""Margins put together: the least, the greatest and the opposite of several, known and bounded."""

from __future__ import annotations

from decimal import Decimal

import pytest

from authorisation.engine.judge.margins import greatest_margin, least_margin, negate_margin
from authorisation.engine.results import Margin


def D(number: int) -> Decimal:  # noqa: N802 - short, in tables
    return Decimal(number)


@pytest.mark.parametrize(
    ("margins", "least", "greatest"),
    [
        pytest.param([], None, None, id="of nothing there is none"),
        pytest.param([None, None], None, None, id="nor of what has none"),
        pytest.param([D(2), None], D(2), D(2), id="what has none is left out"),
        pytest.param([D(2), D(-1)], D(-1), D(2), id="both known"),
        pytest.param([D(2), (D(1), D(5))], (D(1), D(2)), (D(2), D(5)), id="one bounded"),
        pytest.param([D(2), (None, D(5))], (None, D(2)), (D(2), D(5)), id="no least end"),
        pytest.param([D(2), (D(1), None)], (D(1), D(2)), (D(2), None), id="no greatest end"),
        pytest.param([(D(1), None), (D(3), None)], (D(1), None), (D(3), None), id="no top at all"),
        pytest.param(
            [(None, D(1)), (None, D(3))], (None, D(1)), (None, D(3)), id="no floor at all"
        ),
        pytest.param([(None, D(2)), D(2)], (None, D(2)), D(2), id="two ends that meet are one"),
    ],
)
def test_the_least_and_the_greatest(
    margins: list[Margin | None], least: Margin | None, greatest: Margin | None
) -> None:
    assert least_margin(margins) == least
    assert greatest_margin(margins) == greatest


def test_where_more_items_may_come_one_end_is_open() -> None:
    known = [D(2), D(5)]

    assert least_margin(known, open_below=True) == (None, D(2))
    assert greatest_margin(known, open_above=True) == (D(5), None)
    assert least_margin([], open_below=True) is None
    assert greatest_margin([None], open_above=True) is None


@pytest.mark.parametrize(
    ("margin", "opposite"),
    [
        (None, None),
        (D(2), D(-2)),
        ((D(-1), D(3)), (D(-3), D(1))),
        ((None, D(3)), (D(-3), None)),
        ((D(-1), None), (None, D(1))),
    ],
)
def test_the_opposite(margin: Margin | None, opposite: Margin | None) -> None:
    assert negate_margin(margin) == opposite
