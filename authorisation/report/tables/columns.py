"""The columns of a table with one row a finding, for CSV and XLSX alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field of `Cells` that it shows, its heading, and its width in a workbook."""

    field: str
    heading: str
    width: int


COLUMNS: Final = (
    Column("submission", "submission", 28),
    Column("code", "code", 8),
    Column("rule_set", "rule set", 12),
    Column("edition", "edition", 12),
    Column("warnings", "warnings", 30),
    Column("as_of", "as of", 12),
    Column("stage", "stage", 16),
    Column("criterion", "criterion", 11),
    Column("title", "title", 40),
    Column("domain", "domain", 20),
    Column("weight", "what it weighs", 20),
    Column("verdict", "verdict", 15),
    Column("basis", "basis", 11),
    Column("why", "why", 60),
    Column("figures", "figures", 50),
    Column("margin", "margin", 14),
    Column("unit", "unit", 12),
    Column("waits_for", "waits for answers", 30),
    Column("sources", "sources", 40),
    Column("standing", "standing", 30),
    Column("condition", "condition of the outcome", 12),
    Column("due", "condition due", 12),
)
