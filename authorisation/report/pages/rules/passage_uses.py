"""The page of a passage: what cites it, what rests on that, and the cases that would show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from authorisation.explain.rules.citations import RulesCitation
from authorisation.explain.rules.cited_by import PassageUses, RestingPart, TouchedCase
from authorisation.explain.rules.parts import NamedPart, PartType
from authorisation.explain.words.quantities import format_count, join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import format_place
from authorisation.model.rules import RuleSet, Source
from authorisation.model.source import Location
from authorisation.report.document import (
    Block,
    Cell,
    Document,
    Fold,
    Listing,
    ListingColumn,
    Para,
    Place,
    Section,
    bullets,
    section,
)
from authorisation.report.pages.rules.rule_set import format_edition

_COUNTS = (
    "A passage counts where it is the one asked for, a part of it, or what it is a part of. "
    "In a law 14A is a section of its own and no part of 14."
)


NOT_KEPT: Final = "not kept"
"""What stands for the number of cases where none are kept."""


def cases_not_kept(*, kept: bool) -> tuple[str, ...]:
    """The lines that the head of a page has where cases are not kept; none where they are."""
    return () if kept else ("Cases are not kept with an adopted edition.",)


def passage_uses_document(
    uses: PassageUses, rules: RuleSet, place: Callable[[Location], Location]
) -> Document:
    """The page of what an amendment touches; `place` gives the place of a case on any machine."""
    passage = format_passage(uses.passage.place, uses.source)
    untested = (*uses.citing, *uses.citing_more)
    return Document(
        title=passage,
        kind="what cites it",
        facts=(
            format_edition(rules),
            f"Asked for: {visible(str(uses.passage))}",
            _COUNTS,
            *cases_not_kept(kept=uses.cases is not None),
        ),
        sections=(
            Section("", (Para(_summary(uses)),)),
            *section("Cites it", _citing(uses.citing, uses.source)),
            *section("Cites a wider passage", _citing(uses.citing_more, uses.source)),
            *section("Of this no rule is made", _untested(untested, uses.source)),
            *section("Rests on what cites it", _resting(uses.resting)),
            *section("Cases that expect something of these", _cases(uses.cases or (), place)),
        ),
        running=f"{passage}, in {visible(rules.id)}, edition {visible(rules.edition)}.",
    )


def format_passage(place: str, source: Source) -> str:
    """Format a passage by the title of its source: `National Health Service Act 2006, s.14C`."""
    title = visible(source.title)
    return f"{title}, {format_place(place, source)}" if place else title


def format_part(part: NamedPart) -> str:
    """Format a part by title and label."""
    return f"{visible(part.title)} ({part.label})"


def _cases(
    cases: Iterable[TouchedCase], place: Callable[[Location], Location]
) -> tuple[Block, ...]:
    texts = [
        f"{visible(each.name)} ({_line(place(each.at))}): {join_words([*map(visible, each.parts)])}"
        for each in cases
    ]
    return (Fold(format_count(len(texts), "case"), bullets(texts)),) if texts else ()


def _line(at: Location) -> str:
    return visible(f"{at.file}:{at.line}")


def _summary(uses: PassageUses) -> str:
    citing = len({each.part for each in uses.citing if _is_rule(each)})
    wider = len({each.part for each in uses.citing_more if _is_rule(each)})
    passage = format_passage(uses.passage.place, uses.source)
    if not (citing or wider):
        return f"Nothing cites {passage}."
    counts = [
        f"{_parts(citing, 'cites', 'cite')} it" if citing else "nothing cites it by itself",
        *([f"{_parts(wider, 'cites', 'cite')} a wider passage"] if wider else []),
        *([f"{_parts(len(uses.resting), 'rests', 'rest')} on these"] if uses.resting else []),
        *([] if uses.cases is None else [_expecting(len(uses.cases))]),
    ]
    words = join_words(counts)
    return f"{words[0].upper()}{words[1:]}."


def _expecting(cases: int) -> str:
    return (
        f"{format_count(cases, 'case')} {'expects' if cases == 1 else 'expect'} something of them"
    )


def _is_rule(citation: RulesCitation) -> bool:
    return citation.part.kind not in (PartType.LEFT_OUT, PartType.UNREAD)


def _parts(number: int, one: str, several: str) -> str:
    return f"{format_count(number, 'part')} {one if number == 1 else several}"


def _citing(citations: Iterable[RulesCitation], source: Source) -> tuple[Block, ...]:
    found: dict[NamedPart, list[str]] = {}
    for each in filter(_is_rule, citations):
        found.setdefault(each.part, []).append(_cited(each, source))
    columns = (ListingColumn("part"), ListingColumn("cites", Place.BESIDE))
    rows = tuple((Cell(format_part(part)), Cell("; ".join(cited))) for part, cited in found.items())
    return (Listing(columns, rows),) if rows else ()


def _untested(citations: Iterable[RulesCitation], source: Source) -> tuple[Block, ...]:
    """The list of what is left out and what is unread, each with its place and the reason."""
    return bullets(
        [
            f"{_cited(each, source)}: {each.part.kind}. {visible(each.part.title)}"
            for each in citations
            if not _is_rule(each)
        ]
    )


def _cited(citation: RulesCitation, source: Source) -> str:
    place = citation.passage.place
    where = format_place(place, source) if place else "the whole of it"
    return f"{where}, {visible(citation.role)}" if citation.role else where


def _resting(parts: Iterable[RestingPart]) -> tuple[Block, ...]:
    return bullets(
        [
            f"{format_part(each.part)}, by {join_words([visible(on.id) for on in each.on])}"
            for each in parts
        ]
    )
