"""Findings that no figure can settle: those of assessors' grades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.results import Finding, Grounds, Step
from authorisation.feel.values.values import NOWHERE, Paths
from authorisation.model.rules import Criterion, Severity
from authorisation.model.submission import Judgement, Judgements
from authorisation.model.value import fold_words
from authorisation.model.verdict import (
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    Verdict,
    VerdictSet,
    verdict_of,
)

NOT_JUDGED = "not judged"
MODERATION = "moderation needed"

NO_GRADE: Final[frozenset[str | None]] = frozenset({None})
VERDICT_BITS: Final = {
    Verdict.MET: MET,
    Verdict.NOT_MET: NOT_MET,
    Verdict.NOT_APPLICABLE: NOT_APPLICABLE,
}
"""The verdicts that grades mean, each as a set."""
_RULED_OUT: Final = {MET: NOT_MET, NOT_APPLICABLE: MET | NOT_MET}
"""What no grade means of a criterion that comes to one verdict; tests alone may find it not met."""


def judgement_path(criterion: str) -> str:
    """Give the path that an unjudged criterion rests on, as if it were an answer's."""
    return f"judgements.{criterion}"


OTHERS = "others"
"""The path that a test of the other submissions of the round rests on."""


def others_answer(path: str) -> bool:
    """Return whether an answer is not the group's to give: an assessor's, or other groups'."""
    return path == OTHERS or path.startswith(judgement_path(""))


def judgement_finding(criterion: Criterion, severity: Severity, judgements: Judgements) -> Finding:
    """Give the finding of the assessors' grades; unknown where there is none or they differ.

    An assessor who grades again on a later day replaces the earlier grade, and a panel's grade
    stands in place of them all; two grades of one day are refused where they are read.
    """
    latest = latest_judgements(
        [entry for entry in judgements.entries if entry.criterion == criterion.id]
    )
    grades = counted_grades(latest)
    possible = graded_verdicts(criterion, latest)
    settled = len(grades) == 1
    return Finding(
        criterion,
        severity,
        possible,
        verdict_of(possible) if settled else Verdict.UNKNOWN,
        Grounds(rests_on=frozenset() if settled else frozenset({judgement_path(criterion.id)})),
        latest,
        "" if settled else (MODERATION if grades else NOT_JUDGED),
    )


def judged_beside_tests(
    criterion: Criterion, severity: Severity, judgements: Judgements, step: Step
) -> Finding:
    """Give the finding of tests and assessors' grades together: both must be met.

    What the tests alone find not met needs no grade; for the rest it is unknown until there is one.
    """
    judged = judgement_finding(criterion, severity, judgements)
    possible = logic.all_of((step.possible, judged.possible))
    failed = possible == NOT_MET
    return msgspec.structs.replace(
        judged,
        possible=possible,
        verdict=Verdict.UNKNOWN if judged.rests_on and not failed else verdict_of(possible),
        reasoning=Grounds(
            step, rests_on=frozenset() if failed else step.rests_on | judged.rests_on
        ),
        known_why="" if failed or not logic.is_settled(step.possible) else judged.known_why,
    )


def graded_verdicts(criterion: Criterion, latest: Sequence[Judgement]) -> VerdictSet:
    """Give the verdicts that the assessors' latest grades leave; all of the scale's without any."""
    scale = criterion.judgement.grades if criterion.judgement else {}
    grades = counted_grades(latest)
    possible: VerdictSet = 0
    for grade, verdict in scale.items():
        if len(grades) != 1 or grade in grades:
            possible |= VERDICT_BITS[verdict]
    return possible


def possible_grades(finding: Finding) -> frozenset[str | None]:
    """Give the grades that a finding may have: one once it is given; without any, all of its scale.

    None stands for no grade: that of a criterion that assessors do not judge, or that does not
    apply. Of a finding whose verdict is supposed, the grades are those that mean no other.
    """
    scale, applies, possible = finding.criterion.judgement, finding.applies, finding.possible
    if scale is None or (possible == NOT_APPLICABLE and applies and not applies.possible & MET):
        return NO_GRADE
    given = counted_grades(finding.judgements)
    ruled_out = _RULED_OUT.get(possible, 0)
    fitting = {grade for grade, v in scale.grades.items() if not VERDICT_BITS[v] & ruled_out}
    left = (given if len(given) == 1 else fitting) & fitting or fitting or NO_GRADE
    perhaps = applies is not None and applies.possible != MET and possible & NOT_APPLICABLE
    return frozenset(left) | NO_GRADE if perhaps else frozenset(left)


def grade_rests_on(finding: Finding) -> Paths:
    """Give what would settle the grade of a finding; nothing once it is settled."""
    if len(possible_grades(finding)) == 1:
        return NOWHERE
    judged = len(counted_grades(finding.judgements)) == 1
    path = NOWHERE if judged else frozenset({judgement_path(finding.criterion.id)})
    return path | (finding.applies.rests_on if finding.applies else NOWHERE)


def supposed_graded(finding: Finding, grade: str, on: date) -> Finding:
    """Give a finding as if assessors had given a grade, and nothing else were changed."""
    entry = Judgement(criterion=finding.criterion.id, assessor="", on=on, grade=grade, reason="")
    return msgspec.structs.replace(finding, judgements=(entry,))


def latest_judgements(entries: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """Give each assessor's latest entry of several on one thing, and the latest of a panel.

    A name in another case or with other spaces is the same assessor's.
    """
    by_assessor: dict[str, Judgement] = {}
    for entry in entries:
        name = fold_words(entry.assessor)
        known = by_assessor.get(name)
        if known is None or known.on <= entry.on:
            by_assessor[name] = entry
    return tuple(by_assessor.values())


def counted_judgements(latest: Sequence[Judgement]) -> Sequence[Judgement]:
    """Give those of the latest entries on one thing that count: a panel's, once one sat."""
    return [entry for entry in latest if entry.panel] or latest


def counted_grades(latest: Sequence[Judgement]) -> set[str]:
    """Give the grades of the latest entries on one thing that count; several where they differ."""
    return {entry.counts_as for entry in counted_judgements(latest)}
