"""The parts of an assessment: steps, findings, and the outcomes still possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, Protocol, TypeAlias

import msgspec

from authorisation.engine.plans.plan import Bindings, Origin, Plan
from authorisation.feel.values.values import NOWHERE, Paths, Value
from authorisation.model.rules import Criterion, Outcome, RuleSet, Severity
from authorisation.model.structs import short_repr
from authorisation.model.submission import Departure, Judgement, Judgements, Stage, Submission
from authorisation.model.value import NOT_ANSWERED, Answer
from authorisation.model.verdict import MET, Verdict, VerdictSet, verdict_of

CANNOT_BE_WORKED_OUT: Final = "cannot be worked out"

Margin: TypeAlias = Decimal | tuple[Decimal | None, Decimal | None]
"""Distance from the line, positive on the met side; a pair where an answer is only bounded."""


class Step(msgspec.Struct, frozen=True, gc=False):
    """One judgement in the tree that explains a finding.

    It points at its plan and at the scope it was judged in, and copies neither: what a leaf
    looked at is worked out from the two on demand (`engine.analysis.provenance`).
    """

    plan: Plan
    possible: VerdictSet
    scope: Bindings
    because: tuple[Step, ...] = ()
    """The parts it rests on, in the order of the rule; for `every` and `some`, one an item."""
    margin: Margin | None = None
    left: Value = None
    """What the left side of a comparison came to; meaningless for other steps."""
    right: Value = None
    rests_on: Paths = NOWHERE
    """The answers that would settle it; empty once it is settled."""
    reason: str = ""
    """Why a leaf cannot be worked out (its formula came to null), else empty."""
    item: str = ""
    """What the item is called, for the body of `every` and `some`."""
    perhaps: bool = False
    """Whether the item may turn out not to be in the list; the tail of an open list is."""

    @property
    def verdict(self) -> Verdict:
        """The verdict of what is possible; never `open`, which only a finding can be."""
        return verdict_of(self.possible)

    @property
    def decisive(self) -> tuple[Step, ...]:
        """The parts with the verdict of the whole, which settled it; all parts where none has."""
        return tuple(s for s in self.because if s.possible == self.possible) or self.because

    def __repr__(self) -> str:
        return short_repr(
            self, type(self.plan).__name__, self.verdict, f"{len(self.because)} parts"
        )


def walk_steps(step: Step) -> Iterator[Step]:
    """Yield a step and all that it rests on, parents first, each criterion referred to once."""
    met: set[int] = set()
    waiting = [step]
    while waiting:
        part = waiting.pop()
        if id(part) not in met:
            met.add(id(part))
            yield part
            waiting.extend(reversed(part.because))


class Grounds(msgspec.Struct, frozen=True, gc=False):
    """The grounds of a finding: its steps, and the answers that would settle it."""

    step: Step | None = None
    """What `require` comes to; None where assessors alone judge, or where it does not apply."""
    applies: Step | None = None
    rests_on: Paths = NOWHERE
    """The answers that would settle it."""


class Reasoning(Protocol):
    """The grounds of the findings of one assessment, worked out where they are looked at."""

    def grounds(self, criterion: str) -> Grounds:
        """The grounds of the finding on a criterion."""
        ...


class Finding(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A criterion's result.

    `possible` is what the answers leave open; `verdict` is the verdict at this stage: at the
    decision stage no more answers can come, and what was not shown is `open`.
    """

    criterion: Criterion
    severity: Severity
    possible: VerdictSet
    verdict: Verdict
    reasoning: Grounds | Reasoning
    """Where its grounds are, or what they can be worked out by."""
    judgements: tuple[Judgement, ...] = ()
    known_why: str = ""
    """Why it is open, where that is known without its grounds."""

    @property
    def grounds(self) -> Grounds:
        """The grounds of the finding: its steps, and what it rests on."""
        reasoning = self.reasoning
        if isinstance(reasoning, Grounds):
            return reasoning
        return reasoning.grounds(self.criterion.id)

    @property
    def step(self) -> Step | None:
        """The step of `require`; None where assessors alone judge, or where it does not apply."""
        return self.grounds.step

    @property
    def applies(self) -> Step | None:
        """The step of `applies`; None where the criterion always applies."""
        return self.grounds.applies

    @property
    def rests_on(self) -> Paths:
        """The answers that would settle it; none once it is settled."""
        reasoning = self.reasoning
        if isinstance(reasoning, Grounds):
            return reasoning.rests_on
        if verdict_of(self.possible) is not Verdict.UNKNOWN:  # known without judging it in full
            return NOWHERE
        return reasoning.grounds(self.criterion.id).rests_on

    @property
    def margin(self) -> Margin | None:
        """The margin of the whole requirement, where it has one."""
        step = self.step
        return step.margin if step else None

    @property
    def why_open(self) -> str:
        """At the decision stage: `not answered`, `no evidence`, `not judged`, ... else empty."""
        if self.known_why or self.verdict is not Verdict.OPEN:
            return self.known_why
        grounds = self.grounds
        if grounds.rests_on or grounds.step is None:
            return NOT_ANSWERED
        faulty = any(part.reason for part in walk_steps(grounds.step))
        return CANNOT_BE_WORKED_OUT if faulty else NOT_ANSWERED

    @classmethod
    def of_step(cls, criterion: Criterion, severity: Severity, step: Step) -> Finding:
        """The finding that a criterion's requirement alone comes to."""
        possible = step.possible
        grounds = Grounds(step, None, step.rests_on)
        return cls(criterion, severity, possible, verdict_of(possible), grounds)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Finding):
            return NotImplemented
        return self._content() == other._content()

    def __ne__(self, other: object) -> bool:
        return not self == other  # a struct has one of its own, which compares every field

    def __hash__(self) -> int:
        return hash((self.criterion.id, self.possible, self.verdict))

    def _content(self) -> tuple[object, ...]:
        return (
            self.criterion,
            self.severity,
            self.possible,
            self.verdict,
            self.grounds,
            self.judgements,
            self.why_open,
        )

    def supposed_met(self) -> Finding:
        """Give the finding as it would be if it were met, and nothing else were changed."""
        return msgspec.structs.replace(self, possible=MET, verdict=Verdict.MET)

    def __repr__(self) -> str:
        return short_repr(self, self.criterion.id, self.verdict)


