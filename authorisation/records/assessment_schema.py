"""The JSON Schema of the record of an assessment: `docs/schemas/record.schema.json`."""

from __future__ import annotations

import json
from typing import Final

import msgspec

from authorisation.records.assessment_shape import Json, Record

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_SHA256: Final = {"type": "string", "pattern": "^([0-9a-f]{64})?$"}
DAY: Final = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
ANSWER: Final = {
    "description": "An answer as a submission's file would say it; decimals are strings.",
    "anyOf": [
        {"type": ["string", "boolean"]},
        {"type": "array", "items": {"$ref": "#/$defs/Answer"}},
        {"type": "object", "additionalProperties": {"$ref": "#/$defs/Answer"}},
    ],
}
VALUE: Final = {
    "description": "What a step saw: a value, or an object whose `known` says how far it is known.",
    "anyOf": [
        {"type": ["string", "boolean", "null"]},
        {"type": "array", "items": {"$ref": "#/$defs/Value"}},
        {"type": "object", "required": ["known"]},
    ],
}
_TYPED: Final = {
    "sha256": _SHA256,
    "as_of": DAY,
    "dated_on": DAY,
    "received_on": DAY,
    "on": DAY,
    "since": DAY,
    "due": DAY,
    "left": {"$ref": "#/$defs/Value"},
    "right": {"$ref": "#/$defs/Value"},
}
"""The schema of fields by name, where Python's types say too little."""


def schema() -> dict[str, Json]:
    """The schema as values of JSON: msgspec's own, with the patterns that its types do not say."""
    made: dict[str, Json] = msgspec.json.schema(Record)
    definitions = made["$defs"]
    for definition in definitions.values():
        for name, field in definition.get("properties", {}).items():
            definition["properties"][name] = _typed(name, field)
    definitions["SubmissionKept"]["properties"]["answers"] = {
        "type": "object",
        "additionalProperties": {"$ref": "#/$defs/Answer"},
    }
    definitions["Seen"]["properties"]["value"] = {"$ref": "#/$defs/Value"}
    return {
        "$schema": DRAFT,
        "title": "The record of an assessment",
        **made,
        "$defs": {**definitions, "Answer": ANSWER, "Value": VALUE},
    }


def _typed(name: str, field: Json) -> Json:
    typed = _TYPED.get(name)
    if typed is None:
        return field
    return {"anyOf": [typed, {"type": "null"}]} if "anyOf" in field else typed


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
