"""Pages on groups that are watched, in the format asked for."""

from __future__ import annotations

from authorisation.regime.funnels import funnels_told
from authorisation.report.layout import Style, plain
from authorisation.report.timeline import timeline_text, timelines_text
from authorisation.report.timeline_html import timelines_html
from authorisation.usecases.monitoring import WatchRun, told
from authorisation.usecases.watch_records import to_json


def page(run: WatchRun, *, form: str, width: int = 100, style: Style = plain) -> str:
    """Give the page of a run: one group's, or all of them with what can be said of all."""
    if form == "json":
        return to_json(run)
    pages = [told(run, watched) for watched in run.watched]
    several = len(pages) > 1
    histories = [watched.history for watched in run.watched]
    funnels = funnels_told(histories, run.compiled) if several else ()
    if form == "html":
        return timelines_html(pages, funnels)
    if several:
        return timelines_text(pages, [each.says for each in funnels], width=width, style=style)
    return timeline_text(pages[0], width=width, style=style)
