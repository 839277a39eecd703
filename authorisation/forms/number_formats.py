"""Number formats of cells, read as far as a percentage depends on them (ECMA-376, 18.8.31).

A format has up to four sections, divided by `;`: for positive numbers, negative ones, zero, and
text. A section may begin with a condition instead, such as `[<1]`. In a section, text in double
quotes and the character after a backslash are shown as they are; `_` and `*` take the character
after them for its width. A percent sign among the rest shows the number times a hundred.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

_TOKEN: Final = re.compile(r'"[^"]*"?|\\.|[_*].|\[[^\]]*\]|.', re.DOTALL)
_CONDITION: Final = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_COMPARISONS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


def shown_percentage(number: Decimal, number_format: str) -> Decimal | None:
    """The fraction that a cell shows as a percentage: 0.05 for 5 %; None where it shows none.

    >>> shown_percentage(Decimal("0.5"), "0.0%"), shown_percentage(Decimal("0.5"), '0.0"%"')
    (Decimal('0.5'), Decimal('0.005'))
    """
    if "%" not in number_format:
        return None
    tokens = _section(number, _sections(number_format))
    if "%" in tokens:
        return number
    literal = any("%" in token for token in tokens if token[0] in '"\\')
    return number / 100 if literal else None


def _sections(number_format: str) -> list[list[str]]:
    sections: list[list[str]] = [[]]
    for part in _TOKEN.findall(number_format):
        if part == ";":
            sections.append([])
        else:
            sections[-1].append(part)
    return sections


def _section(number: Decimal, sections: list[list[str]]) -> list[str]:
    """The section that shows a number."""
    numeric = sections[:3]
    conditions = [_condition(section) for section in numeric]
    if any(conditions):
        for section, condition in zip(numeric, conditions, strict=True):
            if condition is None or _COMPARISONS[condition[0]](number, condition[1]):
                return section
        return []
    if number < 0 and len(numeric) > 1:
        return numeric[1]
    return numeric[2] if number == 0 and len(numeric) > 2 else numeric[0]  # noqa: PLR2004


def _condition(section: list[str]) -> tuple[str, Decimal] | None:
    found = next(filter(None, map(_CONDITION.fullmatch, section)), None)
    return None if found is None else (found[1], Decimal(found[2]))
