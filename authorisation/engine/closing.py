"""The decision stage: what was not shown by then is open."""

from __future__ import annotations

import msgspec

from authorisation.engine.evidence_support import evidence_support
from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.program.program import Program
from authorisation.engine.results import Finding, walk_steps
from authorisation.model.rules import Severity
from authorisation.model.submission import Submission
from authorisation.model.value import NOT_ANSWERED
from authorisation.model.verdict import MET, NOT_APPLICABLE, Verdict

NO_EVIDENCE = "no evidence"
CANNOT_BE_WORKED_OUT = "cannot be worked out"


def close_at_decision(finding: Finding, submission: Submission, program: Program) -> Finding:
    """Give a finding as it stands once no more answers can come.

    Unknown becomes open, except where every possibility left is met or not applicable: then
    nothing stands in the way. A gate or condition that is met on an answer that needs evidence
    and has none is open too; an answer that tells against the group needs no proof.
    """
    if finding.possible == MET | NOT_APPLICABLE:
        return msgspec.structs.replace(finding, verdict=Verdict.MET)
    if not logic.is_settled(finding.possible) or finding.verdict is Verdict.UNKNOWN:
        why = finding.why_open or _reason_open(finding)
        return msgspec.structs.replace(finding, verdict=Verdict.OPEN, why_open=why)
    if finding.possible == MET and finding.severity is not Severity.NOTE and finding.step:
        found = evidence_support(finding.step, submission, program)
        if found is not None and not found.proven:
            return msgspec.structs.replace(finding, verdict=Verdict.OPEN, why_open=NO_EVIDENCE)
    return finding


def _reason_open(finding: Finding) -> str:
    if finding.rests_on:
        return NOT_ANSWERED
    faulty = finding.step and any(part.reason for part in walk_steps(finding.step))
    return CANNOT_BE_WORKED_OUT if faulty else NOT_ANSWERED
