"""Say one assessment in a line, for a table of several; no score, no personal answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from authorisation.engine.steps import Assessment, Finding
from authorisation.explain.outcome import outcome_title
from authorisation.explain.quantity import listed
from authorisation.explain.safe import visible
from authorisation.explain.standfirst import warnings
from authorisation.model.rules import Severity
from authorisation.model.verdict import Verdict


class Attention(IntEnum):
    """Whether a person must look, and what at; an order of reading and not of merit."""

    GATES = 0
    UNSETTLED = 1
    CONDITIONS = 2
    NONE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One submission's line; rows sort by what needs a person, then by name."""

    attention: Attention
    name: str
    code: str
    outcome: str
    reason: str
    warnings: tuple[str, ...]

    @property
    def order(self) -> tuple[int, str, str]:
        """Where the line stands among others."""
        return (self.attention, self.name.casefold(), self.code)


def row(assessment: Assessment) -> Row:
    """Say one assessment in a line."""
    attention, reason = _reason(assessment)
    return Row(
        attention=attention,
        name=visible(assessment.submission.name),
        code=visible(assessment.submission.code),
        outcome=_outcome(assessment),
        reason=reason,
        warnings=warnings(assessment),
    )


def rows(assessments: Iterable[Assessment]) -> tuple[Row, ...]:
    """Say several, what needs a person first and alphabetically within."""
    return tuple(sorted(map(row, assessments), key=lambda each: each.order))


def _outcome(assessment: Assessment) -> str:
    if assessment.settled:
        return outcome_title(assessment.outcomes[0].row.id, assessment.rules)
    return "cannot tell yet"


def _reason(assessment: Assessment) -> tuple[Attention, str]:
    for verdict, words in ((Verdict.NOT_MET, "not met"), (Verdict.OPEN, "not shown")):
        gates = _of(assessment, Severity.GATE, verdict)
        if gates:
            return Attention.GATES, f"{words}: {_titles(gates)}"
    if not assessment.settled:
        waiting = [f for s in Severity for f in _of(assessment, s, Verdict.UNKNOWN)]
        return Attention.UNSETTLED, f"waits for: {_titles(waiting)}" if waiting else ""
    for verdict, words in ((Verdict.NOT_MET, "not met"), (Verdict.OPEN, "not shown")):
        conditions = _of(assessment, Severity.CONDITION, verdict)
        if conditions:
            return Attention.CONDITIONS, f"{words}: {_titles(conditions)}"
    return Attention.NONE, ""


def _of(assessment: Assessment, severity: Severity, verdict: Verdict) -> list[Finding]:
    return [f for f in assessment.findings if f.severity is severity and f.verdict is verdict]


def _titles(findings: list[Finding]) -> str:
    first = findings[0].criterion
    more = ["others"] if len(findings) > 1 else []
    return listed([f"{visible(first.title)} ({first.id})", *more])
