"""The JSON Schema of the record of a history: `docs/schemas/history.schema.json`."""

from __future__ import annotations

import json
from typing import Final

from authorisation.model.regime import ComparedWith
from authorisation.records.assessment_schema import ANSWER_SCHEMA, DAY_SCHEMA, DRAFT, VALUE_SCHEMA
from authorisation.records.assessment_shape import Json

HISTORY_FORMAT: Final = "authorisation history 1"

_TEXT: Final[Json] = {"type": "string"}
_YES_NO: Final[Json] = {"type": "boolean"}
_SHA256: Final[Json] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_FIGURE: Final[Json] = {"type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?$"}
_LETTER: Final[Json] = {
    "description": "T fires, F does not, U cannot be told from what was filed.",
    "enum": ["T", "F", "U"],
}
_SEVERITY: Final[Json] = {"type": "integer", "minimum": 0}
_GRADE: Final[Json] = {"type": "integer", "minimum": 1, "maximum": 4}


def _or_null(inner: Json) -> Json:
    return {"anyOf": [inner, {"type": "null"}]}


def _list(inner: Json) -> Json:
    return {"type": "array", "items": inner}


def _by_name(inner: Json) -> Json:
    return {"type": "object", "additionalProperties": inner}


def _part(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _all_of(properties: dict[str, Json], one_of: tuple[str, ...] = ()) -> Json:
    """The schema of an object with these properties and no other; of `one_of`, exactly one."""
    made: dict[str, Json] = {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in one_of],
        "additionalProperties": False,
    }
    if one_of:
        made["oneOf"] = [{"required": [name]} for name in one_of]
    return made


_ANSWERS: Final = _by_name(_part("Answer"))
_BEFORE_AND_AFTER: Final[Json] = {"type": "array", "minItems": 2, "maxItems": 2}

_FILED: Final[dict[str, Json]] = {
    "Group": _all_of(
        {
            "name": _TEXT,
            "code": _TEXT,
            "note": _TEXT,
            "source": _list(_TEXT),
            "published_facts_only": _YES_NO,
            "authorised_on": DAY_SCHEMA,
            "first": _TEXT,
            "at_authorisation": _ANSWERS,
            "conditions": _or_null(_list(_part("Condition"))),
            "capability": _list(_part("Capability")),
            "returns": _list(_part("Return")),
            "sha256": _SHA256,
        }
    ),
    "Condition": _all_of(
        {"requires": _TEXT, "due_on": DAY_SCHEMA, "discharged_on": _or_null(DAY_SCHEMA)}
    ),
    "Capability": _all_of({"grade": _GRADE, "by": _TEXT, "on": DAY_SCHEMA, "reason": _TEXT}),
    "Return": _all_of(
        {
            "period": _TEXT,
            "corrects": _TEXT,
            "withdraws": _TEXT,
            "received_on": DAY_SCHEMA,
            "reason": _TEXT,
            "answers": _ANSWERS,
            "evidence": _by_name(_part("Evidence")),
            "causes": _list(_part("Cause")),
        },
        one_of=("period", "corrects", "withdraws"),
    ),
    "Evidence": _all_of(
        {
            "document": _TEXT,
            "where": _TEXT,
            "level": {"enum": ["stated", "evidenced", "checked"]},
        }
    ),
    "Cause": _all_of(
        {
            "cause": _TEXT,
            "about": _TEXT,
            "status": {"enum": ["claimed", "accepted", "disputed"]},
            "by": _TEXT,
            "on": DAY_SCHEMA,
            "amount": _or_null(_FIGURE),
            "main": _YES_NO,
            "claimed_by": _TEXT,
            "claimed_on": _or_null(DAY_SCHEMA),
            "arose": _or_null(DAY_SCHEMA),
            "evidence": _list(_part("Proof")),
        }
    ),
    "Proof": _all_of({"kind": _TEXT, "document": _TEXT, "by": _TEXT, "on": DAY_SCHEMA}),
}

