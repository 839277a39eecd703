"""Have a second engine derive the verdicts of a run again."""

from __future__ import annotations

from dataclasses import replace

from authorisation.inference.durable.engine import Rete
from authorisation.records.assessment_shape import DisagreementKept, SecondOpinionKept
from authorisation.second_opinion.assessment import Opinion, second_opinion
from authorisation.usecases.assess import Run


def with_second_opinions(run: Run, rete: Rete | None = None) -> Run:
    """Add what the second engine says of each assessment; its process ends with the run."""
    with rete or Rete() as engine:
        opinions = [second_opinion(each, run.program, engine) for each in run.assessments]
    return replace(run, opinions=tuple(map(_kept, opinions)))


def _kept(opinion: Opinion) -> SecondOpinionKept:
    return SecondOpinionKept(
        engine=opinion.engine,
        version=opinion.version,
        compared=opinion.compared,
        disagreements=tuple(
            DisagreementKept(
                criterion=each.criterion, part=each.part, ours=each.ours, theirs=each.theirs
            )
            for each in opinion.disagreements
        ),
        unavailable=opinion.unavailable,
    )
