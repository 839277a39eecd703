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
WORDS = "one of the words that `authorise schema record` lists is to stand there"
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
        ("score", "9", "it has `score`, which no record has there"),
        ("settled", "yes", '`settled`: true or false is to stand there, and not "yes"'),
        ("kind", "opinion", f'`kind`: {WORDS}, and not "opinion"'),
        (
            "as_of",
            "yesterday",
            '`as_of`: a day such as "2012-06-01" is to stand there, and not "yesterday"',
        ),
        ("stage", "later", f'`stage`: {WORDS}, and not "later"'),
        ("outcomes.0.score", "9", "`outcomes[0]` has `score`, which no record has there"),
        (
            "findings.0.step.margin",
            {"low": "many", "high": None, "unit": ""},
            (
                '`findings[0].step.margin.low`: a decimal in quotes, such as "12.5", is to stand there,'
                ' and not "many"'
            ),
        ),
        (
            "findings.0.step.left",
            {"known": "perhaps"},
            f'`findings[0].step.left.known`: {WORDS}, and not "perhaps"',
        ),
        (
            "set",
            {"least": 3},
            "`set[...]`: text in quotes is to stand there",
        ),
        (
            "missing_answers",
            [{"path": "officer"}],
            "`missing_answers[0]` has no `criteria`",
        ),
    ],
)
def test_an_assessment_that_was_changed_is_refused(path: str, new: object, message: str) -> None:
    value = changed(as_json(record_of(assessed(SMALL))), path, new)

    assert refusal(value) == f"the record is not as it was written: {message}{REMEDY}"


@pytest.mark.parametrize(
    ("path", "new", "message"),
    [
        ("score", "9", "it has `score`, which no record has there"),
        ("group.returns", "none", '`group.returns`: a list is to stand there, and not "none"'),
        (
            "group.returns.0",
            ["2013-14 Q1"],
            "`group.returns[0]`: a mapping is to stand there, and not a list of 1",
        ),
        (
            "group.returns.0.version",
            "latest",
            f'`group.returns[0].version`: {WORDS}, and not "latest"',
        ),
        (
            "periods.0.exit",
            "perhaps",
            '`periods[0].exit`: "T", "F" or "U" is to stand there, and not "perhaps"',
        ),
        (
            "second_opinion.judge",
            "us",
            "`second_opinion` has `judge`, which no record has there",
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

    assert f"it has no `{part}`" in refusal(value)


def test_one_history_is_not_several() -> None:
    value = history(RETURNS / "published" / "thanet.yaml")
    whole = {"format": "authorisation-record-2", "kind": "histories", "histories": [value]}

    assert "`histories`: a list of at least 2 is to stand there, and not a list of 1" in refusal(
        whole
    )


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
            f'the record is not as it was written: `histories`: a list is to stand there, and not "none"{REMEDY}',
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
