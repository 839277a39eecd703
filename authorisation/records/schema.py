"""The JSON Schema of records of every kind: `docs/schemas/record.schema.json`."""

from __future__ import annotations

import json
from inspect import cleandoc
from typing import Final, get_args

import msgspec

from authorisation.language.schema.answers import DIALECT
from authorisation.records.parts import Json
from authorisation.records.record import Record
from authorisation.records.values import RecordedValue

_ANSWER_SCHEMA: Final = {
    "description": "An answer as the file would say it; decimals are strings.",
    "anyOf": [
        {"type": ["string", "boolean"]},
        {"type": "array", "items": {"$ref": "#/$defs/Answer"}},
        {"type": "object", "additionalProperties": {"$ref": "#/$defs/Answer"}},
    ],
}
"""Written out because a type that nests without end cannot be derived from."""
_VALUE_DESCRIPTION: Final = (
    "A value as a step used it, decimals as strings; an object whose `known` says how far it is "
    "known; or the two ends of a range."
)


def record_schema() -> dict[str, Json]:
    """The schema as values of JSON, derived from the structs that records are read into.

    It goes by `kind` before it looks any further, so that a validator names the place that is
    wrong, and not just that no kind of record fits.
    """
    kinds = get_args(Record)
    (*references, value), definitions = msgspec.json.schema_components(
        (*kinds, RecordedValue), ref_template="#/$defs/{name}"
    )
    names = [kind.__struct_config__.tag for kind in kinds]
    return {
        "$schema": DIALECT,
        "title": "A record of an assessment, of a history, or of several",
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": names}},
        "allOf": [
            {"if": {"required": ["kind"], "properties": {"kind": {"const": name}}}, "then": ref}
            for name, ref in zip(names, references, strict=True)
        ],
        "$defs": {
            **{name: _tidy(definition, value) for name, definition in definitions.items()},
            "Answer": _ANSWER_SCHEMA,
            "Value": {"description": _VALUE_DESCRIPTION, **value},
        },
    }


def _tidy(definition: dict[str, Json], value: Json) -> dict[str, Json]:
    """A definition with its text unindented, which some versions of Python do and some do not.

    A value that a step used, which is a union and so has no name of its own, is referred to.
    """
    tidy = {**definition, "description": cleandoc(definition["description"])}
    if properties := definition.get("properties"):
        tidy["properties"] = {
            name: {"$ref": "#/$defs/Value"} if field == value else field
            for name, field in properties.items()
        }
    return tidy


def render_record_schema() -> str:
    """The schema as the text of its file."""
    return json.dumps(record_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
