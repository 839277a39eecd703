"""The differences between two records, each with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from authorisation.explain.words.safe import shorten, visible
from authorisation.records.parts import Json
from authorisation.records.record import SingleRecord

_KEYS: Final = ("criterion", "id", "path", "parameter")
"""The keys that entries of a list are matched by, where all of them have one."""

_FIGURES: Final = ("low", "high", "value")
_OPINION: Final = "second_opinion"
_LATER: Final = "ruled_out"
"""What records have that were made since they had it, and is null in a record made before."""
_MISSING: Final = "(nothing)"
_MAX_LENGTH: Final = 200
_OTHER_UNITS: Final = ("units",)
"""What is the same figure in another unit, and so no difference."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two records differ; both sides as JSON, shortened."""

    path: str
    old: str
    new: str
    mended: tuple[str, ...] = ()
    """The names of the mended faults that it comes from."""

    def __str__(self) -> str:
        mended = f"; a fault was mended: {' or '.join(self.mended)}" if self.mended else ""
        return f"{self.path}: was {self.old}, is now {self.new}{mended}"


def compare_records(
    old: SingleRecord, new: SingleRecord, place: str = ""
) -> tuple[Difference, ...]:
    """Every place where the records differ, outside the parts that are not derived.

    A decision is added by people. Which version of a second engine there is, if any, depends on
    the machine; what it came to is compared where both records have an opinion, and so are the
    outcomes that are out. `place` is that of the records in a record of several.
    """
    derived = [msgspec.to_builtins(each) for each in (old, new)]
    opinions = [_opinion(each.pop(_OPINION)) for each in derived]
    later = [each.pop(_LATER, None) for each in derived]
    for record, opinion, outcomes in zip(derived, opinions, later, strict=True):
        record.pop("decision", None)
        if None not in later:
            record[_LATER] = outcomes
        if None not in opinions:
            record[_OPINION] = opinion
    return tuple(
        each for each in _compare(place, derived[0], derived[1]) if each.mended != _OTHER_UNITS
    )


def restated_figures(old: SingleRecord, new: SingleRecord) -> int:
    """The number of parts of the older record with the same figures as now in other units."""
    derived = [msgspec.to_builtins(each) for each in (old, new)]
    return sum(each.mended == _OTHER_UNITS for each in _compare("", derived[0], derived[1]))


def _opinion(opinion: Json) -> Json:
    """The opinion of a second engine: what it came to; None where there is no opinion.

    One that came to something and says that it was unavailable was changed by hand.
    """
    if opinion is None:
        return None
    came_to = {name: part for name, part in opinion.items() if name not in {"engine", "version"}}
    silent = not any(part for name, part in came_to.items() if name != "unavailable")
    return None if opinion["unavailable"] and silent else came_to


class _MissingValue:
    """Stands for a value that one of the two records lacks."""


def _compare(path: str, old: Json, new: Json) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        converted = _in_present_units(old, new)
        if converted != old:
            yield Difference(visible(path), "", "", _OTHER_UNITS)
            old = converted
        for key in sorted({*old, *new}):
            below = f"{path}.{key}" if path else key
            yield from _compare(below, old.get(key, _MissingValue), new.get(key, _MissingValue))
    elif isinstance(old, list | tuple) and isinstance(new, list | tuple):
        yield from _compare_lists(path, old, new)
    elif type(old) is not type(new) or old != new:
        yield Difference(visible(path), _format_json(old), _format_json(new))


def _in_present_units(old: dict[str, Json], new: dict[str, Json]) -> dict[str, Json]:
    """The older part in the units of today, where it says the same in those of earlier records.

    They had shares as fractions beside the unit `%`, and called months days.
    """
    units = old.get("unit"), new.get("unit")
    if units == ("day", "month"):
        return {**old, "unit": "month"}
    if units[0] != units[1] or not str(units[1]).startswith("%"):
        return old
    converted: dict[str, Json] = {
        key: _in_per_cent(old[key], new[key]) for key in _FIGURES if key in old and key in new
    }
    return {**old, **converted}


def _in_per_cent(old: Json, new: Json) -> Json:
    """The figures of an earlier record that are fractions, in per cent; other JSON as it is."""
    match old, new:
        case dict(), dict():
            converted = {key: _in_per_cent(old[key], new[key]) for key in old.keys() & new.keys()}
            return {**old, **converted}
        case str(), str():
            try:
                return new if Decimal(old) * 100 == Decimal(new) else old
            except InvalidOperation:
                return old
        case _:
            return old


def _compare_lists(path: str, old: Sequence[Json], new: Sequence[Json]) -> Iterator[Difference]:
    before, after = _by_key(old), _by_key(new)
    for key in dict.fromkeys((*before, *after)):
        yield from _compare(
            f"{path}[{key}]", before.get(key, _MissingValue), after.get(key, _MissingValue)
        )
    if before == after and list(before) != list(after):
        yield Difference(visible(path), _format_json(list(before)), _format_json(list(after)))


def _by_key(entries: Sequence[Json]) -> dict[str, Json]:
    """The entries by the first of `_KEYS` that is unique in them, else by position from 1."""
    for key in _KEYS:
        names = [entry.get(key) if isinstance(entry, dict) else None for entry in entries]
        if names and all(isinstance(n, str) for n in names) and len(set(names)) == len(names):
            return {str(name): entry for name, entry in zip(names, entries, strict=True)}
    return {str(number): entry for number, entry in enumerate(entries, start=1)}


def _format_json(value: Json) -> str:
    if value is _MissingValue:
        return _MISSING
    return shorten(visible(json.dumps(value, ensure_ascii=False, sort_keys=True)), _MAX_LENGTH)
