"""Assess one submission that was read already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from authorisation.engine.assess import assess
from authorisation.engine.cross_checks import find_contradictions
from authorisation.engine.program.program import Program
from authorisation.engine.program.settings import NO_OVERRIDES
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.model.value import Answer
from authorisation.usecases.assessing.assess import AssessmentRun
from authorisation.usecases.assessing.assessments import Assessments


def assess_submission(
    program: Program,
    submission: Submission,
    *,
    as_of: date | None = None,
    stage: Stage | None = None,
    overrides: Mapping[str, Answer] = NO_OVERRIDES,
    judgements: Judgements | None = None,
    others: Sequence[Submission] = (),
    complete: bool = False,
) -> AssessmentRun:
    """Assess one submission beside `others`.

    Raises:
        InvalidSubmission: as `engine.assess` does.
    """
    judged = judgements or Judgements()
    assessment = assess(
        program,
        submission,
        as_of=as_of,
        stage=stage,
        overrides=overrides,
        judgements=judged,
        others=others,
        complete=complete,
    )
    counted = (assessment.counted, *others)
    return AssessmentRun(
        program,
        Assessments.held([assessment]),
        (),
        (assessment.submission, *others),
        find_contradictions(program.rules.across, counted),
        complete,
        as_of=as_of,
        overrides=overrides,
        counted=counted,
        departs=bool(judged.departures),
    )
