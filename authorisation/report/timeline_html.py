"""Histories as one HTML file with charts: nothing is loaded, nothing runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from authorisation.explain.safe import visible
from authorisation.explain.timeline import FIRES, FunnelTold, PeriodTold, TimelineTold, TriggerTold
from authorisation.report.charts import funnel_chart, variance_chart

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def timelines_html(pages: Sequence[TimelineTold], funnels: Sequence[FunnelTold] = ()) -> str:
    """Lay histories out as one HTML file; the same histories give the same text."""
    title = pages[0].group if len(pages) == 1 else "Groups after authorisation"
    lines = [
        "<!doctype html>",
        '<html lang="en-GB">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{_safe(title)}: after authorisation</title>",
        f"<style>{_style()}</style>",
        "</head>",
        "<body>",
        *_funnels(funnels),
    ]
    for number, page in enumerate(pages, start=1):
        lines += _page(page, f"g{number}")
    return "\n".join([*lines, "</body>", "</html>", ""])


@cache
def _style() -> str:
    return Path(__file__).with_name("timeline.css").read_text(encoding="utf-8")


def _funnels(funnels: Sequence[FunnelTold]) -> Iterator[str]:
    for number, funnel in enumerate(funnels, start=1):
        if funnel.points:
            yield f"<h2>{_safe(funnel.title)}</h2>"
            yield funnel_chart(funnel, f"funnel{number}")
            yield f"<p>{_safe(funnel.says)}</p>"


def _page(page: TimelineTold, name: str) -> Iterator[str]:
    yield f"<h1>{_safe(page.group)}</h1>"
    yield f"<p>{_safe(page.rules)}; as known on {_safe(page.as_of)}</p>"
    yield from _list(page.warnings, "warnings")
    yield from _paragraph(page.note)
    yield f'<p class="stage">Stage: {_safe(page.stage)}</p>'
    for number, line in enumerate(page.lines, start=1):
        if chart := variance_chart(line, page.group, f"{name}-line{number}"):
            yield chart
            yield (
                "<p>The line is spending above budget. Chance alone stays in the darker band most"
                " of the time and in the lighter one nearly always. Dashed lines are the limits;"
                " two of one kind are what figures without a source leave open.</p>"
            )
    for period in page.periods:
        yield from _period(period)
    if page.changes:
        yield "<h2>Corrections</h2>"
        for change in page.changes:
            reason = f" ({change.reason})" if change.reason else ""
            yield f"<p>{_safe(f'{change.when}: {change.what}{reason}')}</p>"
            yield from _list(change.changed or ("Nothing comes out otherwise.",))
    yield "<h2>About this page</h2>"
    yield from _list((*page.says, page.engine))
    if page.sources:
        yield "<h2>Sources of the figures</h2>"
        yield from _list(page.sources)


def _period(period: PeriodTold) -> Iterator[str]:
    moved = period.stage_before != period.stage_after
    stage = f"{period.stage_before} → {period.stage_after}" if moved else period.stage_after
    yield f"<h3>{_safe(period.label)}: {_safe(stage)}</h3>"
    yield f"<p>Return: {_safe(period.filed)}.</p>"
    if period.interim:
        yield f"<p><strong>At once: {_safe(period.interim)}.</strong></p>"
    for trigger in period.triggers:
        yield from _trigger(trigger)
    if not period.triggers:
        yield "<p>No trigger fires, and none may.</p>"
    yield "<dl>"
    for title, text in (
        ("Response", period.response),
        ("Under", period.power),
        ("With", period.support),
        ("Capability of management", period.capability),
        ("Stage", period.why_stage),
        ("Deadline", period.deadline),
    ):
        if text:
            yield f"<dt>{title}</dt><dd>{_safe(text)}</dd>"
        if title == "Response":
            yield from (f"<dd>{_safe(each)}</dd>" for each in period.under)
    yield "</dl>"
    if period.next:
        yield "<p>What would trigger next:</p>"
        yield from _list(period.next)
    if period.out:
        yield f"<p>What would let it out of {_safe(period.stage_after)}:</p>"
        yield from _list(period.out)


def _trigger(trigger: TriggerTold) -> Iterator[str]:
    sure = trigger.state == FIRES
    yield f'<div class="trigger{"" if sure else " may"}">'
    yield (
        f"<p><strong>{_safe(trigger.title)}</strong> {trigger.state};"
        f" severity {_safe(trigger.severity)}</p>"
    )
    yield from _list(trigger.facts if sure else trigger.facts[:1])
    if not sure:
        yield "</div>"
        return
    yield from _list(line.strip().removeprefix("- ") for line in trigger.causes)
    yield f"<p>In the group's control: {_safe(trigger.control)}.</p>"
    yield f"<p>Would call for: {_safe(trigger.response)}.</p>"
    yield from _list(trigger.under)
    yield "</div>"


def _list(texts: Iterable[str], kind: str = "") -> Iterator[str]:
    items = [f"<li>{_safe(text)}</li>" for text in texts]
    if items:
        yield f'<ul class="{kind}">' if kind else "<ul>"
        yield from items
        yield "</ul>"


def _paragraph(text: str) -> Iterator[str]:
    if text:
        yield f"<p>{_safe(text)}</p>"


def _safe(text: str) -> str:
    return escape(visible(text))
