"""Shapes of what groups and assessors file: submissions, judgements and returns."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from authorisation.language.yaml import fields
from authorisation.language.yaml.shape import Raw, WrittenShape
from authorisation.model.submission import Stage


class WrittenEvidence(WrittenShape):
    """The document that supports an answer; `level` is `stated`, `evidenced` or `checked`."""

    document: fields.DisplayName
    where: fields.DisplayName = ""
    level: Annotated[
        fields.Ref | None, WithJsonSchema({"enum": ["stated", "evidenced", "checked"]})
    ] = None


class WrittenSubmission(WrittenShape):
    """A submission; its answers are read by the questions."""

    name: fields.DisplayName
    code: fields.DisplayName = ""
    stage: fields.StageChoice = Stage.SELF_ASSESSMENT
    as_of: fields.Day | None = None
    received_on: fields.Day | None = None
    published_facts_only: fields.Bool = False
    note: fields.Text = ""
    answers: Annotated[Any, WithJsonSchema({})]
    """May be empty: a form that nobody has begun to fill in loads as it is."""
    evidence: Annotated[dict[str, WrittenEvidence], Field(default_factory=dict)]


class WrittenJudgement(WrittenShape):
    """One assessor's grade on one criterion, or check of one answer: `checked`, `not accepted`.

    A check names the `document` that was read. `assessor` may stand at the top of the file.
    """

    criterion: fields.Ref | None = None
    answer: fields.Ref | None = None
    assessor: fields.DisplayName = ""
    on: fields.Day
    grade: fields.Ref
    document: fields.DisplayName = ""
    reason: fields.Text


class WrittenModeration(WrittenShape):
    """A moderation, settled by a panel where assessors differ; `panel` is who sat, two or more."""

    criterion: fields.Ref | None = None
    answer: fields.Ref | None = None
    panel: list[fields.DisplayName]
    on: fields.Day
    grade: fields.Ref
    document: fields.DisplayName = ""
    reason: fields.Text


class WrittenDeparture(WrittenShape):
    """A departure: what was decided in place of a criterion's verdict, or of the outcome, and why.

    `by` is who decided it; else the assessor at the top of the file.
    """

    criterion: fields.Ref | None = None
    verdict: Annotated[
        fields.Ref | None, WithJsonSchema({"enum": ["met", "not met", "not applicable"]})
    ] = None
    outcome: fields.Ref | None = None
    by: fields.DisplayName = ""
    on: fields.Day
    reason: fields.Text


class WrittenJudgements(WrittenShape):
    """`assessor.yaml`; `name` and `code` are those of the group, `assessor` is who assessed it."""

    name: fields.DisplayName = ""
    code: fields.DisplayName = ""
    assessor: fields.DisplayName = ""
    judgements: Annotated[list[WrittenJudgement], Field(default_factory=list)]
    moderation: Annotated[list[WrittenModeration], Field(default_factory=list)]
    departures: Annotated[list[WrittenDeparture], Field(default_factory=list)]


class WrittenProofGiven(WrittenShape):
    """One piece of evidence for a cause."""

    kind: fields.Ref
    document: fields.Text
    by: fields.Text
    on: fields.Day


class WrittenShare(WrittenShape):
    """A cause named for a budget line or a trigger."""

    cause: fields.Ref
    about: fields.Ref
    status: fields.Ref
    by: fields.Text
    on: fields.Day
    amount: Raw = None
    main: fields.Bool = False
    claimed_by: fields.Text = ""
    claimed_on: fields.Day | None = None
    arose: fields.Day | None = None
    evidence: Annotated[list[WrittenProofGiven], Field(default_factory=list)]


class WrittenFiled(WrittenShape):
    """One return: `period` for the first version, `corrects` or `withdraws` for a later one."""

    period: fields.Ref | None = None
    corrects: fields.Ref | None = None
    withdraws: fields.Ref | None = None
    received_on: fields.Day
    reason: fields.Text = ""
    answers: Annotated[Any, WithJsonSchema({})] = None
    evidence: Annotated[dict[str, WrittenEvidence], Field(default_factory=dict)]
    explained: Annotated[dict[str, fields.Text], Field(default_factory=dict)]
    discharged: Annotated[dict[str, fields.Day], Field(default_factory=dict)]
    causes: Annotated[list[WrittenShare], Field(default_factory=list)]


class WrittenConditionSet(WrittenShape):
    """A condition of authorisation."""

    id: fields.CriterionId = ""
    requires: fields.Text
    due_on: fields.Day
    discharged_on: fields.Day | None = None


class WrittenCapability(WrittenShape):
    """The Board's view of the management."""

    grade: fields.Int
    by: fields.Text
    on: fields.Day
    reason: fields.Text


class WrittenAct(WrittenShape):
    """An act of the Board: a stage, a step not taken, or a deadline moved."""

    on: fields.Day
    by: fields.Text
    reason: fields.Text
    stage: fields.Ref | None = None
    not_taken: fields.Ref | None = None
    deadline: fields.Day | None = None


class WrittenReturns(WrittenShape):
    """A file of returns."""

    name: fields.Text
    rules: fields.Ref | None = None
    code: fields.Text = ""
    note: fields.Text = ""
    source: Annotated[fields.Refs, Field(default_factory=list)]
    published_facts_only: fields.Bool = False
    authorised_on: fields.Day
    first: fields.Ref | None = None
    at_authorisation: Annotated[Any, WithJsonSchema({})] = None
    conditions: list[WrittenConditionSet] | None = None
    capability: Annotated[list[WrittenCapability], Field(default_factory=list)]
    acts: Annotated[list[WrittenAct], Field(default_factory=list)]
    returns: Annotated[list[WrittenFiled], Field(default_factory=list)]