class ImposedCondition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A condition of authorisation, or a point of a support plan, that an outcome imposes.

    `criterion` is the id of the criterion that imposes it; `perhaps` says that it depends on
    answers still missing. `evidence` would discharge it, and is empty for a point of a support
    plan without any; `due` is the day on which it would be due if the outcome were decided on
    `as_of`, and null where nothing says when.
    """

    criterion: str
    perhaps: bool
    evidence: str
    due: date | None


class PossibleOutcome(msgspec.Struct, frozen=True):
    """A row of the outcome table that may still apply."""

    row: Outcome
    sure: bool
    """Whether it surely applies once no earlier row does."""
    conditions: tuple[ImposedCondition, ...] = ()
    support: tuple[ImposedCondition, ...] = ()


class ChangedVerdict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A criterion whose verdict would be another, with that verdict."""

    criterion: str
    verdict: Verdict


class Sensitivity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An alternative value of a contested parameter that changes a verdict or the outcome.

    `source` cites the alternative, `outcomes` are the ids of the outcomes possible under it,
    `findings` the criteria whose verdict would be another; `moves_outcome` says whether other
    outcomes would be possible than now, or what goes with them would be other.
    """

    parameter: str
    value: Answer
    source: str
    outcomes: tuple[str, ...]
    findings: tuple[ChangedVerdict, ...]
    moves_outcome: bool


class MissingAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A missing answer, the criteria that wait for it, and the outcomes it alone could decide.

    `path` is the question's; `criteria` are ids, gates first, and `gate` says whether one of them
    is a gate. `rules_in` are the ids of outcomes that this answer alone could make certain,
    `rules_out` of those that it alone could make impossible.
    """

    path: str
    criteria: tuple[str, ...]
    gate: bool
    rules_in: tuple[str, ...]
    rules_out: tuple[str, ...]

    def __repr__(self) -> str:
        return short_repr(self, self.path, f"{len(self.criteria)} criteria wait")


class Assessment(msgspec.Struct, frozen=True):
    """The findings and possible outcomes of one submission under one rule set on one day."""

    rules: RuleSet
    submission: Submission
    counted: Submission
    """The submission as assessors left it: what they checked counts so, what they refuse is out."""
    as_of: date
    stage: Stage
    dated_on: date
    """The date by which parameters and severities were chosen."""
    overrides: Mapping[str, Answer]
    findings: tuple[Finding, ...]
    """In the order of the rule set."""
    outcomes: tuple[PossibleOutcome, ...]
    """One when the outcome is settled, several for *cannot tell yet*."""
    scope: Bindings
    judgements: Judgements
    others: int = 0
    """How many other submissions the portfolio tests looked at."""

    @property
    def settled(self) -> bool:
        """Whether only one outcome is left."""
        return len(self.outcomes) == 1

    @property
    def outcome_ids(self) -> tuple[str, ...]:
        """The outcomes still possible, in the order of the table."""
        return tuple(outcome.row.id for outcome in self.outcomes)

    @property
    def counted_judgements(self) -> Judgements:
        """The judgements given by the day assessed."""
        return self.judgements.by(self.as_of)

    @property
    def departures(self) -> Mapping[str, Departure]:
        """The departures that stand in place of what the rules indicate, by criterion.

        That from the outcome is under the empty text. Of several from one thing the latest stands.
        """
        by_day = sorted(self.counted_judgements.departures, key=lambda each: each.on)
        return {each.criterion: each for each in by_day}

    def finding(self, criterion: str) -> Finding:
        """The finding on the criterion of that id.

        Raises:
            KeyError: the rules have no such criterion.
        """
        return self.findings_by_id[criterion]

    @property
    def findings_by_id(self) -> dict[str, Finding]:
        """The finding on each criterion by its id, in the order of the rules."""
        return {finding.criterion.id: finding for finding in self.findings}

    def by_place(self, findings: Mapping[str, Finding]) -> dict[int, Finding]:
        """Other findings on some criteria, by the places that theirs have here."""
        return {
            place: findings[finding.criterion.id]
            for place, finding in enumerate(self.findings)
            if finding.criterion.id in findings
        }

    def findings_with(self, severity: Severity, verdict: Verdict) -> list[Finding]:
        """The findings of one severity and one verdict, in the order of the rules."""
        return [f for f in self.findings if f.severity is severity and f.verdict is verdict]

    def __repr__(self) -> str:
        return short_repr(
            self, repr(self.submission.name), self.rules.id, self.as_of, *self.outcome_ids
        )


class Provenance(msgspec.Struct, frozen=True):
    """One value that a step looked at, and where it came from."""

    name: str
    """As the rule wrote it."""
    origin: Origin
    value: Value
    unit: str = ""
    question: str = ""
    level: str = ""
    """For an answer: stated, evidenced or checked; `not answered` where it is missing."""
    document: str = ""
    since: date | None = None
    """For a parameter: the first day of this value."""
    source: str = ""
    standing: str = ""
    contested: tuple[tuple[Answer, str], ...] = ()
    overridden: bool = False
    """Whether the value was set for this run alone."""
    of: tuple[Provenance, ...] = ()
    """For a derived value: what it was worked out from."""
