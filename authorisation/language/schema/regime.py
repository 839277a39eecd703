"""JSON Schema of what a failure regime reads: its rules and its cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from authorisation.language.schema.answers import Schema, put_properties
from authorisation.language.written.cases import WrittenRegimeCase, WrittenRows
from authorisation.language.written.regime import WrittenRegime, WrittenRegimeChanges
from authorisation.language.written.rules import WrittenParameter
from authorisation.language.yaml.fields import PLAIN_TEXT
from authorisation.language.yaml.shape import WrittenShape
from authorisation.model.regime import CAPABILITIES, SEVERITIES, Control, DeadlineState, ExitResult

SchemaReference: TypeAlias = Callable[[type[WrittenShape]], Schema]
"""Returns a reference to the schema of a written shape, adding that to the definitions."""


def regime_schema(shaped: SchemaReference, defs: dict[str, Schema]) -> Schema:
    """Return the schema of `regime.yaml`; cells of its two tables list what they may hold."""
    whole = shaped(WrittenRegime)
    parameters: Schema = {"type": "object", "additionalProperties": shaped(WrittenParameter)}
    put_properties(defs, "WrittenRegime", {"parameters": parameters})
    cells = {
        "severity": _cell_schema(SEVERITIES),
        "capability": _cell_schema(CAPABILITIES),
        "control": _cell_schema(tuple(map(str, Control))),
        "trigger": _cell_schema(),
    }
    put_properties(defs, "WrittenRow", cells)
    moves = {
        "stage": _cell_schema(),
        "response": _cell_schema(),
        "exit": _cell_schema(tuple(map(str, ExitResult))),
        "deadline": _cell_schema(tuple(map(str, DeadlineState))),
        "trigger": _cell_schema(),
    }
    put_properties(defs, "WrittenMove", moves)
    changes = shaped(WrittenRegimeChanges)
    return {"if": {"required": ["periods"]}, "then": whole, "else": changes}


def regime_cases_schema(shaped: SchemaReference, defs: dict[str, Schema]) -> Schema:
    """Return the schema of a file of `cases/regime`: histories, and rows of the two tables."""
    case, rows = shaped(WrittenRegimeCase), shaped(WrittenRows)
    period: Schema = {"anyOf": [{"const": "unfiled"}, {"type": "object"}]}
    put_properties(defs, "WrittenRegimeCase", {"periods": {"type": "array", "items": period}})
    row: Schema = {"type": "array", "items": _cell_schema(), "minItems": 4}
    put_properties(defs, "WrittenRows", {"rows": {"type": "array", "items": row, "minItems": 1}})
    return {"type": "array", "items": {"if": {"required": ["rows"]}, "then": rows, "else": case}}


def _cell_schema(known: tuple[str | int, ...] = ()) -> Schema:
    """Return the schema of a cell: one value, a list of them, or `any`."""
    one: Schema = {"enum": list(known)} if known else dict(PLAIN_TEXT)
    several: Schema = {"type": "array", "items": one}
    return {"anyOf": [{"const": "any"}, one, several]}
