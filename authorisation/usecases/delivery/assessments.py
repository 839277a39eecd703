"""A run of assessments: its pages, its table of findings and its records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.page import AssessmentPage, describe_assessment
from authorisation.explain.assessment.page_header import format_rule_set, format_statement
from authorisation.explain.assessment.submission_rows import (
    describe_submission_row,
    with_contradiction,
)
from authorisation.explain.assessment.view import View
from authorisation.report.document import Document, Section
from authorisation.report.file_formats import FileFormat
from authorisation.report.pages.assessment import assessment_document
from authorisation.report.pages.second_opinion import second_opinion_section
from authorisation.report.pages.submissions import NotAssessed, submissions_document
from authorisation.report.pages.unread import with_unread
from authorisation.usecases.assessing.assess import STDIN_NAME, AssessmentRun
from authorisation.usecases.delivery.cross_checks import (
    cross_checks,
    format_conflicts,
    format_contradictions,
    format_problems,
    unusable,
)
from authorisation.usecases.delivery.deliverable import Deliverable

if TYPE_CHECKING:
    from datetime import date

    from authorisation.explain.assessment.finding_rows import FindingRow
    from authorisation.model.submission import Submission
    from authorisation.report.tables.table import DataTable


def assessments(
    run: AssessmentRun, *, several: bool, full: bool = False, with_opinions: bool = False
) -> Deliverable:
    """A run to deliver: the page of one submission, or a list of several.

    `full` shortens no list, and puts the page of each submission after the list.
    """
    opinions = _opinions(run) if with_opinions else ()
    page = partial(_document, run, full=full, with_opinions=with_opinions)

    def documents() -> list[Document]:
        if not several:
            return [page(0)]
        alone = len(run.assessments) + run.unassessed == 1  # beside what was not read
        pages = range(len(run.assessments)) if full or alone else ()
        return [_list(run, opinions), *(_document(run, number, full=full) for number in pages)]

    def separate() -> Iterator[Document]:
        yield _list(run, opinions)
        yield from map(page, range(len(run.assessments)))

    return Deliverable(
        documents=documents,
        data={
            FileFormat.JSON: partial(_json, run, several=several),
            FileFormat.CSV: partial(_csv, run),
            FileFormat.XLSX: partial(_xlsx, run),
        },
        aside=opinions,
        separate=separate,
        stems=tuple(map(_stem, run.assessments.submissions)),
        entry="submission",
    )


def describe_page(run: AssessmentRun, assessment: Assessment, *, full: bool) -> AssessmentPage:
    """All that is to be said of one assessment of a run."""
    return describe_assessment(
        assessment,
        run.program,
        sensitivities(run.program, assessment),
        missing_answers(assessment, run.program),
        full=full,
    )


def _document(
    run: AssessmentRun, number: int, *, full: bool, with_opinions: bool = False
) -> Document:
    page = describe_page(run, run.assessments[number], full=full)
    also = _opinions(run, number) if with_opinions else ()
    told = format_contradictions(run, run.assessments.submissions[number])
    return assessment_document(page, full=full, contradictions=told, also=also)


def _list(run: AssessmentRun, opinions: tuple[Section, ...]) -> Document:
    rows = run.rows or map(describe_submission_row, run.assessments)
    listed = submissions_document(
        list(map(with_contradiction, rows, format_conflicts(run))),
        run.program.rules,
        cross_checks=cross_checks(run),
        not_assessed=NotAssessed(run.unassessed, unusable(run)),
        also=opinions,
    )
    return with_unread(listed, format_problems(run.unread))


def _opinions(run: AssessmentRun, number: int | None = None) -> tuple[Section, ...]:
    """What the second engine says of one assessment, or of all."""
    names = [submission.name for submission in run.assessments.submissions]
    pairs = list(zip(names, run.opinions, strict=False))
    return second_opinion_section(pairs if number is None else pairs[number : number + 1])


def _json(run: AssessmentRun, *, several: bool) -> bytes:
    from authorisation.usecases.delivery.records import records_json  # noqa: PLC0415 - no page needs it

    return records_json(run, several=several)


def _csv(run: AssessmentRun) -> bytes:
    from authorisation.report.tables.csv import render_csv  # noqa: PLC0415 - likewise

    return render_csv(_table(run))


def _xlsx(run: AssessmentRun) -> bytes:
    from authorisation.report.tables.xlsx import render_xlsx  # noqa: PLC0415 - likewise

    return render_xlsx(_table(run))


def _table(run: AssessmentRun) -> DataTable:
    from authorisation.explain.assessment.finding_rows import describe_finding_rows  # noqa: PLC0415 - likewise
    from authorisation.report.tables.findings import findings_table  # noqa: PLC0415 - likewise

    rules = run.program.rules
    rows: list[FindingRow] = []
    latest: date | None = None
    for assessment in run.assessments:
        contradictions = format_contradictions(run, assessment.submission)
        rows += describe_finding_rows(View.of(assessment, run.program), contradictions)
        latest = max(assessment.as_of, latest or assessment.as_of)
    return findings_table(
        rows,
        latest or rules.in_force[0],
        statement=format_statement(rules),
        about=(format_rule_set(rules), *cross_checks(run)),
        not_assessed=unusable(run),
        not_read=format_problems(run.unread),
    )


def _stem(submission: Submission) -> str:
    return "stdin" if submission.file == STDIN_NAME else Path(submission.file).stem
