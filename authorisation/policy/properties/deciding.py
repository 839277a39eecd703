"""Which findings decide that a submission refutes a property."""

from __future__ import annotations

from dataclasses import replace

from msgspec.structs import replace as replace_struct

from authorisation.engine.analysis.decisive import decisive_criteria
from authorisation.engine.outcomes import OutcomeTable
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.model.verdict import EITHER, NOT_APPLICABLE, Verdict
from authorisation.policy.properties.evaluate import (
    BESIDE,
    FINDINGS,
    OUTCOME,
    OUTCOMES,
    CompiledProperty,
    Trial,
)


def deciding_criteria(compiled: CompiledProperty, trial: Trial) -> frozenset[str]:
    """The ids of the criteria without whose findings a trial would not refute a property.

    Where the property looks at the outcome, those that decide it or leave it open, too.
    """
    found: set[str] = set()
    if FINDINGS in compiled.names:
        found |= _needed_findings(compiled, trial)
    if compiled.names & {OUTCOME, OUTCOMES}:
        found |= decisive_criteria(trial.assessment, compiled.program)
        found |= _leaving_open(trial.assessment, compiled.program)
    if BESIDE in compiled.names and trial.beside is not None and compiled.beside is not None:
        found |= decisive_criteria(trial.beside, compiled.beside)
    return frozenset(found)


def _leaving_open(assessment: Assessment, program: Program) -> set[str]:
    """The criteria that are not known, and of which one that was met would rule an outcome out."""
    if assessment.settled:
        return set()
    table = OutcomeTable(program, assessment)
    return {
        finding.criterion.id
        for place, finding in enumerate(assessment.findings)
        if finding.verdict is Verdict.UNKNOWN
        and table.rows_if({place: finding.supposed_met()}) != assessment.outcome_ids
    }


def _needed_findings(compiled: CompiledProperty, trial: Trial) -> set[str]:
    """The criteria whose finding, were it not known, would leave open whether it is refuted."""
    needed = set()
    findings = trial.assessment.findings
    for place, finding in enumerate(findings):
        blank = replace_struct(finding, possible=EITHER | NOT_APPLICABLE, verdict=Verdict.UNKNOWN)
        assessment = replace_struct(
            trial.assessment, findings=(*findings[:place], blank, *findings[place + 1 :])
        )
        if compiled.evaluate(replace(trial, assessment=assessment)) is not False:
            needed.add(finding.criterion.id)
    return needed
