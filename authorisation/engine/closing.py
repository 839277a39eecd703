"""The decision stage: what was not shown by then is open."""

from __future__ import annotations

import msgspec

from authorisation.engine.evidence_basis import support
from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.program.program import Program
from authorisation.engine.results import Finding, Step, below
from authorisation.model.rules import Severity
from authorisation.model.submission import Submission
from authorisation.model.verdict import MET, NOT_APPLICABLE, Verdict

NOT_ANSWERED = "not answered"
NO_EVIDENCE = "no evidence"
CANNOT_BE_WORKED_OUT = "cannot be worked out"


def close(finding: Finding, submission: Submission, program: Program) -> Finding:
    """Give a finding as it stands once no more answers can come.

    Unknown becomes open, except where every possibility left is met or not applicable: then
    nothing stands in the way. A gate or condition that is met on an answer that needs evidence
    and has none is open too; an answer that tells against the group needs no proof.
    """
    if finding.possible == MET | NOT_APPLICABLE:
        return msgspec.structs.replace(finding, verdict=Verdict.MET)
    if not logic.is_settled(finding.possible) or finding.verdict is Verdict.UNKNOWN:
        why = finding.why_open or _why(finding)
        return msgspec.structs.replace(finding, verdict=Verdict.OPEN, why_open=why)
    if finding.possible == MET and finding.severity is not Severity.NOTE and finding.step:
        found = support(finding.step, submission, program)
        if found is not None and not found.proven:
            return msgspec.structs.replace(finding, verdict=Verdict.OPEN, why_open=NO_EVIDENCE)
    return finding


def _why(finding: Finding) -> str:
    if finding.rests_on:
        return NOT_ANSWERED
    return CANNOT_BE_WORKED_OUT if _has_reason(finding.step) else NOT_ANSWERED


def _has_reason(step: Step | None) -> bool:
    return step is not None and any(part.reason for part in below(step))
