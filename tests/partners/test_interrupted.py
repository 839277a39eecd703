"""Ctrl-C while the solver plans."""

from __future__ import annotations

from itertools import combinations
from time import monotonic

import pytest

from authorisation.partners.solver import BinaryChoices
from tests.interruptions import interrupted_after


def test_an_interruption_ends_the_search_at_once() -> None:
    choices = BinaryChoices(time_limit=60)
    members = [choices.add(chosen=True) for _ in range(60)]
    for number, (one, two, three) in enumerate(combinations(members, 3)):
        if number % 7 < 3:
            choices.require({one: 1, two: 1, three: 1}, at_least=1)

    begun = monotonic()
    with pytest.raises(KeyboardInterrupt), interrupted_after(0.2):
        choices.minimise(dict.fromkeys(members, 1))
    assert monotonic() - begun < 5
