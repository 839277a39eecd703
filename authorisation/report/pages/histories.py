"""Several groups as text: a line or two each, what can be said of all, then their histories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.explain.history.model import FunnelWords, HistoryPage
from authorisation.report.charts.funnel import beyond
from authorisation.report.formats.text_lines import (
    Style,
    bullets,
    joined,
    paragraph,
    plain,
    section,
)
from authorisation.report.pages.history import lines
from authorisation.report.pages.history_now import IN_ORDER, Shared, groups, own, row, shared


def histories_text(
    told: Sequence[HistoryPage],
    funnels: Sequence[FunnelWords],
    unread: Sequence[str] = (),
    *,
    width: int = 100,
    style: Style = plain,
) -> str:
    """Lay several histories out; `unread` are the problems of files that could not be used."""
    common = shared(told)
    rule = ["", "=" * width, ""]
    parts = [*_head(told, common, width, style), *_shared_lines(funnels, unread, width, style)]
    parts += section("About these pages", bullets(shared_statements(common), width), style)
    for page in told:
        parts += [*rule, *lines(own(page, common), width, style)]
    return joined(parts)


def shared_statements(common: Shared) -> list[str]:
    """Give what the rules and the second engine say of every group alike."""
    return [each for each in (*common.says, common.engine) if each]


def _head(told: Sequence[HistoryPage], common: Shared, width: int, style: Style) -> Iterator[str]:
    yield style(groups(len(told)), "title")
    if common.rules:
        yield from paragraph(common.rules, width)
    for warning in common.warnings:
        yield from (style(line, "warning") for line in paragraph(warning, width))
    if common.note:
        yield from paragraph(common.note, width)
    yield ""
    yield from paragraph(IN_ORDER, width)
    for page in told:
        each = row(page)
        yield from paragraph(f"{each.group}: {each.stage}", width, bullet="- ")
        yield from paragraph(f"{each.latest}. Fires: {each.fires}.", width, indent=2)
        yield from paragraph(f"Response: {each.response}.", width, indent=2)


def _shared_lines(
    funnels: Sequence[FunnelWords], unread: Sequence[str], width: int, style: Style
) -> Iterator[str]:
    yield from section("Not replayed", bullets(unread, width), style)
    for funnel in funnels:
        yield from section(funnel.title, _funnel(funnel, width), style)


def _funnel(funnel: FunnelWords, width: int) -> Iterator[str]:
    for says in funnel.says:
        yield from paragraph(says, width)
    if found := beyond(funnel):
        yield from paragraph("Beyond the serious limit, in order of name:", width)
        yield from bullets(found, width)
