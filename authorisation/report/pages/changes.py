"""The page of what changed for one group from one assessment to a later one."""

from __future__ import annotations

from authorisation.explain.assessment.comparison import SubmissionChangesPage
from authorisation.report.document import (
    Document,
    Para,
    Part,
    Points,
    Section,
    bullets,
    section,
)
from authorisation.report.pages import headings
from authorisation.report.pages.assessment import question_points


def submission_changes_document(page: SubmissionChangesPage) -> Document:
    """The outcome, the findings that differ with what each comes from, and all that changed."""
    because = (Para(page.because),) if page.because else ()
    points = tuple((Para(finding), Para(cause)) for finding, cause in page.findings)
    left = tuple((Para(entry), Para(why)) for entry, why in page.not_carried)
    carried = (Para(page.carried), *((Points(left),) if left else ())) if page.carried else ()
    answers = (*page.given, *page.changed, *page.withdrawn)
    nothing = not (answers or page.evidence or page.judgements or page.departures)
    return Document(
        title=page.group,
        kind="what changed",
        facts=(*filter(None, (page.rules,)), f"Now: {page.now}", f"Before: {page.before}"),
        warnings=page.warnings,
        sections=(
            Section("", (Para(page.statement, Part.WARNING),)),
            *section("What assessors recorded before", carried),
            Section(headings.OUTCOME, (Para(page.outcome, Part.OUTCOME), *because)),
            *section(headings.FINDINGS_THAT_DIFFER, (Points(points),) if points else ()),
            *section("Answers given", question_points(page.given)),
            *section("Answers changed", question_points(page.changed)),
            *section("Answers withdrawn", question_points(page.withdrawn)),
            *section("Evidence", question_points(page.evidence)),
            *section("Assessors’ judgements", bullets(page.judgements)),
            *section(headings.DEPARTURES, bullets(page.departures)),
            *section(headings.WHAT_WAS_ANSWERED, (Para(_NOTHING),) if nothing else ()),
        ),
        running=f"{page.group}. Now: {page.now}. Before: {page.before}. {page.statement}",
    )


_NOTHING = "No answer, no evidence, no judgement and no departure changed."
