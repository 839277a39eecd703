"""Records read strictly: whatever is not as it was written is refused, with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.errors import InvalidRecord
from authorisation.records.read import read_record
from authorisation.records.record import render_record
from tests.explain.building import SMALL, assessed
from tests.records.building import RETURNS, as_json, history, history_text, record_of

REMEDY = (
    "\n  help: take the file as `--record` or `--format json` wrote it, all of it and unchanged"
)
NO_RECORD = f"this is no record: `format` is not 'authorisation-record-2'{REMEDY}"


def refusal(value: object) -> str:
    with pytest.raises(InvalidRecord) as caught:
        read_record(json.dumps(value).encode())
    return str(caught.value)


def changed(value: dict[str, Any], path: str, new: object) -> dict[str, Any]:
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    inside: Any = value
    for part in parents:
        inside = inside[part]
    inside[last] = new
    return value


@pytest.mark.parametrize(
    ("path", "new", "message"),
    [
        ("score", "9", "Object contains unknown field `score`"),
        ("settled", "yes", "Expected `bool`, got `str` - at `$.settled`"),
        ("kind", "opinion", "Invalid value 'opinion' - at `$.kind`"),
        ("as_of", "yesterday", "Invalid RFC3339 encoded date - at `$.as_of`"),
        ("stage", "later", "Invalid enum value 'later' - at `$.stage`"),
        ("outcomes.0.score", "9", "Object contains unknown field `score` - at `$.outcomes[0]`"),
        (
            "findings.0.step.margin",
            {"low": "many", "high": None, "unit": ""},
            (
                "Expected `str` matching regex '^-?[0-9]+([.][0-9]+)?$' - at "
                "`$.findings[0].step.margin.low`"
            ),
        ),
        (
            "findings.0.step.left",
            {"known": "perhaps"},
            "Invalid value 'perhaps' - at `$.findings[0].step.left.known`",
        ),
        (
            "missing_answers",
            [{"path": "officer"}],
            "Object missing required field `criteria` - at `$.missing_answers[0]`",
        ),
    ],
)
def test_an_assessment_that_was_changed_is_refused(path: str, new: object, message: str) -> None:
    value = changed(as_json(record_of(assessed(SMALL))), path, new)

    assert refusal(value) == f"the record is not as it was written: {message}{REMEDY}"


@pytest.mark.parametrize(
    ("path", "new", "message"),
    [
        ("score", "9", "Object contains unknown field `score`"),
        ("group.returns", "none", "Expected `array`, got `str` - at `$.group.returns`"),
        (
            "group.returns.0",
            ["2013-14 Q1"],
            "Expected `object`, got `array` - at `$.group.returns[0]`",
        ),
        (
            "group.returns.0.version",
            "latest",
            "Invalid enum value 'latest' - at `$.group.returns[0].version`",
        ),
        (
            "periods.0.exit",
            "perhaps",
            "Expected `str` matching regex '^[TFU]$' - at `$.periods[0].exit`",
        ),
        (
            "second_opinion.judge",
            "us",
            "Object contains unknown field `judge` - at `$.second_opinion`",
        ),
    ],
)
def test_a_history_that_was_changed_is_refused(path: str, new: object, message: str) -> None:
    value = changed(history(RETURNS / "published" / "thanet.yaml"), path, new)

    assert refusal(value) == f"the record is not as it was written: {message}{REMEDY}"


@pytest.mark.parametrize("part", ["group", "as_of", "second_opinion"])
def test_a_history_without_a_part_is_refused(part: str) -> None:
    value = history(RETURNS / "published" / "thanet.yaml")
    del value[part]

    assert f"Object missing required field `{part}`" in refusal(value)


def test_one_history_is_not_several() -> None:
    value = history(RETURNS / "published" / "thanet.yaml")
    whole = {"format": "authorisation-record-2", "kind": "histories", "histories": [value]}

    assert "Expected `array` of length >= 2 - at `$.histories`" in refusal(whole)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"",
            "line 1, column 1: this is not JSON, so it is no record\n  help: take the file as `--record` or `--format json` wrote it, all of it and unchanged",
        ),
        (b"\xff", f"byte 1 of the record is not UTF-8{REMEDY}"),
        (b'{"a": 1.5}', f"1.5 is a bare number: records hold decimals as strings{REMEDY}"),
        (b'{"a": NaN}', f"NaN is a bare number: records hold decimals as strings{REMEDY}"),
        (b'{"a": 1, "a": 2}', f"the record gives 'a' twice in one place{REMEDY}"),
        (b"[" * 500 + b"]" * 500, f"the record nests too deeply to be one{REMEDY}"),
        (b"[" * 100_000, f"the record nests too deeply to be one{REMEDY}"),
        (
            b'{"a": ' + b"1" * 10_000 + b"}",
            f"the record holds a number too long to be one of ours{REMEDY}",
        ),
        (b"[]", NO_RECORD),
        (b'{"format": "other"}', NO_RECORD),
        (b'{"format": "authorisation-record-3"}', NO_RECORD),
        (
            b'{"histories": "none"}',
            f"the record is not as it was written: Expected `array`, got `str` - at `$.histories`{REMEDY}",
        ),
    ],
)
def test_what_is_no_record_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        read_record(data)
    assert str(caught.value) == message


@pytest.mark.parametrize("data", [rb'{"format": "\ud800"}', rb'{"a": [{"\udfff": 1}]}'])
def test_half_a_character_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidRecord, match="the record holds half a character: a lone surrogate"):
        read_record(data)


@given(st.binary(max_size=200))
def test_no_bytes_bring_a_traceback(data: bytes) -> None:
    with pytest.raises(InvalidRecord):
        read_record(data)


def test_a_history_is_canonical_and_read_back_whole() -> None:
    text = history_text(RETURNS / "illustrative" / "provider-failure.yaml")

    assert render_record(read_record(text.encode())).decode() == text
    assert (
        json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        + "\n"
        == text
    )