_FOLLOWED: Final[dict[str, Json]] = {
    "Period": _all_of(
        {
            "period": _TEXT,
            "filed": _YES_NO,
            "stage_before": _TEXT,
            "stage_after": _TEXT,
            "stages_possible": _list(_TEXT),
            "exit": _LETTER,
            "clock": _TEXT,
            "capability": _or_null(_GRADE),
            "limbs": _list(_TEXT),
            "powers": _list(_TEXT),
            "interim": _YES_NO,
            "interim_review": _or_null(DAY_SCHEMA),
            "responses": _list(_TEXT),
            "triggers": _by_name(_part("Trigger")),
            "lines": _by_name(_by_name(_part("Line"))),
            "under": _by_name(_part("Under")),
        }
    ),
    "Under": _all_of(
        {
            "figures": _by_name(_all_of({"cv": _part("Value"), "between_years": _part("Value")})),
            "stage_before": _TEXT,
            "stage_after": _TEXT,
            "responses": _list(_TEXT),
            "triggers": _by_name(
                _all_of({"lasting": _by_name(_LETTER), "responses": _list(_TEXT)})
            ),
        }
    ),
    "Trigger": _all_of(
        {
            "bands": _by_name(_part("Band")),
            "severities": {"type": "array", "items": _SEVERITY, "minItems": 1},
            "control": _TEXT,
            "wanted": _list(_TEXT),
            "responses": _list(_TEXT),
            "because": _list(_TEXT),
        }
    ),
    "Band": _all_of({"lasting": _LETTER, "now": _LETTER, "margin": _part("Value")}),
    "Line": _all_of(
        {
            "variance": _part("Value"),
            "budget": _part("Value"),
            "compared_with": {"enum": [str(word) for word in ComparedWith]},
            "planned": _part("Value"),
            "explained": _part("Value"),
            "remainder": _part("Value"),
            "watch_limit": _part("Value"),
            "serious_limit": _part("Value"),
            "not_chance_at_least": _part("Value"),
            "control": _TEXT,
        }
    ),
    "Correction": _all_of(
        {
            "period": _TEXT,
            "received_on": DAY_SCHEMA,
            "withdrawn": _YES_NO,
            "reason": _TEXT,
            "changes": _list(_part("Change")),
        }
    ),
    "Change": _all_of(
        {
            "period": _TEXT,
            "triggers": _list({"type": "array", "items": _TEXT, "minItems": 3, "maxItems": 3}),
            "responses": _or_null({**_BEFORE_AND_AFTER, "items": _list(_TEXT)}),
            "stage": _or_null({**_BEFORE_AND_AFTER, "items": _TEXT}),
        }
    ),
    "SecondEngine": _all_of(
        {
            "engine": _TEXT,
            "version": _TEXT,
            "conclusions": {"type": "integer", "minimum": 0},
            "differs": _list(_TEXT),
            "unavailable": _TEXT,
        }
    ),
}

_HISTORY: Final = _all_of(
    {
        "format": {"const": HISTORY_FORMAT},
        "statement": _TEXT,
        "engine_version": _TEXT,
        "rules": _all_of({"id": _TEXT, "edition": _TEXT, "title": _TEXT, "sha256": _SHA256}),
        "set": _by_name(_TEXT),
        "as_of": DAY_SCHEMA,
        "group": _part("Group"),
        "periods": _list(_part("Period")),
        "corrections": _list(_part("Correction")),
        "second_engine": _part("SecondEngine"),
    }
)


def history_record_schema() -> dict[str, Json]:
    """The schema as values of JSON: of one group's history, or of several in one file."""
    several = {"type": "array", "items": _part("History"), "minItems": 2}
    return {
        "$schema": DRAFT,
        "title": "The history of an authorised group, or of several",
        "type": "object",
        "if": {"required": ["histories"]},
        "then": _all_of({"histories": several}),
        "else": _part("History"),
        "$defs": {
            "History": _HISTORY,
            **_FILED,
            **_FOLLOWED,
            "Answer": ANSWER_SCHEMA,
            "Value": VALUE_SCHEMA,
        },
    }


def render_history_schema() -> str:
    """The schema as the text of its file."""
    return json.dumps(history_record_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
