"""Who comes out otherwise when a rule changes: the page and the data."""

from __future__ import annotations

import json
from dataclasses import asdict

from authorisation.explain.assessment.comparison import OutcomeChange, compare_assessments
from authorisation.explain.assessment.page_header import format_rule_set, format_statement
from authorisation.report.document import Document
from authorisation.report.file_formats import FileFormat
from authorisation.report.pages.comparison import comparison_document
from authorisation.report.pages.unread import with_unread
from authorisation.report.tables.comparison import comparison_table
from authorisation.report.tables.csv import render_csv
from authorisation.report.tables.table import DataTable
from authorisation.report.tables.xlsx import render_xlsx
from authorisation.usecases.assessing.compare import ComparisonResult
from authorisation.usecases.delivery.cross_checks import format_problems
from authorisation.usecases.delivery.deliverable import Deliverable


def comparison(compared: ComparisonResult) -> Deliverable:
    """A comparison to deliver."""
    return Deliverable(
        documents=lambda: (_document(compared),),
        data={
            FileFormat.JSON: lambda: _json(compared),
            FileFormat.CSV: lambda: render_csv(_table(compared)),
            FileFormat.XLSX: lambda: render_xlsx(_table(compared)),
        },
    )


def _changes(compared: ComparisonResult) -> tuple[OutcomeChange, ...]:
    return tuple(compare_assessments(before, now) for before, now in compared.pairs)


def _document(compared: ComparisonResult) -> Document:
    compared_page = comparison_document(
        _changes(compared),
        now=compared.now.program.rules,
        before=compared.before.program.rules,
        not_compared=format_problems(compared.failures),
    )
    return with_unread(compared_page, format_problems(compared.now.unread))


def _table(compared: ComparisonResult) -> DataTable:
    now, before = compared.now.program.rules, compared.before.program.rules
    return comparison_table(
        _changes(compared),
        max((each.as_of for each in compared.now.assessments), default=now.in_force[0]),
        statement=format_statement(now),
        about=(f"Now: {format_rule_set(now)}", f"Before: {format_rule_set(before)}"),
        not_compared=format_problems(compared.failures),
        not_read=format_problems(compared.now.unread),
    )


def _json(compared: ComparisonResult) -> bytes:
    contents = {
        "note": format_statement(compared.now.program.rules),
        "now": format_rule_set(compared.now.program.rules),
        "before": format_rule_set(compared.before.program.rules),
        "submissions": [asdict(change) for change in _changes(compared)],
        "not_compared": list(format_problems(compared.failures)),
        "not_read": list(format_problems(compared.now.unread)),
    }
    return (json.dumps(contents, ensure_ascii=False, indent=2) + "\n").encode()
