"""A run over authorised groups: their pages and their records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from authorisation.explain.history.funnel import describe_funnels
from authorisation.explain.history.model import FunnelWords, HistoryPage
from authorisation.report.document import Document
from authorisation.report.file_formats import FileFormat
from authorisation.report.pages.histories import histories_document, one_file_documents
from authorisation.report.pages.history import history_document
from authorisation.usecases.delivery.cross_checks import format_problems
from authorisation.usecases.delivery.deliverable import Deliverable
from authorisation.usecases.monitor import MonitorRun, describe_monitored_group, to_json


def histories(run: MonitorRun) -> Deliverable:
    """A run to deliver: the page of one group, or a list of several with the page of each."""
    not_replayed = format_problems(run.failures)

    def pages() -> list[HistoryPage]:
        return [describe_monitored_group(run, each) for each in run.watched]

    def documents() -> tuple[Document, ...]:
        if len(run.watched) + len(run.failures) == 1:
            return (history_document(pages()[0]),)
        return one_file_documents(pages(), _funnels(run), not_replayed)

    def separate() -> Iterator[Document]:
        described = pages()
        yield histories_document(described, _funnels(run), not_replayed)
        yield from map(history_document, described)

    return Deliverable(
        documents=documents,
        data={FileFormat.JSON: lambda: to_json(run).encode()},
        separate=separate,
        stems=tuple(Path(each.group.file).stem for each in run.watched),
        entry="group",
    )


def _funnels(run: MonitorRun) -> tuple[FunnelWords, ...]:
    """All groups by size; one group by itself is no funnel."""
    if len(run.watched) == 1:
        return ()
    return describe_funnels([watched.history for watched in run.watched], run.compiled)
