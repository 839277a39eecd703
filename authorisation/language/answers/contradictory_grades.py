"""Grades of one assessor that contradict each other, in one file of judgements or in several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from authorisation.language.yaml.characters import quote
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Judgement
from authorisation.model.value import fold_words


def contradictory_grades(entries: Iterable[tuple[Judgement, Location]]) -> Iterator[Problem]:
    """Yield a problem for each grade that its assessor contradicts on the same day.

    Neither is the later one, in whichever order their files are named.
    """
    given: dict[tuple[object, ...], tuple[Judgement, Location]] = {}
    for entry, at in sorted(entries, key=lambda each: each[1]):
        key = (fold_words(entry.assessor), entry.criterion, entry.answer, entry.on)
        first, place = given.setdefault(key, (entry, at))
        if first.grade != entry.grade:
            yield Problem(
                at,
                f"{entry.assessor} has two grades for {quote(entry.about)} on one day: "
                f"{quote(entry.grade)} here, {quote(first.grade)} at {place}",
                "remove the one that does not stand, or correct its day",
            )
