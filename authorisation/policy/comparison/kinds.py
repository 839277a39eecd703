"""The kinds of changes: what a difference at a place, or from a day on, is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

import msgspec
from msgspec import Struct

from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.model.condition import AllOf, AnyOf, Every, Some
from authorisation.model.rules import DatedSeverity, DatedValue
from authorisation.model.source import Formula
from authorisation.policy.comparison.structure import ABSENT, StructurePath, parts_by_key


class ChangeKind(StrEnum):
    """The kind of a change."""

    ADDED = "added"
    REMOVED = "removed"
    VALUE = "value"
    DATE = "date"
    OPERATOR = "operator"
    CONDITION = "condition"
    """Of what is required, of whom, or of when a row applies, beyond one value or operator."""
    SEVERITY = "severity"
    ORDER = "order"
    DEFINITION = "definition"
    """Of what an answer may be, or of what a part of the rules is taken for."""
    SOURCE = "source"
    WORDING = "wording"


_FIELDS: Final = {
    ChangeKind.VALUE: "n minimum maximum due due_days sustained deadline settling severity value",
    ChangeKind.DATE: "in_force beyond_before",
    ChangeKind.SOURCE: "source sources standing published settling_source",
    ChangeKind.CONDITION: (
        "require applies when test satisfies within part conditions support needs exit"
    ),
    ChangeKind.WORDING: (
        "title ask why note met not_met unknown remedy says called guidance publisher domains"
        " severities parties reason name_by answered_by followed_by strands evidence unread"
    ),
}
_KINDS: Final = {name: kind for kind, names in _FIELDS.items() for name in names.split()}


def kind_of(path: StructurePath, old: object, new: object) -> ChangeKind:
    """The kind of a difference, by the field that it is in and by what stands there."""
    if old is ABSENT or new is ABSENT:
        if parts_by_key(new if old is ABSENT else old) is not None:
            return ChangeKind.ADDED if old is ABSENT else ChangeKind.REMOVED
    elif isinstance(old, Formula) and isinstance(new, Formula):
        found = {*_differing(parse(old.text), parse(new.text))}
        if not found:
            return ChangeKind.WORDING
        return found.pop() if len(found) == 1 else ChangeKind.CONDITION
    elif {type(old), type(new)} in ({AllOf, AnyOf}, {Every, Some}):
        return ChangeKind.OPERATOR
    fields = [step for step in path if isinstance(step, str) and step in _KINDS]
    return _KINDS[fields[-1]] if fields else ChangeKind.DEFINITION


def _differing(old: Any, new: Any) -> list[ChangeKind]:  # noqa: ANN401 any part of a syntax tree
    """The kinds of the smallest parts in which two trees differ."""
    if old == new:
        return []
    literals = syntax.Literal, syntax.AtLiteral
    if type(old) is not type(new):
        return [ChangeKind.CONDITION]
    if isinstance(old, literals):
        return [ChangeKind.VALUE]
    if isinstance(old, tuple) and len(old) == len(new):
        return [kind for pair in zip(old, new, strict=True) for kind in _differing(*pair)]
    if isinstance(old, msgspec.Struct):
        found = []
        for name in old.__struct_fields__:
            pair = getattr(old, name), getattr(new, name)
            if name == "op" and pair[0] != pair[1]:
                found.append(ChangeKind.OPERATOR)
            elif name != "span":
                found += _differing(*pair)
        return found
    return [ChangeKind.CONDITION]


class DatedDifference(Struct, frozen=True):
    """A difference from a day on: what one of two rule sets has, or both have and not the same.

    Of a part that only begins on another day, `days` has the earlier rules' day first.
    """

    kind: ChangeKind
    days: tuple[date, ...]
    old: Any
    new: Any


def dated_differences(old: Sequence[Any], new: Sequence[Any]) -> Iterator[DatedDifference]:
    """Yield how dated entries differ, by day; an entry of one alone stands against what held."""
    old_by_day, new_by_day = parts_by_key(tuple(old)) or {}, parts_by_key(tuple(new)) or {}
    gone = [day for day in old_by_day if day not in new_by_day]
    come = [day for day in new_by_day if day not in old_by_day]
    for day in [*gone]:
        moved = next(
            (d for d in come if _content(new_by_day[d]) == _content(old_by_day[day])), None
        )
        if moved is not None:
            gone.remove(day)
            come.remove(moved)
            yield DatedDifference(ChangeKind.DATE, (day, moved), old_by_day[day], new_by_day[moved])
    for day in sorted({*old_by_day, *new_by_day}):
        if (day in old_by_day and day in new_by_day) or day in gone or day in come:
            yield from _on(day, _in_force(old_by_day, day), _in_force(new_by_day, day))


def _on(day: date, old: Any, new: Any) -> Iterator[DatedDifference]:  # noqa: ANN401 an entry of either kind
    if old is ABSENT or new is ABSENT or _setting(old) != _setting(new):
        known = new if old is ABSENT else old
        severity = isinstance(known, DatedSeverity)
        kind = ChangeKind.SEVERITY if severity else ChangeKind.VALUE
        yield DatedDifference(kind, (day,), old, new)
    elif _sources(old) != _sources(new):
        yield DatedDifference(ChangeKind.SOURCE, (day,), old, new)
    elif _content(old) != _content(new):
        yield DatedDifference(ChangeKind.WORDING, (day,), old, new)


def _in_force(entries: Any, day: date) -> Any:  # noqa: ANN401 entries of either kind by day
    begun = [each for each in entries if each <= day]
    return entries[max(begun)] if begun else ABSENT


def _setting(entry: DatedValue | DatedSeverity) -> object:
    """The value that an entry sets."""
    return entry.severity if isinstance(entry, DatedSeverity) else (entry.setting, entry.value)


def _sources(entry: DatedValue | DatedSeverity) -> object:
    if isinstance(entry, DatedSeverity):
        return entry.source
    return entry.source, entry.standing, entry.contrary, entry.contested


def _content(entry: DatedValue | DatedSeverity) -> object:
    """All but the day."""
    return msgspec.structs.replace(entry, since=date.min)
