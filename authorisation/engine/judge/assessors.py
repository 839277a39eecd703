"""Findings that no figure can settle: those of assessors' grades."""

from __future__ import annotations

from authorisation.engine.results import Finding
from authorisation.model.rules import Criterion, Severity
from authorisation.model.submission import Judgement, Judgements
from authorisation.model.verdict import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    Verdict,
    VerdictSet,
    verdict_of,
)

NOT_JUDGED = "not judged"
MODERATION = "moderation needed"

_VERDICT_BITS = {Verdict.MET: MET, Verdict.NOT_MET: NOT_MET, Verdict.NOT_APPLICABLE: NOT_APPLICABLE}


def judgement_path(criterion: str) -> str:
    """Give the path that an unjudged criterion rests on, as if it were an answer's."""
    return f"judgements.{criterion}"


def judgement_finding(criterion: Criterion, severity: Severity, judgements: Judgements) -> Finding:
    """Give the finding of the assessors' grades; unknown where there is none or they differ.

    An assessor who grades again replaces the earlier grade; of two on one day the later in the
    file stands.
    """
    latest = _latest_judgements(criterion.id, judgements)
    scale = criterion.judgement.grades if criterion.judgement else {}
    grades = {entry.grade for entry in latest}
    possible: VerdictSet = 0
    for grade, verdict in scale.items():
        if len(grades) != 1 or grade in grades:
            possible |= _VERDICT_BITS[verdict]
    settled = len(grades) == 1
    return Finding(
        criterion,
        severity,
        possible,
        verdict_of(possible) if settled else Verdict.UNKNOWN,
        rests_on=frozenset() if settled else frozenset({judgement_path(criterion.id)}),
        judgements=latest,
        why_open="" if settled else (MODERATION if grades else NOT_JUDGED),
    )


def _latest_judgements(criterion: str, judgements: Judgements) -> tuple[Judgement, ...]:
    by_assessor: dict[str, Judgement] = {}
    for entry in judgements.entries:
        known = by_assessor.get(entry.assessor)
        if entry.criterion == criterion and (known is None or known.on <= entry.on):
            by_assessor[entry.assessor] = entry
    return tuple(by_assessor.values())
