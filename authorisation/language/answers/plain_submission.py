"""The head and the evidence of a submission, read where they are written as they should be.

`WrittenSubmission` is their shape, for editors and for whoever must be told what is wrong. It rests
on a library that takes longer to start than most submissions take to read, so it is asked only
where there is something wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import msgspec

from authorisation.language.yaml.document import Mapping, Node, Scalar
from authorisation.language.yaml.names import PlacedName, parse_display_name, parse_text
from authorisation.language.yaml.scalars import (
    InvalidScalar,
    parse_boolean,
    parse_choice,
    parse_date,
)
from authorisation.model.submission import Stage


class PlainEvidence(msgspec.Struct, frozen=True):
    """The document that supports an answer."""

    document: str
    where: str = ""
    level: PlacedName | None = None


class PlainSubmission(msgspec.Struct, frozen=True, kw_only=True):
    """A submission without its answers, which are read by the questions."""

    name: str
    code: str = ""
    stage: Stage = Stage.SELF_ASSESSMENT
    as_of: date | None = None
    received_on: date | None = None
    published_facts_only: bool = False
    note: str = ""
    evidence: dict[str, PlainEvidence]


def read_plain_submission(root: Mapping) -> PlainSubmission | None:
    """Return the head and the evidence; None where anything in them is not as it should be."""
    try:
        if "answers" not in root:
            return None
        head: dict[str, Any] = {
            key: _HEAD[key](_text(node))
            for key, node in root.items()
            if key not in {"answers", "evidence"}
        }
        return PlainSubmission(**head, evidence=_evidence(root.get("evidence")))
    except (InvalidScalar, LookupError, TypeError):
        return None


def read_plain_evidence(root: Mapping) -> dict[str, PlainEvidence]:
    """Return the evidence, whatever the head is like; nothing where it is not as it should be."""
    try:
        return _evidence(root.get("evidence"))
    except (InvalidScalar, LookupError, TypeError):
        return {}


def _evidence(node: Node | None) -> dict[str, PlainEvidence]:
    if node is None:
        return {}
    return {path: _proof(proof) for path, proof in _mapping(node).items()}


def _proof(node: Node) -> PlainEvidence:
    parts: dict[str, Any] = {
        key: PlacedName(_text(part), part.at) if key == "level" else _EVIDENCE[key](_text(part))
        for key, part in _mapping(node).items()
    }
    return PlainEvidence(**parts)


def _mapping(node: Node) -> Mapping:
    if not isinstance(node, Mapping):
        raise TypeError
    return node


def _text(node: Node) -> str:
    if not isinstance(node, Scalar) or node.empty:
        raise TypeError
    return node.text


def _stage(text: str) -> Stage:
    return Stage(parse_choice(text, tuple(Stage)))


_HEAD: Final[dict[str, Callable[[str], object]]] = {
    "name": parse_display_name,
    "code": parse_display_name,
    "stage": _stage,
    "as_of": parse_date,
    "received_on": parse_date,
    "published_facts_only": parse_boolean,
    "note": parse_text,
}
_EVIDENCE: Final = {"document": parse_display_name, "where": parse_display_name}
