"""The smallest change that would do as data: what `assess --what-would` gives as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from authorisation.engine.analysis.answer_changes import (
    AnswerAlternative,
    AnswerChangeKind,
    ChangedAnswer,
    SmallestChange,
)
from authorisation.engine.results import Assessment
from authorisation.model.question import Question
from authorisation.model.submission import Stage
from authorisation.model.value import NOT_ANSWERED, Answer
from authorisation.records.parts import Json, copied_record
from authorisation.records.values import answer_json


class ChangedAnswerRecord(msgspec.Struct, frozen=True):
    """One change of an answer, or of one item of a list, as a file has both.

    `before` is null for what was not answered, or is not in the list yet; `after` for what is taken
    out. `place` is the item's in the list as it was, from 1, and 0 elsewhere.
    """

    question: str
    kind: AnswerChangeKind
    place: int
    before: Json
    after: Json


class AlternativeRecord(msgspec.Struct, frozen=True):
    """Changes that would do together; `examples` are texts that stand for any.

    `evidence` are the questions whose evidence would still be missing.
    """

    changes: tuple[ChangedAnswerRecord, ...]
    evidence: tuple[str, ...]
    examples: tuple[str, ...]


class SearchRecord(msgspec.Struct, frozen=True):
    """One search and the least `number` of changes.

    That is null where no number would do or, for a `reason`, where it is not known. `only_missing`
    says that nothing given was to change; `proved`, that no fewer do; `all_of_them`, that no other
    questions do with as few. `within` are the lists of which only so many entries were looked at,
    `kept` the questions whose answers were to stay. Where no number would do, `blocked_by` are the
    criteria that are not met whatever changes, which keeps it out.
    """

    only_missing: bool
    number: int | None
    proved: bool
    all_of_them: bool
    reason: str
    alternatives: tuple[AlternativeRecord, ...]
    within: Mapping[str, int]
    kept: tuple[str, ...]
    blocked_by: tuple[str, ...]


class WhatWouldRecord(msgspec.Struct, frozen=True):
    """A record of what would lead one submission to an outcome."""

    format: Literal["authorisation-what-would-1"]
    group: str
    rules: str
    as_of: str
    stage: Stage
    outcomes: tuple[str, ...]
    """Those that are possible as it is."""
    wanted: str
    searches: tuple[SearchRecord, ...]


def what_would_record(assessment: Assessment, found: Sequence[SmallestChange]) -> WhatWouldRecord:
    """The searches for one outcome, which there is at least one of."""
    bank = assessment.rules.bank
    return WhatWouldRecord(
        format="authorisation-what-would-1",
        group=assessment.submission.title,
        rules=assessment.rules.id,
        as_of=assessment.as_of.isoformat(),
        stage=assessment.stage,
        outcomes=assessment.outcome_ids,
        wanted=found[0].outcome,
        searches=tuple(
            copied_record(
                SearchRecord,
                each,
                alternatives=tuple(_alternative(one, bank) for one in each.alternatives),
            )
            for each in found
        ),
    )


def _alternative(found: AnswerAlternative, bank: Mapping[str, Question]) -> AlternativeRecord:
    return AlternativeRecord(
        changes=tuple(changed_answer_record(each, bank[each.path]) for each in found.changes),
        evidence=found.evidence,
        examples=tuple(sorted(found.examples | found.patterned)),
    )


def changed_answer_record(change: ChangedAnswer, question: Question) -> ChangedAnswerRecord:
    """The record of one change of an answer."""

    def written(answer: Answer) -> Json:
        return None if answer == NOT_ANSWERED else answer_json(answer, question)

    return ChangedAnswerRecord(
        question=change.path,
        kind=change.kind,
        place=change.place,
        before=written(change.before),
        after=written(change.after),
    )
