"""The page of a figure over time: each value with its days, its source, and the editions."""

from __future__ import annotations

from collections.abc import Iterator

from authorisation.explain.rules.figure_history import CitedSource, FigureHistory, FigureValue
from authorisation.explain.words.quantities import format_date, join_words
from authorisation.explain.words.safe import visible
from authorisation.model.rules import OURS, UNSOURCED, RuleSet
from authorisation.report.document import (
    Cell,
    Document,
    Listing,
    ListingColumn,
    Para,
    Place,
    Section,
    bullets,
    section,
)
from authorisation.report.pages.rules.passage_uses import format_part
from authorisation.report.pages.rules.rule_set import format_edition

_COLUMNS = (
    ListingColumn("days"),
    ListingColumn("value", Place.BESIDE),
    ListingColumn("source"),
    ListingColumn("published"),
    ListingColumn("owner"),
    ListingColumn("standing"),
    ListingColumn("in"),
)


def figure_history_document(history: FigureHistory, rules: RuleSet) -> Document:
    """The page of a figure: its values in the order of their days, and what reads it now."""
    title = f"{visible(history.title)}: {visible(history.name)}"
    rows = tuple(_row(each) for each in history.values)
    readers = bullets([format_part(each) for each in history.readers])
    nothing = (Para("Nothing reads it by itself."),)
    return Document(
        title=title,
        kind="a figure over time",
        facts=(format_edition(rules),),
        sections=(
            Section("Values", (Listing(_COLUMNS, rows),)),
            *section("Read by", readers or nothing),
        ),
        running=f"{title}, in {visible(rules.id)}, edition {visible(rules.edition)}.",
    )


def _row(value: FigureValue) -> tuple[Cell, ...]:
    source = value.source
    return (
        Cell(format_days(value), more=tuple(_remarks(value))),
        Cell(visible(value.value)),
        Cell(format_cited_source(source)),
        Cell(source.published or "–"),
        Cell(source.owner or "–"),
        Cell(source.standing),
        Cell(join_words([*map(visible, value.editions)])),
    )


def format_days(value: FigureValue) -> str:
    """Format from which day a value holds, and until which."""
    until = f" until {format_date(value.until)}" if value.until else ""
    return f"From {format_date(value.since)}{until}"


def format_cited_source(source: CitedSource) -> str:
    """Format who says a value, with the reference as the rules write it; or that nobody does."""
    if source.cited in (OURS, UNSOURCED):
        return source.cited
    words = f"{source.title}, {source.place}" if source.place else source.title
    return f"{words} ({visible(source.cited)})" if words else visible(source.cited)


def _remarks(value: FigureValue) -> Iterator[str]:
    for other in value.contested:
        yield f"Contested: {visible(other.value)}, {format_cited_source(other.source)}."
    if value.contrary:
        named = [format_cited_source(each) for each in value.contrary]
        yield f"Contrary views: {'; '.join(named)}."
    if value.note:
        yield f"Note: {visible(value.note)}"
