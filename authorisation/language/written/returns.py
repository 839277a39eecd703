"""Shape of a file of returns: who the group is, and what it filed in the order it was received."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from authorisation.language.written.submission import WrittenEvidence
from authorisation.language.yaml.fields import Bool, CriterionId, Day, Int, Ref, Refs, Text
from authorisation.language.yaml.shape import Raw, WrittenShape


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
