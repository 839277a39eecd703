"""The table of findings: one row each."""

from __future__ import annotations

from typing import Final

from authorisation.report.tables.table import DataColumn, DataTable

FINDINGS: Final = DataTable(
    title="Findings",
    columns=(
        DataColumn("submission", 28),
        DataColumn("code", 8),
        DataColumn("rule set", 12),
        DataColumn("edition", 12),
        DataColumn("warnings", 30),
        DataColumn("as of", 12),
        DataColumn("stage", 16),
        DataColumn("criterion", 11),
        DataColumn("title", 40),
        DataColumn("domain", 20),
        DataColumn("what it weighs", 20),
        DataColumn("verdict", 15),
        DataColumn("basis", 11),
        DataColumn("why", 60),
        DataColumn("figures", 50),
        DataColumn("margin", 14),
        DataColumn("unit", 12),
        DataColumn("waits for answers", 30),
        DataColumn("sources", 40),
        DataColumn("standing", 30),
        DataColumn("condition of the outcome", 12),
        DataColumn("condition due", 12),
    ),
)
