"""The reader of records of every kind and format, and of JSON as records hold it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from authorisation.errors import InvalidRecord
from authorisation.records.format_1 import upgrade_record
from authorisation.records.parts import FORMAT, Json
from authorisation.records.record import Record

MAX_RECORD_BYTES: Final = 64_000_000
MAX_JSON_DEPTH: Final = 150
"""How many levels of JSON a record may have; ours have a few dozen."""
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_AS_UTF_8: Final = "save the file as UTF-8; `--output FILE` writes it so in any shell"
_REMEDY: Final = "take the file as `--record` or `--format json` wrote it, all of it and unchanged"


def read_record(data: bytes) -> Record:
    """The record in these bytes; spaces and the order of keys do not matter.

    Raises:
        InvalidRecord: it is not JSON, not a record of a format read here, or has a part too many.
    """
    return _convert(upgrade_record(parse_json(data)))


def parse_json(data: bytes) -> Json:
    """The JSON value in these bytes: each key once, no bare fractions, not too deep.

    Raises:
        InvalidRecord: it is something else.
    """
    if len(data) > MAX_RECORD_BYTES:
        raise InvalidRecord(f"the record is larger than {MAX_RECORD_BYTES:,} bytes")
    if data.startswith(_UTF_16) or 0 in data[:2]:
        raise InvalidRecord(f"the record is UTF-16, not UTF-8\n  help: {_AS_UTF_8}")
    try:
        text = data.decode("utf-8-sig")  # a byte order mark before it says nothing
    except UnicodeDecodeError as error:
        raise InvalidRecord(f"byte {error.start + 1} of the record is not UTF-8") from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_refuse_duplicate_keys,
            parse_float=_refuse_float,
            parse_constant=_refuse_float,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise InvalidRecord(f"{place}: this is not JSON, so it is no record") from None
    except RecursionError:
        raise InvalidRecord("the record nests too deeply to be one") from None
    except ValueError:
        raise InvalidRecord("the record holds a number too long to be one of ours") from None
    if _deeper_than(MAX_JSON_DEPTH, value):
        raise InvalidRecord("the record nests too deeply to be one")
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InvalidRecord("the record holds half a character: a lone surrogate") from None
    return value


def _deeper_than(limit: int, value: Json) -> bool:
    level = [value]
    for _ in range(limit):
        level = [inner for each in level for inner in _children(each)]
        if not level:
            return False
    return True


def _children(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _refuse_duplicate_keys(pairs: Sequence[tuple[str, Json]]) -> dict[str, Json]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        found: set[str] = set()
        twice = next(key for key, _ in pairs if key in found or found.add(key))  # type: ignore[func-returns-value]
        raise InvalidRecord(f"the record gives {twice!a} twice in one place")
    return fields


def _refuse_float(text: str) -> Json:
    raise InvalidRecord(f"{text[:40]} is a bare number: records hold decimals as strings")


def _convert(value: Json) -> Record:
    written = value.get("format") if isinstance(value, dict) else None
    if written != FORMAT:
        raise InvalidRecord(f"this is no record: `format` is not {FORMAT!r}\n  help: {_REMEDY}")
    try:
        record: Record = msgspec.convert(value, Record)
    except msgspec.ValidationError as error:
        message = f"the record is not as it was written: {error}"
        raise InvalidRecord(f"{message}\n  help: {_REMEDY}") from None
    return record
