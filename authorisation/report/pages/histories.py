"""The page of several groups: a row each, and what can be said of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from authorisation.explain.assessment.page_header import format_days, warnings_of_several
from authorisation.explain.history.model import (
    FIRES,
    FunnelWords,
    HistoryPage,
    PeriodWords,
    Urgency,
)
from authorisation.explain.history.periods import ASKED
from authorisation.explain.words.quantities import format_count, format_date, in_all, name_few
from authorisation.explain.words.titles import upper_initial
from authorisation.model.value import NaturalOrder, natural_order
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
    Table,
    bullets,
    section,
)
from authorisation.report.pages import headings
from authorisation.report.pages.history import history_document, join_titles
from authorisation.report.pages.submissions import ALL_USABLE, UnusableFiles

_ORDER: Final = (
    "What needs a person comes first, and names are in alphabetical order. This is no ranking."
)
_COLUMNS: Final = (
    ListingColumn("Group"),
    ListingColumn("Stage", Place.BESIDE),
    ListingColumn("Latest period"),
    ListingColumn("What fires"),
    ListingColumn("Response"),
    ListingColumn(headings.DATES),
)


class _Shared(Struct, frozen=True, gc=False, kw_only=True):
    """The values that hold for every group of a run, to be given once; empty where they differ."""

    rules: str
    warnings: tuple[str, ...]
    note: str
    says: tuple[str, ...]
    engine: str
    as_of: str


def histories_document(
    pages: Sequence[HistoryPage],
    funnels: Sequence[FunnelWords] = (),
    unusable: UnusableFiles = ALL_USABLE,
    cross_checks: Sequence[str] = (),
) -> Document:
    """The list of several groups, each row of which leads to the page at its place after this one.

    `cross_checks` is what is to be said of the groups taken together.
    """
    shared = _shared(pages)
    title = f"{format_count(len(pages) + unusable.number, 'group')} after authorisation"
    if unusable.number:
        title += f", {unusable.number} of them not replayed"
    statements = [each for each in (*shared.says, shared.engine) if each]
    days = format_days((page.as_of for page in pages), "As known on")
    return Document(
        title=title,
        kind="after authorisation",
        facts=tuple(filter(None, (shared.rules, days))),
        note=shared.note,
        warnings=warnings_of_several(shared.warnings),
        sections=(
            Section("", (Para(_ORDER),)),
            *section("Not replayed", bullets(unusable.problems)),
            *_groups(pages, shared),
            *section(headings.TAKEN_TOGETHER, bullets(cross_checks)),
            *section(headings.DATES, _diary(pages, shared)),
            *(Section(funnel.title, tuple(_funnel(funnel))) for funnel in funnels if funnel.points),
            *section("About these pages", bullets(statements)),
        ),
        running=f"{title}.",
    )


def one_file_documents(
    pages: Sequence[HistoryPage],
    funnels: Sequence[FunnelWords] = (),
    unusable: UnusableFiles = ALL_USABLE,
    cross_checks: Sequence[str] = (),
) -> tuple[Document, ...]:
    """The list of several groups and the page of each, with what they share in the list alone."""
    shared = _shared(pages)
    return (
        histories_document(pages, funnels, unusable, cross_checks),
        *(history_document(_own(page, shared)) for page in pages),
    )


def _shared(pages: Sequence[HistoryPage]) -> _Shared:
    return _Shared(
        rules=_same([page.rules for page in pages]),
        warnings=in_all([page.warnings for page in pages]),
        note=_same([page.note for page in pages]),
        says=in_all([page.says for page in pages]),
        engine=_same([page.engine for page in pages]),
        as_of=_same([page.as_of for page in pages]),
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


def _groups(pages: Sequence[HistoryPage], shared: _Shared) -> Iterator[Section]:
    numbered = sorted(enumerate(pages, start=2), key=lambda each: _by_name(each[1].group))
    for urgency in Urgency:
        rows = tuple(_row(p, n, shared) for n, p in numbered if p.urgency is urgency)
        yield from section(urgency.value, (Listing(_COLUMNS, rows),) if rows else ())


def _by_name(group: str) -> tuple[NaturalOrder, str]:
    return natural_order(group), group


def _diary(pages: Sequence[HistoryPage], shared: _Shared) -> tuple[Block, ...]:
    """The table of what is overdue or comes next, of all groups, by date.

    Where groups are known on days of their own, what is overdue says on which.
    """
    every = [(page, each) for page in pages for each in page.dates]
    every.sort(key=lambda pair: (pair[1].on, _by_name(pair[0].group)))
    rows = tuple(
        (
            Cell(format_date(each.on)),
            Cell(f"overdue{'' if shared.as_of else f' on {page.as_of}'}" if each.overdue else ""),
            Cell(page.group),
            Cell(upper_initial(each.what)),
        )
        for page, each in every
    )
    return (Table(("date", "", "group", "what"), rows),) if rows else ()


def _format_dates(page: HistoryPage) -> str:
    overdue = [each for each in page.dates if each.overdue]
    coming = [each for each in page.dates if not each.overdue]
    dates = name_few([f"{each.what} is overdue since {format_date(each.on)}" for each in overdue])
    dates += [f"{each.what} is due on {format_date(each.on)}" for each in coming[:1]]
    return upper_initial("; ".join(dates)) or "none"


def _row(page: HistoryPage, number: int, shared: _Shared) -> tuple[Cell, ...]:
    latest = page.periods[-1] if page.periods else None
    own = _own(page, shared)
    day = "" if shared.as_of else f"As known on {page.as_of}"
    told = (own.rules, day, *own.warnings, _format_disagreeing(page))
    return (
        Cell(page.group, number, tuple(filter(None, told))),
        Cell(_format_stage(page, latest)),
        Cell(latest.label if latest else "no period yet"),
        Cell(_format_firing(latest) if latest else "nothing"),
        Cell(latest.response if latest else "no response"),
        Cell(_format_dates(page)),
    )


def _format_disagreeing(page: HistoryPage) -> str:
    """The periods whose figures do not agree, where nobody said why."""
    asked = [p.label for p in page.periods if any(c.endswith(ASKED) for c in p.contradictions)]
    return f"Figures do not agree: {', '.join(name_few(asked))}" if asked else ""


def _format_stage(page: HistoryPage, latest: PeriodWords | None) -> str:
    perhaps = latest.other_stages.rpartition(", once ")[0] if latest else ""
    return f"{page.stage}; perhaps {perhaps}" if perhaps else page.stage


def _format_firing(latest: PeriodWords) -> str:
    surely = [trigger for trigger in latest.triggers if trigger.state == FIRES]
    perhaps = [trigger for trigger in latest.triggers if trigger.state != FIRES]
    parts = [] if surely or not perhaps else ["nothing for sure"]
    if surely:
        # A severity's words begin with its number, 1 for the gravest.
        gravest = min(trigger.severity for trigger in surely)
        parts.append(f"gravest severity {gravest}: {join_titles(surely)}")
    if perhaps:
        few = "; ".join(name_few([trigger.title for trigger in perhaps]))
        parts.append(f"{len(perhaps)} more may fire" if surely else f"May fire: {few}")
    return ". ".join(parts) or "nothing"


def _funnel(funnel: FunnelWords) -> Iterator[Block]:
    yield Chart(funnel, funnel.title, funnel.says, tuple(map(Para, funnel.says)))
    if groups := beyond(funnel):
        yield Para("Beyond the serious limit, in order of name:")
        yield from bullets(groups)
