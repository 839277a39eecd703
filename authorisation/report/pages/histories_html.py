"""Several groups as HTML: a funnel, and a table that leads to each, here or in its own file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.explain.history.model import FunnelWords, HistoryPage
from authorisation.report.charts.funnel import beyond, funnel_chart
from authorisation.report.charts.svg import safe
from authorisation.report.formats.html_parts import (
    beside,
    figure,
    heading,
    paragraph,
    points,
    shell,
)
from authorisation.report.pages.histories import shared_statements
from authorisation.report.pages.history_html import group
from authorisation.report.pages.history_now import IN_ORDER, Shared, groups, own, row, shared

_HEADINGS = ("Group", "Stage", "Latest period", "What fires", "Response")


def timelines_html(
    pages: Sequence[HistoryPage], funnels: Sequence[FunnelWords], unread: Sequence[str] = ()
) -> str:
    """Lay several histories out as one file; `unread` are problems of files not used."""
    common = shared(pages)
    names = [f"g{number}" for number in range(1, len(pages) + 1)]
    body = list(_listed(pages, funnels, unread, [f"#{name}" for name in names]))
    for name, page in zip(names, pages, strict=True):
        body += group(own(page, common), name, 2)
    body += _about(common, "About this page")
    return shell(groups(len(pages)), body)


def index_html(
    pages: Sequence[HistoryPage],
    funnels: Sequence[FunnelWords],
    files: Sequence[str],
    unread: Sequence[str] = (),
) -> str:
    """Lay out the page that leads to the page of each group; `files` are their names."""
    body = [
        *_listed(pages, funnels, unread, [beside(file) for file in files]),
        *_about(shared(pages), "About these pages"),
    ]
    return shell(groups(len(pages)), body)


def _listed(
    pages: Sequence[HistoryPage],
    funnels: Sequence[FunnelWords],
    unread: Sequence[str],
    links: Sequence[str],
) -> Iterator[str]:
    common = shared(pages)
    yield heading(1, groups(len(pages)))
    yield from paragraph(common.rules)
    yield from points(common.warnings, "warnings")
    yield from paragraph(common.note)
    if unread:
        yield heading(2, "Not replayed")
        yield from points(unread)
    for number, funnel in enumerate(funnels, start=1):
        yield from _funnel(funnel, f"funnel{number}")
    yield heading(2, "The groups")
    yield from paragraph(IN_ORDER)
    yield from _table(pages, common, links)


def _funnel(funnel: FunnelWords, name: str) -> Iterator[str]:
    if chart := funnel_chart(funnel, name):
        yield heading(2, funnel.title)
        yield from figure(chart, funnel.says)
        if found := beyond(funnel):
            yield from paragraph("Beyond the serious limit, in order of name:")
            yield from points(found)


def _table(pages: Sequence[HistoryPage], common: Shared, links: Sequence[str]) -> Iterator[str]:
    yield "<table>"
    heads = "".join(f'<th scope="col">{each}</th>' for each in _HEADINGS)
    yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for page, link in zip(pages, links, strict=True):
        each = row(page)
        warnings = "".join(
            f'<p class="warn">{safe(warning)}</p>' for warning in own(page, common).warnings
        )
        name = f'<a href="{link}">{safe(each.group)}</a>'
        rest = (each.stage, each.latest, each.fires, each.response)
        cells = "".join(f"<td>{safe(text)}</td>" for text in rest)
        yield f'<tr><th scope="row">{name}{warnings}</th>{cells}</tr>'
    yield "</tbody>"
    yield "</table>"


def _about(common: Shared, title: str) -> Iterator[str]:
    if said := shared_statements(common):
        yield heading(2, title)
        yield from points(said)
