"""Have a second engine derive the verdicts of a run again."""

from __future__ import annotations

from dataclasses import replace

from authorisation.inference.durable.engine import DurableEngine
from authorisation.records.assessment_shape import DisagreementRecord, SecondOpinionRecord
from authorisation.second_opinion.assessment import SecondOpinion, second_opinion
from authorisation.usecases.assess import AssessmentRun


def with_second_opinions(run: AssessmentRun, rete: DurableEngine | None = None) -> AssessmentRun:
    """Add what the second engine says of each assessment; its process ends with the run."""
    with rete or DurableEngine() as engine:
        opinions = [second_opinion(each, run.program, engine) for each in run.assessments]
    return replace(run, opinions=tuple(map(_kept, opinions)))


def _kept(opinion: SecondOpinion) -> SecondOpinionRecord:
    return SecondOpinionRecord(
        engine=opinion.engine,
        version=opinion.version,
        compared=opinion.compared,
        disagreements=tuple(
            DisagreementRecord(
                criterion=each.criterion, part=each.part, ours=each.ours, theirs=each.theirs
            )
            for each in opinion.disagreements
        ),
        unavailable=opinion.unavailable,
    )
