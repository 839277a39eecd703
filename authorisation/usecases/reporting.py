"""Assessments as the formats in which they are asked for."""

from __future__ import annotations

from authorisation.engine.across import Clash
from authorisation.engine.asks import asks
from authorisation.engine.contested import turns
from authorisation.engine.steps import Assessment
from authorisation.explain.page import Page, page
from authorisation.model.question import AcrossKind
from authorisation.model.submission import Submission
from authorisation.report.layout import Style, plain
from authorisation.report.second import second_text
from authorisation.report.table import table
from authorisation.report.text import text
from authorisation.usecases.assessing import Run


def one_text(
    run: Run, assessment: Assessment, *, full: bool, width: int, style: Style = plain
) -> str:
    """Tell one assessment of a run as a page of text."""
    return text(page_of(run, assessment, full=full), full=full, width=width, style=style)


def page_of(run: Run, assessment: Assessment, *, full: bool) -> Page:
    """Gather all that is to be said of one assessment of a run."""
    return page(
        assessment,
        run.program,
        turns(run.program, assessment),
        asks(assessment, run.program),
        full=full,
    )


def several_text(run: Run, *, full: bool, width: int, style: Style = plain) -> str:
    """Tell several assessments as a table; `full` puts every page after it."""
    parts = [table(run.assessments, map(clash_words, run.clashes), width=width, style=style)]
    if full:
        parts += [
            one_text(run, assessment, full=True, width=width, style=style)
            for assessment in run.assessments
        ]
    return ("\n" + "=" * width + "\n\n").join(parts)


def opinions_text(run: Run, *, width: int, style: Style = plain) -> str:
    """Tell what the second engine says of a run; nothing where it was not asked."""
    groups = [assessment.submission.name for assessment in run.assessments]
    opinions = list(zip(groups, run.opinions, strict=False))
    return second_text(opinions, width=width, style=style)


def clash_words(clash: Clash) -> str:
    """Say what two submissions contradict each other in, with both places."""
    named = [
        f"{_called(submission)} at {place}"
        for submission, place in zip(clash.submissions, clash.places, strict=True)
    ]
    if clash.across.kind is AcrossKind.UNIQUE:
        return f"{clash.across.says} {clash.value}: {'; '.join(named)}"
    silent = "does not" if clash.sure else "has not answered, or its list may still grow"
    other = _called(clash.submissions[1])
    return f"{clash.across.says} {named[0]} names {clash.value}; {other} {silent}"


def _called(submission: Submission) -> str:
    return f"{submission.name} ({submission.code})" if submission.code else submission.name
