"""Field types of the written shapes, each with the reader of its text and its JSON Schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BeforeValidator, WithJsonSchema

from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Scalar, Sequence
from authorisation.language.yaml.feel_syntax import check_syntax
from authorisation.language.yaml.scalars import (
    MAX_TEXT,
    InvalidScalar,
    limit_text,
    parse_boolean,
    parse_choice,
    parse_date,
    parse_integer,
)
from authorisation.language.yaml.shape import authored_error, require_scalar, scalar_validator
from authorisation.model.question import ValueType
from authorisation.model.rules import Severity, Standing
from authorisation.model.source import Formula, Location
from authorisation.model.submission import Stage

NAME = re.compile(r"[a-z][a-z0-9_]*")
PATH = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
SET_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CRITERION_ID = re.compile(r"[A-Za-z0-9]+(?:[-.()/][A-Za-z0-9]+)*[)]?")
MAX_NAME = 120
MAX_DISPLAY_NAME = 200
"""The longest name of a consortium or a document, in characters: a page is headed by it."""

PLAIN_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
"""Text as an editor's own YAML reader may see it: `2012` is a number to it."""


@dataclass(frozen=True, slots=True)
class PlacedName:
    """A name to look up elsewhere, with its place for the problem that it is not there."""

    text: str
    at: Location


Choice = TypeVar("Choice", bound=StrEnum)


def parse_text(text: str) -> str:
    """Parse any text but a blank one, without the space around it. Raises: InvalidScalar."""
    if not text.strip():
        raise InvalidScalar("this text is blank")
    return limit_text(text.strip(), MAX_TEXT)


def parse_display_name(text: str) -> str:
    """Parse the name of a person or thing as pages show it. Raises: InvalidScalar."""
    return limit_text(parse_text(text), MAX_DISPLAY_NAME)


def parse_name(text: str) -> str:
    """Parse a name that expressions can use. Raises: InvalidScalar."""
    return _matching(text, NAME, "a name", "use small letters, digits and `_`, a letter first")


def parse_set_id(text: str) -> str:
    """Parse the id of a rule set, which is the name of its folder. Raises: InvalidScalar."""
    return _matching(text, SET_ID, "the name of a rule set", "use small letters, digits and `-`")


def parse_criterion_id(text: str) -> str:
    """Parse a criterion's id, such as `FIN-3a` or `14C-2-e`. Raises: InvalidScalar."""
    return _matching(text, CRITERION_ID, "an id", "use letters, digits and `-`, as in `FIN-3a`")


def _matching(text: str, pattern: re.Pattern[str], what: str, remedy: str) -> str:
    if not pattern.fullmatch(text) or len(text) > MAX_NAME:
        raise InvalidScalar(f"{quote(text)} is not {what}", remedy)
    return text


def _read_placed_name(written: object) -> PlacedName:
    scalar = require_scalar(written, "a name")
    return PlacedName(scalar.text, scalar.at)


def _read_formula(written: object) -> Formula:
    scalar = require_scalar(written, "an expression")
    if problem := check_syntax(scalar):
        raise authored_error(problem.message, problem.help, problem.at)
    return scalar.formula()


def _as_list(written: object) -> object:
    """Read one text as a list of one."""
    if isinstance(written, Scalar) and not written.empty:
        alone = Sequence(written.at)
        alone.append(written)
        return alone
    return written


def choice_validator(kind: type[Choice]) -> BeforeValidator:
    """The validator of a field that is one of a kind's words."""
    return scalar_validator(lambda text: kind(parse_choice(text, tuple(kind))), "a choice")


def choice_schema(kind: type[StrEnum]) -> WithJsonSchema:
    """The JSON Schema of such a field."""
    return WithJsonSchema({"enum": [str(word) for word in kind]})


_TEXT_SCHEMA = WithJsonSchema(PLAIN_TEXT)
_FORMULA_SCHEMA = WithJsonSchema({**PLAIN_TEXT, "description": "a FEEL expression"})
DATE_SCHEMA: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

Text: TypeAlias = Annotated[str, scalar_validator(parse_text, "text"), _TEXT_SCHEMA]
DisplayName: TypeAlias = Annotated[str, scalar_validator(parse_display_name, "text"), _TEXT_SCHEMA]
CriterionId: TypeAlias = Annotated[str, scalar_validator(parse_criterion_id, "an id"), _TEXT_SCHEMA]
SetId: TypeAlias = Annotated[
    str, scalar_validator(parse_set_id, "the name of a rule set"), _TEXT_SCHEMA
]
Name: TypeAlias = Annotated[
    str,
    scalar_validator(parse_name, "a name"),
    WithJsonSchema({"type": "string", "pattern": f"^{NAME.pattern}$"}),
]
Ref: TypeAlias = Annotated[PlacedName, BeforeValidator(_read_placed_name), _TEXT_SCHEMA]
Feel: TypeAlias = Annotated[Formula, BeforeValidator(_read_formula), _FORMULA_SCHEMA]
Int: TypeAlias = Annotated[
    int, scalar_validator(parse_integer, "a whole number"), WithJsonSchema({"type": "integer"})
]
Bool: TypeAlias = Annotated[
    bool, scalar_validator(parse_boolean, "`true` or `false`"), WithJsonSchema({"type": "boolean"})
]
Day: TypeAlias = Annotated[
    date, scalar_validator(parse_date, "a date"), WithJsonSchema(DATE_SCHEMA)
]
ValueTypeChoice: TypeAlias = Annotated[
    ValueType, choice_validator(ValueType), choice_schema(ValueType)
]
SeverityChoice: TypeAlias = Annotated[Severity, choice_validator(Severity), choice_schema(Severity)]
StandingChoice: TypeAlias = Annotated[Standing, choice_validator(Standing), choice_schema(Standing)]
StageChoice: TypeAlias = Annotated[Stage, choice_validator(Stage), choice_schema(Stage)]
Texts: TypeAlias = Annotated[
    list[Text],
    BeforeValidator(_as_list),
    WithJsonSchema({"anyOf": [PLAIN_TEXT, {"type": "array", "items": PLAIN_TEXT}]}),
]
Refs: TypeAlias = Annotated[
    list[Ref],
    BeforeValidator(_as_list),
    WithJsonSchema({"anyOf": [PLAIN_TEXT, {"type": "array", "items": PLAIN_TEXT}]}),
]
