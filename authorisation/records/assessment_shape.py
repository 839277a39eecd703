"""The structs of the record of an assessment; the JSON Schema is derived from them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

from authorisation.engine.plans.plan import Origin
from authorisation.engine.results import ImposedCondition, MissingAnswer, Sensitivity
from authorisation.model.rules import Severity
from authorisation.model.submission import Stage
from authorisation.model.value import LevelName
from authorisation.model.verdict import Verdict
from authorisation.records.parts import (
    Answers,
    Day,
    EvidenceRecord,
    MarginRecord,
    RecordHead,
    RecordPart,
    RuleSetRecord,
    Sha256,
    Sha256OrEmpty,
)
from authorisation.records.values import RecordedValue
from authorisation.second_opinion.assessment import SecondOpinion

RuleSetState: TypeAlias = Literal[
    "as shipped", "edited: differs from the shipped edition", "edited: no shipped edition"
]
StepKind: TypeAlias = Literal["test", "all", "any", "not", "at_least", "every", "some", "criterion"]


SupportLevel: TypeAlias = Annotated[
    str, msgspec.Meta(pattern="^(not answered|stated|evidenced|checked)?$")
]


class AssessedRuleSetRecord(RuleSetRecord, frozen=True):
    """The rules that were used, and whether they are as they were adopted.

    `sha256` is over the resolved rules, their cases left out.
    """

    state: RuleSetState


class SubmissionRecord(RecordPart, frozen=True):
    """A submission as its file would say it; `sha256` is over what it says."""

    name: str
    code: str
    stage: Stage
    as_of: Day | None
    received_on: Day | None
    published_facts_only: bool
    note: str
    answers: Answers
    evidence: dict[str, EvidenceRecord]
    sha256: Sha256


class OtherSubmissionsRecord(RecordPart, frozen=True):
    """The other submissions of the run, which tests across groups looked at.

    `complete` says whether they were all there are. `submissions` stand in the order of the run,
    with those answers alone that such tests name. Where the rules have no such test, they are
    those alone that contradict this one, with the answers that checks across groups compare.
    """

    complete: bool
    count: int
    submissions: tuple[SubmissionRecord, ...]


class ContradictionRecord(RecordPart, frozen=True):
    """A contradiction with other applications; `groups` are these, by name and code.

    `value` is what both name, or what only one of them names; empty where both are one group's.
    """

    says: str
    value: str
    groups: tuple[str, ...]


class JudgementRecord(RecordPart, frozen=True):
    """One assessor's grade on one criterion, or check of one answer, which `answer` names then.

    `document` is what was read for it. Of a panel that settled what assessors differ on, `panel` is
    who sat and `assessor` is empty. Both are left out where there is none.
    """

    criterion: str
    assessor: str
    on: Day
    grade: str
    reason: str
    answer: str = ""
    document: str | msgspec.UnsetType = msgspec.UNSET
    panel: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET


class DepartureRecord(RecordPart, frozen=True):
    """A decision in place of a criterion's verdict or, where that is null, of the outcome."""

    criterion: str
    verdict: Verdict | None
    outcome: str
    by: str
    on: Day
    reason: str


class JudgementsRecord(RecordPart, frozen=True):
    """Everything that assessors, panels and deciders recorded; `sha256` is empty without any.

    `departures` are left out where there are none.
    """

    entries: tuple[JudgementRecord, ...]
    sha256: Sha256OrEmpty
    departures: tuple[DepartureRecord, ...] | msgspec.UnsetType = msgspec.UNSET


class ProvenanceRecord(RecordPart, frozen=True):
    """One value that a step looked at, and where it came from.

    `name` is as the rule has it. An answer has a `level` of evidence and a `document`; a
    parameter the first day of its value in `since`, its `source` and the `standing` of that, or
    `overridden` where it was set for this run alone; `of` is what a derived value was worked out
    from.
    """

    name: str
    origin: Origin
    value: RecordedValue
    unit: str
    level: SupportLevel
    document: str
    since: Day | None
    source: str
    standing: str
    overridden: bool
    of: tuple[ProvenanceRecord, ...]


