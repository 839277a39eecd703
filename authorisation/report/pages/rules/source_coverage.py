"""The page of what became of the sources: made into rules and tested, left out, or unread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.explain.rules.source_coverage import CoveredPassage, SourceCoverage
from authorisation.explain.words.quantities import format_count, join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import format_place
from authorisation.model.passage import Passage
from authorisation.model.rules import RuleSet
from authorisation.report.document import Block, Cell, Document, Lead, Para, Section, Table, bullets
from authorisation.report.pages.headings import IN_SHORT
from authorisation.report.pages.rules.passage_uses import NOT_KEPT, cases_not_kept
from authorisation.report.pages.rules.rule_set import (
    format_edition,
    format_source,
    format_unread_reason,
)

_UNKNOWN = (
    "What a source asks and nobody wrote down here, neither as a rule nor as left out nor as "
    "unread, is not on this page."
)


def source_coverage_document(found: Sequence[SourceCoverage], rules: RuleSet) -> Document:
    """The page of coverage: a row a source, then of each source what is known of it."""
    title = f"What became of the sources of {visible(rules.id)}"
    rows = tuple(_row(each) for each in found)
    headings = ("source", "passages cited", "tested", "left out", "unread")
    return Document(
        title=title,
        kind="which passages are rules",
        facts=(format_edition(rules), _UNKNOWN, *cases_not_kept(kept=all(map(_has_cases, found)))),
        sections=(
            Section(IN_SHORT, (Table(headings, rows),) if rows else (Para("It has no source."),)),
            *(Section(visible(each.source.id), tuple(_blocks(each))) for each in found),
        ),
        running=f"{title}, edition {visible(rules.edition)}.",
    )


def _row(found: SourceCoverage) -> tuple[Cell, ...]:
    tested = f"{sum(bool(each.cases) for each in found.passages):,}"
    unread = sum(each.count or len(each.sources) for each in found.unread)
    return (
        Cell(visible(found.source.id)),
        Cell(f"{len(found.passages):,}"),
        Cell(tested if _has_cases(found) else NOT_KEPT),
        Cell(f"{len(found.left_out):,}"),
        Cell(f"{unread:,}"),
    )


def _has_cases(found: SourceCoverage) -> bool:
    """Whether it is known which cases test it."""
    return all(passage.cases is not None for passage in found.passages)


def _blocks(found: SourceCoverage) -> Iterator[Block]:
    yield Para(format_source(found.source).partition(": ")[2])
    if found.passages:
        rows = tuple(_passage(each) for each in found.passages)
        yield Table(("place", "tested by", "rules made of it"), rows)
    if found.left_out:
        left = [
            f"{_places(each.sources, found)}{visible(each.reason)} ({visible(each.id)})"
            for each in found.left_out
        ]
        yield Lead("Left out:", bullets(left))
    if found.unread:
        unread = [
            f"{_places(each.sources, found)}{format_unread_reason(each)}" for each in found.unread
        ]
        yield Lead("Unread:", bullets(unread))
    if not (found.passages or found.left_out or found.unread):
        yield Para("Nothing cites it.")


def _passage(passage: CoveredPassage) -> tuple[Cell, ...]:
    parts = join_words([each.label for each in passage.parts])
    tested = format_count(len(passage.cases), "case") if passage.cases else "no case"
    tested = NOT_KEPT if passage.cases is None else tested
    return Cell(passage.place or "the whole"), Cell(tested), Cell(parts)


def _places(cited: Sequence[str], found: SourceCoverage) -> str:
    """The places of this source, with a colon; empty for the whole of it."""
    passages = [Passage.parse(each) for each in cited]
    places = [
        format_place(each.place, found.source)
        for each in passages
        if each.source == found.source.id and each.place
    ]
    return f"{join_words(places)}: " if places else ""
