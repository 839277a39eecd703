"""A run over authorised groups: their pages and their records."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from itertools import starmap
from pathlib import Path
from typing import IO

from msgspec.structs import replace

from authorisation.engine.cross_checks import SAME_GROUP, find_namesakes
from authorisation.explain.history.funnel import describe_funnels
from authorisation.explain.history.model import FunnelWords, HistoryPage, Urgency
from authorisation.records.history import history_record
from authorisation.records.parts import FORMAT
from authorisation.records.record import HistoriesRecord, render_record, write_record_list
from authorisation.regime.replay import History
from authorisation.report.document import Document
from authorisation.report.file_formats import FileFormat
from authorisation.report.pages.histories import histories_document, one_file_documents
from authorisation.report.pages.history import history_document
from authorisation.report.pages.submissions import UnusableFiles, with_unread
from authorisation.usecases.delivery.cross_checks import format_namesakes, format_problems
from authorisation.usecases.delivery.deliverable import Deliverable, ListedPage
from authorisation.usecases.monitor import GroupUnderRegime, MonitorRun, describe_monitored_group


def histories(run: MonitorRun) -> Deliverable:
    """A run to deliver: the page of one group, or a list of several with the page of each."""
    unusable = UnusableFiles(len(run.unusable), format_problems(run.unusable))
    unread = format_problems(run.unread)
    together = tuple(starmap(format_namesakes, run.namesakes))

    @cache
    def pages() -> list[HistoryPage]:
        return [_page(run, each) for each in run.groups]

    one = len(run.watched) + len(run.unusable) + len(unread) == 1

    @cache
    def documents() -> tuple[Document, ...]:
        if one:
            return (history_document(pages()[0]),)
        listed, *each = one_file_documents(pages(), _funnels(run), unusable, together)
        return (with_unread(listed, unread), *each)

    def list_document() -> Document:
        document = histories_document(pages(), _funnels(run), unusable, together)
        return with_unread(document, unread)

    files = [Path(each.group.file) for each in run.watched]
    return Deliverable(
        first=lambda: documents()[0],
        further=lambda: documents()[1:],
        data={FileFormat.JSON: partial(_write_json, run)},
        listed=list_document,
        entries=lambda: map(ListedPage, files, map(history_document, pages())),
        number=len(run.watched),
    )


def _page(run: MonitorRun, each: GroupUnderRegime) -> HistoryPage:
    """The page of a group, with what other files say of one of its name or code."""
    page = describe_monitored_group(each)
    same = [
        format_namesakes(check, groups)
        for check, groups in run.namesakes
        if any(group is each.monitored.group for group in groups)
    ]
    if not same:
        return page
    return replace(page, warnings=(*page.warnings, *same), urgency=Urgency.NAMESAKES)


def _write_json(run: MonitorRun, file: IO[bytes]) -> None:
    """The record of a run of one group; of several, all their records and what was not used."""
    made = (
        history_record(each.regime.loaded, each.regime.overrides, each.monitored)
        for each in run.groups
    )
    if len(run.watched) == 1:
        file.write(render_record(next(made)))
        return

    def whole() -> HistoriesRecord:
        return HistoriesRecord(
            format=FORMAT,
            histories=(),
            cross_checks=tuple(starmap(format_namesakes, run.namesakes)),
            unusable=format_problems(run.unusable),
            not_read=format_problems(run.unread),
        )

    write_record_list(made, whole, file)


def _funnels(run: MonitorRun) -> tuple[FunnelWords, ...]:
    """All groups of a regime by size; one group by itself is no funnel.

    A group that several files are of is left out: which of them is right is not known.
    Where there are several regimes the title of each funnel says under which its groups are.
    """
    found: list[FunnelWords] = []
    regimes = {id(each.regime): each.regime for each in run.groups}
    for regime in regimes.values():
        histories = [g.monitored.history for g in run.groups if g.regime is regime]
        if len(histories) > 1:
            rules = f", under {regime.loaded.rules.id}" if len(regimes) > 1 else ""
            single, alike = _without_namesakes(histories)
            funnels = describe_funnels(single, regime.compiled, alike)
            found += [replace(each, title=f"{each.title}{rules}") for each in funnels]
    return tuple(found)


def _without_namesakes(histories: Sequence[History]) -> tuple[list[History], int]:
    """The histories that are alone of their group, and how many groups several are of."""
    alike = [
        groups
        for check, groups in find_namesakes(history.group for history in histories)
        if check is SAME_GROUP
    ]
    left_out = {id(group) for groups in alike for group in groups}
    return [each for each in histories if id(each.group) not in left_out], len(alike)
