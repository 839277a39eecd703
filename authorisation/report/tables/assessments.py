"""The tables of an assessment: one row a group with what it comes to, and one row a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from authorisation.engine.results import Assessment, Finding, ImposedCondition
from authorisation.explain.assessment.comparison import format_outcomes
from authorisation.explain.assessment.page_header import assessment_warnings
from authorisation.explain.words.quantities import format_date
from authorisation.explain.words.safe import visible
from authorisation.model.rules import Severity
from authorisation.model.verdict import Verdict
from authorisation.report.tables.table import DataTable

GROUPS: Final = DataTable(
    title="Groups",
    columns={
        "submission": 28,
        "code": 8,
        "outcome": 34,
        "gates not met": 34,
        "gates not shown": 34,
        "gates that wait for answers": 34,
        "conditions not met": 34,
        "conditions not shown": 34,
        "conditions": 40,
        "received on": 12,
        "contradicted by others": 40,
        "exit state": 26,
        "as of": 12,
        "stage": 16,
        "rule set": 12,
        "edition": 12,
        "warnings": 30,
        "file": 24,
    },
)
_ALONE: Final = "of published facts alone: "
"""Before the outcome of a group that was asked nothing, so that nobody counts it with others."""
FINDINGS: Final = DataTable(
    title="Findings",
    columns={
        "submission": 28,
        "code": 8,
        "rule set": 12,
        "edition": 12,
        "warnings": 30,
        "as of": 12,
        "stage": 16,
        "criterion": 11,
        "title": 40,
        "domain": 20,
        "what it weighs": 20,
        "verdict": 15,
        "grade": 15,
        "basis": 11,
        "why": 60,
        "figures": 50,
        "margin": 14,
        "unit": 12,
        "waits for answers": 30,
        "sources": 40,
        "standing": 30,
        "condition of the outcome": 12,
        "condition due": 12,
    },
)


def group_row(assessment: Assessment, contradictions: Sequence[str], state: str) -> tuple[str, ...]:
    """The row of one application; `state` says in words what its exit code would be.

    `contradictions` are what other applications contradict it in.
    """
    rules, submission = assessment.rules, assessment.submission
    received = submission.received_on
    return (
        visible(submission.name),
        visible(submission.code),
        f"{_ALONE if submission.published_facts_only else ''}{format_outcomes(assessment)}",
        *(
            _titles(assessment.findings_with(Severity.GATE, verdict))
            for verdict in (Verdict.NOT_MET, Verdict.OPEN, Verdict.UNKNOWN)
        ),
        *(
            _titles(assessment.findings_with(Severity.CONDITION, verdict))
            for verdict in (Verdict.NOT_MET, Verdict.OPEN)
        ),
        "; ".join(_conditions(assessment)),
        received.isoformat() if received else "",
        "; ".join(map(visible, contradictions)),
        state,
        assessment.as_of.isoformat(),
        assessment.stage.value,
        visible(rules.id),
        visible(rules.edition),
        "; ".join(assessment_warnings(assessment)),
        visible(submission.file),
    )


def _titles(findings: Iterable[Finding]) -> str:
    return "; ".join(f"{visible(f.criterion.title)} ({f.criterion.id})" for f in findings)


def _conditions(assessment: Assessment) -> Iterator[str]:
    """The conditions that the outcome imposes, or those that the possible ones would."""
    imposed: dict[str, ImposedCondition] = {}
    for outcome in assessment.outcomes:
        for each in outcome.conditions:
            imposed.setdefault(each.criterion, each)
    for name, each in imposed.items():
        title = visible(assessment.rules.criteria[name].title)
        due = f", due {format_date(each.due)}" if each.due else ""
        perhaps = " (perhaps)" if each.perhaps or not assessment.settled else ""
        yield f"{title} ({name}){due}{perhaps}"
