"""Have a second engine derive the verdicts of a run again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from authorisation.engine.results import Assessment
from authorisation.inference.durable.engine import DurableEngine
from authorisation.second_opinion.assessment import second_opinion
from authorisation.usecases.assessing.assess import AssessmentRun


@contextmanager
def second_opinions(run: AssessmentRun) -> Iterator[None]:
    """Have the second engine say what it makes of each assessment; its process ends with this."""
    with DurableEngine() as engine:

        def add(assessment: Assessment) -> None:
            run.opinions[id(assessment.submission)] = second_opinion(
                assessment, run.program, engine
            )

        run.watch(add)
        yield
