"""Shapes of a submission, and of an assessor's file beside it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from authorisation.language.yaml.fields import Bool, Day, DisplayName, Ref, StageChoice, Text
from authorisation.language.yaml.shape import WrittenShape
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
