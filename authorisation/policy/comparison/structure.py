"""Two values of the model side by side: where they differ, and one part taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from dataclasses import replace as replace_dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import msgspec

from authorisation.model.condition import Condition
from authorisation.model.question import ConsistencyTest, CrossCheck
from authorisation.model.rules import DatedSeverity, DatedValue
from authorisation.model.source import Formula, Location

StructurePath: TypeAlias = "tuple[str | int | date, ...]"
"""Steps from a whole to one of its parts: a field, a key, a day, or a place counted from 0."""

ABSENT: Final = msgspec.UNSET
"""Stands for a part that one of the two lacks."""

_DERIVED: Final = frozenset({"at", "edition", "indent", "codes"})
"""What says where a part was read and not what it says."""
_IDENTIFIERS: Final = ("id", "name")
NO_PLACE: Final = Location("-")


class PartDifference(msgspec.Struct, frozen=True):
    """One part that two values have otherwise, or that one of them lacks."""

    path: StructurePath
    old: Any
    new: Any
    at_old: Location
    """The place of the nearest thing around it that has one."""
    at_new: Location


def differences(
    old: object,
    new: object,
    path: StructurePath = (),
    at_old: Location = NO_PLACE,
    at_new: Location = NO_PLACE,
) -> Iterator[PartDifference]:
    """Yield the smallest parts that differ, in the order of the newer one."""
    if old == new:
        return
    at_old, at_new = place_of(old, at_old), place_of(new, at_new)
    if type(old) is not type(new) or isinstance(old, Formula):
        yield PartDifference(path, old, new, at_old, at_new)
        return
    old_parts, new_parts = parts_by_key(old), parts_by_key(new)
    if old_parts is None or new_parts is None or _counted_otherwise(old_parts, new_parts):
        yield PartDifference(path, old, new, at_old, at_new)
        return
    for key in (*new_parts, *(key for key in old_parts if key not in new_parts)):
        pair = old_parts.get(key, ABSENT), new_parts.get(key, ABSENT)
        if ABSENT in pair:
            places = place_of(pair[0], at_old), place_of(pair[1], at_new)
            yield PartDifference((*path, key), *pair, *places)
        else:
            yield from differences(*pair, (*path, key), at_old, at_new)


def _counted_otherwise(old: Mapping[Any, object], new: Mapping[Any, object]) -> bool:
    """Whether parts that are known by their places alone are not as many as they were."""
    return len(old) != len(new) and any(isinstance(key, int) for key in (*old, *new))


def place_of(part: object, around: Location = NO_PLACE) -> Location:
    """The place of a part in its file, else that of what is around it."""
    for each in (part, getattr(part, "when", None), getattr(part, "value", None)):
        found = getattr(each, "at", None)
        if isinstance(found, Location) and found != NO_PLACE:
            return found
    return around


def parts_by_key(value: object) -> Mapping[Any, Any] | None:
    """The parts of a value by the step that leads to each; None for a value without parts."""
    match value:
        case Mapping():
            return value
        case tuple():
            return _entries(value)
        case Enum() | Formula() | date():
            return None
        case msgspec.Struct():
            left_out = _DERIVED | getattr(value, "not_compared", frozenset())
            names = value.__struct_fields__
            return {name: getattr(value, name) for name in names if name not in left_out}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {
                field.name: getattr(value, field.name)
                for field in fields(value)
                if field.compare and field.name not in _DERIVED
            }
        case _:
            return None


def _entries(entries: tuple[Any, ...]) -> Mapping[Any, Any] | None:
    """Entries by day or by name; conditions and rows by place. None for a list of mere values."""
    if all(isinstance(each, DatedSeverity) for each in entries):
        # The first holds before its day too.
        return {each.since if at else date.min: each for at, each in enumerate(entries)}
    keys = [_key(each) for each in entries]
    if None not in keys and len({*keys}) == len(keys):
        return dict(zip(keys, entries, strict=True))
    if all(isinstance(each, Condition) or is_dataclass(each) for each in entries):
        return dict(enumerate(entries))
    return None


def _key(entry: object) -> str | date | None:
    match entry:
        case DatedValue(since=since):
            return since
        case ConsistencyTest(test=test):
            return test.text
        case CrossCheck(kind=kind, path=path):
            return f"{kind} {path}"
    for name in _IDENTIFIERS:
        if isinstance(found := getattr(entry, name, None), str):
            return found
    return None


def taken_back(new: Any, old: Any, path: StructurePath) -> Any:  # noqa: ANN401 any part of the model
    """The newer value with one part as the older one has it."""
    if not path:
        return old
    step, rest = path[0], path[1:]
    old_parts, new_parts = parts_by_key(old), parts_by_key(new)
    assert old_parts is not None  # noqa: S101 a path leads through parts alone
    assert new_parts is not None  # noqa: S101 likewise
    pair = old_parts.get(step, ABSENT), new_parts.get(step, ABSENT)
    part = pair[0] if ABSENT in pair else taken_back(pair[1], pair[0], rest)
    if isinstance(new, msgspec.Struct):
        return msgspec.structs.replace(new, **{str(step): part})
    if is_dataclass(new) and not isinstance(new, type):
        return replace_dataclass(new, **{str(step): part})
    merged = _merged(new_parts, old_parts, step, part)
    return tuple(merged.values()) if isinstance(new, tuple) else MappingProxyType(merged)


def _merged(
    new: Mapping[Any, Any],
    old: Mapping[Any, Any],
    key: Any,  # noqa: ANN401 a text, a day or a place
    part: Any,  # noqa: ANN401 any part of the model
) -> dict[Any, Any]:
    """The newer entries with one as it was, where it stood among those that both have."""
    if part is ABSENT:
        return {each: entry for each, entry in new.items() if each != key}
    if key in new:
        return {**new, key: part}
    order = [*old]
    earlier = {*order[: order.index(key)]}
    at = max((n for n, each in enumerate(new, start=1) if each in earlier), default=0)
    items = [*new.items()]
    return dict([*items[:at], (key, part), *items[at:]])
