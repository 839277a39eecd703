"""The table of a comparison: one row for each finding that differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Final

from authorisation.explain.assessment.comparison import ChangedFinding, OutcomeChange
from authorisation.explain.assessment.page_header import warnings_of_several
from authorisation.report.tables.table import DataTable, DataTables, TableNotes

_GROUPS: Final = DataTable(
    title="Groups",
    columns={
        "submission": 28,
        "code": 8,
        "outcome old": 34,
        "outcome new": 34,
        "another outcome": 10,
        "findings that differ": 40,
        "as of": 12,
        "warnings": 30,
    },
)
_CHANGES: Final = DataTable(
    title="Changes",
    columns={
        "submission": 28,
        "code": 8,
        "outcome old": 30,
        "outcome new": 30,
        "criterion": 11,
        "title": 40,
        "verdict old": 15,
        "verdict new": 15,
        "what it weighed": 20,
        "what it weighs": 20,
        "margin old": 20,
        "margin new": 20,
        "as of": 12,
        "warnings": 30,
    },
)
_NO_FINDING: Final = ("",) * 8


def comparison_tables(
    changes: Sequence[OutcomeChange],
    created: date,
    *,
    statement: str = "",
    about: Sequence[str] = (),
    unusable: Sequence[str] = (),
    unread: Sequence[str] = (),
) -> DataTables:
    """A row a group; then one for each finding that differs, or for a group where none does."""
    problems = [("not compared", each) for each in unusable]
    problems += [("not read", each) for each in unread]
    notes = TableNotes(
        problems=[["", "", "", what, "", "", "", each] for what, each in problems],
        warnings=warnings_of_several(w for change in changes for w in change.warnings),
        about=(*about, *(f"{what.capitalize()}: {each}" for what, each in problems)),
        statement=statement,
        created=created,
    )
    return DataTables(
        tables=(_GROUPS, _CHANGES),
        rows=chain.from_iterable(map(_rows, changes)),
        notes=lambda: notes,
    )


def findings_alone(tables: DataTables) -> DataTables:
    """The tables with that of findings first, for a format that has room for one."""
    notes = tables.notes()
    problems = [["", "", "", row[3], *_NO_FINDING, "", row[-1]] for row in notes.problems]
    return replace(
        tables,
        tables=(_CHANGES, _GROUPS),
        rows=((1 - number, row) for number, row in tables.rows),
        notes=lambda: replace(notes, problems=problems),
    )


def _rows(change: OutcomeChange) -> Iterator[tuple[int, tuple[str, ...]]]:
    group, outcome = (change.name, change.code), (change.old, change.new)
    last = (change.as_of.isoformat(), "; ".join(change.warnings))
    other = "yes" if change.other_outcome else "no"
    differ = "; ".join(f"{each.title} ({each.criterion})" for each in change.changes)
    yield 0, (*group, *outcome, other, differ, *last)
    for finding in change.changes:
        yield 1, (*group, *outcome, *_cells(finding), *last)
    if not change.changes:
        yield 1, (*group, *outcome, *_NO_FINDING, *last)


def _cells(finding: ChangedFinding) -> tuple[str, ...]:
    severities = (finding.severity_old, finding.severity_new)
    margins = (finding.margin_old, finding.margin_new)
    return (finding.criterion, finding.title, finding.old, finding.new, *severities, *margins)
