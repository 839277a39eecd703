"""Ranges read from text, for the built-in `range`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from authorisation.feel.builtins.equality import ordering
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.text import (
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
)
from authorisation.feel.values.values import CONTEXT, Range, Value

_LONGEST: Final = 2_000
_TEXT = r'"(?:[^"\\\x00-\x1f]|\\["\\/ntrbf])*"'
_NUMBER = r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?"
_CALLED = r"(?:date and time|date|time|duration)"
_END = rf"{_NUMBER}|{_TEXT}|@\s*{_TEXT}|{_CALLED}\s*\(\s*{_TEXT}\s*\)"
_RANGE: Final = re.compile(
    rf"\s*(?P<open>[\[(\]])\s*(?P<low>{_END})?\s*\.\.\s*(?P<high>{_END})?\s*(?P<close>[\])\[])\s*"
)
_CALL: Final = re.compile(rf"({_CALLED}|@)\s*\(?\s*({_TEXT})\s*\)?")
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_READERS: Final[dict[str, Callable[[str], Value]]] = {
    "@": parse_temporal,
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "duration": parse_duration,
}


def parse_range(text: str) -> Range:
    """Read a range such as `[1..3)` whose ends are literals of one kind, the lower first.

    An end may be left out where it is excluded: `(..3]`. Raises: FeelError.
    """
    found = _RANGE.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        raise FeelError("range: the text is not a range such as `[1..3]`")
    low, high = _end(found["low"]), _end(found["high"])
    low_included, high_included = found["open"] == "[", found["close"] == "]"
    if (low is None and (low_included or high is None)) or (high is None and high_included):
        raise FeelError("range: an end is missing")
    if low is not None and high is not None and ordering(low, high) > 0:
        raise FeelError("range: the ends are the wrong way round")
    return Range(low, high, low_included, high_included)


def _end(text: str | None) -> Value:
    if text is None:
        return None
    if text.startswith('"'):
        return _unquote(text)
    called = _CALL.fullmatch(text)
    if called is not None:
        return _READERS[called[1]](_unquote(called[2]))
    number = CONTEXT.create_decimal(text)
    if not number.is_finite():
        raise FeelError("range: an end is too great for a number")
    return number


def _unquote(text: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text[1:-1])
