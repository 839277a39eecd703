"""Built-ins on texts, and those that turn values into texts and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final

from authorisation.feel.builtins.definitions import (
    Builtin,
    argument_error,
    builtin,
    optional_argument,
    require_finite,
    require_text,
    require_text_size,
    require_truncated,
)
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.kinds import temporal_kind
from authorisation.feel.temporal.text import format_temporal
from authorisation.feel.values.values import CONTEXT, MAX_TEXT, Function, Range, Value

_NUMERAL: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")
_LONGEST_NUMERAL: Final = 1_000
_SEPARATORS: Final = (" ", ",", ".", None)
_MATCH: Final = 45
"""What taking out one match costs."""
_POINTS: Final = (".", ",", None)
_PLAIN_NAME: Final = re.compile(r"[^\W\d][\w ]*")
_MAX_DEPTH: Final = 100


def _substring(args: Sequence[Value]) -> Value:
    """Take characters from a position that counts from 1, or backwards from -1."""
    string, start = require_text("substring", args[0]), require_truncated("substring", args[1])
    if start == 0 or abs(start) > len(string):
        raise FeelError(f"substring: there is no position {start} in {len(string)} characters")
    first = start - 1 if start > 0 else len(string) + start
    if len(args) < 3 or args[2] is None:  # noqa: PLR2004 (the third argument)
        return string[first:]
    length = require_truncated("substring", args[2])
    if length < 1:
        raise FeelError("substring: the length is below 1")
    return string[first : first + length]


def _of_text(function: str, work: Callable[[str], Value]) -> Builtin:
    return builtin(function, "string", call=lambda args: work(require_text(function, args[0])))


def _of_two(function: str, work: Callable[[str, str], Value]) -> Builtin:
    def call(args: Sequence[Value]) -> Value:
        return work(require_text(function, args[0]), require_text(function, args[1]))

    return builtin(function, "string, match", call=call)


def _before(string: str, match: str) -> str:
    found, separator, _ = string.partition(match) if match else ("", "", "")
    return found if separator else ""


def _after(string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


def _flags(function: str, args: Sequence[Value], position: int) -> str:
    flags = optional_argument(args, position)
    return "" if flags is None else require_text(function, flags)


def _search_cost(per_character: int) -> Callable[[Sequence[Value]], int]:
    """The function for a search's cost by pattern and text, each character of which may match."""

    def cost(args: Sequence[Value]) -> int:
        from authorisation.feel.regex import match as regex  # noqa: PLC0415 - few rules match patterns

        text, pattern, *rest = args
        if type(text) is not str or type(pattern) is not str:
            return 0
        flags = rest[-1] if rest and type(rest[-1]) is str and per_character == 0 else ""
        return regex.search_cost(text, pattern, flags) + per_character * len(text)

    return cost


def _matches(args: Sequence[Value]) -> Value:
    from authorisation.feel.regex import match as regex  # noqa: PLC0415 - few rules match patterns

    string, pattern = require_text("matches", args[0]), require_text("matches", args[1])
    return regex.matches(string, pattern, _flags("matches", args, 2))


def _replace(args: Sequence[Value]) -> Value:
    from authorisation.feel.regex import match as regex  # noqa: PLC0415 - few rules match patterns

    string, pattern, new = (require_text("replace", value) for value in args[:3])
    return require_text_size(
        "replace", regex.replace(string, pattern, new, _flags("replace", args, 3))
    )


def _split(args: Sequence[Value]) -> Value:
    from authorisation.feel.regex import match as regex  # noqa: PLC0415 - few rules match patterns

    return regex.split(require_text("split", args[0]), require_text("split", args[1]))


def _string(args: Sequence[Value]) -> Value:
    """Write any value as FEEL would; null stays null."""
    if args[0] is None or type(args[0]) is str:
        return args[0]
    return require_text_size("string", _format_value(args[0], 0))


def _number(args: Sequence[Value]) -> Value:
    """Read a number, with a separator of thousands and a decimal point of one's choice."""
    numeral, grouping, point = (
        require_text("number", args[0]),
        optional_argument(args, 1),
        optional_argument(args, 2),
    )
    if grouping not in _SEPARATORS or isinstance(grouping, list | dict):
        raise argument_error("number", grouping, "a space, comma or point")
    if point not in _POINTS:
        raise argument_error("number", point, "a point or comma")
    if point is not None and grouping == point:
        raise FeelError("number: the two separators are the same")
    plain = numeral if grouping is None else numeral.replace(grouping, "")
    plain = plain if point is None else plain.replace(point, ".")
    if len(plain) > _LONGEST_NUMERAL or not _NUMERAL.fullmatch(plain):
        raise argument_error("number", numeral, "a number as written")
    return require_finite("number", CONTEXT.create_decimal(plain))


STRINGS: Final = (
    builtin("substring", "string, start position, length?", call=_substring),
    _of_text("string length", lambda string: Decimal(len(string))),
    _of_text("upper case", lambda string: require_text_size("upper case", string.upper())),
    _of_text("lower case", str.lower),
    _of_two("substring before", _before),
    _of_two("substring after", _after),
    _of_two("contains", lambda string, match: match in string),
    _of_two("starts with", str.startswith),
    _of_two("ends with", str.endswith),
    builtin("matches", "input, pattern, flags?", call=_matches, cost_of=_search_cost(0)),
    builtin(
        "replace",
        "input, pattern, replacement, flags?",
        call=_replace,
        cost_of=_search_cost(_MATCH),
    ),
    builtin("split", "string, delimiter", call=_split, cost_of=_search_cost(_MATCH)),
    builtin("string", "from", call=_string),
    builtin("number", "from, grouping separator?, decimal separator?", call=_number),
)


def _format_plain_number(value: Decimal) -> str:
    """Write a number without exponent, and without zeros that add nothing."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _format_value(value: Value, depth: int) -> str:
    """Write a value as FEEL would read it. Raises: FeelError where part of it is unknown."""
    if depth > _MAX_DEPTH:
        raise FeelError("string: the value is nested too deeply")
    match value:
        case None | bool():
            return "null" if value is None else str(value).lower()
        case Decimal():
            return _format_plain_number(value)
        case str():
            return _quote_string(value)
        case list():
            return f"[{_join_bounded(_format_value(item, depth + 1) for item in value)}]"
        case dict():
            entries = (f"{_name(key)}: {_format_value(value[key], depth + 1)}" for key in value)
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
        None if end is None else _format_value(end, depth + 1) for end in (value.low, value.high)
    )
    opening, closing = "[" if value.low_included else "(", "]" if value.high_included else ")"
    return f"{opening}{low or ''}..{high or ''}{closing}"
