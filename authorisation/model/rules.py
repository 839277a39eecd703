"""A rule set: dated parameters, criteria and an outcome table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

import msgspec

from authorisation.model.condition import Condition, formula_of, walk_conditions
from authorisation.model.question import ConsistencyTest, CrossCheck, Question, ValueType
from authorisation.model.source import Formula, Location
from authorisation.model.structs import PartlyCompared, ShortRepr, short_repr
from authorisation.model.value import Answer
from authorisation.model.verdict import Verdict

UNSOURCED = "unsourced"
OURS = "ours"


class Severity(StrEnum):
    """The weight of a criterion; only a dated, adopted edition changes it."""

    GATE = "gate"
    CONDITION = "condition"
    NOTE = "note"


SEVERITY_WORDS: Mapping[Severity, str] = MappingProxyType(
    {
        Severity.GATE: "needed before a full budget",
        Severity.CONDITION: "would be a condition of it",
        Severity.NOTE: "for information",
    }
)
"""What a severity means to a reader, where a rule set has no words of its own."""


class Parties(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The names that a rule set gives whoever applies, and whoever decides."""

    applicant: str = "consortium"
    authority: str = "the Board"


class Standing(StrEnum):
    """The kind of authority behind a value or a criterion."""

    LAW = "law"
    REGULATOR = "regulator"
    RESEARCH = "research"
    OPINION = "opinion"
    REPORTED = "reported"
    OURS = "ours"


class Source(ShortRepr, frozen=True, kw_only=True, gc=False):
    """A document that rules cite as `id` or `id#passage`."""

    id: str
    title: str
    publisher: str = ""
    published: str = ""
    standing: Standing = Standing.OPINION
    called: str = ""
    """How a reason calls it in passing, such as `opinion at meetings in 2010`."""
    note: str = ""


class Alternative(msgspec.Struct, frozen=True, gc=False):
    """A value that another source names for the same parameter at the same date."""

    value: Answer
    source: str


class DatedValueKind(StrEnum):
    """Whether a dated entry sets a value, says that none was ever set, or ends it."""

    VALUE = "value"
    NONE = "none"
    ABOLISHED = "abolished"


