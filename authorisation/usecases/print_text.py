"""Assessments as the formats in which they are asked for."""

from __future__ import annotations

from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.page import AssessmentPage, describe_assessment
from authorisation.report.formats.text import text
from authorisation.report.formats.text_lines import Style, plain
from authorisation.report.pages.index_rows import NotAssessed, table
from authorisation.report.pages.second_opinion import second_opinions_text
from authorisation.usecases.assess import AssessmentRun
from authorisation.usecases.cross_checks import cross_checks, format_conflicts, unusable


def one_text(
    run: AssessmentRun, assessment: Assessment, *, full: bool, width: int, style: Style = plain
) -> str:
    """Tell one assessment of a run as a page of text."""
    return text(page_of(run, assessment, full=full), full=full, width=width, style=style)


def page_of(run: AssessmentRun, assessment: Assessment, *, full: bool) -> AssessmentPage:
    """Gather all that is to be said of one assessment of a run."""
    return describe_assessment(
        assessment,
        run.program,
        sensitivities(run.program, assessment),
        missing_answers(assessment, run.program),
        full=full,
    )


def several_text(run: AssessmentRun, *, full: bool, width: int, style: Style = plain) -> str:
    """Tell several assessments as a table; `full` puts every page after it."""
    listing = table(
        run.assessments,
        cross_checks(run),
        format_conflicts(run),
        NotAssessed(run.unassessed, unusable(run)),
        width=width,
        style=style,
    )
    parts = [listing]
    if full:
        parts += [
            one_text(run, assessment, full=True, width=width, style=style)
            for assessment in run.assessments
        ]
    return ("\n" + "=" * width + "\n\n").join(parts)


def opinions_text(run: AssessmentRun, *, width: int, style: Style = plain) -> str:
    """Tell what the second engine says of a run; nothing where it was not asked."""
    groups = [assessment.submission.name for assessment in run.assessments]
    opinions = list(zip(groups, run.opinions, strict=False))
    return second_opinions_text(opinions, width=width, style=style)
