"""The reader of records of every kind and format, and of JSON as records hold it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from authorisation.errors import InvalidRecord
from authorisation.explain.words.damage import format_damage
from authorisation.language.yaml.characters import looks_zipped, wide_encoding
from authorisation.language.yaml.file_kinds import READ_BY, FileKind, other_file_kind
from authorisation.model.canonical import canonical_bytes
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.format_1 import upgrade_record
from authorisation.records.history_shape import HistoryRecord
from authorisation.records.parts import FORMAT, Json
from authorisation.records.record import (
    AssessmentsRecord,
    HistoriesRecord,
    Record,
    SingleRecord,
    list_hash,
    single_records,
)

MAX_RECORD_BYTES: Final = 64_000_000
MAX_JSON_DEPTH: Final = 150
"""How many levels of JSON a record may have; ours have a few dozen."""
_KINDS: Final[Mapping[str, type[SingleRecord]]] = {
    "assessments": AssessmentRecord,
    "histories": HistoryRecord,
}
_HASHED: Final = {"assessments": '"contradictions"', "histories": '"responses_possible"'}
"""What stands in the records of a list since it has a hash."""
_LEAST: Final = 2
"""How many histories a list of them has at least."""
_SPACES: Final = re.compile(r"[ \t\n\r]*")
_AS_UTF_8: Final = "save the file as UTF-8; `--output FILE` writes it so in any shell"
_TOO_LARGE: Final = "record fewer applications at a time"
_REMEDY: Final = "take the file as `--record` or `--format json` wrote it, all of it and unchanged"


def read_record(data: bytes) -> Record:
    """The record in these bytes; spaces and the order of keys do not matter.

    Raises:
        InvalidRecord: it is not JSON, not a record of a format read here, or has a part too many.
    """
    return _convert(upgrade_record(parse_json(data)))


class RecordsFile:
    """The records in some bytes: several are read one after another, and never held together."""

    def __init__(self, data: bytes) -> None:
        """Read what stands beside the records, and check each.

        Raises:
            InvalidRecord: as `read_record`.
        """
        self.digest_differs: tuple[str, str] | None = None
        """The hash of a list as it is written and as it should be, where the two differ."""
        text = data.decode("utf-8", "replace") if len(data) <= MAX_RECORD_BYTES else ""
        found = _split_list(text)
        if found is None:
            self.whole = read_record(data)
            return
        self._text = text
        self._key, beside, self._spans = found
        entries, digests = [], []
        for number, (_, value) in enumerate(self._values()):
            digests.append(hashlib.sha256(canonical_bytes(value)).hexdigest())
            if number < _LEAST:
                entries.append(value)
            elif self._key in _KINDS:
                _convert_entry(value, self._key, number + 1)
        record = _convert({**beside, self._key: entries})
        self._check(record, digests, beside.get("sha256"))
        self.whole = record

    @property
    def number(self) -> int:
        """The number of records of one assessment or history."""
        return len(self._spans) if hasattr(self, "_spans") else len(single_records(self.whole))

    def singles(self) -> Iterator[tuple[str, SingleRecord]]:
        """Each record of one assessment or history with its place; the whole is at ""."""
        if not hasattr(self, "_spans"):
            yield from single_records(self.whole).items()
            return
        for number, (place, value) in enumerate(self._values(), start=1):
            yield place, _convert_entry(value, self._key, number)

    def _values(self) -> Iterator[tuple[str, Json]]:
        for number, (start, end) in enumerate(self._spans, start=1):
            yield f"{self._key}[{number}]", parse_json(self._text[start:end].encode())

    def _check(self, record: Record, digests: Sequence[str], written: str | None) -> None:
        """Hold the hash of a list against what is in it; before there was one, none is missed."""
        assert isinstance(record, AssessmentsRecord | HistoriesRecord)  # noqa: S101 as it was split
        wanted = list_hash(msgspec.structs.replace(record, sha256=""), digests)
        if written != wanted and (written or _HASHED[self._key] in self._text):
            self.digest_differs = (written or "", wanted)


def _split_list(text: str) -> tuple[str, dict[str, Json], list[tuple[int, int]]] | None:
    """The key of the list in a record of several, what stands beside it, and where each begins.

    None for anything else, a record of an earlier format and what is no JSON among it.
    """
    decoder = json.JSONDecoder(object_pairs_hook=_refuse_duplicate_keys, parse_float=_refuse_float)
    pairs: list[tuple[str, Json]] = []
    listed: list[tuple[str, list[tuple[int, int]]]] = []
    try:
        at = _past(text, 0, "{")
        while text[at] != "}":
            key, at = decoder.raw_decode(text, _past(text, at, "," if pairs or listed else ""))
            at = _past(text, at, ":")
            if key in _KINDS and text[at] == "[":
                spans, at = _spans(text, at, decoder)
                listed.append((key, spans))
            else:
                value, at = decoder.raw_decode(text, at)
                pairs.append((key, value))
            at = _past(text, at, "")
        if _past(text, at + 1, "") != len(text) or len(listed) != 1:
            return None
    except (IndexError, ValueError, RecursionError):
        return None
    beside = _refuse_duplicate_keys(pairs)
    (key, spans) = listed[0]
    return (key, beside, spans) if beside.get("format") == FORMAT else None


def _spans(text: str, at: int, decoder: json.JSONDecoder) -> tuple[list[tuple[int, int]], int]:
    """The spans of a list's values, where each begins and ends, and the end of the list."""
    spans: list[tuple[int, int]] = []
    at = _past(text, at, "[")
    while text[at] != "]":
        start = _past(text, at, "," if spans else "")
        _, end = decoder.raw_decode(text, start)
        spans.append((start, end))
        at = _past(text, end, "")
    return spans, at + 1


