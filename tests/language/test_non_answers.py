"""Which texts answer nothing, and which answers only look like them."""

from __future__ import annotations

import pytest

from authorisation.language.answers.placeholders import is_placeholder


@pytest.mark.parametrize(
    "text",
    [
        *("TBC", "tbd", "n/a", "N/A", "don't know", "Don’t know", "not known", "?", "???", "-"),
        *("x", "XXX", "none yet", "None", "pending", "Unknown", "to be confirmed.", "…", " tbc. "),
    ],
)
def test_a_text_that_fills_a_space_answers_nothing(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["A", "03V", "Dr Pending", "TBC Ltd", "N", "5-x", "Max", "A. X"])
def test_a_text_that_has_such_words_in_it_is_an_answer(text: str) -> None:
    assert not is_placeholder(text)
