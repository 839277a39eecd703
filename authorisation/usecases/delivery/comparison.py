"""What a change of rules means, and who comes out otherwise: pages and data."""

from __future__ import annotations

from dataclasses import asdict
from typing import IO

from authorisation.explain.assessment.page_header import format_rule_set, format_statement
from authorisation.policy.comparison.record import (
    changes_table,
    comparison_record,
    with_reasons,
)
from authorisation.policy.comparison.report import rules_comparison_document
from authorisation.report.document import Document
from authorisation.report.file_formats import FileFormat
from authorisation.report.pages.comparison import comparison_document
from authorisation.report.pages.unread import with_unread
from authorisation.report.tables.comparison import comparison_tables, findings_alone
from authorisation.report.tables.csv import write_csv
from authorisation.report.tables.table import DataTables
from authorisation.report.tables.xlsx import write_xlsx
from authorisation.usecases.assessing.compare import ComparisonResult
from authorisation.usecases.assessing.compare_rules import RulesComparisonRun
from authorisation.usecases.delivery.cross_checks import format_problems
from authorisation.usecases.delivery.deliverable import Deliverable, json_bytes, record_bytes


def comparison(compared: ComparisonResult, *, findings: bool = False) -> Deliverable:
    """A comparison to deliver; a table that is one alone has a row a group, or a finding."""

    def csv(file: IO[bytes]) -> None:
        write_csv(findings_alone(_tables(compared)) if findings else _tables(compared), file)

    return Deliverable(
        first=lambda: _document(compared),
        data={
            FileFormat.JSON: lambda file: _write_json(compared, file),
            FileFormat.CSV: csv,
            FileFormat.XLSX: lambda file: write_xlsx(_tables(compared), file),
        },
    )


def rules_comparison(run: RulesComparisonRun) -> Deliverable:
    """Two rule sets compared, to deliver; of a table there are the changes, or the applications."""
    assessed = run.assessed
    unusable = format_problems(assessed.unusable) if assessed else ()
    unread = format_problems(assessed.now.unread) if assessed else ()

    def document() -> Document:
        page = rules_comparison_document(run.compared, unusable=unusable)
        return with_unread(page, unread)

    def write_json(file: IO[bytes]) -> None:
        record = comparison_record(run.compared, unusable=unusable, unread=unread)
        file.write(record_bytes(record))

    def tables() -> DataTables:
        if assessed is None:
            return changes_table(run.compared)
        return with_reasons(_tables(assessed), run.compared)

    return Deliverable(
        first=document,
        data={FileFormat.JSON: write_json, FileFormat.CSV: lambda file: write_csv(tables(), file)},
    )


def _document(compared: ComparisonResult) -> Document:
    compared_page = comparison_document(
        compared.changes,
        now=compared.now.program.rules,
        before=compared.before.program.rules,
        unusable=format_problems(compared.unusable),
    )
    return with_unread(compared_page, format_problems(compared.now.unread))


def _tables(compared: ComparisonResult) -> DataTables:
    now, before = compared.now.program.rules, compared.before.program.rules
    return comparison_tables(
        compared.changes,
        compared.latest,
        statement=format_statement(now),
        about=(f"Now: {format_rule_set(now)}", f"Before: {format_rule_set(before)}"),
        unusable=format_problems(compared.unusable),
        unread=format_problems(compared.now.unread),
    )


def _write_json(compared: ComparisonResult, file: IO[bytes]) -> None:
    """Write the comparison, one submission after the other: thousands are not held as text."""
    contents = {
        "note": format_statement(compared.now.program.rules),
        "new": format_rule_set(compared.now.program.rules),
        "old": format_rule_set(compared.before.program.rules),
        "submissions": [],
        "not_compared": list(format_problems(compared.unusable)),
        "not_read": list(format_problems(compared.now.unread)),
    }
    beginning, opened, end = json_bytes(contents).partition(b'"submissions": [')
    file.write(beginning + opened)
    for number, change in enumerate(compared.changes):
        lines = json_bytes(asdict(change)).rstrip().replace(b"\n", b"\n    ")
        file.write((b",\n    " if number else b"\n    ") + lines)
    file.write((b"\n  " if compared.changes else b"") + end)
