"""Margins formatted for a reader: `short by 29,271 patients`."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from authorisation.engine.results import Margin
from authorisation.explain.words.quantities import format_amount

_CEILINGS: Final = frozenset(("<", "<="))
_FLOORS: Final = frozenset((">", ">="))
_EXCLUDED: Final = frozenset(("<", ">"))


def format_margin(margin: Margin | None, unit: str, operator: str = "") -> str:
    """Format a margin; empty where there is none, or neither of its ends is known.

    `operator` is that of the comparison: it decides between `over by` and `short by`.
    """
    match margin:
        case None:
            return ""
        case Decimal():
            return _format_exact(margin, unit, operator)
        case (None, Decimal() as high):
            return f"at best {_format_exact(high, unit, operator)}" if high < 0 else ""
        case (Decimal() as low, None):
            return f"at worst {_format_exact(low, unit, operator)}" if low > 0 else ""
        case (Decimal() as low, Decimal() as high):
            return _format_range(low, high, unit, operator)
        case _:
            return ""


def _format_range(low: Decimal, high: Decimal, unit: str, operator: str) -> str:
    """Format a margin known within bounds: once on which side of the line, if both are on one."""
    if low > 0 or high < 0:
        nearer, further = sorted((abs(low), abs(high)))
        sizes = f"between {format_amount(nearer, unit)} and {format_amount(further, unit)}"
        return _format_side(sizes, operator, met=low > 0)
    worst, best = (_format_exact(end, unit, operator) for end in (low, high))
    if not (worst and best):
        return f"at worst {worst}" if worst else f"at best {best}"
    return f"anything from {worst} to {best}"


def _format_exact(margin: Decimal, unit: str, operator: str) -> str:
    if margin == 0 and operator in _EXCLUDED:
        return "exactly on the line, which is not enough"
    if margin == 0:  # a count of items that is enough has nothing to say
        return "" if unit == "item" else "exactly on the line"
    return _format_side(format_amount(abs(margin), unit), operator, met=margin > 0)


def _format_side(size: str, operator: str, *, met: bool) -> str:
    """Format how far a figure is from its line, with the side of it that it lies on."""
    if met:
        return f"{size} to spare"
    if operator in _CEILINGS:
        return f"over by {size}"
    return f"short by {size}" if operator in _FLOORS else f"out by {size}"
