"""What a change of rules means, and who comes out otherwise: pages and data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from typing import IO

from authorisation.errors import UnreadableFile
from authorisation.explain.assessment.page_header import format_rule_set, format_statement
from authorisation.explain.assessment.side_by_side import SideBySide, describe_side_by_side
from authorisation.policy.comparison.record import changes_table, comparison_record, with_reasons
from authorisation.policy.comparison.report import format_responsible, rules_comparison_document
from authorisation.report.document import Document
from authorisation.report.file_formats import FileFormat
from authorisation.report.pages.comparison import comparison_document
from authorisation.report.pages.side_by_side import side_by_side_document
from authorisation.report.pages.submissions import with_unread
from authorisation.report.tables.comparison import comparison_tables, findings_alone
from authorisation.report.tables.csv import write_csv
from authorisation.report.tables.table import DataTables
from authorisation.report.tables.xlsx import write_xlsx
from authorisation.usecases.assessing.compare import ComparisonResult
from authorisation.usecases.assessing.compare_rules import RulesComparisonRun
from authorisation.usecases.delivery.cross_checks import format_problems, format_quotes
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


def rules_comparison(
    run: RulesComparisonRun,
    *,
    unread: Iterable[UnreadableFile] = (),
    refused: Iterable[str] = (),
    write_moved: Callable[[FileFormat, IO[bytes]], object] | None = None,
) -> Deliverable:
    """Two rule sets compared, to deliver; of a table there are the changes, or the applications.

    `unread` is what lay beside the files, and `refused` says why rows of a table are not compared;
    `write_moved` writes those of its rows that come out otherwise.
    """
    assessed = run.assessed
    errors = assessed.unusable if assessed else ()
    unusable = (*format_problems(errors), *map(format_quotes, refused))
    beside = format_problems(unread)

    one = _side_by_side(run)

    def document() -> Document:
        if one is None or run.compared.scope.partial:
            page = rules_comparison_document(run.compared, unusable=unusable)
        else:
            (of_one,) = run.compared.applications or ()
            found = of_one.responsible
            page = side_by_side_document(
                one,
                because=format_responsible(found, run.compared) if found and found.tried else "",
                warnings=of_one.change.warnings,
                statement=format_statement(run.compared.new),
            )
        return with_unread(page, beside)

    def write_json(file: IO[bytes]) -> None:
        record = comparison_record(run.compared, one, unusable=unusable, unread=beside)
        file.write(record_bytes(record))

    def tables() -> DataTables:
        if assessed is None:
            return changes_table(run.compared)
        return with_reasons(_tables(assessed), run.compared)

    data: dict[FileFormat, Callable[[IO[bytes]], object]] = {
        FileFormat.JSON: write_json,
        FileFormat.CSV: lambda file: write_csv(tables(), file),
    }
    if write_moved is not None:
        data |= {form: partial(write_moved, form) for form in (FileFormat.CSV, FileFormat.PARQUET)}
    return Deliverable(first=document, data=data)


def _side_by_side(run: RulesComparisonRun) -> SideBySide | None:
    """The submission side by side where one application was given and could be used; else None."""
    assessed = run.assessed
    if assessed is None or assessed.unusable or len(run.compared.applications or ()) != 1:
        return None
    before, now = next(assessed.pairs)
    return describe_side_by_side(before, now, (assessed.before.program, assessed.now.program))


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
