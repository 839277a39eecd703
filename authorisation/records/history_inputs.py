"""The inputs of a history, read from its record so that it can be derived again."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from authorisation.errors import InvalidRecord
from authorisation.model.canonical import canonical_bytes
from authorisation.records.assessment_shape import Json
from authorisation.records.history_shape import HISTORY_FORMAT
from authorisation.records.read import parse_json

_AS_ANSWERED: Final = frozenset(("answers", "at_authorisation"))
"""Where an empty text is an answer; elsewhere it stands for what the file left out."""


class _RuleSetId(msgspec.Struct, frozen=True):
    """The rule set that a history names."""

    id: str


class HistoryInputs(msgspec.Struct, frozen=True):
    """The parts of a history that it is derived from."""

    rules: _RuleSetId
    set: dict[str, str]
    as_of: date
    group: dict[str, Json]


def read_histories(data: bytes) -> list[dict[str, Json]] | None:
    """The histories of one group or of several; None where the JSON is something else.

    Raises:
        InvalidRecord: it is not JSON, or some of it is no history.
    """
    value = parse_json(data)
    if not isinstance(value, dict):
        return None
    if "histories" not in value:
        return [value] if value.get("format") == HISTORY_FORMAT else None
    several = value["histories"]
    if not isinstance(several, list) or not several:
        raise InvalidRecord("`histories` is not a list of histories")
    if not all(isinstance(each, dict) and each.get("format") == HISTORY_FORMAT for each in several):
        raise InvalidRecord(f"`histories` holds something whose `format` is not {HISTORY_FORMAT!r}")
    return [*several]


def read_history_inputs(history: dict[str, Json]) -> HistoryInputs:
    """The parts of a history that it is derived from.

    Raises:
        InvalidRecord: some of that is missing or not as it was written.
    """
    try:
        return msgspec.convert(history, HistoryInputs)
    except msgspec.ValidationError as error:
        raise InvalidRecord(f"the history is not as it was written: {error}") from None


def render_returns(inputs: HistoryInputs) -> bytes:
    """The group's file of returns, as the bytes that its reader takes."""
    group = _without_empty({name: part for name, part in inputs.group.items() if name != "sha256"})
    filed = group.get("returns")
    for each in filed if isinstance(filed, list) else ():
        if isinstance(each, dict) and "withdraws" in each:
            for name in ("answers", "causes"):
                if not each.get(name):
                    each.pop(name, None)
    return canonical_bytes(group)


def _without_empty(inputs: Json) -> Json:
    """The value without fields that are empty, which the file left out."""
    if isinstance(inputs, list):
        return [_without_empty(each) for each in inputs]
    if not isinstance(inputs, dict):
        return inputs
    return {
        name: part if name in _AS_ANSWERED else _without_empty(part)
        for name, part in inputs.items()
        if part is not None and part != ""
    }
