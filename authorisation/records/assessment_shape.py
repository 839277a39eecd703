"""The structs of the record of an assessment; the JSON Schema is derived from them."""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

import msgspec

Json: TypeAlias = Any
"""A value of JSON without floats; `Any` because JSON nests without end."""

Sha256: TypeAlias = str
IsoDate: TypeAlias = str
"""A date as ISO writes it: `2012-10-01`."""

ASSESSMENT_FORMAT: Final = "authorisation-record-1"
RuleSetState: TypeAlias = Literal[
    "as shipped", "edited: differs from the shipped edition", "edited: no shipped edition"
]
EvidenceLevelName: TypeAlias = Literal["stated", "evidenced", "checked"]


class _RecordPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Base of every part of a record: no field but those named, and none left out."""


class RuleSetRecord(_RecordPart, frozen=True):
    """Which rules were used; `sha256` is over the resolved rules, their cases left out."""

    id: str
    title: str
    edition: str
    state: RuleSetState
    sha256: Sha256


class EvidenceRecord(_RecordPart, frozen=True):
    """What supports an answer."""

    document: str
    where: str
    level: EvidenceLevelName


class SubmissionRecord(_RecordPart, frozen=True):
    """A submission as its file would say it; `sha256` is over what it says."""

    name: str
    code: str
    stage: Literal["self-assessment", "decision"]
    as_of: IsoDate | None
    received_on: IsoDate | None
    published_facts_only: bool
    note: str
    answers: dict[str, Json]
    evidence: dict[str, EvidenceRecord]
    sha256: Sha256


class OtherSubmissionsRecord(_RecordPart, frozen=True):
    """The other submissions of the run, which tests across groups looked at."""

    complete: bool
    """Whether they were all there are."""
    count: int
    submissions: tuple[SubmissionRecord, ...]
    """In the order of the run, with the answers alone that such tests name; empty where the rules
    have no such test."""


class JudgementRecord(_RecordPart, frozen=True):
    """One assessor's grade on one criterion."""

    criterion: str
    assessor: str
    on: IsoDate
    grade: str
    reason: str


class JudgementsRecord(_RecordPart, frozen=True):
    """Everything that assessors recorded; `sha256` is empty where there was nothing."""

    entries: tuple[JudgementRecord, ...]
    sha256: Sha256


class ValueRecord(_RecordPart, frozen=True):
    """One value that a step looked at, and where it came from."""

    name: str
    origin: str
    value: Json
    unit: str
    level: str
    document: str
    since: IsoDate | None
    source: str
    standing: str
    overridden: bool
    of: tuple[ValueRecord, ...]


class MarginRecord(_RecordPart, frozen=True):
    """How far from the line; both ends are the same where the figures are known."""

    low: str | None
    high: str | None
    unit: str


class StepRecord(_RecordPart, frozen=True):
    """One judgement of the tree that explains a finding."""

    kind: Literal["test", "all", "any", "not", "at_least", "every", "some", "criterion"]
    test: str
    """The formula, or the criterion referred to; empty for a group."""
    title: str
    item: str
    perhaps: bool
    possible: tuple[str, ...]
    left: Json
    right: Json
    margin: MarginRecord | None
    reason: str
    rests_on: tuple[str, ...]
    seen: tuple[ValueRecord, ...]
    because: tuple[StepRecord, ...]


class FindingRecord(_RecordPart, frozen=True):
    """One criterion's result, with its steps."""

    criterion: str
    title: str
    severity: Literal["gate", "condition", "note"]
    verdict: Literal["met", "not met", "unknown", "not applicable", "open"]
    possible: tuple[str, ...]
    basis: Literal["", "stated", "evidenced", "checked"]
    why_open: str
    rests_on: tuple[str, ...]
    sources: tuple[str, ...]
    applies: StepRecord | None
    step: StepRecord | None


class ImposedConditionRecord(_RecordPart, frozen=True):
    """A condition of authorisation, or a point of a support plan."""

    criterion: str
    perhaps: bool
    evidence: str
    due: IsoDate | None


class OutcomeRecord(_RecordPart, frozen=True):
    """A row of the outcome table that may still apply."""

    id: str
    title: str
    sure: bool
    conditions: tuple[ImposedConditionRecord, ...]
    support: tuple[ImposedConditionRecord, ...]


class MissingAnswerRecord(_RecordPart, frozen=True):
    """A missing answer that is worth giving next."""

    path: str
    criteria: tuple[str, ...]
    gate: bool
    rules_in: tuple[str, ...]
    rules_out: tuple[str, ...]


class ChangedVerdictRecord(_RecordPart, frozen=True):
    """A criterion whose verdict would be another."""

    criterion: str
    verdict: Literal["met", "not met", "unknown", "not applicable", "open"]


class SensitivityRecord(_RecordPart, frozen=True):
    """A contested figure under whose alternative something would come out otherwise."""

    parameter: str
    value: str
    source: str
    outcomes: tuple[str, ...]
    findings: tuple[ChangedVerdictRecord, ...]
    moves_outcome: bool
    """Whether other outcomes would be possible than now."""


class DisagreementRecord(_RecordPart, frozen=True):
    """One judgement that two engines come to differently; each says what it may still be."""

    criterion: str
    part: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


class SecondOpinionRecord(_RecordPart, frozen=True):
    """What a second engine says of the verdicts, or why it says nothing."""

    engine: str
    version: str
    compared: int
    """How many judgements both engines came to."""
    disagreements: tuple[DisagreementRecord, ...]
    unavailable: str
    """Why there is no second opinion, and what to do; empty where there is one."""


class DecisionRecord(_RecordPart, frozen=True):
    """What the Board itself decided; `departing` gives its reasons where it departs."""

    by: str
    on: IsoDate
    outcome: str
    departing: str


class AssessmentRecord(_RecordPart, frozen=True):
    """One assessment: all that it was made from, and all that it came to."""

    format: Literal["authorisation-record-1"]
    statement: str
    """That this is not a decision of the Board."""
    warnings: tuple[str, ...]
    engine_version: str
    rules: RuleSetRecord
    as_of: IsoDate
    dated_on: IsoDate
    stage: Literal["self-assessment", "decision"]
    set: dict[str, str]
    """Parameters set for this run alone, as `--set` takes them."""
    submission: SubmissionRecord
    judgements: JudgementsRecord
    others: OtherSubmissionsRecord
    settled: bool
    outcomes: tuple[OutcomeRecord, ...]
    findings: tuple[FindingRecord, ...]
    asks: tuple[MissingAnswerRecord, ...]
    turns: tuple[SensitivityRecord, ...]
    decision: DecisionRecord | None
    second_opinion: SecondOpinionRecord | None = None
    """None where none was asked for."""
