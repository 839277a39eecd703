"""The draft of a submission: saved answer by answer, and submitted as a version that stays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from django.db import transaction

from authorisation.casework.access import require
from authorisation.casework.cases import reading
from authorisation.casework.cases.moving import Actor, add_move, day_of, moving
from authorisation.casework.cases.personal import with_tokens
from authorisation.casework.errors import NotAllowed, StaleAnswer
from authorisation.casework.events.texts import write_text
from authorisation.casework.models import CaseEvent, DraftAnswer, GroupCase
from authorisation.casework.moves import MOVES, CaseMove, CaseState, Permission
from authorisation.errors import InvalidSubmission
from authorisation.language.answers.submissions import without_own_checks
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Stage
from authorisation.records.assessment import submission_record
from authorisation.records.assessment_shape import SubmissionRecord
from authorisation.records.inputs import read_recorded_submission
from authorisation.records.parts import EvidenceRecord
from authorisation.records.values import answers_json
from authorisation.records.words.personal_tokens import personal_tokens
from authorisation.usecases.assessing.inputs import submission_in
from authorisation.usecases.library import Library

_HANDED_OVER: Final = (CaseMove.SUBMIT, CaseMove.UPLOAD, CaseMove.REMOVE_DOCUMENT)
"""What changes what assessors are to read."""


@dataclass(frozen=True, slots=True)
class DraftChange:
    """An answer to save, as JSON that a record of it holds, and the revision that was shown.

    An empty `answer` takes it away. Of one that was not there the revision is 0.
    """

    answer: str
    evidence: EvidenceRecord | None = None
    revision: int = 0


def save_answers(actor: Actor, case: GroupCase, changes: Mapping[str, DraftChange]) -> None:
    """Save answers of the draft, each only upon the one that was shown; all or none.

    Raises:
        NotAllowed: it is not this person's draft, or the case is proposed already.
        StaleAnswer: somebody else changed one of them since.
    """
    require(actor.person, Permission.SAVE, case)
    with transaction.atomic():
        locked = GroupCase.objects.select_for_update().get(pk=case.pk)
        if CaseState(locked.state) not in MOVES[CaseMove.SUBMIT].states:
            raise NotAllowed(f"no answer can be changed any more: the case is `{locked.state}`")
        there = {each.path: each for each in locked.draft.filter(path__in=[*changes])}
        stale = [
            path
            for path, change in changes.items()
            if change.revision != (there[path].revision if path in there else 0)
        ]
        if stale:
            raise StaleAnswer(stale)
        for path, change in changes.items():
            row = there.get(path) or DraftAnswer(case=locked, path=path, revision=0)
            row.answer, row.saved_at, row.revision = change.answer, actor.at, row.revision + 1
            row.evidence = write_text(change.evidence) if change.evidence else ""
            row.save()


def fill_draft(actor: Actor, case: GroupCase, data: bytes, name: str, library: Library) -> None:
    """Put what a filled form answers into the draft, upon what stands there.

    Raises:
        AuthorisationError: as `save_answers`, or the form cannot be used.
    """
    program = reading.program_of(library, case.rules)
    submission = submission_in(data, name, program)
    answers = answers_json(submission.answers, program.rules.bank)
    record = submission_record(submission, program.rules)
    revisions = dict(case.draft.values_list("path", "revision"))
    changes = {
        path: DraftChange(
            json.dumps(answers[path]) if path in answers else "",
            record.evidence.get(path),
            revisions.get(path, 0),
        )
        for path in dict.fromkeys((*answers, *record.evidence))
    }
    save_answers(actor, case, changes)


def draft_submission(case: GroupCase, at: datetime) -> SubmissionRecord:
    """The draft of a case as the record of a submission that nobody has checked yet."""
    rows = list(case.draft.order_by("path"))
    answers = {row.path: json.loads(row.answer) for row in rows if row.answer}
    evidence = {
        row.path: msgspec.json.decode(row.evidence, type=EvidenceRecord)
        for row in rows
        if row.evidence
    }
    return SubmissionRecord(
        name=case.group.name,
        code=case.group.code,
        stage=Stage.SELF_ASSESSMENT,
        as_of=case.as_of,
        received_on=day_of(case, at),
        published_facts_only=False,
        note="",
        answers=answers,
        evidence=evidence,
        sha256=hashlib.sha256().hexdigest(),
    )


def submit(actor: Actor, case: GroupCase, library: Library) -> CaseEvent:
    """Submit the draft as a version that stays; the hash of its event is the receipt.

    Raises:
        NotAllowed: neither an answer nor a document is another than when it was submitted last.
        AuthorisationError: an answer is none to its question, or two contradict each other.
    """
    with moving(actor, case, CaseMove.SUBMIT) as locked:
        program = reading.program_of(library, case.rules)
        drafted = draft_submission(locked, actor.at)
        submission = without_own_checks(read_recorded_submission(drafted, program.rules))
        if found := personal_tokens(write_text(drafted)):
            message = f"`{found[0]}` is no answer"
            raise InvalidSubmission([Problem(Location("answers"), message, "write it otherwise")])
        if problems := program.check_contradictions(submission):
            raise InvalidSubmission(problems, group=submission.name)
        kept = submission_record(with_tokens(submission, program.rules.bank), program.rules)
        text = write_text(kept)
        last = locked.events.filter(kind__in=_HANDED_OVER).last()
        if last and last.kind == CaseMove.SUBMIT and last.text == text:
            raise NotAllowed("these are the answers and documents that were submitted last")
        return add_move(actor, locked, CaseMove.SUBMIT, text)
