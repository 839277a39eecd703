"""Entries and properties: `of.name`, over lists and what is absent as well."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from authorisation.feel.closures.frames import Closure, Compiler, Frame, Scope, charge, note_reason
from authorisation.feel.errors import FeelError
from authorisation.feel.operators import kind_name
from authorisation.feel.syntax.tree import Name, Path
from authorisation.feel.temporal import operations as temporal
from authorisation.feel.temporal.kinds import temporal_kind
from authorisation.feel.values.absent import without_among
from authorisation.feel.values.values import PartialList, Range, Unknown, Value

_RANGE: Final[dict[str, Callable[[Range], Value]]] = {
    "start": lambda value: value.low,
    "end": lambda value: value.high,
    "start included": lambda value: value.low_included,
    "end included": lambda value: value.high_included,
}


def compile_path(node: Path, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `of.name`."""
    name = node.name
    of = compiler.compile_node(node.of, scope, compiler)
    if scope is None and isinstance(node.of, Name) and node.of.name in compiler.free:
        return _entry_of_global(node.of.name, name, of)

    def get(frame: Frame) -> Value:
        value = of(frame)
        if type(value) is dict:
            try:
                return value[name]
            except KeyError:
                pass
        return _entry_or_note(value, name, frame)

    return get


def _entry_of_global(first: str, name: str, of: Closure) -> Closure:
    def get(frame: Frame) -> Value:
        try:
            return frame[0][first][name]
        except (KeyError, TypeError):
            return _entry_or_note(of(frame), name, frame)

    return get


def _entry_or_note(value: Value, name: str, frame: Frame) -> Value:
    if type(value) is list:
        charge(frame, 3 * len(value))
    try:
        return entry_of(value, name)
    except FeelError as error:
        note_reason(frame, error.reason)
        return None


def entry_of(value: Value, name: str) -> Value:
    """Give an entry or property of a value; of a list, that of each item.

    Raises:
        FeelError: where the value has none of that name.
    """
    match value:
        case dict():
            if name in value:
                return value[name]
        case list():
            return [
                item[name] if type(item) is dict and name in item else _entry_or_null(item, name)
                for item in value
            ]
        case Unknown():
            return without_among(value)
        case PartialList():
            return PartialList(
                tuple(_entry_or_null(item, name) for item in value.items),
                value.perhaps,
                value.open,
                _entry_or_null(value.tail, name),
                value.prefix,
                value.rests_on,
            )
        case Range():
            if name in _RANGE:
                return _RANGE[name](value)
        case None | str() | Decimal() | bool():
            pass
        case _:
            if temporal_kind(value):
                return temporal.property_of(value, name)
    of = kind_name(value)
    raise FeelError(f"{'an' if of == 'unknown' else 'a'} {of} has no `{name}`")


def _entry_or_null(value: Value, name: str) -> Value:
    try:
        return entry_of(value, name)
    except FeelError:
        return None
