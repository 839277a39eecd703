"""Have a second engine derive the verdicts of a run again."""

from __future__ import annotations

from dataclasses import replace

from authorisation.inference.durable.engine import DurableEngine
from authorisation.second_opinion.assessment import second_opinion
from authorisation.usecases.assessing.assess import AssessmentRun


def with_second_opinions(run: AssessmentRun, rete: DurableEngine | None = None) -> AssessmentRun:
    """Add what the second engine says of each assessment; its process ends with the run."""
    with rete or DurableEngine() as engine:
        opinions = [second_opinion(each, run.program, engine) for each in run.assessments]
    return replace(run, opinions=tuple(opinions))
