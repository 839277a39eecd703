"""Margins in words: what is certain of them, and nothing where nothing is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from authorisation.engine.results import Margin
from authorisation.explain.words.margins import format_margin

ONE, ZERO, LESS, TWICE_LESS = Decimal(1), Decimal(0), Decimal(-1), Decimal(-2)


@pytest.mark.parametrize(
    ("margin", "operator", "words"),
    [
        pytest.param(None, ">=", "", id="none"),
        pytest.param(ONE, ">=", "1 patient to spare", id="met"),
        pytest.param(LESS, ">=", "short by 1 patient", id="below a floor"),
        pytest.param(LESS, "<=", "over by 1 patient", id="above a ceiling"),
        pytest.param(LESS, "=", "out by 1 patient", id="neither"),
        pytest.param(ZERO, ">=", "exactly on the line", id="on the line"),
        pytest.param(
            ZERO, ">", "exactly on the line, which is not enough", id="on a line that is excluded"
        ),
        pytest.param((None, LESS), ">=", "at best short by 1 patient", id="at best not met"),
        pytest.param((None, ZERO), ">=", "", id="at best on the line is not settled"),
        pytest.param((None, ONE), ">=", "", id="at best met is not settled"),
        pytest.param((ONE, None), ">=", "at worst 1 patient to spare", id="at worst met"),
        pytest.param((ZERO, None), ">=", "", id="at worst on the line says nothing"),
        pytest.param((LESS, None), ">=", "", id="at worst not met is not settled"),
        pytest.param((None, None), ">=", "", id="nothing is known"),
        pytest.param(
            (LESS, ONE),
            ">=",
            "anything from short by 1 patient to 1 patient to spare",
            id="both ends are known",
        ),
        pytest.param(
            (TWICE_LESS, LESS), "<=", "over by between 1 patient and 2 patients", id="surely over"
        ),
        pytest.param(
            (ONE, Decimal(5)), ">=", "between 1 patient and 5 patients to spare", id="surely met"
        ),
        pytest.param(
            (LESS, ZERO),
            ">=",
            "anything from short by 1 patient to exactly on the line",
            id="up to the line",
        ),
    ],
)
def test_a_margin(margin: Margin | None, operator: str, words: str) -> None:
    assert format_margin(margin, "patient", operator) == words


def test_a_count_that_is_just_enough_says_nothing_of_the_line() -> None:
    assert format_margin(ZERO, "item", ">=") == ""
    assert format_margin((LESS, ZERO), "item", ">=") == "at worst short by 1 item"
    assert format_margin((ZERO, ONE), "item", ">=") == "at best 1 item to spare"
