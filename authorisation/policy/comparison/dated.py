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
    """What holds from a day on, in one of two rule sets or in both, and is not the same.

    Of a part that only begins on another day, `days` has the earlier rules' day first.
    """

    kind: ChangeKind
    days: tuple[date, ...]
    before: Any
    after: Any


def dated_differences(old: Sequence[Any], new: Sequence[Any]) -> Iterator[DatedDifference]:
    """Yield how dated entries differ, by day; an entry of one alone stands against what held."""
    before, after = parts_by_key(tuple(old)) or {}, parts_by_key(tuple(new)) or {}
    gone = [day for day in before if day not in after]
    come = [day for day in after if day not in before]
    for day in [*gone]:
        moved = next((d for d in come if _content(after[d]) == _content(before[day])), None)
        if moved is not None:
            gone.remove(day)
            come.remove(moved)
            yield DatedDifference(ChangeKind.DATE, (day, moved), before[day], after[moved])
    for day in sorted({*before, *after}):
        if (day in before and day in after) or day in gone or day in come:
            yield from _on(day, _in_force(before, day), _in_force(after, day))


def _on(day: date, before: Any, after: Any) -> Iterator[DatedDifference]:  # noqa: ANN401 an entry of either kind
    if before is ABSENT or after is ABSENT or _setting(before) != _setting(after):
        known = after if before is ABSENT else before
        severity = isinstance(known, DatedSeverity)
        kind = ChangeKind.SEVERITY if severity else ChangeKind.VALUE
        yield DatedDifference(kind, (day,), before, after)
    elif _sources(before) != _sources(after):
        yield DatedDifference(ChangeKind.SOURCE, (day,), before, after)
    elif _content(before) != _content(after):
        yield DatedDifference(ChangeKind.WORDING, (day,), before, after)


def _in_force(entries: Any, day: date) -> Any:  # noqa: ANN401 entries of either kind by day
    begun = [each for each in entries if each <= day]
    return entries[max(begun)] if begun else ABSENT


def _setting(entry: DatedValue | DatedSeverity) -> object:
    """What an entry sets."""
    return entry.severity if isinstance(entry, DatedSeverity) else (entry.setting, entry.value)


def _sources(entry: DatedValue | DatedSeverity) -> object:
    if isinstance(entry, DatedSeverity):
        return entry.source
    return entry.source, entry.standing, entry.contrary, entry.contested


def _content(entry: DatedValue | DatedSeverity) -> object:
    """All but the day."""
    return msgspec.structs.replace(entry, since=date.min)
