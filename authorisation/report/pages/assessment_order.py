"""What stands where on a page, whatever its format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from authorisation.explain.assessment.page import AssessmentPage, MissingAnswerWords
from authorisation.explain.assessment.reasons import FindingWords
from authorisation.explain.words.titles import upper_initial
from authorisation.model.rules import Severity
from authorisation.report.document import Section, bullets, section
from authorisation.report.pages.headings import INDICATED

_Words = TypeVar("_Words", bound=FindingWords)


def outcome_heading(page: AssessmentPage) -> str:
    """The heading of the outcome; what published facts alone come to is not about the group."""
    if page.introduction:
        return "What these rules would make of the published facts alone"
    return INDICATED


def why_heading(page: AssessmentPage) -> str:
    """The heading of the reasons: what decided, or what is amiss beside it or already."""
    if not page.settled:
        return "Not met already"
    return "Not met or not shown" if page.outcomes[0].because else "Why"


def also_heading(page: AssessmentPage) -> str:
    """The heading of what else is amiss."""
    return "Also not met or not shown" if page.decisive else "Not met or not shown"


def statements_section(says: Sequence[str]) -> tuple[Section, ...]:
    """The section of what a rule set says of itself; none where it says nothing."""
    return section("About these rules", bullets(says))


def criteria_with_duties(page: AssessmentPage) -> frozenset[str]:
    """The ids of the criteria that stand under the conditions or in the support plan."""
    return frozenset(
        due.criterion
        for outcome in page.outcomes
        for due in (*outcome.conditions, *outcome.support)
        if not due.perhaps
    )


def by_severity(findings: Iterable[_Words]) -> tuple[tuple[str, Sequence[_Words]], ...]:
    """Findings under their severity in words, the gravest first."""
    gravest = list(Severity)
    groups: dict[str, list[_Words]] = {}
    for finding in sorted(findings, key=lambda finding: gravest.index(finding.severity)):
        groups.setdefault(upper_initial(finding.severity_words), []).append(finding)
    return tuple(groups.items())


def missing_by_effect(
    missing: Iterable[MissingAnswerWords],
) -> tuple[tuple[str, Sequence[MissingAnswerWords]], ...]:
    """Missing answers under severity in words, and what one answer could do."""
    groups: dict[str, list[MissingAnswerWords]] = {}
    for each in missing:
        title = "; ".join(filter(None, (each.severity_words, each.effect)))
        groups.setdefault(upper_initial(title), []).append(each)
    return tuple(groups.items())
