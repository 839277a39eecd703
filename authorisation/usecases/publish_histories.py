"""Pages on groups that are watched, in the format asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from authorisation.explain.history.funnel import describe_funnels
from authorisation.explain.history.model import FunnelWords
from authorisation.report.formats.text_lines import Style, plain
from authorisation.report.pages.histories import histories_text
from authorisation.report.pages.histories_html import index_html, timelines_html
from authorisation.report.pages.history import history_text
from authorisation.report.pages.history_html import timeline_html
from authorisation.usecases.cross_checks import problems
from authorisation.usecases.filesystem.page_names import INDEX, page_names
from authorisation.usecases.monitor import MonitorRun, describe_monitored_group, to_json


def page(run: MonitorRun, *, form: str, width: int = 100, style: Style = plain) -> str:
    """Give the page of a run: one group's, or all of them with what can be said of all."""
    if form == "json":
        return to_json(run)
    pages = [describe_monitored_group(run, watched) for watched in run.watched]
    several = len(pages) + len(run.failures) > 1
    if form == "html":
        if several:
            return timelines_html(pages, _funnels(run), problems(run.failures))
        return timeline_html(pages[0])
    if several:
        missing = problems(run.failures)
        return histories_text(pages, _funnels(run), missing, width=width, style=style)
    return history_text(pages[0], width=width, style=style)


def folder(
    run: MonitorRun, place: Path, tell: Callable[[int], None] = lambda _: None
) -> dict[Path, bytes]:
    """Give a page of HTML for each group, and one that leads to them, by file in a folder.

    Raises:
        InvalidOption: two groups have files of the same name.
    """
    names = page_names((Path(each.group.file).stem for each in run.watched), "group")
    pages = [describe_monitored_group(run, watched) for watched in run.watched]
    listing = index_html(pages, _funnels(run), names, problems(run.failures))
    files = {place / INDEX: listing.encode()}
    for number, (name, each) in enumerate(zip(names, pages, strict=True), start=1):
        files[place / name] = timeline_html(each, back=INDEX).encode()
        tell(number)
    return files


def _funnels(run: MonitorRun) -> tuple[FunnelWords, ...]:
    """Lay out all groups by size; one group by itself is no funnel."""
    if len(run.watched) == 1:
        return ()
    return describe_funnels([watched.history for watched in run.watched], run.compiled)
