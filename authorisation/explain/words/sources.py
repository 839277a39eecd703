"""Citations of sources: document, passage, and the authority behind them; grades with theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, assert_never

import msgspec
from msgspec.structs import replace

from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.model.rules import (
    OURS,
    UNSOURCED,
    Criterion,
    JudgementScale,
    RuleSet,
    Source,
    Standing,
)

_YEAR: Final = re.compile(r"\b[12][0-9]{3}\b")
_LINE: Final = re.compile(r"l([0-9]+)")
_SCHEDULE: Final = re.compile(r"sch([0-9]+[A-Z]?)(.*)")


class Citation(msgspec.Struct, frozen=True):
    """One source in words: the document and passage, and its standing."""

    reference: str
    """As the rule wrote it: `s001#2.2`."""
    document: str
    passage: str
    standing: str
    later: str = ""
    """Why it is cited although it came after the day assessed; empty where it did not."""

    @property
    def words(self) -> str:
        """The document and the passage."""
        return f"{self.document}, {self.passage}" if self.passage else self.document

    @property
    def moved(self) -> bool:
        """Whether the document only moved the rule set to a choice of its own."""
        return self.standing == _OWN_CHOICE and self.reference not in (OURS, UNSOURCED)

    def __str__(self) -> str:
        if self.standing == _LAW:
            return f"{_LAW}: {self.words}{self.later}"
        if self.moved:
            return f"{_OWN_CHOICE}; moved by {self.words}"
        return f"{self.words}: {self.standing}" if self.words else self.standing


def describe_source(reference: str, rules: RuleSet, standing: Standing | None = None) -> Citation:
    """The citation of a reference; `standing` is the value's own, by default the source's."""
    if reference == OURS:
        return Citation(reference, "", "", _OWN_CHOICE)
    if reference == UNSOURCED:
        return Citation(reference, "no source gives this figure", "", _OWN_CHOICE)
    name, _, passage = reference.partition("#")
    source = rules.sources.get(name)
    if source is None:
        return Citation(
            reference, visible(reference), "", format_standing(standing or Standing.OURS)
        )
    where = format_place(passage, source)
    return Citation(
        reference,
        visible(_document_name(source)),
        where,
        format_standing(standing or source.standing, source),
    )


def _document_name(source: Source) -> str:
    """The name of a document: the short one of a law, the title of anything else.

    The short name of any other document is part of its standing.
    """
    return source.called or source.title if source.standing is Standing.LAW else source.title


def join_citations(several: Iterable[Citation]) -> tuple[str, ...]:
    """The citations as texts, one a document and standing, with all its passages.

    One without a document is left out where another of the same standing names a document. All
    the documents that moved a choice of the rule set's own stand in one text.
    """
    first: dict[tuple[str, str], Citation] = {}
    given = tuple(several)
    named = {each.standing for each in given if each.document}
    for each in given:
        if not each.document and each.standing in named:
            continue
        key = (each.document, each.standing)
        before = first.get(key)
        if before is None or not each.passage:
            first.setdefault(key, each)
        elif each.passage not in before.passage.split(" and "):
            passage = " and ".join(filter(None, (before.passage, each.passage)))
            first[key] = replace(before, passage=passage)
    moved = [each for each in first.values() if each.moved]
    if not moved:
        return tuple(map(str, first.values()))
    choice = replace(moved[0], document="; ".join(each.words for each in moved), passage="")
    rest = [each for each in first.values() if each not in moved]
    return (str(choice), *map(str, rest))


def describe_sources(
    criterion: Criterion, rules: RuleSet, day: date | None = None
) -> tuple[Citation, ...]:
    """The citation of every source of a criterion, in its order.

    A law that came only after the `day` assessed says so, and why it is cited.
    """
    return tuple(
        Citation(source, "no source gives this", "", _OWN_CHOICE)
        if source == UNSOURCED
        else replace(
            describe_source(source, rules, criterion.standing),
            later=_format_later(rules.sources.get(source.partition("#")[0]), day),
        )
        for source in criterion.sources
    )


def _format_later(source: Source | None, day: date | None) -> str:
    year = _YEAR.search(source.published) if source else None
    if source is None or day is None or year is None or int(year[0]) <= day.year:
        return ""
    return f" ({year[0]}, later than the day assessed; {visible(source.note).rstrip('.')})"


_LAW: Final = "law"
_OWN_CHOICE: Final = "a choice of this rule set, not law"


def format_standing(standing: Standing, source: Source | None = None) -> str:
    """Format a standing, so that nobody takes an opinion for the law."""
    match standing:
        case Standing.LAW:
            return _LAW
        case Standing.REGULATOR:
            return "laid down by the regulator, not by law"
        case Standing.RESEARCH | Standing.OPINION:
            kind = visible(source.called) if source and source.called else ""
            kind = kind or f"{standing.value}{_format_year(source)}"
            return f"{kind}, adopted by this rule set, not law"
        case Standing.REPORTED:
            when = _format_year(source, "in")
            return f"as reported{when}, not law"
        case Standing.OURS:
            return _OWN_CHOICE
        case _:
            assert_never(standing)


def _format_year(source: Source | None, joined: str = "of") -> str:
    year = _YEAR.search(source.published) if source else None
    return f" {joined} {year[0]}" if year else ""


def format_place(place: str, source: Source) -> str:
    """Format a place in a source as lawyers do: `14O` of an Act is `s.14O`, `l17` is line 17.

    It is empty for the whole source.
    """
    if line := _LINE.fullmatch(place):
        return f"line {line[1]}"
    if source.standing is not Standing.LAW:
        return visible(place)
    if schedule := _SCHEDULE.fullmatch(place):
        return visible(f"Schedule {schedule[1]}{schedule[2]}")
    mark = "reg." if "egulations" in source.title else "s."
    return visible(f"{mark}{place}" if place[:1].isdigit() else place)


def format_grade(grade: str, scale: JudgementScale | None) -> str:
    """Format a grade with the title that its scale gives it, if any."""
    meaning = scale.meanings.get(grade) if scale else None
    title = f" ({visible(meaning.title)})" if meaning and meaning.title else ""
    return f"{visible(grade)}{title}"


def format_grade_notes(scale: JudgementScale) -> Iterator[tuple[str, str]]:
    """Yield each grade that the scale says something of, with its title and note."""
    for grade, meaning in scale.meanings.items():
        says = [visible(each).rstrip(".") for each in (meaning.title, meaning.note) if each]
        if says:
            yield visible(grade), f"{'. '.join(map(upper_initial, says))}."


def format_sourced_grades(scale: JudgementScale, rules: RuleSet) -> Iterator[str]:
    """Yield each grade of a named scale: its verdict, what it brings, and who says so."""
    notes = dict(format_grade_notes(scale))
    for grade, meaning in scale.meanings.items():
        name = visible(grade)
        says = f" {notes[name]}" if name in notes else ""
        source = f"Source: {describe_source(meaning.source, rules, meaning.standing)}"
        if meaning.source == UNSOURCED:
            source = f"Unsourced: {format_standing(meaning.standing or Standing.OURS)}"
        yield f"{name}: {scale.grades[grade]}.{says} {source}."
