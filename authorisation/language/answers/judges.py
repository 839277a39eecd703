"""Who may judge, and judgements that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

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


_WORD: Final = re.compile(r"[^\W_]+")
_ITSELF: Final = frozenset(
    {"us", "we", "ourselves", "the group", "the ccg", "the consortium", "this group", "this ccg"}
)
_KIND_OF_BODY: Final = " (?:ccg|gpcc|clinical commissioning group|gp consortium|consortium)"
_LEGAL_FORM: Final = re.compile(rf"^(?:nhs )|(?:{_KIND_OF_BODY})$")


def names_group(words: str, name: str, code: str) -> bool:
    """Return whether words name a group: its name, with or without its legal form, or its code.

    A name with its kind of body counts anywhere in the words, as in an officer of the group.
    """
    given, own = _plain(words), _plain(_outside_brackets(name))
    if given in _ITSELF or given in {own, _plain(name), _plain(code)} - {""}:
        return True
    core = _without_form(own)
    if not core:
        return False
    bare = _without_form(_plain(_outside_brackets(words)))
    of_body = re.search(rf"\b{core}{_KIND_OF_BODY}\b", given)
    return core in {_without_form(given), bare} or of_body is not None


def _outside_brackets(text: str) -> str:
    return re.sub(r"\(.*?\)", "", text)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _without_form(plain: str) -> str:
    while (shorter := _LEGAL_FORM.sub("", plain)) != plain:
        plain = shorter
    return plain
