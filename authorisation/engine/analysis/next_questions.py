"""Missing answers, most useful first: open gates, then those that could settle an outcome."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.engine.analysis.what_if import LEAF_VERDICTS, WhatIf
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, MissingAnswer
from authorisation.model.rules import Severity
from authorisation.model.submission import Stage

_SEVERITY_ORDER = {Severity.GATE: 0, Severity.CONDITION: 1, Severity.NOTE: 2}


def missing_answers(assessment: Assessment, program: Program) -> tuple[MissingAnswer, ...]:
    """List the missing answers that unsettled findings wait for, most useful first.

    First what open gates wait for; then answers that alone could rule an outcome in or out;
    then the rest, conditions before notes; each in the order of the rules. Where the outcome is
    settled, or at the decision stage, no outcome is ruled in or out.
    """
    waiting: dict[str, list[Finding]] = {}
    for finding in sorted(assessment.findings, key=lambda f: _SEVERITY_ORDER[f.severity]):
        for path in sorted(finding.rests_on):
            waiting.setdefault(path, []).append(finding)
    closed = assessment.settled or assessment.stage is Stage.DECISION
    whatif = None if closed else WhatIf(assessment, program)
    possible = assessment.outcome_ids
    unordered = [
        _missing_answer(path, findings, possible, whatif) for path, findings in waiting.items()
    ]
    return tuple(sorted(unordered, key=lambda missing: _usefulness(missing, waiting[missing.path])))


def _usefulness(missing: MissingAnswer, findings: Sequence[Finding]) -> tuple[bool, bool, int]:
    alone = bool(missing.rules_in or missing.rules_out)
    return (
        not missing.gate,
        not alone,
        min(_SEVERITY_ORDER[finding.severity] for finding in findings),
    )


def _missing_answer(
    path: str, findings: Sequence[Finding], possible: Sequence[str], whatif: WhatIf | None
) -> MissingAnswer:
    criteria = tuple(finding.criterion.id for finding in findings)
    gate = any(finding.severity is Severity.GATE for finding in findings)
    if whatif is None:
        return MissingAnswer(path, criteria, gate, rules_in=(), rules_out=())
    left = [whatif.outcomes(path, way) for way in LEAF_VERDICTS]
    return MissingAnswer(
        path,
        criteria,
        gate,
        rules_in=tuple(o for o in possible if (o,) in left),
        rules_out=tuple(o for o in possible if any(o not in rows for rows in left)),
    )
