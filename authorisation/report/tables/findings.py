"""The table of findings: one row each."""

from __future__ import annotations

from typing import Final

from authorisation.report.tables.table import DataTable

FINDINGS: Final = DataTable(
    title="Findings",
    columns={
        "submission": 28,
        "code": 8,
        "rule set": 12,
        "edition": 12,
        "warnings": 30,
        "as of": 12,
        "stage": 16,
        "criterion": 11,
        "title": 40,
        "domain": 20,
        "what it weighs": 20,
        "verdict": 15,
        "basis": 11,
        "why": 60,
        "figures": 50,
        "margin": 14,
        "unit": 12,
        "waits for answers": 30,
        "sources": 40,
        "standing": 30,
        "condition of the outcome": 12,
        "condition due": 12,
    },
)
