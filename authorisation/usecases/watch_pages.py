"""Pages on groups that are watched, in the format asked for."""

from __future__ import annotations

from authorisation.report.layout import Style, plain
from authorisation.report.timeline import timeline_text, timelines_text
from authorisation.usecases.monitoring import WatchRun, told


def page(run: WatchRun, *, form: str, width: int = 100, style: Style = plain) -> str:
    """Give the page of a run: one group's, or all of them with what can be said of all."""
    pages = [told(run, watched) for watched in run.watched]
    if len(pages) == 1:
        return timeline_text(pages[0], width=width, style=style)
    return timelines_text(pages, (), width=width, style=style)
