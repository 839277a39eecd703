"""The JSON Schema of the record of an assessment: `docs/schemas/record.schema.json`."""

from __future__ import annotations

import json
from typing import Final

import msgspec

from authorisation.records.assessment_shape import AssessmentRecord, Json

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_SHA256_SCHEMA: Final = {"type": "string", "pattern": "^([0-9a-f]{64})?$"}
DAY_SCHEMA: Final = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
ANSWER_SCHEMA: Final = {
    "description": "An answer as a submission's file would say it; decimals are strings.",
    "anyOf": [
        {"type": ["string", "boolean"]},
        {"type": "array", "items": {"$ref": "#/$defs/Answer"}},
        {"type": "object", "additionalProperties": {"$ref": "#/$defs/Answer"}},
    ],
}
VALUE_SCHEMA: Final = {
    "description": "What a step saw: a value, or an object whose `known` says how far it is known.",
    "anyOf": [
        {"type": ["string", "boolean", "null"]},
        {"type": "array", "items": {"$ref": "#/$defs/Value"}},
        {"type": "object", "required": ["known"]},
    ],
}
_FIELD_SCHEMAS: Final = {
    "sha256": _SHA256_SCHEMA,
    "as_of": DAY_SCHEMA,
    "dated_on": DAY_SCHEMA,
    "received_on": DAY_SCHEMA,
    "on": DAY_SCHEMA,
    "since": DAY_SCHEMA,
    "due": DAY_SCHEMA,
    "left": {"$ref": "#/$defs/Value"},
    "right": {"$ref": "#/$defs/Value"},
}
"""The schema of fields by name, where Python's types say too little."""


def assessment_record_schema() -> dict[str, Json]:
    """The schema as values of JSON: msgspec's own, with the patterns that its types do not say."""
    generated: dict[str, Json] = msgspec.json.schema(AssessmentRecord)
    definitions = generated["$defs"]
    for definition in definitions.values():
        for name, field in definition.get("properties", {}).items():
            definition["properties"][name] = _field_schema(name, field)
    definitions["SubmissionRecord"]["properties"]["answers"] = {
        "type": "object",
        "additionalProperties": {"$ref": "#/$defs/Answer"},
    }
    definitions["ValueRecord"]["properties"]["value"] = {"$ref": "#/$defs/Value"}
    return {
        "$schema": DRAFT,
        "title": "The record of an assessment",
        **generated,
        "$defs": {**definitions, "Answer": ANSWER_SCHEMA, "Value": VALUE_SCHEMA},
    }


def _field_schema(name: str, field: Json) -> Json:
    typed = _FIELD_SCHEMAS.get(name)
    if typed is None:
        return field
    return {"anyOf": [typed, {"type": "null"}]} if "anyOf" in field else typed


def render_assessment_schema() -> str:
    """The schema as the text of its file."""
    return (
        json.dumps(assessment_record_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    )
