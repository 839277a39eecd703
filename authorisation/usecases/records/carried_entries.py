"""What assessors recorded of a submission, carried over to a later one of the group."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace

from authorisation.engine.analysis.submission_changes import (
    SubmissionPart,
    criteria_of,
    submission_changes,
)
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Departure, Judgement, Judgements, judgements_hash
from authorisation.usecases.assessing.assess import AssessmentRun, Request, assess_file
from authorisation.usecases.assessing.judgements import idle_departures

AssessorEntry: TypeAlias = Judgement | Departure


class NotCarried(StrEnum):
    """Why an entry does not hold of the later submission."""

    CHANGED = "changed"
    """What it is on is answered or evidenced otherwise."""
    UNKNOWN = "unknown"
    """The rules of the later submission have no such criterion, grade, question or outcome."""
    INDICATED = "indicated"
    """What was decided otherwise is now what the rules indicate."""


@dataclass(frozen=True, slots=True)
class LeftEntry:
    """An entry that was not carried over, with the parts that changed where it is for them."""

    entry: AssessorEntry
    why: NotCarried
    changed: tuple[SubmissionPart, ...] = ()


@dataclass(frozen=True, slots=True)
class CarriedEntries:
    """The entries that were carried over, and those that were not."""

    judgements: Judgements
    left: tuple[LeftEntry, ...]


def carry_entries(
    before: Assessment, later: Path, request: Request
) -> tuple[AssessmentRun, CarriedEntries]:
    """Assess a later submission with what assessors recorded of an earlier one.

    An entry is carried where what it is on is as it was, evidence included: the answer that a check
    is of, what the criterion of a grade or a departure looks at, and for the outcome all of it.

    Raises:
        AuthorisationError: the later submission, or the rules asked for, cannot be used.
    """
    bare = assess_file(later, request)
    recorded = before.judgements
    changed = submission_changes(before, bare.assessments[0]).submission_parts
    left: list[LeftEntry] = []

    def carried(entry: AssessorEntry) -> bool:
        if not _is_known(entry, bare.program.rules):
            left.append(LeftEntry(entry, NotCarried.UNKNOWN))
        elif touched := tuple(_touching(entry, changed, bare.program)):
            left.append(LeftEntry(entry, NotCarried.CHANGED, touched))
        else:
            return True
        return False

    placed = zip(recorded.entries, recorded.places, strict=True)
    entries = [(entry, at) for entry, at in placed if carried(entry)]
    departures = [each for each in recorded.departures if carried(each)]
    judgements = Judgements(
        entries=tuple(entry for entry, _ in entries), places=tuple(at for _, at in entries)
    )
    run = assess_file(later, replace_fields(request, recorded=judgements))
    idle = idle_departures(run.assessments[0], departures)
    left += (LeftEntry(each, NotCarried.INDICATED) for each in idle)
    departures = [each for each in departures if each not in idle]
    judgements = replace(
        judgements,
        departures=tuple(departures),
        sha256=judgements_hash(judgements.entries, tuple(departures)),
    )
    run = assess_file(later, replace_fields(request, recorded=judgements))
    return run, CarriedEntries(judgements, tuple(left))


def _is_known(entry: AssessorEntry, rules: RuleSet) -> bool:
    criterion = rules.criteria.get(entry.criterion)
    match entry:
        case Departure():
            return bool(criterion) or entry.outcome in {row.id for row in rules.outcomes}
        case Judgement(answer=""):
            scale = criterion.judgement if criterion else None
            return scale is not None and entry.grade in scale.grades
        case Judgement():
            return entry.answer in rules.bank


def _touching(
    entry: AssessorEntry, changed: Collection[SubmissionPart], program: Program
) -> Iterator[SubmissionPart]:
    """The parts by whose change an entry may be on something else now."""
    for part in changed:
        if isinstance(entry, Judgement) and entry.answer:
            touches = part.covers(entry.answer)
        else:
            touches = not entry.criterion or entry.criterion in criteria_of(part, program)
        if touches:
            yield part
