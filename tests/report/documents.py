"""Pages as documents, and as the text of them."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.engine.program.program import compile_rules
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.page import AssessmentPage, CriterionExplanation
from authorisation.explain.assessment.page_header import PageHeader
from authorisation.explain.assessment.submission_rows import describe_submission_row
from authorisation.report.document import Document
from authorisation.report.formats.text import Style, plain, render_text
from authorisation.report.pages.assessment import assessment_document, criteria_document
from authorisation.report.pages.submissions import submissions_document


def text(
    page: AssessmentPage, *, full: bool = False, width: int = 100, style: Style = plain
) -> str:
    return render_text(assessment_document(page, full=full), width=width, style=style)


def criterion_text(explained: CriterionExplanation, header: PageHeader) -> str:
    return render_text(criteria_document("", [explained], header))


def listed(assessments: Sequence[Assessment], **more: object) -> Document:
    program = compile_rules(assessments[0].rules)
    rows = [describe_submission_row(each, program) for each in assessments]
    return submissions_document(rows, assessments[0].rules, **more)


def list_text(assessments: Sequence[Assessment], **more: object) -> str:
    return render_text(listed(assessments, **more))
