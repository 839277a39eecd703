"""Say where a rule or a value comes from, and what kind of authority stands behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, assert_never

from authorisation.explain.safe import visible
from authorisation.model.rules import OURS, UNSOURCED, Criterion, RuleSet, Source, Standing

_YEAR: Final = re.compile(r"\b[12][0-9]{3}\b")


@dataclass(frozen=True, slots=True)
class Cited:
    """One source in words: the document and passage, and its standing."""

    reference: str
    """As the rule wrote it: `s001#2.2`."""
    words: str
    standing: str

    def __str__(self) -> str:
        return f"{self.words}: {self.standing}" if self.words else self.standing


def cited(reference: str, rules: RuleSet, standing: Standing | None = None) -> Cited:
    """Say a reference in words; `standing` is that given with the value, else the source's own."""
    if reference == OURS:
        return Cited(reference, "", _OF_OURS)
    if reference == UNSOURCED:
        return Cited(reference, "no source", _OF_OURS)
    name, _, passage = reference.partition("#")
    source = rules.sources.get(name)
    if source is None:
        return Cited(reference, visible(reference), standing_words(standing or Standing.OURS))
    words = visible(source.title) + (f", {_passage(passage)}" if passage else "")
    return Cited(reference, words, standing_words(standing or source.standing, source))


def cited_by(criterion: Criterion, rules: RuleSet) -> tuple[Cited, ...]:
    """Say every source of a criterion."""
    return tuple(cited(source, rules, criterion.standing) for source in criterion.sources)


_OF_OURS: Final = "a choice of this rule set, not law"


def standing_words(standing: Standing, source: Source | None = None) -> str:
    """Say a standing so that nobody takes an opinion for the law."""
    match standing:
        case Standing.LAW:
            return "law"
        case Standing.REGULATOR:
            return "laid down by the regulator, not by law"
        case Standing.RESEARCH | Standing.OPINION:
            return f"{standing.value}{_of_year(source)}, adopted by this rule set, not law"
        case Standing.OURS:
            return _OF_OURS
        case _:
            assert_never(standing)


def _of_year(source: Source | None) -> str:
    year = _YEAR.search(source.published) if source else None
    return f" of {year[0]}" if year else ""


def _passage(passage: str) -> str:
    line = re.fullmatch(r"l([0-9]+)", passage)
    return f"line {line[1]}" if line else visible(passage)
