"""The page of several groups: a row each, and what can be said of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from authorisation.explain.assessment.page_header import warnings_of_several
from authorisation.explain.history.model import FIRES, FunnelWords, HistoryPage, PeriodWords
from authorisation.explain.words.quantities import format_count, in_all
from authorisation.report.charts.funnel import beyond
from authorisation.report.document import (
    Block,
    Cell,
    Chart,
    Document,
    Listing,
    ListingColumn,
    Para,
    Place,
    Section,
    bullets,
    section,
)
from authorisation.report.pages.history import history_document, join_titles

_ORDER: Final = "In the order of the files. This is no ranking."
_COLUMNS: Final = (
    ListingColumn("Group"),
    ListingColumn("Stage", Place.BESIDE),
    ListingColumn("Latest period"),
    ListingColumn("What fires"),
    ListingColumn("Response"),
)


class _Shared(Struct, frozen=True, gc=False, kw_only=True):
    """What holds for every group of a run, to be said once; empty where it differs."""

    rules: str
    warnings: tuple[str, ...]
    note: str
    says: tuple[str, ...]
    engine: str


def histories_document(
    pages: Sequence[HistoryPage],
    funnels: Sequence[FunnelWords] = (),
    not_replayed: Sequence[str] = (),
) -> Document:
    """The list of several groups, each row of which leads to the page at its place after this one.

    `not_replayed` are the problems of files that could not be used.
    """
    shared = _shared(pages)
    rows = tuple(_row(page, number, shared) for number, page in enumerate(pages, start=2))
    title = f"{format_count(len(pages), 'group')} after authorisation"
    statements = [each for each in (*shared.says, shared.engine) if each]
    return Document(
        title=title,
        kind="after authorisation",
        facts=(shared.rules,) if shared.rules else (),
        note=shared.note,
        warnings=warnings_of_several(shared.warnings),
        sections=(
            Section("", (Para(_ORDER), Listing(_COLUMNS, rows))),
            *section("Not replayed", bullets(not_replayed)),
            *(Section(funnel.title, tuple(_funnel(funnel))) for funnel in funnels if funnel.points),
            *section("About these pages", bullets(statements)),
        ),
        running=f"{title}.",
    )


def one_file_documents(
    pages: Sequence[HistoryPage],
    funnels: Sequence[FunnelWords] = (),
    not_replayed: Sequence[str] = (),
) -> tuple[Document, ...]:
    """The list of several groups and the page of each, with what they share in the list alone."""
    shared = _shared(pages)
    return (
        histories_document(pages, funnels, not_replayed),
        *(history_document(_own(page, shared)) for page in pages),
    )


def _shared(pages: Sequence[HistoryPage]) -> _Shared:
    return _Shared(
        rules=_same([page.rules for page in pages]),
        warnings=in_all([page.warnings for page in pages]),
        note=_same([page.note for page in pages]),
        says=in_all([page.says for page in pages]),
        engine=_same([page.engine for page in pages]),
    )


def _same(texts: Sequence[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else ""


def _own(page: HistoryPage, shared: _Shared) -> HistoryPage:
    """A page without what is said once for all."""
    return replace(
        page,
        rules="" if page.rules == shared.rules else page.rules,
        warnings=tuple(each for each in page.warnings if each not in shared.warnings),
        note="" if page.note == shared.note else page.note,
        says=tuple(each for each in page.says if each not in shared.says),
        engine="" if page.engine == shared.engine else page.engine,
    )


def _row(page: HistoryPage, number: int, shared: _Shared) -> tuple[Cell, ...]:
    latest = page.periods[-1] if page.periods else None
    return (
        Cell(page.group, number, _own(page, shared).warnings),
        Cell(page.stage),
        Cell(latest.label if latest else "no period yet"),
        Cell(_format_firing(latest) if latest else "nothing"),
        Cell(latest.response if latest else "no response"),
    )


def _format_firing(latest: PeriodWords) -> str:
    surely = [trigger for trigger in latest.triggers if trigger.state == FIRES]
    perhaps = [trigger for trigger in latest.triggers if trigger.state != FIRES]
    parts = [] if surely or not perhaps else ["nothing for sure"]
    if surely:
        # A severity's words begin with its number, 1 for the gravest.
        gravest = min(trigger.severity for trigger in surely)
        parts.append(f"gravest severity {gravest}: {join_titles(surely)}")
    if perhaps:
        parts.append(f"May fire: {join_titles(perhaps)}")
    return ". ".join(parts) or "nothing"


def _funnel(funnel: FunnelWords) -> Iterator[Block]:
    yield Chart(funnel, funnel.title, funnel.says, tuple(map(Para, funnel.says)))
    if groups := beyond(funnel):
        yield Para("Beyond the serious limit, in order of name:")
        yield from bullets(groups)
