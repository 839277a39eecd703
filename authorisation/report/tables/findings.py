"""The table of findings: one row each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from authorisation.explain.assessment.finding_rows import FindingRow
from authorisation.report.tables.table import DataColumn, DataTable

_COLUMNS: Final = {
    "submission": DataColumn("submission", 28),
    "code": DataColumn("code", 8),
    "rule_set": DataColumn("rule set", 12),
    "edition": DataColumn("edition", 12),
    "warnings": DataColumn("warnings", 30),
    "as_of": DataColumn("as of", 12),
    "stage": DataColumn("stage", 16),
    "criterion": DataColumn("criterion", 11),
    "title": DataColumn("title", 40),
    "domain": DataColumn("domain", 20),
    "severity": DataColumn("what it weighs", 20),
    "verdict": DataColumn("verdict", 15),
    "basis": DataColumn("basis", 11),
    "why": DataColumn("why", 60),
    "figures": DataColumn("figures", 50),
    "margin": DataColumn("margin", 14),
    "unit": DataColumn("unit", 12),
    "waits_for": DataColumn("waits for answers", 30),
    "sources": DataColumn("sources", 40),
    "standing": DataColumn("standing", 30),
    "condition": DataColumn("condition of the outcome", 12),
    "due": DataColumn("condition due", 12),
}
"""Each field of a row that has a column, in order."""


def findings_table(
    rows: Sequence[FindingRow],
    created: date,
    *,
    statement: str = "",
    about: Sequence[str] = (),
    not_assessed: Sequence[str] = (),
    not_read: Sequence[str] = (),
) -> DataTable:
    """The table of findings; a problem that kept a submission from being assessed is a row too.

    So is each file that was not read.
    """
    missing = [
        *({"verdict": "not assessed", "why": problem} for problem in not_assessed),
        *({"verdict": "not read", "why": problem} for problem in not_read),
    ]
    return DataTable(
        title="Findings",
        columns=tuple(_COLUMNS.values()),
        rows=[[getattr(row, field) for field in _COLUMNS] for row in rows],
        problems=[[row.get(field, "") for field in _COLUMNS] for row in missing],
        warnings=tuple(dict.fromkeys(row.warnings for row in rows if row.warnings)),
        about=(
            *about,
            *(f"Not assessed: {problem}" for problem in not_assessed),
            *(f"Not read: {problem}" for problem in not_read),
        ),
        statement=statement,
        created=created,
    )
