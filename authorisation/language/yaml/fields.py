"""Field types of the written shapes, each with the reader of its text and its JSON Schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BeforeValidator, WithJsonSchema

from authorisation.language.yaml.characters import quoted
from authorisation.language.yaml.document import Node, Scalar, Sequence
from authorisation.language.yaml.formulas import syntax_problem
from authorisation.language.yaml.scalars import (
    MAX_TEXT,
    Refused,
    bounded,
    one_of,
    read_boolean,
    read_date,
    read_duration,
    read_integer,
)
from authorisation.language.yaml.shape import reader, scalar_of, told
from authorisation.model.question import ValueType
from authorisation.model.rules import Severity, Standing
from authorisation.model.source import Formula, Location
from authorisation.model.submission import Stage
from authorisation.model.value import Duration

NAME = re.compile(r"[a-z][a-z0-9_]*")
PATH = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
SET_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CRITERION_ID = re.compile(r"[A-Za-z0-9]+(?:[-.()/][A-Za-z0-9]+)*[)]?")
MAX_NAME = 120
MAX_CALLED = 200
"""The longest name of a consortium or a document, in characters: a page is headed by it."""

PLAIN_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}
"""Text as an editor's own YAML reader may see it: `2012` is a number to it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A name to look up elsewhere, with its place for the problem that it is not there."""

    text: str
    at: Location


Kind = TypeVar("Kind", bound=StrEnum)


def read_text(text: str) -> str:
    """Read any text but a blank one, without the space around it. Raises: Refused."""
    if not text.strip():
        raise Refused("this text is blank")
    return bounded(text.strip(), MAX_TEXT)


def read_called(text: str) -> str:
    """Read the name of a person or thing as pages show it. Raises: Refused."""
    return bounded(read_text(text), MAX_CALLED)


def read_name(text: str) -> str:
    """Read a name that expressions can use. Raises: Refused."""
    if not NAME.fullmatch(text) or len(text) > MAX_NAME:
        raise Refused(
            f"{quoted(text)} is not a name", "use small letters, digits and `_`, a letter first"
        )
    return text


def read_set_id(text: str) -> str:
    """Read the id of a rule set, which is the name of its folder. Raises: Refused."""
    if not SET_ID.fullmatch(text) or len(text) > MAX_NAME:
        raise Refused(
            f"{quoted(text)} is not the name of a rule set", "use small letters, digits and `-`"
        )
    return text


def read_criterion_id(text: str) -> str:
    """Read a criterion's id, such as `FIN-3a` or `14C-2-e`. Raises: Refused."""
    if not CRITERION_ID.fullmatch(text) or len(text) > MAX_NAME:
        raise Refused(f"{quoted(text)} is not an id", "use letters, digits and `-`, as in `FIN-3a`")
    return text


def _placed(written: object) -> Placed:
    scalar = scalar_of(written, "a name")
    return Placed(scalar.text, scalar.at)


def _formula(written: object) -> Formula:
    scalar = scalar_of(written, "an expression")
    if problem := syntax_problem(scalar):
        raise told(problem.message, problem.help, problem.at)
    return scalar.formula()


def _several(written: object) -> object:
    """Read one text as a list of one."""
    if isinstance(written, Scalar) and not written.empty:
        alone = Sequence(written.at)
        alone.append(written)
        return alone
    return written


def _choice(kind: type[Kind]) -> BeforeValidator:
    return reader(lambda text: kind(one_of(text, tuple(kind))), "a choice")


def _words(kind: type[StrEnum]) -> WithJsonSchema:
    return WithJsonSchema({"enum": [str(word) for word in kind]})


_TEXT_SCHEMA = WithJsonSchema(PLAIN_TEXT)
_FORMULA_SCHEMA = WithJsonSchema({**PLAIN_TEXT, "description": "a FEEL expression"})
DATE_SCHEMA: dict[str, Any] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

Text: TypeAlias = Annotated[str, reader(read_text, "text"), _TEXT_SCHEMA]
Called: TypeAlias = Annotated[str, reader(read_called, "text"), _TEXT_SCHEMA]
CriterionId: TypeAlias = Annotated[str, reader(read_criterion_id, "an id"), _TEXT_SCHEMA]
SetId: TypeAlias = Annotated[str, reader(read_set_id, "the name of a rule set"), _TEXT_SCHEMA]
Name: TypeAlias = Annotated[
    str,
    reader(read_name, "a name"),
    WithJsonSchema({"type": "string", "pattern": f"^{NAME.pattern}$"}),
]
Ref: TypeAlias = Annotated[Placed, BeforeValidator(_placed), _TEXT_SCHEMA]
Feel: TypeAlias = Annotated[Formula, BeforeValidator(_formula), _FORMULA_SCHEMA]
Int: TypeAlias = Annotated[
    int, reader(read_integer, "a whole number"), WithJsonSchema({"type": "integer"})
]
Bool: TypeAlias = Annotated[
    bool, reader(read_boolean, "`true` or `false`"), WithJsonSchema({"type": "boolean"})
]
Day: TypeAlias = Annotated[date, reader(read_date, "a date"), WithJsonSchema(DATE_SCHEMA)]
Length: TypeAlias = Annotated[
    Duration, reader(read_duration, "a length of time"), WithJsonSchema({"type": "string"})
]
Kinds: TypeAlias = Annotated[ValueType, _choice(ValueType), _words(ValueType)]
Severities: TypeAlias = Annotated[Severity, _choice(Severity), _words(Severity)]
Standings: TypeAlias = Annotated[Standing, _choice(Standing), _words(Standing)]
Stages: TypeAlias = Annotated[Stage, _choice(Stage), _words(Stage)]
Texts: TypeAlias = Annotated[
    list[Text],
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [PLAIN_TEXT, {"type": "array", "items": PLAIN_TEXT}]}),
]
Refs: TypeAlias = Annotated[
    list[Ref],
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [PLAIN_TEXT, {"type": "array", "items": PLAIN_TEXT}]}),
]


def is_mapping_with(node: Node, key: str) -> bool:
    """Whether the node is a mapping that has the key."""
    return isinstance(node, dict) and key in node
