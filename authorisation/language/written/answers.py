"""Shapes of what groups and assessors file: submissions, judgements and returns."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from authorisation.language.yaml.fields import (
    Bool,
    CriterionId,
    Day,
    DisplayName,
    Int,
    Ref,
    Refs,
    StageChoice,
    Text,
)
from authorisation.language.yaml.shape import Raw, WrittenShape
from authorisation.model.submission import Stage


class WrittenEvidence(WrittenShape):
    """The document that supports an answer; `level` is `stated`, `evidenced` or `checked`."""

    document: DisplayName
    where: DisplayName = ""
    level: Annotated[Ref | None, WithJsonSchema({"enum": ["stated", "evidenced", "checked"]})] = (
        None
    )


class WrittenSubmission(WrittenShape):
    """A submission; its answers are read by the questions."""

    name: DisplayName
    code: DisplayName = ""
    stage: StageChoice = Stage.SELF_ASSESSMENT
    as_of: Day | None = None
    received_on: Day | None = None
    published_facts_only: Bool = False
    note: Text = ""
    answers: Annotated[Any, WithJsonSchema({})]
    """May be empty: a form that nobody has begun to fill in loads as it is."""
    evidence: Annotated[dict[str, WrittenEvidence], Field(default_factory=dict)]


class WrittenJudgement(WrittenShape):
    """One assessor's grade on one criterion, or check of one answer: `checked`, `not accepted`.

    A check names the `document` that was read. `assessor` may stand at the top of the file.
    """

    criterion: Ref | None = None
    answer: Ref | None = None
    assessor: DisplayName = ""
    on: Day
    grade: Ref
    document: DisplayName = ""
    reason: Text


class WrittenModeration(WrittenShape):
    """A moderation, settled by a panel where assessors differ; `panel` is who sat, two or more."""

    criterion: Ref | None = None
    answer: Ref | None = None
    panel: list[DisplayName]
    on: Day
    grade: Ref
    document: DisplayName = ""
    reason: Text


class WrittenDeparture(WrittenShape):
    """A departure: what was decided in place of a criterion's verdict, or of the outcome, and why.

    `by` is who decided it; else the assessor at the top of the file.
    """

    criterion: Ref | None = None
    verdict: Annotated[
        Ref | None, WithJsonSchema({"enum": ["met", "not met", "not applicable"]})
    ] = None
    outcome: Ref | None = None
    by: DisplayName = ""
    on: Day
    reason: Text


class WrittenJudgements(WrittenShape):
    """`assessor.yaml`; `name` and `code` are those of the group, `assessor` is who assessed it."""

    name: DisplayName = ""
    code: DisplayName = ""
    assessor: DisplayName = ""
    judgements: Annotated[list[WrittenJudgement], Field(default_factory=list)]
    moderation: Annotated[list[WrittenModeration], Field(default_factory=list)]
    departures: Annotated[list[WrittenDeparture], Field(default_factory=list)]


class WrittenProofGiven(WrittenShape):
    """One piece of evidence for a cause."""

    kind: Ref
    document: Text
    by: Text
    on: Day


class WrittenShare(WrittenShape):
    """A cause named for a budget line or a trigger."""

    cause: Ref
    about: Ref
    status: Ref
    by: Text
    on: Day
    amount: Raw = None
    main: Bool = False
    claimed_by: Text = ""
    claimed_on: Day | None = None
    arose: Day | None = None
    evidence: Annotated[list[WrittenProofGiven], Field(default_factory=list)]


class WrittenFiled(WrittenShape):
    """One return: `period` for the first version, `corrects` or `withdraws` for a later one."""

    period: Ref | None = None
    corrects: Ref | None = None
    withdraws: Ref | None = None
    received_on: Day
    reason: Text = ""
    answers: Annotated[Any, WithJsonSchema({})] = None
    evidence: Annotated[dict[str, WrittenEvidence], Field(default_factory=dict)]
    explained: Annotated[dict[str, Text], Field(default_factory=dict)]
    discharged: Annotated[dict[str, Day], Field(default_factory=dict)]
    causes: Annotated[list[WrittenShare], Field(default_factory=list)]


class WrittenConditionSet(WrittenShape):
    """A condition of authorisation."""

    id: CriterionId = ""
    requires: Text
    due_on: Day
    discharged_on: Day | None = None


class WrittenCapability(WrittenShape):
    """The Board's view of the management."""

    grade: Int
    by: Text
    on: Day
    reason: Text


class WrittenAct(WrittenShape):
    """An act of the Board: a stage, a step not taken, or a deadline moved."""

    on: Day
    by: Text
    reason: Text
    stage: Ref | None = None
    not_taken: Ref | None = None
    deadline: Day | None = None


class WrittenReturns(WrittenShape):
    """A file of returns."""

    name: Text
    rules: Ref | None = None
    code: Text = ""
    note: Text = ""
    source: Annotated[Refs, Field(default_factory=list)]
    published_facts_only: Bool = False
    authorised_on: Day
    first: Ref | None = None
    at_authorisation: Annotated[Any, WithJsonSchema({})] = None
    conditions: list[WrittenConditionSet] | None = None
    capability: Annotated[list[WrittenCapability], Field(default_factory=list)]
    acts: Annotated[list[WrittenAct], Field(default_factory=list)]
    returns: Annotated[list[WrittenFiled], Field(default_factory=list)]
