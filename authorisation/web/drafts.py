"""The answers of a case that are not submitted yet, as pages ask for them and save them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from django.utils import timezone

from authorisation.casework.cases.draft import DraftChange, draft_submission, save_answers
from authorisation.casework.cases.moving import Actor, day_of
from authorisation.casework.models import GroupCase
from authorisation.explain.assessment.comparison import format_outcomes
from authorisation.explain.words.titles import Titles
from authorisation.model.question import Question
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Answer, Evidence
from authorisation.records.inputs import read_recorded_submission
from authorisation.records.parts import EvidenceRecord
from authorisation.records.values import answer_json
from authorisation.usecases.assessing.assess import AssessmentRun
from authorisation.usecases.assessing.single import assess_submission
from authorisation.web.domains import DomainForm, domain_form
from authorisation.web.fields.posted import error_text

_PATH: Final = re.compile(r"“([^”\[]+)(?:\[([0-9]+)\])?”")
"""Where a page quotes the path of a question, or of an entry of it, among other words."""


class Given(msgspec.Struct, frozen=True):
    """The answer given for one question, alone or not at all, and what shows it."""

    answers: Sequence[Answer]
    evidence: Evidence | None


class Draft(msgspec.Struct, frozen=True):
    """A draft of a group's answers so far, with how often each was changed."""

    form: DomainForm
    submission: Submission
    revisions: Mapping[str, int]

    def given_answer(self, path: str) -> Given:
        """The answer that is kept for one question."""
        answers = self.submission.answers
        kept = (answers[path],) if path in answers else ()
        return Given(kept, self.submission.evidence.get(path))

    def revision(self, path: str) -> int:
        """The number of times that an answer was changed; 0 where it never was."""
        return self.revisions.get(path, 0)


def draft_of(case: GroupCase) -> Draft:
    """The answers of a case as they stand."""
    now = timezone.now()
    form = domain_form(case.rules, day_of(case, now))
    submission = read_recorded_submission(draft_submission(case, now), form.program.rules)
    return Draft(form, submission, dict(case.draft.values_list("path", "revision")))


def save(actor: Actor, case: GroupCase, asked: Question, given: Given, revision: int) -> None:
    """Save what is given for one question, of which the page showed this revision.

    Raises:
        NotAllowed: it is not for this person, or too late.
        StaleAnswer: somebody changed it since.
    """
    proof = given.evidence
    kept = EvidenceRecord(proof.document, proof.where, proof.level.word) if proof else None
    text = json.dumps(answer_json(given.answers[0], asked)) if given.answers else ""
    save_answers(actor, case, {asked.path: DraftChange(text, kept, revision)})


def run_of(draft: Draft, case: GroupCase, stage: Stage = Stage.SELF_ASSESSMENT) -> AssessmentRun:
    """The run that assesses the answers so far at a stage, to be laid out as a page."""
    day = day_of(case, timezone.now())
    return assess_submission(draft.form.program, draft.submission, as_of=day, stage=stage)


def outcome_so_far(draft: Draft, case: GroupCase, stage: Stage = Stage.SELF_ASSESSMENT) -> str:
    """The outcome of the answers so far, or those still possible; or why none can be told yet."""
    if contradictions(draft):
        return "some answers contradict each other"
    return format_outcomes(run_of(draft, case, stage).assessments[0])


def contradictions(draft: Draft) -> tuple[str, ...]:
    """The contradictions between answers, in words, with which the draft is of no use."""
    program = draft.form.program
    titles, asked = Titles(program.rules), program.rules.bank

    def in_words(path: re.Match[str]) -> str:
        if path[1] not in asked:
            return path[0]
        entry = f"entry {path[2]} of " if path[2] else ""
        return f"{entry}“{titles.of(path[1]).words}”"

    problems = program.check_contradictions(draft.submission)
    return tuple(_PATH.sub(in_words, error_text(problem)) for problem in problems)
