"""The decision stage: what was not shown by then is open."""

from __future__ import annotations

import msgspec

from authorisation.engine.evidence_support import is_proven
from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.program.program import Program
from authorisation.engine.results import Finding
from authorisation.model.rules import Severity
from authorisation.model.submission import Submission
from authorisation.model.verdict import MET, NOT_APPLICABLE, Verdict

NO_EVIDENCE = "no evidence"


def close_at_decision(finding: Finding, submission: Submission, program: Program) -> Finding:
    """Give a finding as it stands once no more answers can come.

    Unknown becomes open, except where every possibility left is met or not applicable: then
    nothing stands in the way. A gate or condition that is met on an answer that needs evidence
    and has none is open too; an answer that tells against the group needs no proof.
    """
    if finding.possible == MET | NOT_APPLICABLE:
        return msgspec.structs.replace(finding, verdict=Verdict.MET)
    if not logic.is_settled(finding.possible) or finding.verdict is Verdict.UNKNOWN:
        return msgspec.structs.replace(finding, verdict=Verdict.OPEN)
    if (
        finding.possible == MET
        and finding.severity is not Severity.NOTE
        and not is_proven(finding, submission, program)
    ):
        return msgspec.structs.replace(finding, verdict=Verdict.OPEN, known_why=NO_EVIDENCE)
    return finding
