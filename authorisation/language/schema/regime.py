"""JSON Schema of what a failure regime reads: its rules, its cases and files of returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from authorisation.language.cases.regime import WrittenRegimeCase, WrittenRows
from authorisation.language.schema.answers import Schema
from authorisation.language.written.regime import WrittenRegime
from authorisation.language.written.returns import WrittenReturns
from authorisation.language.written.rules import WrittenParameter
from authorisation.language.yaml.fields import PLAIN_TEXT
from authorisation.language.yaml.shape import Written
from authorisation.model.regime import CAPABILITIES, SEVERITIES, Clock, Control, Exit

Shaped: TypeAlias = Callable[[type[Written]], Schema]
"""Returns a reference to the schema of a written shape, adding that to the definitions."""


def regime_schema(shaped: Shaped, defs: dict[str, Schema]) -> Schema:
    """Return the schema of `regime.yaml`; cells of its two tables list what they may hold."""
    whole = shaped(WrittenRegime)
    _with(defs, "WrittenRegime", {"parameters": _each(shaped(WrittenParameter))})
    cells = {
        "severity": _cell(SEVERITIES),
        "capability": _cell(CAPABILITIES),
        "control": _cell(tuple(map(str, Control))),
    }
    _with(defs, "WrittenRow", cells)
    moves = {
        "stage": _cell(),
        "response": _cell(),
        "exit": _cell(tuple(map(str, Exit))),
        "deadline": _cell(tuple(map(str, Clock))),
    }
    _with(defs, "WrittenMove", moves)
    return whole


def regime_cases_schema(shaped: Shaped, defs: dict[str, Schema]) -> Schema:
    """Return the schema of a file of `cases/regime`: histories, and rows of the two tables."""
    case, rows = shaped(WrittenRegimeCase), shaped(WrittenRows)
    period: Schema = {"anyOf": [{"const": "unfiled"}, {"type": "object"}]}
    _with(defs, "WrittenRegimeCase", {"periods": {"type": "array", "items": period}})
    row: Schema = {"type": "array", "items": _cell(), "minItems": 4}
    _with(defs, "WrittenRows", {"rows": {"type": "array", "items": row, "minItems": 1}})
    return {"type": "array", "items": {"if": {"required": ["rows"]}, "then": rows, "else": case}}


def returns_schema(shaped: Shaped) -> Schema:
    """Return the schema of a file of returns; its answers are left to the regime's questions."""
    return shaped(WrittenReturns)


def _with(defs: dict[str, Schema], name: str, properties: Mapping[str, Schema]) -> None:
    known = defs[name]
    defs[name] = {**known, "properties": {**known["properties"], **properties}}


def _each(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


def _cell(known: tuple[str | int, ...] = ()) -> Schema:
    """Return the schema of a cell: one value, a list of them, or `any`."""
    one: Schema = {"enum": list(known)} if known else dict(PLAIN_TEXT)
    several: Schema = {"type": "array", "items": one}
    return {"anyOf": [{"const": "any"}, one, several]}
