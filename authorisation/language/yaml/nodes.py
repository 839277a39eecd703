"""Nodes of the kind that is wanted, or a problem in an author's words."""

from __future__ import annotations

from typing import Final

from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.common_mistakes import glued_colon_remedy
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.model.source import Problem, Remedy

LEAVE_OUT: Final = "write a value, or leave the line out"
LIST_REMEDY: Final = "begin each entry with `- `, or use `[…]`"


def require_mapping(node: Node, problems: list[Problem], name: str = "") -> Mapping:
    """The node where it is a mapping; else add the problem and give an empty mapping."""
    if isinstance(node, Mapping):
        return node
    wanted = "must be a mapping of keys and values"
    problems.append(_wrong_kind(node, name, wanted, glued_remedy(node)))
    return Mapping(node.at)


def require_sequence(node: Node, problems: list[Problem], name: str = "") -> Sequence:
    """The node where it is a list; else add the problem and give an empty list."""
    if isinstance(node, Sequence):
        return node
    problems.append(_wrong_kind(node, name, "must be a list", LIST_REMEDY))
    return Sequence(node.at)


def _wrong_kind(node: Node, name: str, wanted: str, remedy: str | Remedy) -> Problem:
    if isinstance(node, Scalar) and node.empty:
        wanted, remedy = "is empty", LEAVE_OUT
    return Problem(node.at, f"{quote(name) if name else 'this'} {wanted}", remedy)


def glued_remedy(written: object) -> str | Remedy:
    """The remedy where a text may be a key whose colon has no space after it; else none."""
    return glued_colon_remedy(written.text) if isinstance(written, Scalar) else ""
