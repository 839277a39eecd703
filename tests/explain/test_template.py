"""Messages of rules filled with values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from authorisation.explain.words.titles import MAX_MESSAGE_LENGTH, Titles, format_message
from tests.explain.building import program

SCOPE = {"population": {"registered": Decimal(70729)}, "officer": None, "carrier": Decimal(100000)}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("{population.registered} of {carrier}", "70,729 patients of 100,000 patients"),
        ("{pool.covered} covered", "(not answered) covered"),
        ("{officer} leads", "nobody yet leads"),
        ("{population.registered.__class__}", "{population.registered.__class__}"),
        ("{population!r} {0} {} {{carrier}}", "{population!r} {0} {} {100,000 patients}"),
        ("{carrier.real}", "(not answered)"),
    ],
)
def test_fill(message: str, expected: str) -> None:
    assert format_message(message, SCOPE, Titles(program().rules)) == expected


def test_values_are_not_filled_in_again_and_the_text_stays_short() -> None:
    scope = {"officer": "{carrier}\x1b[2J"}

    assert format_message("{officer}", scope, Titles(program().rules)) == "{carrier}\\x1B[2J"
    assert (
        len(format_message("{officer}" * 5000, scope, Titles(program().rules)))
        == MAX_MESSAGE_LENGTH
    )
