"""What changed from one submission of a group to a later one, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from authorisation.engine.analysis.answer_changes import ChangedAnswer, changes_made
from authorisation.engine.judge.assessors import latest_judgements
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.model.question import Question, belongs_to
from authorisation.model.submission import Departure, Judgement, Judgements, Submission
from authorisation.model.value import Evidence, fold_words

_Part = TypeVar("_Part")


class PartKind(StrEnum):
    """The kind of a part of a submission, or of what assessors say of it."""

    ANSWER = "answer"
    """With the evidence for it."""
    EVIDENCE = "evidence"
    """For an answer that is as it was."""
    JUDGEMENT = "judgement"


class SubmissionPart(msgspec.Struct, frozen=True):
    """A part that changed, by the path of its question, or by the criterion that is judged."""

    kind: PartKind
    of: str

    def covers(self, path: str) -> bool:
        """Whether it is of the question of that path, or of a group with it."""
        return belongs_to(path, self.of)


class ChangedEvidence(msgspec.Struct, frozen=True):
    """The evidence for an answer, or for a group of them, before and after; None where none."""

    path: str
    before: Evidence | None
    after: Evidence | None


class ChangedJudgement(msgspec.Struct, frozen=True):
    """The last judgements of one assessor about one subject before and after; None where none."""

    about: str
    before: Judgement | None
    after: Judgement | None


class ChangedDeparture(msgspec.Struct, frozen=True):
    """The departures from a criterion or the outcome, before and after; None where none stood."""

    criterion: str
    """Empty for the outcome."""
    before: Departure | None
    after: Departure | None


class SubmissionChanges(msgspec.Struct, frozen=True):
    """All that changed in what a group answered and assessors judged, and was decided otherwise."""

    questions: Mapping[str, Question]
    answers: tuple[ChangedAnswer, ...]
    evidence: tuple[ChangedEvidence, ...]
    judgements: tuple[ChangedJudgement, ...]
    departures: tuple[ChangedDeparture, ...]

    @property
    def parts(self) -> tuple[SubmissionPart, ...]:
        """The parts that changed, each once; a departure is none, since it moves nothing."""
        judged = dict.fromkeys(each.about for each in self.judgements)
        return (
            *self.submission_parts,
            *(SubmissionPart(PartKind.JUDGEMENT, about) for about in judged),
        )

    @property
    def submission_parts(self) -> tuple[SubmissionPart, ...]:
        """The parts of the submission itself that changed."""
        answers = dict.fromkeys(each.path for each in self.answers)
        evidence = [each.path for each in self.evidence if each.path not in answers]
        return (
            *(SubmissionPart(PartKind.ANSWER, path) for path in answers),
            *(SubmissionPart(PartKind.EVIDENCE, path) for path in evidence),
        )


def submission_changes(before: Assessment, after: Assessment) -> SubmissionChanges:
    """The changes from what one assessment was made of to what another was."""
    questions = {**before.rules.bank, **after.rules.bank}
    old, new = before.submission, after.submission
    evidence = _differing(old.evidence, new.evidence, ChangedEvidence)
    judged, judged_now = (_latest(each.counted_judgements) for each in (before, after))
    pairs = _differing(judged, judged_now, lambda key, *both: ChangedJudgement(key[0], *both))
    answers = tuple(changes_made(old.answers, new.answers, questions))
    departures = _differing(before.departures, after.departures, ChangedDeparture)
    return SubmissionChanges(questions, answers, evidence, pairs, departures)


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def _differing(
    before: Mapping[_Key, _Value],
    after: Mapping[_Key, _Value],
    made: Callable[[_Key, _Value | None, _Value | None], _Part],
) -> tuple[_Part, ...]:
    return tuple(
        made(key, before.get(key), after.get(key))
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    )


def _latest(judgements: Judgements) -> dict[tuple[str, str], Judgement]:
    """The latest of each assessor on each thing, whatever the letters of the name."""
    of: dict[str, list[Judgement]] = {}
    for entry in judgements.entries:
        of.setdefault(entry.about, []).append(entry)
    return {
        (about, fold_words(entry.assessor)): entry
        for about, entries in of.items()
        for entry in latest_judgements(entries)
    }


def undo_changes(
    parts: Iterable[SubmissionPart], before: Assessment, after: Assessment
) -> tuple[Submission, Judgements]:
    """The later submission and the judgements on it, with these parts as they were before."""
    old, new = before.submission, after.submission
    answers, evidence = dict(new.answers), dict(new.evidence)
    entries = after.judgements.entries
    for part in parts:
        if part.kind is PartKind.JUDGEMENT:
            were = [each for each in before.judgements.entries if each.about == part.of]
            entries = (*(each for each in entries if each.about != part.of), *were)
            continue
        if part.kind is PartKind.ANSWER:
            _put_back(part.of, old.answers, answers)
        _put_back(part.of, old.evidence, evidence)
    submission = replace(
        new, answers=MappingProxyType(answers), evidence=MappingProxyType(evidence)
    )
    return submission, replace(after.judgements, entries=entries, places=())


def _put_back(path: str, old: Mapping[str, _Value], new: dict[str, _Value]) -> None:
    new.pop(path, None)
    if path in old:
        new[path] = old[path]


def criteria_of(part: SubmissionPart, program: Program) -> frozenset[str]:
    """The criteria that may come out otherwise by a change of a part."""
    if part.kind is PartKind.JUDGEMENT and part.of in program.rules.criteria:
        return program.criteria_resting_on()[part.of]
    return frozenset(
        plan.id
        for path, plans in program.plans_by_name.items()
        if part.covers(path)
        for plan in plans
    )
