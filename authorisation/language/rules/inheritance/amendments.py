"""How an entry of a child changes the one that it inherits: still as written, key by key."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence, text_of

REPLACE: Final = "replace"
AMEND: Final = "amend"
REMOVE: Final = "remove"
OPERATIONS: Final = (REPLACE, AMEND, REMOVE)
DATED_KEYS: Final = frozenset({"values", "severity"})


def inherited_change(node: Node) -> tuple[str, Node] | None:
    """Return how an entry changes an inherited one, and its body; None for a new entry."""
    if isinstance(node, Mapping) and len(node) == 1:
        key, body = next(iter(node.items()))
        if key in OPERATIONS:
            return key, body
    return None


def amend(old: Node, changes: Mapping, edition: str = "") -> Node:
    """Return an entry with the keys that change; `values` and a dated `severity` merge by date.

    A plain severity holds, as its `edition` wrote it, until the first day of a dated one.
    """
    if not isinstance(old, Mapping):
        return old
    new = Mapping.merged(old.at, old)
    for key, value in changes.items():
        before = new.get(key)
        if key == "severity" and isinstance(before, Scalar) and isinstance(value, Mapping):
            before = _dated_before(before, value, old, edition)
        if key in DATED_KEYS and isinstance(before, Mapping) and isinstance(value, Mapping):
            value = Mapping.merged(before.at, before, value)  # noqa: PLW2901 - what it then has
        new.put(key, value, changes.key_at(key))
    return new


def _dated_before(plain: Scalar, changes: Mapping, old: Mapping, edition: str) -> Mapping:
    """A plain severity as an entry that begins before all that are laid over it."""
    source = old.get("source")
    cited = source[0] if isinstance(source, Sequence) and source else source
    written = edition.rpartition(" ")[2]
    earlier = min([written, *changes]) if written else min(changes, default="")
    try:
        since = date.fromisoformat(earlier)
    except ValueError:
        # A day that is none is told where the days are read.
        since = date.max
    if earlier in changes and since > date.min:
        since -= timedelta(days=1)
    entry = Mapping(plain.at)
    entry.put("value", plain, plain.at)
    if cited is not None:
        entry.put("source", cited, plain.at)
    dated = Mapping(plain.at)
    dated.put(since.isoformat(), entry, plain.at)
    return dated


def entry_id(node: Node) -> Scalar | None:
    """Return the id of an entry as it is written; None where it has none."""
    found = node.get("id") if isinstance(node, Mapping) else None
    return found if isinstance(found, Scalar) and not found.empty else None


def entry_title(node: Node) -> str:
    """Return the title of an entry as it is written; empty where it has none."""
    return text_of(node.get("title")) if isinstance(node, Mapping) else ""
