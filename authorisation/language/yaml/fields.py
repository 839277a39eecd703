"""Field types of the written shapes, each with the reader of its text and its JSON Schema."""

from __future__ import annotations

from collections.abc import Sequence as Sequence_
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BeforeValidator, Field, WithJsonSchema

from authorisation.feel.errors import FeelSyntaxError
from authorisation.feel.syntax.parse import parse
from authorisation.language.yaml import scalars
from authorisation.language.yaml.common_mistakes import operator_remedy
from authorisation.language.yaml.document import Scalar, Sequence
from authorisation.language.yaml.shape import authored_error, require_scalar, scalar_validator
from authorisation.model.question import MergeRule, ValueType
from authorisation.model.rules import Severity, Standing
from authorisation.model.source import Formula, LineChange, Location, Problem, Remedy
from authorisation.model.submission import Stage


def check_syntax(scalar: Scalar) -> Problem | None:
    """The syntax error of an expression at its place in the file; None where it has none."""
    formula = scalar.formula()
    try:
        parse(formula.text, frozenset())
    except FeelSyntaxError as error:
        at = formula.locate(error.line, error.column)
        if ">" in scalar.style or (not scalar.style and "\n" in formula.text):
            at = formula.at
        before = formula.text.split("\n")[: error.line - 1]
        offset = sum(len(line) + 1 for line in before) + error.column - 1
        slip = operator_remedy(formula.text, offset)
        return Problem(at, error.message, _yaml_remedy(scalar, at) or slip)
    return None


def _yaml_remedy(scalar: Scalar, at: Location) -> str | Remedy:
    """The remedy where YAML's reading of the text is the likely cause, else empty."""
    if scalar.comment:
        words = "YAML took the ` #` after it for a comment; put the expression in single quotes"
        return Remedy(words, (LineChange.SINGLE_QUOTES,))
    if scalar.style == '"' and '"' not in scalar.text:
        return "the double quotes are YAML's; FEEL's own go inside single quotes: '\"low\"'"
    if scalar.style == "'" and "\\" in scalar.text:
        return "inside single quotes a backslash is only a backslash"
    if not scalar.style and at.column == scalar.column and scalar.text[:1] in "'\"":
        return Remedy("put the whole expression in single quotes", (LineChange.SINGLE_QUOTES,))
    return ""


PLAIN_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
"""Text as an editor's own YAML reader may see it: `2012` is a number to it."""


Choice = TypeVar("Choice", bound=StrEnum)


def _read_placed_name(written: object) -> scalars.PlacedName:
    scalar = require_scalar(written, "a name")
    return scalars.PlacedName(scalar.text, scalar.at)


def _read_formula(written: object) -> Formula:
    scalar = require_scalar(written, "an expression")
    if problem := check_syntax(scalar):
        raise authored_error(problem.message, problem.remedy, problem.at)
    return scalar.formula()


def _as_list(written: object) -> object:
    if isinstance(written, Scalar) and not written.empty:
        alone = Sequence(written.at)
        alone.append(written)
        return alone
    return written


def choice_validator(kind: type[Choice]) -> BeforeValidator:
    """The validator of a field that is one of a kind's words."""
    return scalar_validator(lambda text: kind(scalars.parse_choice(text, tuple(kind))), "a choice")


def object_schema(
    properties: dict[str, Any], required: Sequence_[str] | None = None
) -> dict[str, Any]:
    """The JSON Schema of a mapping with these keys and no others; None leaves `required` out."""
    needed = {} if required is None else {"required": list(required)}
    return {"type": "object", "properties": properties, **needed, "additionalProperties": False}


def choice_schema(kind: type[StrEnum]) -> WithJsonSchema:
    """The JSON Schema of such a field."""
    return WithJsonSchema({"enum": [str(word) for word in kind]})


_TEXT_SCHEMA = WithJsonSchema(PLAIN_TEXT)
_FORMULA_SCHEMA = WithJsonSchema({**PLAIN_TEXT, "description": "a FEEL expression"})
DATE_SCHEMA: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

Text: TypeAlias = Annotated[str, scalar_validator(scalars.parse_text, "text"), _TEXT_SCHEMA]
DisplayName: TypeAlias = Annotated[
    str, scalar_validator(scalars.parse_display_name, "text"), _TEXT_SCHEMA
]
CriterionId: TypeAlias = Annotated[
    str, scalar_validator(scalars.parse_criterion_id, "an id"), _TEXT_SCHEMA
]
PartyName: TypeAlias = Annotated[
    str, scalar_validator(scalars.parse_party, "what somebody is called"), _TEXT_SCHEMA
]
SetId: TypeAlias = Annotated[
    str, scalar_validator(scalars.parse_set_id, "the name of a rule set"), _TEXT_SCHEMA
]
Name: TypeAlias = Annotated[
    str,
    scalar_validator(scalars.parse_name, "a name"),
    WithJsonSchema({"type": "string", "pattern": f"^{scalars.NAME.pattern}$"}),
]
Ref: TypeAlias = Annotated[scalars.PlacedName, BeforeValidator(_read_placed_name), _TEXT_SCHEMA]
Feel: TypeAlias = Annotated[Formula, BeforeValidator(_read_formula), _FORMULA_SCHEMA]
Int: TypeAlias = Annotated[
    int,
    scalar_validator(scalars.parse_integer, "a whole number"),
    WithJsonSchema({"type": "integer"}),
]
Bool: TypeAlias = Annotated[
    bool,
    scalar_validator(scalars.parse_boolean, "`true` or `false`"),
    WithJsonSchema({"type": "boolean"}),
]
Day: TypeAlias = Annotated[
    date, scalar_validator(scalars.parse_date, "a date"), WithJsonSchema(DATE_SCHEMA)
]
ValueTypeChoice: TypeAlias = Annotated[
    ValueType, choice_validator(ValueType), choice_schema(ValueType)
]
MergeChoice: TypeAlias = Annotated[MergeRule, choice_validator(MergeRule), choice_schema(MergeRule)]
SeverityChoice: TypeAlias = Annotated[Severity, choice_validator(Severity), choice_schema(Severity)]
StandingChoice: TypeAlias = Annotated[Standing, choice_validator(Standing), choice_schema(Standing)]
StageChoice: TypeAlias = Annotated[Stage, choice_validator(Stage), choice_schema(Stage)]
_STAGE_SCHEMA: dict[str, Any] = {"enum": [str(stage) for stage in Stage]}
StageChoices: TypeAlias = Annotated[
    list[StageChoice],
    BeforeValidator(_as_list),
    WithJsonSchema(
        {"anyOf": [_STAGE_SCHEMA, {"type": "array", "items": _STAGE_SCHEMA, "minItems": 1}]}
    ),
]
_TEXTS_SCHEMA = WithJsonSchema({"anyOf": [PLAIN_TEXT, {"type": "array", "items": PLAIN_TEXT}]})
Texts: TypeAlias = Annotated[list[Text], BeforeValidator(_as_list), _TEXTS_SCHEMA]
Refs: TypeAlias = Annotated[list[Ref], BeforeValidator(_as_list), _TEXTS_SCHEMA]
Citations: TypeAlias = Annotated[Refs, Field(min_length=1)]
"""Whoever says so: one reference at least, `ours` or `unsourced` among what may be written."""