class DatedValue(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A parameter's state from `since` until the next entry."""

    since: date
    setting: DatedValueKind = DatedValueKind.VALUE
    value: Answer = None
    source: str = UNSOURCED
    standing: Standing | None = None
    """Given here, else that of the source."""
    contrary: tuple[str, ...] = ()
    contested: tuple[Alternative, ...] = ()
    note: str = ""


class Parameter(PartlyCompared, frozen=True, kw_only=True):
    """A named, dated value that rules compare with; `values` are in order of date."""

    not_compared: ClassVar[frozenset[str]] = frozenset({"at", "changes"})

    name: str
    title: str
    type: ValueType
    values: tuple[DatedValue, ...]
    unit: str = ""
    of: tuple[str, ...] = ()
    edition: str = ""
    """The rule set and edition that this parameter came from."""
    changes: str = ""
    """The rule set and edition whose parameter this one changes; empty where it changes none."""
    at: Location = Location("-")

    def on(self, day: date) -> DatedValue | None:
        """Return the entry in force on that day; None before the first."""
        return next((entry for entry in reversed(self.values) if entry.since <= day), None)


class Derived(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A figure worked out from answers and parameters, under a name of its own."""

    name: str
    title: str
    value: Formula
    unit: str = ""
    edition: str = ""


class Discharge(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A discharge: what would end a condition, and how long after authorisation it is due."""

    evidence: str
    due: str
    """A length of time as written, such as `3 months`."""


class GradeMeaning(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The meaning of a grade of a named scale: what it is and brings, and who says so."""

    source: str
    title: str = ""
    standing: Standing | None = None
    """Given here, else that of the source."""
    note: str = ""


class JudgementScale(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The grades an assessor may give, and the verdict each one means."""

    grades: Mapping[str, Verdict]
    guidance: str
    name: str = ""
    """What the rule set calls the scale; empty where a criterion has one of its own."""
    meanings: Mapping[str, GradeMeaning] = MappingProxyType({})
    """What each grade of a named scale brings."""


class DatedSeverity(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The severity from `since` until the next entry."""

    since: date
    severity: Severity
    source: str = UNSOURCED


class Criterion(PartlyCompared, frozen=True, kw_only=True):
    """One question the regulator must answer: by `require`, by `judgement`, or by both together.

    `scope` is `submission`, or `portfolio` for a test that looks at `others`, the other
    submissions of the run.
    """

    not_compared: ClassVar[frozenset[str]] = frozenset({"at"})

    id: str
    title: str
    severities: tuple[DatedSeverity, ...]
    """In order of date; the first entry also holds before its date when it stands alone."""
    sources: tuple[str, ...]
    domain: str = ""
    standing: Standing | None = None
    require: Condition | None = None
    judgement: JudgementScale | None = None
    applies: Condition | None = None
    scope: str = "submission"
    met: str = ""
    not_met: str = ""
    unknown: str = ""
    remedy: str = ""
    note: str = ""
    answered_by: tuple[str, ...] = ()
    """The criteria that show how the concern behind it is met, where it is not met itself."""
    discharge: Discharge | None = None
    edition: str = ""
    at: Location = Location("-")

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Every expression of its conditions, in the order of the file."""
        parts = walk_conditions(self.applies, self.require)
        return tuple(formula for part in parts if (formula := formula_of(part)) is not None)

    def severity_on(self, day: date) -> Severity:
        """Return the severity in force on that day; before the first entry, that of the first."""
        entries = [entry for entry in self.severities if entry.since <= day]
        return (entries or self.severities)[-1 if entries else 0].severity


class Outcome(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row of the outcome table: what follows when no earlier row applies."""

    id: str
    title: str
    when: Formula
    sources: tuple[str, ...]
    says: str = ""
    conditions: Formula | None = None
    """A FEEL list of findings, each of which becomes a condition of authorisation."""
    support: Formula | None = None
    """A FEEL list of findings that the support plan must address."""


class Pooling(PartlyCompared, frozen=True, kw_only=True):
    """The figure that applicants add up in a pool, and the line that it must reach."""

    not_compared: ClassVar[frozenset[str]] = frozenset({"at"})

    criterion: str
    """The id of the criterion that a pool is to meet."""
    figure: str
    """The path of the question that asks for the figure of one applicant."""
    line: str
    """The name of the parameter that the sum must reach."""
    covered: str = ""
    """The path of the question how much the pool covers; empty where rules know mergers alone."""
    agreement: str = ""
    """The path of the question for the document that sets the pool up, or empty."""
    says: str = ""
    """What pages on pools say in the rules' own words."""
    at: Location = Location("-")


class UntestedStatement(ShortRepr, frozen=True, kw_only=True, gc=False):
    """Something the sources say that no criterion tests, and why none can."""

    id: str
    reason: str
    sources: tuple[str, ...]


class UnreadPassages(ShortRepr, frozen=True, kw_only=True, gc=False):
    """The passages of the sources that nobody could read, so that no rule was made of them."""

    sources: tuple[str, ...]
    """The passages, or sources of which little was read."""
    reason: str
    count: int | None = None
    """How many of the things that a source numbers are unread; None where it numbers none."""


class RemovedCriterion(msgspec.Struct, frozen=True, gc=False):
    """A criterion of a parent that a rule set does without, and on what authority."""

    title: str
    sources: tuple[str, ...]


class RuleSet(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One rule set, resolved: parents and used parameters merged in.

    `criteria`, `parameters` and `derived` keep the order of the files. `sha256` is over the
    resolved rules without their cases; `adopted_sha256` is that of the shipped edition, or
    empty where this is none.
    """

    not_compared: ClassVar[frozenset[str]] = frozenset({"removed_criteria", "ancestors"})
    """What the hash of the rules is not over: editions were adopted before it was known."""

    id: str
    edition: str
    title: str
    in_force: tuple[date, date | None]
    """First day in force, and the first day no longer in force."""
    dated_by: str
    sources: Mapping[str, Source]
    domains: Mapping[str, str]
    asks: tuple[str, ...]
    questions: Mapping[str, Question]
    """The questions asked, by path."""
    bank: Mapping[str, Question]
    """Every question of the bank, by path."""
    consistency: tuple[ConsistencyTest, ...]
    parameters: Mapping[str, Parameter]
    derived: Mapping[str, Derived]
    criteria: Mapping[str, Criterion]
    outcomes: tuple[Outcome, ...]
    across: tuple[CrossCheck, ...] = ()
    """Checks of the submissions of one run against each other."""
    severities: Mapping[Severity, str] = SEVERITY_WORDS
    """What each severity means to a reader of these rules."""
    parties: Parties = Parties()
    says: tuple[str, ...] = ()
    extends: str = ""
    ancestors: tuple[str, ...] = ()
    """The ids of the rule set that it extends, of the one which that extends, and so on."""
    uses: tuple[str, ...] = ()
    removed: Mapping[str, str] = MappingProxyType({})
    """Criteria of the parent that were removed, by id, with the reason."""
    removed_criteria: Mapping[str, RemovedCriterion] = MappingProxyType({})
    """What else is known of those."""
    left_out: tuple[UntestedStatement, ...] = ()
    """What the sources say and no criterion tests, the parent's first."""
    unread: tuple[UnreadPassages, ...] = ()
    """What the sources ask and nobody could read, the parent's first.

    No verdict rests on it, so the hash of the rules is not over it.
    """
    followed_by: tuple[str, ...] = ()
    """The ids of the rule sets that follow once these are no longer in force."""
    followers_begin: Mapping[str, date] = MappingProxyType({})
    """The first day in force of each of those that stand beside this one."""
    pooling: Pooling | None = None
    """What a pool of applicants is to reach; None where the rules know of none.

    No verdict rests on it, so the hash of the rules is not over it either.
    """
    sha256: str = ""
    adopted_sha256: str = ""

    @property
    def asked_questions(self) -> Mapping[str, Question]:
        """The questions of a submission, by path: all of the bank where none is asked."""
        return self.questions or self.bank

    @property
    def edited(self) -> bool:
        """Whether these rules differ from the shipped edition."""
        return self.sha256 != self.adopted_sha256

    @property
    def scales(self) -> Mapping[str, JudgementScale]:
        """The scales that criteria name, each with the guidance of one of them."""
        judged = (each.judgement for each in self.criteria.values() if each.judgement)
        return {each.name: each for each in judged if each.name}

    def is_in_force(self, day: date) -> bool:
        """Whether the rules are in force on a day."""
        first, end = self.in_force
        return first <= day and (end is None or day < end)

    def __repr__(self) -> str:
        return short_repr(self, self.id, self.edition, f"{len(self.criteria)} criteria")
