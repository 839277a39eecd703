"""Say how far a figure is from its line: `short by 29,271 patients`."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from authorisation.engine.steps import Margin
from authorisation.explain.quantity import amount

_CEILINGS: Final = frozenset(("<", "<="))
_FLOORS: Final = frozenset((">", ">="))
_EXCLUDED: Final = frozenset(("<", ">"))


def margin_words(margin: Margin | None, unit: str, operator: str = "") -> str:
    """Say a margin in words; empty where there is none or it is not bounded at all."""
    match margin:
        case None | (None, None):
            return ""
        case Decimal():
            return _settled(margin, unit, operator)
        case (None, high):
            assert high is not None  # noqa: S101 the first case took it
            return f"at best {_settled(high, unit, operator)}"
        case (low, None):
            assert low is not None  # noqa: S101 likewise
            return f"at worst {_settled(low, unit, operator)}"
        case (low, high):
            assert low is not None  # noqa: S101 the cases above took every None
            assert high is not None  # noqa: S101 likewise
            worst, best = (_settled(end, unit, operator) for end in (low, high))
            return f"between {worst} and {best}"


def _settled(margin: Decimal, unit: str, operator: str) -> str:
    if margin == 0:
        return _on_the_line(operator)
    size = amount(abs(margin), unit)
    if margin > 0:
        return f"{size} to spare"
    if operator in _CEILINGS:
        return f"over by {size}"
    return f"short by {size}" if operator in _FLOORS else f"out by {size}"


def _on_the_line(operator: str) -> str:
    if operator in _EXCLUDED:
        return "exactly on the line, which is not enough"
    return "exactly on the line"
