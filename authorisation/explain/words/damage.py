"""What is wrong with JSON of ours that is not as it was written, in words of its author."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from authorisation.errors import InvalidRecord
from authorisation.explain.words.safe import shorten, visible

T = TypeVar("T")

_LONGEST: Final = 60
"""How much of a value is shown, in characters."""
_PLACE: Final = re.compile(r"(?s)(.*) - at (`key` in )?`\$\.?(.*)`")
_FIELD: Final = re.compile(r"Object (contains unknown|missing required) field `(.*)`", re.DOTALL)
_EXPECTED: Final = re.compile(
    r"Expected `(?P<kinds>.*?)`(?: matching regex '(?P<pattern>.*)'| of length (?P<length>.*?)"
    r"| (?P<bound>[<>]=? .*?))?(?:, got .*)?"
)
_KINDS: Final = {
    "array": "a list",
    "bool": "true or false",
    "date": "a day in quotes",
    "int": "a whole number",
    "null": "null",
    "object": "a mapping",
    "str": "text in quotes",
}
_PATTERNS: Final[Mapping[str, str]] = {
    "^[0-9a-f]{64}$": "a hash of 64 hexadecimal digits",
    "^([0-9a-f]{64})?$": "a hash of 64 hexadecimal digits, or empty",
    "^-?[0-9]+([.][0-9]+)?$": 'a decimal in quotes, such as "12.5",',
    "^[TFU]$": '"T", "F" or "U"',
}


def decode_json(data: bytes, kind: type[T]) -> T:
    """JSON of this shape.

    Raises:
        InvalidRecord: it is something else; says where and what, and not of which file.
    """
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise InvalidRecord(_format_no_json(data)) from None
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise InvalidRecord(format_damage(value, error)) from None


def _format_no_json(data: bytes) -> str:
    try:
        json.loads(data)
    except json.JSONDecodeError as error:
        return f"line {error.lineno}, column {error.colno}: this is not JSON"
    except UnicodeDecodeError as error:
        return f"byte {error.start + 1} is not UTF-8"
    except (RecursionError, ValueError):
        pass  # too deep, or a number too long
    return "this is no JSON that this program wrote"


def format_damage(value: object, error: msgspec.ValidationError) -> str:
    """The words for where a record is not of its shape, what stands there, and what should.

    The library says the place and the kind of fault in a sentence alone.
    """
    found = _PLACE.fullmatch(str(error))
    fault, in_key, path = found.groups() if found else (str(error), None, "")
    at = f"{'a key of ' if in_key else ''}`{visible(path)}`" if path else ""
    if field := _FIELD.fullmatch(fault):
        name = visible(field[2])
        if field[1] == "missing required":
            return f"{at or 'it'} has no `{name}`"
        return f"{at or 'it'} has `{name}`, which no record has there"
    stands = _ELSEWHERE if in_key else _value_at(value, path)
    shown = "" if stands is _ELSEWHERE else f", and not {_format_value(stands)}"
    return f"{at or 'the whole'}: {_wanted(fault)}{shown}"


_ELSEWHERE: Final = object()
"""Instead of a value whose place the library does not say in full: that of a key it leaves out."""


def _value_at(value: object, path: str) -> object:
    for name, number in re.findall(r"([^.\[\]`]+)|\[(\d+|\.\.\.)\]", path):
        if isinstance(value, list) and number.isdecimal():
            value = value[int(number)]
        elif isinstance(value, dict) and name:
            value = value[name]
        else:
            return _ELSEWHERE
    return value


def _format_value(value: object) -> str:
    """A value as it is written, cut where it is long; of lists and mappings only what they are."""
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return "a mapping"
    return shorten(visible(json.dumps(value, ensure_ascii=False)), _LONGEST)


def _wanted(fault: str) -> str:
    if fault.startswith("Invalid RFC3339"):
        return 'a day such as "2012-06-01" is to stand there'
    if fault.startswith(("Invalid enum value", "Invalid value")):
        return "one of the words that `authorise schema record` lists is to stand there"
    found = _EXPECTED.fullmatch(fault)
    if found is None:
        return "what `authorise schema record` says is to stand there"
    kinds = " or ".join(_KINDS.get(each, each) for each in found["kinds"].split(" | "))
    if found["pattern"]:
        kinds = _PATTERNS.get(found["pattern"], kinds)
    if found["length"]:
        kinds += f" of {found['length'].replace('>=', 'at least').replace('<=', 'at most')}"
    if found["bound"]:
        kinds += f" {found['bound']}"
    return f"{kinds} is to stand there"
