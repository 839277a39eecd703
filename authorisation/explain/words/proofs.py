"""What every proof over all answers leaves out, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from authorisation.explain.words.quantities import join_words

PROOF_LIMITS: Final = (
    "Numbers have at most 6 decimals and lie within 10^15 of 0 where their question sets no limit;"
    " dates are from 1901 to 2099."
)
"""The numbers and dates that are looked at, whoever asks."""


def format_lists(within: Mapping[str, int], called: Callable[[str], str] = "`{}`".format) -> str:
    """Format the lists of which a proof speaks: those of any length, but for some by their paths.

    >>> format_lists({})
    'lists of any length'
    >>> format_lists({"board": 12})
    'at most 12 entries in `board`'
    """
    if not within:
        return "lists of any length"
    return join_words(
        [f"at most {most} entries in {called(path)}" for path, most in within.items()]
    )
