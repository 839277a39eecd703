"""One row an assessment, for a table of several; no score, no personal answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from authorisation.engine.results import Assessment, Finding
from authorisation.explain.assessment.outcome import outcome_title
from authorisation.explain.assessment.so_far import so_far_words
from authorisation.explain.assessment.standfirst import PUBLISHED_FACTS_ONLY, warnings
from authorisation.explain.words.quantities import listed
from authorisation.explain.words.safe import visible
from authorisation.model.rules import Severity
from authorisation.model.verdict import Verdict

_TOLD: Final = {Verdict.NOT_MET: "not met", Verdict.OPEN: "not shown"}


class Attention(IntEnum):
    """What of an assessment needs a person; an order of reading and not of merit."""

    TOGETHER = 0
    """Another submission contradicts it."""
    GATES = 1
    UNSETTLED = 2
    CONDITIONS = 3
    NONE = 4
    PUBLISHED = 5
    """Nobody answered: facts that were published stand in for a submission."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One submission's row; rows sort by what needs a person, then by name."""

    attention: Attention
    name: str
    code: str
    outcome: str
    """Empty where there are published facts alone, which are no assessment of the group."""
    reason: str
    warnings: tuple[str, ...]

    @property
    def order(self) -> tuple[int, str, str]:
        """The key that rows sort by."""
        return (self.attention, self.name.casefold(), self.code)


def row(assessment: Assessment, contradiction: str = "") -> Row:
    """The row of one assessment; `contradiction` is what others contradict it in."""
    published = assessment.submission.published_facts_only
    attention, reason = _of_facts(assessment) if published else _reason(assessment)
    if contradiction and not published:
        attention = Attention.TOGETHER
        reason = "; ".join(filter(None, (visible(contradiction), reason)))
    told = warnings(assessment)
    return Row(
        attention=attention,
        name=visible(assessment.submission.name),
        code=visible(assessment.submission.code),
        outcome="" if published else _outcome(assessment),
        reason=reason,
        warnings=tuple(w for w in told if w != PUBLISHED_FACTS_ONLY),
    )


def rows(assessments: Sequence[Assessment], contradictions: Sequence[str] = ()) -> tuple[Row, ...]:
    """The rows of several, in order: what needs a person first, and by name within."""
    told = map(row, assessments, contradictions or [""] * len(assessments))
    return tuple(sorted(told, key=lambda each: each.order))


def _outcome(assessment: Assessment) -> str:
    if assessment.settled:
        return outcome_title(assessment.outcomes[0].row.id, assessment.rules)
    return "cannot tell yet"


def _reason(assessment: Assessment) -> tuple[Attention, str]:
    for verdict in _TOLD:
        if gates := _of(assessment, Severity.GATE, verdict):
            return Attention.GATES, _amiss(gates, verdict)
    if not assessment.settled:
        waiting = [f for s in Severity for f in _of(assessment, s, Verdict.UNKNOWN)]
        told = [_already(assessment), f"waits for: {_titles(waiting)}" if waiting else ""]
        return Attention.UNSETTLED, "; ".join(filter(None, told))
    for verdict in _TOLD:
        if conditions := _of(assessment, Severity.CONDITION, verdict):
            return Attention.CONDITIONS, _amiss(conditions, verdict)
    return Attention.NONE, ""


def _of_facts(assessment: Assessment) -> tuple[Attention, str]:
    gates = _of(assessment, Severity.GATE, Verdict.NOT_MET)
    told = _amiss(gates, Verdict.NOT_MET) if gates else _already(assessment)
    return Attention.PUBLISHED, told or "these facts alone show nothing that falls short"


def _amiss(findings: Sequence[Finding], verdict: Verdict) -> str:
    return f"{_TOLD[verdict]}: {_titles(findings)}"


def _already(assessment: Assessment) -> str:
    """Format what is not met already while the outcome is open: gates in part, else conditions."""
    waiting = _of(assessment, Severity.GATE, Verdict.UNKNOWN)
    waiting += _of(assessment, Severity.GATE, Verdict.OPEN)
    in_part = [(f, told) for f in waiting if (told := so_far_words(f, assessment))]
    if in_part:
        first, told = in_part[0]
        others = " and others" if len(in_part) > 1 else ""
        return f"so far not met for {first.criterion.id}: {told}{others}"
    conditions = _of(assessment, Severity.CONDITION, Verdict.NOT_MET)
    return f"already {_amiss(conditions, Verdict.NOT_MET)}" if conditions else ""


def _of(assessment: Assessment, severity: Severity, verdict: Verdict) -> list[Finding]:
    return [f for f in assessment.findings if f.severity is severity and f.verdict is verdict]


def _titles(findings: Sequence[Finding]) -> str:
    first = findings[0].criterion
    more = ["others"] if len(findings) > 1 else []
    return listed([f"{visible(first.title)} ({first.id})", *more])
