"""Shapes of a submission, and of `judgements.yaml` (`judgements: [entry, ...]`)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from authorisation.language.yaml.fields import Bool, Called, Day, Ref, Stages, Text
from authorisation.language.yaml.shape import Written
from authorisation.model.submission import Stage


class WrittenEvidence(Written):
    """The document that supports an answer; `level` is `stated`, `evidenced` or `checked`."""

    document: Called
    where: Called = ""
    level: Annotated[Ref | None, WithJsonSchema({"enum": ["stated", "evidenced", "checked"]})] = (
        None
    )


class WrittenSubmission(Written):
    """A submission; its answers are read by the questions."""

    name: Called
    code: Called = ""
    stage: Stages = Stage.SELF_ASSESSMENT
    as_of: Day | None = None
    received_on: Day | None = None
    published_facts_only: Bool = False
    note: Text = ""
    answers: Annotated[Any, WithJsonSchema({})]
    """May be empty: a form that nobody has begun to fill in loads as it is."""
    evidence: Annotated[dict[str, WrittenEvidence], Field(default_factory=dict)]


class WrittenJudgement(Written):
    """One assessor's grade on one criterion."""

    criterion: Ref
    assessor: Called
    on: Day
    grade: Ref
    reason: Text


class WrittenJudgements(Written):
    """`judgements.yaml`."""

    judgements: list[WrittenJudgement]
