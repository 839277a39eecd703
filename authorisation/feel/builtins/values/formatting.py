"""Values written as FEEL text: the result of `string`, the same for equal values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from authorisation.feel.builtins.arguments import MAX_TEXT
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.operations import format_temporal, temporal_kind
from authorisation.feel.values.values import Function, Range, Value

_PLAIN_NAME: Final = re.compile(r"[^\W\d][\w ]*")
_MAX_DEPTH: Final = 100


def format_feel(value: Value) -> str:
    """Write a value as FEEL would read it. Raises: FeelError where part of it is unknown."""
    return _format_nested(value, 0)


def format_plain_number(value: Decimal) -> str:
    """Write a number without exponent, and without zeros that add nothing."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _format_nested(value: Value, depth: int) -> str:
    if depth > _MAX_DEPTH:
        raise FeelError("string: the value is nested too deeply")
    match value:
        case None | bool():
            return "null" if value is None else str(value).lower()
        case Decimal():
            return format_plain_number(value)
        case str():
            return _quote_string(value)
        case list():
            return f"[{_join_bounded(_format_nested(item, depth + 1) for item in value)}]"
        case dict():
            entries = (f"{_name(key)}: {_format_nested(value[key], depth + 1)}" for key in value)
            return f"{{{_join_bounded(entries)}}}"
        case Range():
            return _range(value, depth)
        case Function(name, parameters):
            return name or f"function({', '.join(parameters)})"
    if temporal_kind(value):
        return format_temporal(value) if depth == 0 else f'@"{format_temporal(value)}"'
    raise FeelError("string: part of the value is unknown")


def _join_bounded(parts: Iterable[str]) -> str:
    """Join parts, making no more of them than there is room for."""
    made: list[str] = []
    room = MAX_TEXT
    for part in parts:
        room -= len(part)
        if room < 0:
            raise FeelError("string: the text would be too long")
        made.append(part)
    return ", ".join(made)


def _quote_string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _name(key: str) -> str:
    return key if _PLAIN_NAME.fullmatch(key) else _quote_string(key)


def _range(value: Range, depth: int) -> str:
    low, high = (
        None if end is None else _format_nested(end, depth + 1) for end in (value.low, value.high)
    )
    opening, closing = "[" if value.low_included else "(", "]" if value.high_included else ")"
    return f"{opening}{low or ''}..{high or ''}{closing}"
