"""Lay out several assessments as a table: what needs a person first, and no ranking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from authorisation.engine.results import Assessment
from authorisation.explain.assessment.page_header import NOT_A_DECISION, format_rule_set
from authorisation.explain.assessment.reasons import format_severity
from authorisation.explain.assessment.submission_rows import (
    Attention,
    SubmissionRow,
    describe_submission_rows,
)
from authorisation.explain.words.safe import shorten
from authorisation.model.rules import Severity
from authorisation.report.formats.text_lines import (
    Style,
    bullets,
    joined,
    paragraph,
    plain,
    section,
)

HEADINGS: Final = {
    Attention.CONFLICT: "Needs a person: contradicted by another application",
    Attention.GATES: "Not met or not shown; {gate}",
    Attention.UNSETTLED: "Cannot tell yet",
    Attention.CONDITIONS: "Not met or not shown; {condition}",
    Attention.NONE: "Nothing that needs a person",
    Attention.PUBLISHED: "Published facts only: not an assessment of these groups",
}
WIDEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class NotAssessed:
    """How many submissions came to no assessment, and the problems that kept them from it."""

    number: int = 0
    problems: tuple[str, ...] = ()

    def heading(self, assessed: int) -> str:
        """Head the problems."""
        return f"Not assessed ({self.number} of {format_submission_count(assessed + self.number)})"


ALL_ASSESSED: Final = NotAssessed()


def format_submission_count(number: int) -> str:
    """Say a number of submissions."""
    return "1 submission" if number == 1 else f"{number} submissions"


def table(
    assessments: Sequence[Assessment],
    cross_checks: Iterable[str] = (),
    contradictions: Sequence[str] = (),
    not_assessed: NotAssessed = ALL_ASSESSED,
    *,
    width: int = 100,
    style: Style = plain,
) -> str:
    """Lay out several assessments; `cross_checks` are sentences about them taken together.

    `contradictions` say of each assessment what others contradict it in, or nothing.
    """
    told = describe_submission_rows(assessments, contradictions)
    missing = section(
        not_assessed.heading(len(assessments)), bullets(not_assessed.problems, width), style
    )
    body = _lines(assessments, told, width, style)
    together = section("Taken together", bullets(cross_checks, width), style)
    return joined(chain(_head(assessments, told, width, style), missing, body, together))


def _head(
    assessments: Sequence[Assessment], told: Sequence[SubmissionRow], width: int, style: Style
) -> Iterator[str]:
    for rules in dict.fromkeys(format_rule_set(each.rules) for each in assessments):
        yield from paragraph(rules, width)
    for warning in shared_warnings(told):
        yield from (style(line, "warning") for line in paragraph(warning, width))
    yield style(NOT_A_DECISION, "warning")


def _lines(
    assessments: Sequence[Assessment], told: Sequence[SubmissionRow], width: int, style: Style
) -> Iterator[str]:
    shared = shared_warnings(told)
    rules = [each.rules for each in assessments[:1]]
    weights = {each.value: format_severity(each, first) for first in rules for each in Severity}
    for attention, heading in HEADINGS.items():
        group = [row for row in told if row.attention is attention]
        if group:
            yield from section(heading.format_map(weights), _rows(group, shared, width), style)


def shared_warnings(told: Sequence[SubmissionRow]) -> tuple[str, ...]:
    """Give the warnings that hold for every line; the rest stand with their own."""
    first = told[0].warnings if told else ()
    return tuple(w for w in first if all(w in row.warnings for row in told))


def tells_outcome(attention: Attention) -> bool:
    """Whether lines name an outcome.

    *Cannot tell yet* would only say so again; published facts come to none about the group.
    """
    return attention not in (Attention.UNSETTLED, Attention.PUBLISHED)


def _rows(group: Sequence[SubmissionRow], shared: Sequence[str], width: int) -> Iterator[str]:
    for row in group:
        name = f"{row.name} ({row.code})" if row.code else row.name
        outcome = f": {row.outcome}" if tells_outcome(row.attention) else ""
        yield from paragraph(f"{shorten(name, WIDEST_NAME)}{outcome}", width, bullet="- ")
        if row.reason:
            yield from paragraph(row.reason[:1].upper() + row.reason[1:], width, indent=2)
        own = [warning for warning in row.warnings if warning not in shared]
        for warning in own:
            yield from paragraph(warning, width, indent=2)
