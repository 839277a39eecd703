"""Shapes of a submission, and of `judgements.yaml` (`judgements: [entry, ...]`)."""

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
    """One assessor's grade on one criterion, or check of one answer: `in order` or `wanting`."""

    criterion: Ref | None = None
    answer: Ref | None = None
    assessor: DisplayName
    on: Day
    grade: Ref
    reason: Text


class WrittenJudgements(WrittenShape):
    """`judgements.yaml`; `name` and `code` are those of the group that was judged."""

    name: DisplayName = ""
    code: DisplayName = ""
    judgements: list[WrittenJudgement]
