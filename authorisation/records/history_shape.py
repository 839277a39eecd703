"""The structs of the record of a history; the JSON Schema is derived from them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

from authorisation.model.regime import ComparedWith, Control, DeadlineState
from authorisation.model.returns import ClaimStatus
from authorisation.records.parts import (
    Answers,
    Day,
    DecimalText,
    EvidenceRecord,
    RecordHead,
    RecordPart,
    RuleSetRecord,
    Sha256,
)
from authorisation.regime.monitored import HistoryOpinion, PeriodChange

Letter: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        pattern="^[TFU]$",
        description="T fires, F does not, U cannot be told from what was filed.",
    ),
]
Grade: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=4)]
RecordedMargin: TypeAlias = DecimalText | tuple[DecimalText | None, DecimalText | None] | None
"""A margin as one figure, or as the two ends that it lies within."""
SeverityNumber: TypeAlias = Annotated[
    int, msgspec.Meta(ge=0, description="From 1, immediate, to 4, to be watched; 0 is none.")
]


class ConditionRecord(RecordPart, frozen=True):
    """A condition of authorisation, when it is due, and when it was discharged if it was.

    `id` is what returns name it by: the criterion that imposed it, where one did; else empty.
    """

    requires: str
    due_on: Day
    discharged_on: Day | None
    id: str = ""


class CapabilityRecord(RecordPart, frozen=True):
    """The Board's grade of the management: from 1, unlikely to have the capability, to 4."""

    grade: Grade
    by: str
    on: Day
    reason: str


class ActRecord(RecordPart, frozen=True):
    """An act of the Board of its own; of stage, step not taken and deadline, one is given."""

    on: Day
    by: str
    reason: str
    stage: str
    not_taken: str
    deadline: Day | None


class ProofRecord(RecordPart, frozen=True):
    """One piece of evidence for a cause."""

    kind: str
    document: str
    by: str
    on: Day


class CauseRecord(RecordPart, frozen=True):
    """A claim that one cause explains what a budget line or a trigger shows.

    `amount` is in pounds, and null where the matter is not money; there `main` says that whoever
    accepted the cause takes it for the main one.
    """

    cause: str
    about: str
    status: ClaimStatus
    by: str
    on: Day
    amount: DecimalText | None
    main: bool
    claimed_by: str
    claimed_on: Day | None
    arose: Day | None
    evidence: tuple[ProofRecord, ...]


class ReturnRecord(RecordPart, frozen=True):
    """One version of the return for one period, as its file would say it.

    `discharged` has, by the id of a condition of authorisation, the day of its discharge.
    """

    period: str
    version: Literal["first", "correction", "withdrawal"]
    received_on: Day
    reason: str
    answers: Answers
    evidence: dict[str, EvidenceRecord]
    causes: tuple[CauseRecord, ...]
    explained: dict[str, str] = msgspec.field(default_factory=dict)
    discharged: dict[str, Day] = msgspec.field(default_factory=dict)


class GroupRecord(RecordPart, frozen=True):
    """An authorised group and all that it filed, as its file would say it.

    `first` is the first period for which a return was due; `returns` stand in the order in which
    they were received. `conditions` is null where nobody said whether there are any. `sha256` is
    over what the file says.
    """

    name: str
    code: str
    note: str
    source: tuple[str, ...]
    published_facts_only: bool
    authorised_on: Day
    first: str
    at_authorisation: Answers
    conditions: tuple[ConditionRecord, ...] | None
    capability: tuple[CapabilityRecord, ...]
    returns: tuple[ReturnRecord, ...]
    sha256: Sha256
    acts: tuple[ActRecord, ...] = ()


class BandRecord(RecordPart, frozen=True):
    """One degree of a trigger: whether it has lasted as it must, and whether it holds now.

    `margin` is how far the figure is from its line, as one figure or as the two ends that it lies
    within.
    """

    lasting: Letter
    now: Letter
    margin: RecordedMargin