class StepRecord(RecordPart, frozen=True):
    """One judgement of the tree that explains a finding.

    `test` is the formula, or the criterion referred to, and empty for a group. `item` is what an
    item of a list is called, and `perhaps` says that it may turn out not to be in the list.
    `possible` are the verdicts that it may still come to. `left` and `right` are the two sides
    compared, `provenance` is where the values in them came from. `reason` says why a test cannot
    be worked out; `rests_on` are the answers that would settle the step, `because` the steps it
    rests on.
    """

    kind: StepKind
    test: str
    title: str
    item: str
    perhaps: bool
    possible: tuple[Verdict, ...]
    left: RecordedValue
    right: RecordedValue
    margin: MarginRecord | None
    reason: str
    rests_on: tuple[str, ...]
    provenance: tuple[ProvenanceRecord, ...]
    because: tuple[StepRecord, ...]


class FindingRecord(RecordPart, frozen=True):
    """The result of one criterion, with the steps that explain it.

    `possible` are the verdicts that the answers leave open, `verdict` is the one at this stage,
    and `why_open` says what was not shown. `basis` is the level of the evidence behind the
    verdict, empty where it rests on no answer. `rests_on` are the answers that would settle it.
    `applies` judges whether the criterion applies at all, `step` what it requires.
    """

    criterion: str
    title: str
    severity: Severity
    verdict: Verdict
    possible: tuple[Verdict, ...]
    basis: Literal["", LevelName]
    why_open: str
    rests_on: tuple[str, ...]
    sources: tuple[str, ...]
    applies: StepRecord | None
    step: StepRecord | None


class OutcomeRecord(RecordPart, frozen=True):
    """A row of the outcome table that may still apply; `sure` once no earlier row does."""

    id: str
    title: str
    sure: bool
    conditions: tuple[ImposedCondition, ...]
    support: tuple[ImposedCondition, ...]


class RuledOutRecord(RecordPart, frozen=True):
    """A row of the outcome table that cannot apply any more, and what would bring it back.

    It would be possible again if all of `criteria` were met and `question`, which the table reads
    itself, had `answer`; where `at_decision` is true, at the decision alone. Where none of these
    is there, nothing would: what leads to it is not so, or a row before it applies.
    """

    id: str
    title: str
    criteria: tuple[str, ...]
    question: str
    answer: str | bool | None
    at_decision: bool


class SensitivityRecord(Sensitivity, frozen=True):
    """An alternative value of a contested parameter that changes a verdict or the outcome.

    `value` is as `--set` takes it and `source` cites it. `outcomes` are the ids of the outcomes
    possible under it, `findings` the criteria whose verdict would be another; `moves_outcome` says
    whether other outcomes would be possible than now, or what goes with them would be other.
    """

    value: str


class DecisionRecord(RecordPart, frozen=True):
    """The decision of the Board itself; `departing` gives its reasons where it departs."""

    by: str
    on: Day
    outcome: str
    departing: str


class AssessmentRecord(RecordHead, frozen=True, tag="assessment"):
    """One assessment: all that it was made from, and all that it came to.

    `statement` says that this is no decision of the Board. `as_of` is the day that the assessment
    is for, `dated_on` that by which parameters were chosen; `set` are parameters set for this run
    alone, as `--set` takes them. `second_opinion` is null where none was asked for, `decision`
    where nobody has added it. `contradictions` are what other applications surely contradict.
    `ruled_out` is null in records that were made before they had it.
    """

    statement: str
    warnings: tuple[str, ...]
    engine_version: str
    rules: AssessedRuleSetRecord
    as_of: Day
    dated_on: Day
    stage: Stage
    set: dict[str, str]
    submission: SubmissionRecord
    judgements: JudgementsRecord
    others: OtherSubmissionsRecord
    settled: bool
    outcomes: tuple[OutcomeRecord, ...]
    findings: tuple[FindingRecord, ...]
    missing_answers: tuple[MissingAnswer, ...]
    sensitivities: tuple[SensitivityRecord, ...]
    decision: DecisionRecord | None
    second_opinion: SecondOpinion | None
    contradictions: tuple[ContradictionRecord, ...] = ()
    ruled_out: tuple[RuledOutRecord, ...] | None = None
