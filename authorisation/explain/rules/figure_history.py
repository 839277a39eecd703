"""The history of a figure: every value that editions of rules gave it, from which day, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from msgspec.structs import replace

from authorisation.explain.rules.parts import NamedPart
from authorisation.explain.words.figure_values import format_full_value, format_setting
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import format_place, format_standing
from authorisation.model.passage import Passage
from authorisation.model.rules import (
    OURS,
    UNSOURCED,
    DatedValue,
    Parameter,
    RuleSet,
    Standing,
)
from authorisation.model.structs import ShortRepr


class CitedSource(ShortRepr, frozen=True, kw_only=True):
    """A source cited for a value: who says it, where and when; empty fields where none does."""

    cited: str
    """As the rules write it: `id#place`, `ours` or `unsourced`."""
    title: str = ""
    place: str = ""
    """The place in the source, as lawyers cite it."""
    published: str = ""
    owner: str = ""
    """Who published the source; `unsourced` where there is none."""
    standing: str = ""


class ContestedValue(ShortRepr, frozen=True):
    """A value that another source names."""

    value: str
    source: CitedSource


class FigureValue(ShortRepr, frozen=True, kw_only=True):
    """The value of a figure from a day on, and the editions that say so."""

    since: date
    until: date | None
    """The first day on which another value holds; None where none follows."""
    value: str
    """With its unit, or in words that none is set, or that it was abolished."""
    source: CitedSource
    contrary: tuple[CitedSource, ...] = ()
    contested: tuple[ContestedValue, ...] = ()
    note: str = ""
    editions: tuple[str, ...] = ()
    """The names of the editions that have this value on these days."""


class FigureHistory(ShortRepr, frozen=True, kw_only=True):
    """A figure's values in the order of their days, and what rests on it in the newest rules."""

    name: str
    title: str
    unit: str
    values: tuple[FigureValue, ...]
    readers: tuple[NamedPart, ...] = ()


def figure_history(
    name: str, editions: Mapping[str, RuleSet], readers: Iterable[NamedPart] = ()
) -> FigureHistory:
    """The history of a figure over editions of rules by name, the oldest first.

    Some may lack it; for a figure of a failure regime they are the rules of that.

    Raises:
        KeyError: none of them has it.
    """
    found: dict[FigureValue, list[str]] = {}
    newest: Parameter | None = None
    for edition, rules in editions.items():
        if name in rules.parameters:
            newest = rules.parameters[name]
            for value in _values(newest, rules):
                found.setdefault(value, []).append(edition)
    if newest is None:
        raise KeyError(name)
    values = [replace(value, editions=tuple(named)) for value, named in found.items()]
    return FigureHistory(
        name=name,
        title=newest.title,
        unit=newest.unit,
        values=tuple(sorted(values, key=lambda value: value.since)),
        readers=tuple(readers),
    )


def _values(parameter: Parameter, rules: RuleSet) -> list[FigureValue]:
    entries: list[DatedValue | None] = [*parameter.values, None]
    return [
        FigureValue(
            since=entry.since,
            until=later.since if later else None,
            value=format_setting(entry, parameter),
            source=_cited_source(entry.source, rules, entry.standing),
            contrary=tuple(_cited_source(each, rules) for each in entry.contrary),
            contested=tuple(
                ContestedValue(
                    format_full_value(other.value, parameter), _cited_source(other.source, rules)
                )
                for other in entry.contested
            ),
            note=entry.note,
        )
        for entry, later in pairwise(entries)
        if entry is not None
    ]


def _cited_source(cited: str, rules: RuleSet, standing: Standing | None = None) -> CitedSource:
    passage = Passage.parse(cited)
    source = rules.sources.get(passage.source)
    if source is None:
        owner = {OURS: "this rule set", UNSOURCED: UNSOURCED}.get(cited, "")
        return CitedSource(
            cited=cited, owner=owner, standing=format_standing(standing or Standing.OURS)
        )
    return CitedSource(
        cited=cited,
        title=visible(source.title),
        place=format_place(passage.place, source),
        published=visible(source.published),
        owner=visible(source.publisher),
        standing=format_standing(standing or source.standing, source),
    )
