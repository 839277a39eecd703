"""A run of assessments: its pages, its table of findings and its records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO

import msgspec

from authorisation.engine.analysis.answer_changes import SmallestChange
from authorisation.engine.analysis.next_questions import missing_answers, settling_first
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.page import AssessmentPage, describe_assessment
from authorisation.explain.assessment.submission_rows import (
    describe_submission_row,
    with_contradiction,
)
from authorisation.report.document import Document, Section
from authorisation.report.file_formats import FileFormat
from authorisation.report.pages.assessment import assessment_document, outcome_document
from authorisation.report.pages.second_opinion import second_opinion_section
from authorisation.report.pages.submissions import UnusableFiles, submissions_document, with_unread
from authorisation.usecases.assessing.assess import AssessmentRun
from authorisation.usecases.assessing.inputs import file_of
from authorisation.usecases.delivery.cross_checks import (
    cross_checks,
    format_contradictions,
    format_contradictions_briefly,
    format_problems,
)
from authorisation.usecases.delivery.deliverable import Deliverable, ListedPage, json_bytes


def assessments(
    run: AssessmentRun,
    *,
    several: bool,
    full: bool = False,
    with_opinions: bool = False,
    findings: bool = False,
    what_would: Sequence[SmallestChange] = (),
) -> Deliverable:
    """A run to deliver: the page of one submission, or a list of several.

    `full` shortens no list, and puts the page of each submission after the list. `with_opinions`
    tells what the second engine says though it agrees. With `findings` a table that is one alone
    has a row for each finding, else a row for each group. Each assessment is written as it is made.
    `what_would` is what would lead the one submission that there is to an outcome.
    """
    page = partial(_document, run, full=full, with_opinions=with_opinions, what_would=what_would)
    opinions = partial(_opinions, run, with_opinions=with_opinions)
    alone = several and len(run.submissions) + len(run.unreadable) == 1  # beside what was not read

    def first() -> Document:
        run.assessments.finish()
        return _list(run, opinions()) if several else page(run.assessments[0])

    def further() -> Iterator[Document]:
        return map(page, run.assessments if several and (full or alone) else ())

    def entries() -> Iterator[ListedPage]:
        return (ListedPage(file_of(each.submission), page(each)) for each in run.assessments)

    return Deliverable(
        first=first,
        further=further,
        data={
            FileFormat.JSON: partial(_write_what_would, run, what_would)
            if what_would
            else partial(_write_json, run, several),
            FileFormat.CSV: partial(_write_csv, run, findings),
            FileFormat.XLSX: partial(_write_xlsx, run),
        },
        aside=opinions,
        entries=entries,
        listed=lambda: _list(run, opinions()),
        number=len(run.submissions),
    )


def watch_rows(run: AssessmentRun) -> None:
    """Have what a list shows of each assessment described while it is made, and held."""
    run.watch(lambda each: run.rows.append(describe_submission_row(each, run.program)))


def describe_page(
    run: AssessmentRun,
    assessment: Assessment,
    *,
    full: bool,
    what_would: Sequence[SmallestChange] = (),
) -> AssessmentPage:
    """All that is to be said of one assessment of a run."""
    return describe_assessment(
        assessment,
        run.program,
        sensitivities(run.program, assessment),
        settling_first(missing_answers(assessment, run.program), what_would),
        what_would=what_would,
        full=full,
    )


def explain_outcome(run: AssessmentRun) -> Document:
    """The outcome of the one assessment of a run, with the conditions that it imposes."""
    return outcome_document(describe_page(run, run.assessments[0], full=False))


def _document(
    run: AssessmentRun,
    assessment: Assessment,
    *,
    full: bool,
    with_opinions: bool,
    what_would: Sequence[SmallestChange],
) -> Document:
    page = describe_page(run, assessment, full=full, what_would=what_would)
    also = _opinions(run, assessment, with_opinions=with_opinions)
    contradictions = format_contradictions(run, assessment.submission)
    return assessment_document(page, full=full, contradictions=contradictions, also=also)


def _list(run: AssessmentRun, opinions: tuple[Section, ...]) -> Document:
    rows = run.rows or [describe_submission_row(each, run.program) for each in run.assessments]
    contradictions = (
        format_contradictions_briefly(run, each) for each in run.assessments.submissions
    )
    listed = submissions_document(
        list(map(with_contradiction, rows, contradictions)),
        run.program.rules,
        cross_checks=cross_checks(run),
        unusable=UnusableFiles(run.number_unusable, format_problems(run.unusable)),
        also=opinions,
    )
    return with_unread(listed, format_problems(run.unread))


def _opinions(
    run: AssessmentRun, about: Assessment | None = None, *, with_opinions: bool
) -> tuple[Section, ...]:
    """The sections on the second engine's opinion of one assessment, or of all."""
    submissions = run.assessments.submissions if about is None else (about.submission,)
    pairs = [
        (each.name, run.opinions[id(each)]) for each in submissions if id(each) in run.opinions
    ]
    shown = with_opinions or any(opinion.disagreements for _, opinion in pairs)
    return second_opinion_section(pairs) if shown else ()


def _write_json(run: AssessmentRun, several: bool, file: IO[bytes]) -> None:  # noqa: FBT001 bound by name
    from authorisation.usecases.delivery.records import write_records  # noqa: PLC0415 - no page needs it

    write_records(run, file, several=several)


def _write_what_would(
    run: AssessmentRun, what_would: Sequence[SmallestChange], file: IO[bytes]
) -> None:
    from authorisation.usecases.delivery.what_would import what_would_record  # noqa: PLC0415 - likewise

    record = what_would_record(run.assessments[0], what_would)
    file.write(json_bytes(msgspec.to_builtins(record)))


def _write_csv(run: AssessmentRun, findings: bool, file: IO[bytes]) -> None:  # noqa: FBT001 likewise
    from authorisation.report.tables.csv import write_csv  # noqa: PLC0415 - likewise
    from authorisation.usecases.delivery.tables import assessment_tables  # noqa: PLC0415 - likewise

    write_csv(assessment_tables(run, groups=not findings, findings=findings), file)


def _write_xlsx(run: AssessmentRun, file: IO[bytes]) -> None:
    from authorisation.report.tables.xlsx import write_xlsx  # noqa: PLC0415 - likewise
    from authorisation.usecases.delivery.tables import assessment_tables  # noqa: PLC0415 - likewise

    write_xlsx(assessment_tables(run, groups=True, findings=True), file)
