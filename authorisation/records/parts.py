"""The parts that records of every kind share; the JSON Schema is derived from the structs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

import msgspec

from authorisation.engine.judge.margins import margin_in_unit
from authorisation.engine.results import Margin
from authorisation.model.canonical import decimal_text
from authorisation.model.rules import RuleSet
from authorisation.model.structs import ShortRepr
from authorisation.model.value import Evidence, LevelName

Kind = TypeVar("Kind", bound=msgspec.Struct)
Json: TypeAlias = Any
"""A value of JSON without floats; `Any` because JSON nests without end."""

FORMAT: Final = "authorisation-record-2"

Day: TypeAlias = Annotated[
    date, msgspec.Meta(extra_json_schema={"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
]
Sha256: TypeAlias = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Sha256OrEmpty: TypeAlias = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")]
DecimalText: TypeAlias = Annotated[str, msgspec.Meta(pattern="^-?[0-9]+([.][0-9]+)?$")]
"""A decimal in its canonical form: JSON's own numbers would lose digits in some readers."""
Answers: TypeAlias = Annotated[
    dict[str, Json],
    msgspec.Meta(extra_json_schema={"additionalProperties": {"$ref": "#/$defs/Answer"}}),
]
"""Answers by path, as a file would say them; the rules say which are answers to their question."""


class RecordPart(ShortRepr, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Base of every part of a record: no field but those named, and none left out."""


class RecordHead(RecordPart, frozen=True, tag_field="kind"):
    """Base of every record: its format, and by `kind` what it is a record of."""

    format: Literal["authorisation-record-2"]


class RuleSetRecord(RecordPart, frozen=True):
    """The rules that were used; `sha256` is over the resolved rules, their cases left out."""

    id: str
    title: str
    edition: str
    sha256: Sha256


class EvidenceRecord(RecordPart, frozen=True):
    """The evidence for an answer: a document, the place in it, and how far it was checked."""

    document: str
    where: str
    level: LevelName


class MarginRecord(RecordPart, frozen=True):
    """The distance of a figure from its line, positive on the met side.

    Both ends are the same where every figure is known; null is an end that nothing bounds.
    """

    low: DecimalText | None
    high: DecimalText | None
    unit: str


def copied_record(kind: type[Kind], source: object, /, **own: object) -> Kind:
    """The record of a source: fields of its own, and each other as the source has it by name."""
    alike = {name: getattr(source, name) for name in kind.__struct_fields__ if name not in own}
    return kind(**alike, **own)


def rule_set_record(rules: RuleSet) -> RuleSetRecord:
    """The record of which rules were used."""
    return copied_record(RuleSetRecord, rules)


def evidence_record(given: Evidence) -> EvidenceRecord:
    """The record of an answer's evidence: what its file holds of it."""
    return EvidenceRecord(document=given.document, where=given.where, level=given.level.word)


def margin_record(margin: Margin | None, unit: str) -> MarginRecord | None:
    """The record of a margin in that unit; None where there is none."""
    if margin is None:
        return None
    converted = margin_in_unit(margin, unit)
    low, high = converted if isinstance(converted, tuple) else (converted, converted)
    return MarginRecord(low=decimal_or_none(low), high=decimal_or_none(high), unit=unit)


def decimal_or_none(number: Decimal | None) -> DecimalText | None:
    """The number as text; None where there is none, or none that is finite."""
    return decimal_text(number) if number is not None and number.is_finite() else None
