"""The criteria that decided an outcome."""

from __future__ import annotations

from authorisation.engine.outcomes import OutcomeTable
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding
from authorisation.model.rules import Severity
from authorisation.model.verdict import Verdict


def decisive_criteria(assessment: Assessment, program: Program) -> frozenset[str]:
    """The ids of the criteria that decided the outcome; while it is open, of gates not met.

    The findings that an outcome imposes something for decided it; where it imposes nothing, the
    gravest group of findings that are not met or open and without which it would be another. An
    outcome is never due to a finding that only stands beside it.
    """
    if not assessment.settled:
        return _ids(assessment.findings_with(Severity.GATE, Verdict.NOT_MET))
    outcome = assessment.outcomes[0]
    imposed = [i.criterion for i in (*outcome.conditions, *outcome.support) if not i.perhaps]
    if imposed:
        return frozenset(imposed)
    table = OutcomeTable(program, assessment)
    for severity in (Severity.GATE, Severity.CONDITION):
        for verdict in (Verdict.NOT_MET, Verdict.OPEN):
            group = _ids(assessment.findings_with(severity, verdict))
            if group and table.rows_if(_supposed_met(group, assessment)) != assessment.outcome_ids:
                return group
    return frozenset()


def _ids(findings: list[Finding]) -> frozenset[str]:
    return frozenset(finding.criterion.id for finding in findings)


def _supposed_met(criteria: frozenset[str], assessment: Assessment) -> dict[int, Finding]:
    """The findings of some criteria by their place, as if they were met."""
    return {
        place: finding.supposed_met()
        for place, finding in enumerate(assessment.findings)
        if finding.criterion.id in criteria
    }