class TriggerRecord(RecordPart, frozen=True):
    """The result of one trigger in a period.

    `bands` are its degrees by name, `severities` those still possible, gravest first. `wanted` are
    the responses that the table names, `responses` those still possible under the powers that are
    open, and `because` the facts that led to each.
    """

    bands: dict[str, BandRecord]
    severities: Annotated[tuple[SeverityNumber, ...], msgspec.Meta(min_length=1)]
    control: Control
    wanted: tuple[str, ...]
    responses: tuple[str, ...]
    because: tuple[str, ...]


class LineRecord(RecordPart, frozen=True):
    """The variance of a budget line in pounds, what accepted causes explain of it, and chance.

    `planned` was planned for and approved. `remainder` is what no accepted cause explains; beyond
    `watch_limit` or `serious_limit` chance alone would seldom carry it, and at least
    `not_chance_at_least` of it is not chance.
    """

    variance: DecimalText
    budget: DecimalText
    compared_with: ComparedWith
    planned: DecimalText
    explained: DecimalText
    remainder: DecimalText
    watch_limit: DecimalText
    serious_limit: DecimalText
    not_chance_at_least: DecimalText
    control: Control


class ChanceFiguresRecord(RecordPart, frozen=True):
    """The figures of chance of a budget line under one variant.

    `cv` is the standard deviation of a person's yearly cost over its mean, `between_years` that of
    what a whole group shares, in per cent.
    """

    cv: DecimalText
    between_years: DecimalText


class VariantTriggerRecord(RecordPart, frozen=True):
    """A trigger under one variant: whether each of its bands has lasted, and what may follow."""

    lasting: dict[str, Letter]
    responses: tuple[str, ...]


class VariantRecord(RecordPart, frozen=True):
    """A period as it would be under one variant of the figures of chance that are open."""

    figures: dict[str, ChanceFiguresRecord]
    stage_before: str
    stage_after: str
    responses: tuple[str, ...]
    triggers: dict[str, VariantTriggerRecord]


class PeriodRecord(RecordPart, frozen=True):
    """One period: what fired, what follows, and the stage of supervision before and after.

    `exit` is the exit test of the stage and `clock` its deadline; `limbs` of the law open
    `powers`. `interim` says that an immediate risk is met at once, and `interim_review` when that
    is looked at again. `lines` are the budget lines by name, each under every variant of the
    figures of chance; `variants` is the whole period under each variant. Whatever is missing turns
    out to be, a return that may still come among it, the stage is one of `stages_possible` and the
    response one of `responses_possible`.
    """

    period: str
    filed: bool
    stage_before: str
    stage_after: str
    stages_possible: tuple[str, ...]
    exit: Letter
    clock: DeadlineState
    capability: Grade | None
    limbs: tuple[str, ...]
    powers: tuple[str, ...]
    interim: bool
    interim_review: Day | None
    responses: tuple[str, ...]
    triggers: dict[str, TriggerRecord]
    lines: dict[str, dict[str, LineRecord]]
    variants: dict[str, VariantRecord]
    responses_possible: tuple[str, ...] = ()


class CorrectionRecord(RecordPart, frozen=True):
    """A return that was corrected or withdrawn, and the periods that came out otherwise."""

    period: str
    received_on: Day
    withdrawn: bool
    reason: str
    changes: tuple[PeriodChange, ...]


class HistoryRecord(RecordHead, frozen=True, tag="history"):
    """The history of an authorised group: what it filed, under which rules, and what followed.

    `statement` says that this is no decision of the Board. `as_of` is the day up to which things
    were known; `set` are parameters set for this run alone, as `--set` takes them.
    """

    statement: str
    engine_version: str
    rules: RuleSetRecord
    set: dict[str, str]
    as_of: Day
    group: GroupRecord
    periods: tuple[PeriodRecord, ...]
    corrections: tuple[CorrectionRecord, ...]
    second_opinion: HistoryOpinion
