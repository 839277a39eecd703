"""Grades and departures that contradict each other, in one assessor's file or in several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from authorisation.language.yaml.characters import quote
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Departure, Judgement
from authorisation.model.value import fold_words


def contradictory_grades(entries: Iterable[tuple[Judgement, Location]]) -> Iterator[Problem]:
    """Yield a problem for each grade that its assessor contradicts on the same day.

    Neither is the later one, in whichever order their files are named.
    """
    given: dict[tuple[object, ...], tuple[Judgement, Location]] = {}
    for entry, at in sorted(entries, key=lambda each: each[1]):
        key = (fold_words(entry.assessor), entry.criterion, entry.answer, entry.on)
        first, place = given.setdefault(key, (entry, at))
        if first.counts_as != entry.counts_as:
            yield Problem(
                at,
                f"{entry.assessor or 'the panel'} has two grades for {quote(entry.about)} on one"
                " day: "
                f"{quote(entry.grade)} here, {quote(first.grade)} at {place}",
                "remove the one that does not stand, or correct its day",
            )


def contradictory_departures(departures: Iterable[Departure]) -> Iterator[Problem]:
    """Yield a problem for each departure that another from the same thing on one day contradicts.

    Of those of several days the latest stands.
    """
    decided: dict[tuple[object, ...], Departure] = {}
    for each in departures:
        first = decided.setdefault((each.criterion, each.on), each)
        if (first.verdict, first.outcome) != (each.verdict, each.outcome):
            yield Problem(
                each.at or Location(""),
                f"two departures from {each.about} on one day: {quote(each.decided)} here, "
                f"{quote(first.decided)} at {first.at}",
                "remove the one that does not stand, or correct its day",
            )
