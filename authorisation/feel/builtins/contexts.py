"""Built-ins on contexts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from authorisation.feel.builtins.arguments import (
    require_context,
    require_list,
    require_list_size,
    require_text,
)
from authorisation.feel.builtins.table import builtin
from authorisation.feel.errors import FeelError
from authorisation.feel.values.values import Value


def _get_value(args: Sequence[Value]) -> Value:
    """Give an entry, null where there is none."""
    return require_context("get value", args[0]).get(require_text("get value", args[1]))


def _get_entries(args: Sequence[Value]) -> Value:
    entries = require_context("get entries", args[0]).items()
    return [{"key": key, "value": value} for key, value in entries]


def _context(args: Sequence[Value]) -> Value:
    """Build a context from entries, each a context of a key and a value."""
    result: dict[str, Value] = {}
    for item in require_list("context", args[0]):
        entry = require_context("context", item)
        if not entry.keys() >= {"key", "value"}:
            raise FeelError("context: an entry has no key or no value")
        key = require_text("context", entry["key"])
        if key in result:
            raise FeelError(f"context: there are two entries `{key}`")
        result[key] = entry["value"]
    return result


def _context_put(args: Sequence[Value]) -> Value:
    """Add or replace an entry, reached through contexts where several keys are given."""
    whole, keys, value = args
    path = keys if isinstance(keys, list) else [keys]
    if not path:
        raise FeelError("context put: no key was given")
    names = [require_text("context put", key) for key in path]
    parents = [require_context("context put", whole)]
    for name in names[:-1]:
        parents.append(require_context("context put", parents[-1].get(name)))
    for parent, name in zip(reversed(parents), reversed(names), strict=True):
        value = {**parent, name: value}
    return value


def _context_merge(args: Sequence[Value]) -> Value:
    """Merge contexts; of two entries of one name the later stays."""
    result: dict[str, Value] = {}
    for item in require_list("context merge", args[0]):
        result.update(require_context("context merge", item))
    require_list_size("context merge", list(result))
    return result


CONTEXTS: Final = (
    builtin("get value", "m, key", call=_get_value),
    builtin("get entries", "m", call=_get_entries),
    builtin("context", "entries", call=_context),
    builtin("context put", "context, key, value", "context, keys, value", call=_context_put),
    builtin("context merge", "contexts", call=_context_merge),
)
