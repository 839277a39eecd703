"""A group's history as HTML with charts."""

from __future__ import annotations

from collections.abc import Iterator

from authorisation.explain.history.model import (
    FIRES,
    HistoryPage,
    PeriodWords,
    TriggerWords,
    VarianceSeries,
)
from authorisation.report.charts.svg import safe
from authorisation.report.charts.variance import has_own, has_range, variance_chart
from authorisation.report.formats.html_parts import (
    beside,
    figure,
    heading,
    named,
    nested,
    paragraph,
    points,
    shell,
)
from authorisation.report.pages.history import (
    about_title,
    as_known_on,
    change_words,
    follows,
    period_heading,
)
from authorisation.report.pages.history_now import EARLIER, Now, now

_NOTHING = "No trigger fires, and none may."


def timeline_html(page: HistoryPage, back: str = "") -> str:
    """Lay a history out as one HTML file; `back` is the file that lists all groups, if any."""
    body = [f'<p class="back"><a href="{beside(back)}">All groups</a></p>'] if back else []
    body += group(page, "g1", 1)
    return shell(f"{page.group}: after authorisation", body)


def group(page: HistoryPage, name: str, level: int) -> Iterator[str]:
    """Lay a history out under a heading of a level; what is empty in it is left out."""
    yield heading(level, page.group, name)
    yield from paragraph(as_known_on(page))
    yield from points(page.warnings, "warnings")
    yield from paragraph(page.note)
    yield from paragraph(f"Stage: {page.stage}", "stage")
    if latest := now(page):
        yield heading(level + 1, f"Now, at {latest.label}")
        yield from _now(latest)
    yield from _charts(page, name, level + 1)
    if page.periods:
        yield heading(level + 1, EARLIER)
    for number, period in enumerate(page.periods, start=1):
        yield heading(level + 2, period_heading(period))
        yield from _period(period, last=number == len(page.periods))
    if page.changes:
        yield heading(level + 1, "Corrections")
        for change in page.changes:
            yield from paragraph(change_words(change))
            yield from points(change.changed or ("Nothing comes out otherwise.",))
    if about := [each for each in (*page.says, page.engine) if each]:
        yield heading(level + 1, about_title(page))
        yield from points(about)
    if page.sources:
        yield heading(level + 1, "Sources of the figures")
        yield from points(page.sources)


def _now(latest: Now) -> Iterator[str]:
    if latest.fires:
        yield '<ul class="now">'
        for head, why in latest.fires:
            yield f"<li><strong>{safe(head)}</strong>{f'<br>{safe(why)}' if why else ''}</li>"
        yield "</ul>"
    else:
        yield from paragraph(_NOTHING)
    yield from named(latest.answers)
    if latest.out:
        yield from paragraph(f"What would let it out of {latest.leave}:")
        yield from nested(latest.out)


def _charts(page: HistoryPage, name: str, level: int) -> Iterator[str]:
    for number, line in enumerate(page.lines, start=1):
        if chart := variance_chart(line, page.group, f"{name}-line{number}"):
            yield heading(level, f"{line.title[:1].upper()}{line.title[1:]}, period by period")
            yield from figure(chart, _captions(line))


def _captions(line: VarianceSeries) -> Iterator[str]:
    yield (
        "Chance alone stays in the darker band most of the time, and nearly always in the darker"
        " and the lighter together."
    )
    if has_own(line):
        yield (
            "What is accepted as not the group’s own doing is taken off before"
            " spending is compared with the limits."
        )
    if has_range(line):
        yield (
            "Figures without a source leave the limits open: each lies between two lines of one"
            " kind."
        )


def _period(period: PeriodWords, *, last: bool) -> Iterator[str]:
    yield from paragraph(f"Return: {period.filed}.")
    if period.interim:
        yield f"<p><strong>At once: {safe(period.interim)}.</strong></p>"
    for trigger in period.triggers:
        yield from _trigger(trigger)
    if not period.triggers:
        yield from paragraph(_NOTHING)
    yield from named(follows(period))
    if period.next:
        yield from paragraph("What would trigger next:")
        yield from points(period.next)
    if period.out and not last:
        yield from paragraph(f"What would let it out of {period.stage_after}:")
        yield from nested(period.out)


def _trigger(trigger: TriggerWords) -> Iterator[str]:
    sure = trigger.state == FIRES
    yield f'<div class="trigger{"" if sure else " may"}">'
    yield (
        f"<p><strong>{safe(trigger.title)}</strong> {safe(trigger.state)};"
        f" severity {safe(trigger.severity)}</p>"
    )
    yield from nested(trigger.facts if sure else trigger.facts[:1])
    if sure:
        if trigger.causes:
            yield from paragraph("Causes:")
            yield from nested(trigger.causes)
        yield from paragraph(f"In the group's control: {trigger.control}.")
        yield from paragraph(f"Would call for: {trigger.response}.")
        yield from points(trigger.under)
    yield "</div>"
