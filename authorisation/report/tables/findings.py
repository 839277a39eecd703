"""The table of findings: one row each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from authorisation.explain.assessment.finding_rows import FindingRow
from authorisation.report.tables.table import DataCell, DataColumn, DataTable

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


FINDINGS: Final = DataTable(title="Findings", columns=tuple(_COLUMNS.values()))


def finding_cells(row: FindingRow) -> list[DataCell]:
    """The cells of one finding, in the order of the columns."""
    return [getattr(row, field) for field in _COLUMNS]


def problem_cells(verdict: str, problems: Iterable[tuple[str, str]]) -> list[list[DataCell]]:
    """A row for each file that has no findings, with the reason, which begins with its path."""
    rows = ({"verdict": verdict, "why": problem} for problem, _ in problems)
    return [[row.get(field, "") for field in _COLUMNS] for row in rows]