def _past(text: str, at: int, mark: str) -> int:
    """The place after a mark and the spaces around it.

    Raises:
        ValueError: the mark is not there.
    """
    at = _SPACES.match(text, at).end()  # type: ignore[union-attr] # it always matches
    if not mark:
        return at
    if not text.startswith(mark, at):
        raise ValueError(mark)
    return _SPACES.match(text, at + 1).end()  # type: ignore[union-attr] # likewise


def _convert_entry(value: Json, key: str, number: int) -> SingleRecord:
    try:
        record: SingleRecord = msgspec.convert(value, _KINDS[key])
    except msgspec.ValidationError as error:
        message = f"the record is not as it was written: {format_damage(value, error)}"
        raise _unusable(f"{key}[{number}]: {message}") from None
    return record


def parse_json(data: bytes) -> Json:
    """The JSON value in these bytes: each key once, no bare fractions, not too deep.

    Raises:
        InvalidRecord: it is something else.
    """
    if len(data) > MAX_RECORD_BYTES:
        message = f"the record is larger than {MAX_RECORD_BYTES:,} bytes"
        raise InvalidRecord(message, _TOO_LARGE)
    if looks_zipped(data):
        raise _unusable("this is a workbook, and a record is JSON")
    if wide := wide_encoding(data):
        raise InvalidRecord(f"the record is {wide}, not UTF-8", _AS_UTF_8)
    try:
        text = data.decode("utf-8-sig")  # a byte order mark before it says nothing
    except UnicodeDecodeError as error:
        raise _unusable(f"byte {error.start + 1} of the record is not UTF-8") from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_refuse_duplicate_keys,
            parse_float=_refuse_float,
            parse_constant=_refuse_float,
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        message, remedy = f"{place}: this is not JSON, so it is no record", _REMEDY
        if kind := other_file_kind(data, (FileKind.RECORD,)):
            message, remedy = f"this is {kind}, not a record", str(READ_BY[kind])
        raise InvalidRecord(message, remedy) from None
    except RecursionError:
        raise _unusable("the record nests too deeply to be one") from None
    except ValueError:
        raise _unusable("the record holds a number too long to be one of ours") from None
    if _deeper_than(MAX_JSON_DEPTH, value):
        raise _unusable("the record nests too deeply to be one")
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise _unusable("the record holds half a character: a lone surrogate") from None
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
        raise _unusable(f"the record gives {twice!a} twice in one place")
    return fields


def _refuse_float(text: str) -> Json:
    raise _unusable(f"{text[:40]} is a bare number: records hold decimals as strings")


def _unusable(message: str) -> InvalidRecord:
    """The error of a record that was not taken as it was written."""
    return InvalidRecord(message, _REMEDY)


def _convert(value: Json) -> Record:
    written = value.get("format") if isinstance(value, dict) else None
    if written != FORMAT:
        raise _unusable(f"this is no record: `format` is not {FORMAT!r}")
    try:
        record: Record = msgspec.convert(value, Record)
    except msgspec.ValidationError as error:
        message = f"the record is not as it was written: {format_damage(value, error)}"
        raise _unusable(message) from None
    return record
