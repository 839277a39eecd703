"""What a figure is set to, in full, as pages on the rules have it."""

from __future__ import annotations

from typing import Final

from authorisation.explain.words.quantities import format_value
from authorisation.model.rules import DatedValue, DatedValueKind, Parameter
from authorisation.model.value import Answer, Items

_EXACT: Final = 34
"""As many decimals as a number may have."""


def format_full_value(value: Answer, parameter: Parameter) -> str:
    """Format a value in full, the items of a list too."""
    if isinstance(value, Items):
        return "; ".join(format_full_value(item, parameter) for item in value.items) or "none"
    return format_value(value, parameter.unit, places=_EXACT)


def format_setting(entry: DatedValue, parameter: Parameter) -> str:
    """Format what an entry sets: a value, that there is none, or that it was abolished."""
    match entry.setting:
        case DatedValueKind.NONE:
            return "none is set"
        case DatedValueKind.ABOLISHED:
            return "abolished"
        case DatedValueKind.VALUE:
            return format_full_value(entry.value, parameter)
