"""JSON Schema of answers, made from the questions that they answer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from authorisation.language.answers.answers import NONE, PERCENT, SO_FAR
from authorisation.language.yaml.fields import DATE_SCHEMA, PLAIN_TEXT, object_schema
from authorisation.model.question import NUMERIC, Question, ValueType

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
"""The dialect of JSON Schema that every schema is written in."""
Schema: TypeAlias = dict[str, Any]
"""A JSON Schema: `Any` because that is what JSON may hold."""


def answers_schema(questions: Mapping[str, Question]) -> Schema:
    """Return the schema of answers under dotted names, or nested in their groups, or both."""
    properties: Schema = {path: question_schema(question) for path, question in questions.items()}
    groups: dict[str, dict[str, Question]] = {}
    for path, question in questions.items():
        parts = path.split(".")
        for end in range(1, len(parts)):
            group, rest = ".".join(parts[:end]), ".".join(parts[end:])
            groups.setdefault(group, {})[rest] = question
    for group, inside in groups.items():
        properties[group] = answers_schema(inside)
    return object_schema(properties)


def put_properties(defs: dict[str, Schema], name: str, properties: Mapping[str, Schema]) -> None:
    """Put schemas of properties in the place of those that a definition has, or beside them."""
    known = defs[name]
    defs[name] = {**known, "properties": {**known["properties"], **properties}}


def question_schema(question: Question) -> Schema:
    """Return the schema of a question's answers, with its wording for editors to show."""
    about: Schema = {"description": question.ask}
    if question.type in {ValueType.LIST, ValueType.CHOICES}:
        return {**about, **_list_schema(question)}
    scalar = _scalar_schema(question)
    if question.none or question.type is ValueType.DOCUMENT:
        wording = {"const": NONE, "description": question.none or "there is none"}
        return {**about, "anyOf": [wording, scalar]}
    return {**about, **scalar}


def _scalar_schema(question: Question) -> Schema:
    match question.type:
        case ValueType.BOOLEAN:
            return {"type": "boolean"}
        case ValueType.DATE:
            return dict(DATE_SCHEMA)
        case ValueType.DURATION:
            return {"type": "string", "pattern": "^[0-9]+ (day|week|month|year)s?$"}
        case ValueType.CHOICE:
            return {"enum": list(question.of)}
        case kind if kind in NUMERIC and question.unit == PERCENT:
            return {"type": "string", "pattern": "^-?[0-9]+([.][0-9]+)? ?%$"}
        case kind if kind in NUMERIC:
            return _number_schema(question)
        case _:
            return dict(PLAIN_TEXT)


def _number_schema(question: Question) -> Schema:
    schema: Schema = {"type": "integer" if question.type is ValueType.INTEGER else "number"}
    if question.minimum is not None:
        schema["minimum"] = _json_number(question.minimum)
    if question.maximum is not None:
        schema["maximum"] = _json_number(question.maximum)
    return schema


def _json_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _list_schema(question: Question) -> Schema:
    items: Schema = dict(PLAIN_TEXT)
    if question.each:
        fields = {name: question_schema(field) for name, field in question.each.items()}
        items = object_schema(fields)
    elif question.of:
        items = {"enum": list(question.of)}
    whole: Schema = {"type": "array", "items": items, "maxItems": question.max_items}
    return {"anyOf": [whole, object_schema({SO_FAR: whole}, [SO_FAR])]}
