"""The table of a comparison: one row for each finding that differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from authorisation.explain.assessment.comparison import NOT_ASKED, ChangedFinding, OutcomeChange
from authorisation.report.tables.table import DataColumn, DataTable

_COLUMNS: Final = (
    DataColumn("submission", 28),
    DataColumn("code", 8),
    DataColumn("outcome before", 30),
    DataColumn("outcome now", 30),
    DataColumn("criterion", 11),
    DataColumn("title", 40),
    DataColumn("verdict before", 15),
    DataColumn("verdict now", 15),
    DataColumn("what it weighed", 20),
    DataColumn("what it weighs", 20),
    DataColumn("margin before", 20),
    DataColumn("margin now", 20),
    DataColumn("warnings", 30),
)
_NO_FINDING: Final = ("",) * 8


def comparison_table(
    changes: Sequence[OutcomeChange],
    created: date,
    *,
    statement: str = "",
    about: Sequence[str] = (),
    not_compared: Sequence[str] = (),
    not_read: Sequence[str] = (),
) -> DataTable:
    """The table of a comparison; a submission whose findings are all the same has a row too."""
    return DataTable(
        title="Changes",
        columns=_COLUMNS,
        rows=[row for change in changes for row in _rows(change)],
        problems=[
            *(["", "", "", "not compared", *_NO_FINDING, each] for each in not_compared),
            *(["", "", "", "not read", *_NO_FINDING, each] for each in not_read),
        ],
        warnings=tuple(dict.fromkeys(w for change in changes for w in change.warnings)),
        about=(
            *about,
            *(f"Not compared: {problem}" for problem in not_compared),
            *(f"Not read: {problem}" for problem in not_read),
        ),
        statement=statement,
        created=created,
    )


def _rows(change: OutcomeChange) -> Iterator[tuple[str, ...]]:
    outcome = (change.name, change.code, change.before, change.now)
    warnings = "; ".join(change.warnings)
    for finding in change.changes:
        yield (*outcome, *_cells(finding), warnings)
    if not change.changes:
        yield (*outcome, *_NO_FINDING, warnings)


def _cells(finding: ChangedFinding) -> tuple[str, ...]:
    # It is empty where the severity is the same now, too.
    severity_before = (
        "" if finding.before == NOT_ASKED else finding.severity_before or finding.severity_now
    )
    severities = (severity_before, finding.severity_now)
    margins = (finding.margin_before, finding.margin_now)
    return (finding.criterion, finding.title, finding.before, finding.now, *severities, *margins)
