"""Sums of money as people speak of them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from authorisation.explain.words.quantities import format_amount
from authorisation.regime.chance.rounding import EXACT

_FIGURES: Final = 3
_MILLION: Final = Decimal(1_000_000)
_LEAST_ROUNDED: Final = Decimal(1_000)
"""Below this a sum stands as it is."""
_WITH_PENCE: Final = re.compile(r"£(\d[\d,]*\.\d\d)(?!\d)")
_ONE_IN_POUNDS: Final = re.compile(
    r"(between £[\d,]+)( and £[\d,]+\.\d\d(?!\d))"
    r"|(between £[\d,]+\.\d\d and £[\d,]*\d)(?![\d,.]*\d)"
)
"""Two bounds of one sum, one of which happens to be in whole pounds."""


def format_rounded_sum(money: Decimal) -> str:
    """Format a sum in three figures, and no pence: `£4.61m`."""
    places = money.adjusted() - _FIGURES + 1
    rounded = EXACT.quantize(money, Decimal((0, (1,), places))) if places > 0 else money
    if rounded < _MILLION:
        return format_amount(EXACT.quantize(rounded, Decimal(1)), "GBP")
    return f"£{EXACT.divide(rounded, _MILLION).normalize(EXACT):,f}m"


def round_sums(text: str) -> str:
    """The text with larger sums in pence as people speak of them, unless two would read alike.

    Both bounds of one sum are told alike.
    """
    text = _ONE_IN_POUNDS.sub(
        lambda m: f"{m[3]}.00" if m[3] is not None else f"{m[1]}.00{m[2]}", text
    )
    sums = {found: Decimal(found.replace(",", "")) for found in _WITH_PENCE.findall(text)}
    spoken = {
        found: format_rounded_sum(amount) if amount >= _LEAST_ROUNDED else f"£{found}"
        for found, amount in sums.items()
    }
    if len(set(spoken.values())) < len(spoken):
        return text
    return _WITH_PENCE.sub(lambda match: spoken[match[1]], text)
