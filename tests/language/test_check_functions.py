"""The checker's table of functions beside the functions there are."""

from __future__ import annotations

import pytest

from authorisation.feel.builtins import BUILTINS
from authorisation.feel.closures.calls import CLOCK
from authorisation.language.check.types.functions import SIGNATURES


def test_the_checker_knows_every_function_and_no_other() -> None:
    assert set(SIGNATURES) == set(BUILTINS)


def test_what_reads_the_clock_is_neither_built_in_nor_known() -> None:
    assert CLOCK & (set(SIGNATURES) | set(BUILTINS)) == set()


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_as_many_arguments_may_be_given_as_the_function_takes(name: str) -> None:
    known, there = SIGNATURES[name], BUILTINS[name]
    endless = any(words[-1].endswith("...") for words in there.parameters)

    assert all(known.fewest <= len(words) for words in there.parameters)
    assert known.most == (None if endless else max(len(words) for words in there.parameters))
