"""Answers that assessors checked: as checked they count so, not accepted as not answered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from authorisation.engine.evidence_support import answer_evidence
from authorisation.engine.judge.assessors import (
    counted_grades,
    counted_judgements,
    latest_judgements,
)
from authorisation.model.submission import (
    CHECKED,
    NOT_ACCEPTED,
    Judgement,
    Judgements,
    Submission,
)
from authorisation.model.value import Evidence, EvidenceLevel


def checks_by_answer(judgements: Judgements) -> Mapping[str, tuple[Judgement, ...]]:
    """Give each assessor's latest check of each answer, by its path, in the order of the files."""
    paths = dict.fromkeys(entry.answer for entry in judgements.entries if entry.answer)
    return {
        path: latest_judgements([e for e in judgements.entries if e.answer == path])
        for path in paths
    }


def unaccepted_answers(
    submission: Submission, judgements: Judgements
) -> Mapping[str, tuple[Judgement, ...]]:
    """Give the checks of each answer that was given and that nobody whose check counts accepts."""
    return {
        path: tuple(counted_judgements(checks))
        for path, checks in checks_by_answer(judgements).items()
        if path in submission.answers and counted_grades(checks) == {NOT_ACCEPTED}
    }


def as_checked(submission: Submission, judgements: Judgements) -> Submission:
    """Give a submission as assessors left it.

    An answer that all who checked it call so is checked; one that none of them accepts counts as
    not answered. Where they differ it stands as the group gave it, until a panel has sat.
    """
    if not judgements.entries:
        return submission
    answers, evidence = dict(submission.answers), dict(submission.evidence)
    for path in unaccepted_answers(submission, judgements):
        del answers[path]
        evidence.pop(path, None)
    for path, checks in checks_by_answer(judgements).items():
        if path in answers and counted_grades(checks) == {CHECKED}:
            given = answer_evidence(path, submission) or Evidence(document="the answer itself")
            evidence[path] = msgspec.structs.replace(given, level=EvidenceLevel.CHECKED)
    if answers == submission.answers and evidence == submission.evidence:
        return submission
    return msgspec.structs.replace(
        submission, answers=MappingProxyType(answers), evidence=MappingProxyType(evidence)
    )
