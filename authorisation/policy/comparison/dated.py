"""Values and severities by the days from which they hold, in two rule sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from authorisation.model.rules import DatedSeverity, DatedValue
from authorisation.policy.comparison.kinds import ChangeKind
from authorisation.policy.comparison.structure import ABSENT, parts_by_key


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
