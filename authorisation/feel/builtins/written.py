"""Values written as FEEL text: the result of `string`, the same for equal values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from authorisation.feel.builtins.arguments import MAX_TEXT
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.operations import kind, to_text
from authorisation.feel.values.values import Function, Range, Value

_PLAIN_NAME: Final = re.compile(r"[^\W\d][\w ]*")
_MAX_DEPTH: Final = 100


def written(value: Value) -> str:
    """Write a value as FEEL would read it. Raises: FeelError where part of it is unknown."""
    return _written(value, 0)


def number_text(value: Decimal) -> str:
    """Write a number without exponent, and without zeros that add nothing."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _written(value: Value, depth: int) -> str:
    if depth > _MAX_DEPTH:
        raise FeelError("string: the value is nested too deeply")
    match value:
        case None | bool():
            return "null" if value is None else str(value).lower()
        case Decimal():
            return number_text(value)
        case str():
            return _quoted(value)
        case list():
            return f"[{_joined(_written(item, depth + 1) for item in value)}]"
        case dict():
            entries = (f"{_name(key)}: {_written(value[key], depth + 1)}" for key in value)
            return f"{{{_joined(entries)}}}"
        case Range():
            return _range(value, depth)
        case Function(name, parameters):
            return name or f"function({', '.join(parameters)})"
    if kind(value):
        return to_text(value) if depth == 0 else f'@"{to_text(value)}"'
    raise FeelError("string: part of the value is unknown")


def _joined(parts: Iterable[str]) -> str:
    """Join parts, making no more of them than there is room for."""
    made: list[str] = []
    room = MAX_TEXT
    for part in parts:
        room -= len(part)
        if room < 0:
            raise FeelError("string: the text would be too long")
        made.append(part)
    return ", ".join(made)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _name(key: str) -> str:
    return key if _PLAIN_NAME.fullmatch(key) else _quoted(key)


def _range(value: Range, depth: int) -> str:
    low, high = (
        None if end is None else _written(end, depth + 1) for end in (value.low, value.high)
    )
    opening, closing = "[" if value.low_included else "(", "]" if value.high_included else ")"
    return f"{opening}{low or ''}..{high or ''}{closing}"
