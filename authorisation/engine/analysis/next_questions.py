"""Missing answers, most useful first: what alone decides, then open gates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from authorisation.engine.analysis.answer_changes import SmallestChange
from authorisation.engine.analysis.what_if import WhatIf
from authorisation.engine.judge.assessors import grade_rests_on
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, MissingAnswer
from authorisation.model.rules import Severity
from authorisation.model.submission import Stage

_SEVERITY_ORDER = {Severity.GATE: 0, Severity.CONDITION: 1, Severity.NOTE: 2}


def missing_answers(assessment: Assessment, program: Program) -> tuple[MissingAnswer, ...]:
    """List the missing answers that findings or the outcome table wait for, most useful first.

    First what the table itself reads, where that alone could settle the outcome; then what the
    table or open gates wait for; then answers that could rule an outcome in or out; then the
    rest, conditions before notes; each in the order of the rules. Where the outcome is settled,
    none is ruled in or out; at the decision stage an answer rules outcomes in where its gap alone
    led to the one there is.
    """
    waiting: dict[str, list[Finding]] = {}
    for finding in sorted(assessment.findings, key=lambda f: _SEVERITY_ORDER[f.severity]):
        for path in sorted(finding.rests_on):
            waiting.setdefault(path, []).append(finding)
    closed = assessment.settled and assessment.stage is not Stage.DECISION
    if not closed:
        for path in sorted(program.outcome_questions - assessment.counted.answers.keys()):
            waiting.setdefault(path, [])
        for finding in assessment.findings if program.outcome_view.reads_grades else ():
            for path in sorted(grade_rests_on(finding)):
                waiting.setdefault(path, [finding])
    whatif = None if closed else WhatIf(assessment, program)
    now = assessment.outcome_ids
    unordered = [
        _missing_answer(path, findings, assessment.stage, now, whatif.ways(path) if whatif else [])
        for path, findings in waiting.items()
    ]

    def usefulness(missing: MissingAnswer) -> tuple[bool, bool, bool, int]:
        read = missing.path in program.outcome_questions
        severities = [_SEVERITY_ORDER[finding.severity] for finding in waiting[missing.path]]
        return (
            not (read and missing.rules_in),
            not (missing.gate or read),
            not (missing.rules_in or missing.rules_out),
            -1 if read else min(severities),
        )

    return tuple(sorted(unordered, key=usefulness))


def settling_first(
    missing: Sequence[MissingAnswer], found: Iterable[SmallestChange]
) -> tuple[MissingAnswer, ...]:
    """Put first the answers that settle the outcome together, where no fewer do.

    Which these are was found by a search and proved; the order of `missing_answers` is a rule of
    thumb that looks at one answer at a time.
    """
    first = {
        path
        for each in found
        for alternative in (each.alternatives[:1] if each.only_missing else ())
        for path in alternative.paths
    }
    return tuple(sorted(missing, key=lambda each: each.path not in first))


def _missing_answer(
    path: str,
    findings: Sequence[Finding],
    stage: Stage,
    now: tuple[str, ...],
    ways: Sequence[tuple[str, ...]],
) -> MissingAnswer:
    """Give a missing answer by the outcomes possible `now`, and those each way that it may fall."""
    criteria = tuple([finding.criterion.id for finding in findings])
    gate = any(finding.severity is Severity.GATE for finding in findings)
    if stage is Stage.DECISION:
        alone = all(now != rows for rows in ways)
        led_to = dict.fromkeys(row for rows in ways for row in rows if alone)
        return MissingAnswer(path, criteria, gate, rules_in=tuple(led_to), rules_out=())
    return MissingAnswer(
        path,
        criteria,
        gate,
        rules_in=tuple([o for o in now if (o,) in ways]),
        rules_out=tuple([o for o in now if any(o not in rows for rows in ways)]),
    )
