"""Nodes of the kind that is wanted, or a problem in an author's words."""

from __future__ import annotations

from typing import Final

from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.common_mistakes import glued_colon_remedy
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.model.source import Problem

LEAVE_OUT: Final = "write a value, or leave the line out"


def require_mapping(node: Node, problems: list[Problem], name: str = "") -> Mapping:
    """The node where it is a mapping; else add the problem and give an empty mapping."""
    if isinstance(node, Mapping):
        return node
    if isinstance(node, Scalar) and node.empty:
        problems.append(Problem(node.at, f"{_name_prefix(name)}is empty", LEAVE_OUT))
    else:
        message = f"{_name_prefix(name)}must be a mapping of keys and values"
        problems.append(Problem(node.at, message, glued_remedy(node)))
    return Mapping(node.at)


def require_sequence(node: Node, problems: list[Problem], name: str = "") -> Sequence:
    """The node where it is a list; else add the problem and give an empty list."""
    if isinstance(node, Sequence):
        return node
    if isinstance(node, Scalar) and node.empty:
        problems.append(Problem(node.at, f"{_name_prefix(name)}is empty", LEAVE_OUT))
    else:
        problems.append(
            Problem(
                node.at,
                f"{_name_prefix(name)}must be a list",
                "begin each entry with `- `, or use `[…]`",
            )
        )
    return Sequence(node.at)


def _name_prefix(name: str) -> str:
    return f"{quote(name)} " if name else "this "


def glued_remedy(written: object) -> str:
    """The remedy where a text may be a key whose colon has no space after it; else none."""
    return glued_colon_remedy(written.text) if isinstance(written, Scalar) else ""
