"""Missing answers, most useful first: open gates, then those that could settle an outcome."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.engine.analysis.what_if import WAYS, WhatIf
from authorisation.engine.program.program import Program
from authorisation.engine.results import Ask, Assessment, Finding
from authorisation.model.rules import Severity
from authorisation.model.submission import Stage

_WEIGHT = {Severity.GATE: 0, Severity.CONDITION: 1, Severity.NOTE: 2}


def asks(assessment: Assessment, program: Program) -> tuple[Ask, ...]:
    """List the missing answers that unsettled findings wait for, most useful first.

    First what open gates wait for; then answers that alone could rule an outcome in or out;
    then the rest, conditions before notes; each in the order of the rules. Where the outcome is
    settled, or at the decision stage, no outcome is ruled in or out.
    """
    waiting: dict[str, list[Finding]] = {}
    for finding in sorted(assessment.findings, key=lambda f: _WEIGHT[f.severity]):
        for path in sorted(finding.rests_on):
            waiting.setdefault(path, []).append(finding)
    closed = assessment.settled or assessment.stage is Stage.DECISION
    whatif = None if closed else WhatIf(assessment, program)
    possible = assessment.outcome_ids
    found = [_ask(path, findings, possible, whatif) for path, findings in waiting.items()]
    return tuple(sorted(found, key=lambda ask: _rank(ask, waiting[ask.path])))


def _rank(ask: Ask, findings: Sequence[Finding]) -> tuple[bool, bool, int]:
    alone = bool(ask.rules_in or ask.rules_out)
    return (not ask.gate, not alone, min(_WEIGHT[finding.severity] for finding in findings))


def _ask(
    path: str, findings: Sequence[Finding], possible: Sequence[str], whatif: WhatIf | None
) -> Ask:
    criteria = tuple(finding.criterion.id for finding in findings)
    gate = any(finding.severity is Severity.GATE for finding in findings)
    if whatif is None:
        return Ask(path, criteria, gate)
    left = [whatif.outcomes(path, way) for way in WAYS]
    return Ask(
        path,
        criteria,
        gate,
        rules_in=tuple(o for o in possible if (o,) in left),
        rules_out=tuple(o for o in possible if any(o not in rows for rows in left)),
    )
