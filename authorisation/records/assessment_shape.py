"""The structs of the record of an assessment; the JSON Schema is derived from them."""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

import msgspec

Json: TypeAlias = Any
"""A value of JSON without floats; `Any` because JSON nests without end."""

Sha256: TypeAlias = str
Day: TypeAlias = str
"""A date as ISO writes it: `2012-10-01`."""

FORMAT: Final = "authorisation-record-1"
State: TypeAlias = Literal[
    "as shipped", "edited: differs from the shipped edition", "edited: no shipped edition"
]
LevelKept: TypeAlias = Literal["stated", "evidenced", "checked"]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Base of every part of a record: no field but those named, and none left out."""


class RulesUsed(_Part, frozen=True):
    """Which rules were used; `sha256` is over the resolved rules, their cases left out."""

    id: str
    title: str
    edition: str
    state: State
    sha256: Sha256


class EvidenceKept(_Part, frozen=True):
    """What supports an answer."""

    document: str
    where: str
    level: LevelKept


class SubmissionKept(_Part, frozen=True):
    """A submission as its file would say it; `sha256` is over what it says."""

    name: str
    code: str
    stage: Literal["self-assessment", "decision"]
    as_of: Day | None
    received_on: Day | None
    published_facts_only: bool
    note: str
    answers: dict[str, Json]
    evidence: dict[str, EvidenceKept]
    sha256: Sha256


class OthersKept(_Part, frozen=True):
    """The other submissions of the run, which tests across groups looked at."""

    complete: bool
    """Whether they were all there are."""
    count: int
    submissions: tuple[SubmissionKept, ...]
    """In the order of the run, with the answers alone that such tests name; empty where the rules
    have no such test."""


class JudgementKept(_Part, frozen=True):
    """One assessor's grade on one criterion."""

    criterion: str
    assessor: str
    on: Day
    grade: str
    reason: str


class JudgementsKept(_Part, frozen=True):
    """Everything that assessors recorded; `sha256` is empty where there was nothing."""

    entries: tuple[JudgementKept, ...]
    sha256: Sha256


class Seen(_Part, frozen=True):
    """One value that a step looked at, and where it came from."""

    name: str
    origin: str
    value: Json
    unit: str
    level: str
    document: str
    since: Day | None
    source: str
    standing: str
    overridden: bool
    of: tuple[Seen, ...]


class MarginKept(_Part, frozen=True):
    """How far from the line; both ends are the same where the figures are known."""

    low: str | None
    high: str | None
    unit: str


class StepKept(_Part, frozen=True):
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
    margin: MarginKept | None
    reason: str
    rests_on: tuple[str, ...]
    seen: tuple[Seen, ...]
    because: tuple[StepKept, ...]


class FindingKept(_Part, frozen=True):
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
    applies: StepKept | None
    step: StepKept | None


class ImposedKept(_Part, frozen=True):
    """A condition of authorisation, or a point of a support plan."""

    criterion: str
    perhaps: bool
    evidence: str
    due: Day | None


class OutcomeKept(_Part, frozen=True):
    """A row of the outcome table that may still apply."""

    id: str
    title: str
    sure: bool
    conditions: tuple[ImposedKept, ...]
    support: tuple[ImposedKept, ...]


class AskKept(_Part, frozen=True):
    """A missing answer that is worth giving next."""

    path: str
    criteria: tuple[str, ...]
    gate: bool
    rules_in: tuple[str, ...]
    rules_out: tuple[str, ...]


class Changed(_Part, frozen=True):
    """A criterion whose verdict would be another."""

    criterion: str
    verdict: Literal["met", "not met", "unknown", "not applicable", "open"]


class TurnKept(_Part, frozen=True):
    """A contested figure under whose alternative something would come out otherwise."""

    parameter: str
    value: str
    source: str
    outcomes: tuple[str, ...]
    findings: tuple[Changed, ...]
    moves_outcome: bool
    """Whether other outcomes would be possible than now."""


class DisagreementKept(_Part, frozen=True):
    """One judgement that two engines come to differently; each says what it may still be."""

    criterion: str
    part: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


class SecondOpinionKept(_Part, frozen=True):
    """What a second engine says of the verdicts, or why it says nothing."""

    engine: str
    version: str
    compared: int
    """How many judgements both engines came to."""
    disagreements: tuple[DisagreementKept, ...]
    unavailable: str
    """Why there is no second opinion, and what to do; empty where there is one."""


class Decision(_Part, frozen=True):
    """What the Board itself decided; `departing` gives its reasons where it departs."""

    by: str
    on: Day
    outcome: str
    departing: str


class Record(_Part, frozen=True):
    """One assessment: all that it was made from, and all that it came to."""

    format: Literal["authorisation-record-1"]
    statement: str
    """That this is not a decision of the Board."""
    warnings: tuple[str, ...]
    engine_version: str
    rules: RulesUsed
    as_of: Day
    dated_on: Day
    stage: Literal["self-assessment", "decision"]
    set: dict[str, str]
    """Parameters set for this run alone, as `--set` takes them."""
    submission: SubmissionKept
    judgements: JudgementsKept
    others: OthersKept
    settled: bool
    outcomes: tuple[OutcomeKept, ...]
    findings: tuple[FindingKept, ...]
    asks: tuple[AskKept, ...]
    turns: tuple[TurnKept, ...]
    decision: Decision | None
    second_opinion: SecondOpinionKept | None = None
    """None where none was asked for."""
