"""A failure regime: what is watched after authorisation, and what follows when it goes wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from authorisation.model.condition import Condition
from authorisation.model.question import Question
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location

SEVERITIES: Final = (1, 2, 3, 4)
"""From 1, immediate, to 4, to be watched."""
CAPABILITIES: Final = (1, 2, 3, 4)
"""From 1, unlikely to have the capability, to 4, has it."""


class Control(StrEnum):
    """Whether what went wrong was in the group's control, as far as accepted evidence goes."""

    WITHIN = "mainly controllable"
    BEYOND = "mainly beyond control"
    CANNOT_TELL = "cannot tell"


class Reach(StrEnum):
    """Whether a cause lies within the group's control."""

    WITHIN = "within control"
    BEYOND = "beyond control"
    SHARED = "shared"
    """Any part of it, from nothing to the whole, may have been."""

    @property
    def control(self) -> Control:
        """The control of what has such a cause for its main one."""
        return {
            Reach.WITHIN: Control.WITHIN,
            Reach.BEYOND: Control.BEYOND,
            Reach.SHARED: Control.CANNOT_TELL,
        }[self]


class PeriodLength(StrEnum):
    """The length of one period of returns."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """The number of months in one period."""
        return {PeriodLength.MONTH: 1, PeriodLength.QUARTER: 3, PeriodLength.YEAR: 12}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The calendar of returns: financial years cut into equal periods."""

    every: PeriodLength = PeriodLength.QUARTER
    year_begins: int = 4
    """The month in which a financial year begins."""
    due_days: int = 28
    """How many days after its end a period's return is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityBand:
    """One degree of a trigger; `sustained` counts periods, this one included."""

    name: str
    when: Condition
    severity: int
    sustained: int = 1
    opens: tuple[str, ...] = ()
    """The limbs of the law on which it opens powers, within control or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A test of whether something has gone wrong, within control or not; one of its bands fires."""

    id: str
    title: str
    strand: str
    bands: tuple[SeverityBand, ...]
    """The gravest first."""
    sources: tuple[str, ...]
    line: str = ""
    """The budget line whose variance it is about; empty where money has no part."""
    immediate: bool = False
    """Whether it is an immediate risk to patients: direction first, attribution after."""
    says: str = ""
    note: str = ""
    at: Location = field(compare=False, default=Location("-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceWanted:
    """A kind of evidence, and the causes beside which it shows nothing.

    Once accepted, each of them would explain what is seen here just as well.
    """

    id: str
    title: str
    only_without: tuple[str, ...] = ()
    needs: Condition | None = None
    """What the return itself must say for it to show anything; None where nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseKind:
    """A kind of cause; no share of it is accepted without evidence of a kind that it wants.

    `evidenced` says that it may not even be claimed without: the remainder is never put down to
    it. `context` says that it explains need rather than a variance, and so bears no amount,
    unless the budget was set above the allocation.
    """

    id: str
    title: str
    reach: Reach
    evidence: tuple[EvidenceWanted, ...]
    """Any one of these is enough."""
    sources: tuple[str, ...]
    evidenced: bool = False
    context: bool = False
    beyond_before: date | None = None
    """What arose on this day or later is shared; None where the date makes no difference."""

    def reach_of(self, arose: date | None) -> Reach:
        """Return the reach of a cause that arose on that day, if the day is known."""
        before = self.beyond_before
        if before is None or (arose is not None and arose < before):
            return self.reach
        return Reach.SHARED


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """A power that the Board may use once one of these limbs is open, within control or not."""

    id: str
    title: str
    step: int
    opened_by: tuple[str, ...]
    """Empty for what needs no opening, such as help."""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response to what fired, the power that it uses and the support that goes with it."""

    id: str
    title: str
    power: str
    sources: tuple[str, ...]
    support: str = ""
    says: str = ""
    at: Location = field(compare=False, default=Location("-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRow:
    """A row of the table of responses; the first row that fits is taken."""

    severity: tuple[int, ...]
    capability: tuple[int, ...]
    control: tuple[Control, ...]
    response: str
    triggers: tuple[str, ...] = ()
    """The triggers that it is for; empty for any."""
    at: Location = field(compare=False, default=Location("-"))

    def fits(self, severity: int, capability: int, control: Control, trigger: str = "") -> bool:
        """Return whether the row is for this combination."""
        named = not self.triggers or trigger in self.triggers
        graded = severity in self.severity and capability in self.capability
        return named and graded and control in self.control


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionStage:
    """A state of supervision; stages stand in order from the mildest to the gravest."""

    id: str
    title: str
    sources: tuple[str, ...]
    exit: Condition | None = None
    exit_sustained: int = 1
    deadline: int | None = None
    """How many periods after settling the exit test must be met."""
    settling: int = 0
    """How many periods a change is given to work through before the deadline runs."""
    settling_source: str = ""
    power: str = ""
    """The power that must be open for a group to be put in it; empty where none is needed."""
    says: str = ""
    at: Location = field(compare=False, default=Location("-"))


class ExitResult(StrEnum):
    """The result of the exit test of the present stage."""

    MET = "met"
    NOT_MET = "not met"


class DeadlineState(StrEnum):
    """The state of the deadline of the present stage."""

    RUNNING = "running"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A row of the table of moves; the first row that fits is taken, and none means stay."""

    stages: tuple[str, ...]
    responses: tuple[str, ...]
    exits: tuple[ExitResult, ...]
    clocks: tuple[DeadlineState, ...]
    to: str
    sources: tuple[str, ...]
    triggers: tuple[str, ...] = ()
    """The triggers of which one must fire; empty where none need."""
    at: Location = field(compare=False, default=Location("-"))

    def fits(
        self,
        stage: str,
        response: str,
        exits: ExitResult,
        clock: DeadlineState,
        firing: Collection[str] | None = None,
    ) -> bool:
        """Return whether the row is for this combination, whatever fires or where these do."""
        return (
            stage in self.stages
            and response in self.responses
            and exits in self.exits
            and clock in self.clocks
            and (not self.triggers or firing is None or any(t in firing for t in self.triggers))
        )


class ComparedWith(StrEnum):
    """The figure that spending is compared with; declared, as two answer different questions."""

    PLAN = "plan"
    ALLOCATION = "allocation"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoredLine:
    """A budget line whose yearly variance chance alone may move; each carries its own CV.

    `variance`, `budget`, `population` and `planned` are names that conditions may use; the rest
    names parameters. `freedom` is the degrees of freedom of the tails; empty for a normal.
    `averages_out` is false where the CV is of a formula's error, which no time makes smaller.
    """

    id: str
    title: str
    compared_with: ComparedWith
    variance: str
    budget: str
    """The plan or the allocation, whichever spending is compared with."""
    population: str
    cv: str
    between_years: str
    watch_level: str
    serious_level: str
    freedom: str = ""
    planned: str = ""
    """How much of a variance from the allocation was planned for; empty where it is from plan."""
    newer_population: tuple[str, ...] = ()
    """Names of the population as it is now: the first that is answered goes before `population`."""
    averages_out: bool = True

    @property
    def populations(self) -> tuple[str, ...]:
        """Every name of the population, the newest first."""
        return (*self.newer_population, self.population)

    @property
    def figures(self) -> tuple[str, ...]:
        """The parameters by which the chance of the line is worked out."""
        named = (self.cv, self.between_years, self.watch_level, self.serious_level, self.freedom)
        return tuple(filter(None, named))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The rule by which accepted causes decide on control; `mainly` is its threshold."""

    mainly: str
    """The parameter that says what share of an amount is most of it."""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimResponse:
    """The response to an immediate risk to patients, made at once and before any attribution."""

    response: str
    review_days: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """One failure regime, resolved and checked.

    `rules` holds everything its conditions are judged with: the questions of a return as they
    stand for this period, under `previous` and under `at_authorisation`; parameters; derived
    figures; and each band and exit test as a criterion.
    """

    rules: RuleSet
    periods: Periods
    returns: Mapping[str, Question]
    """The questions that a return answers, by path."""
    asked_at: Mapping[str, Location] = field(compare=False)
    """Where each of these is asked for."""
    authorisation: Mapping[str, Question]
    """The questions whose answers at authorisation stay in view, by path."""
    strands: Mapping[str, str]
    triggers: tuple[Trigger, ...]
    causes: Mapping[str, CauseKind]
    capabilities: Mapping[int, str]
    powers: Mapping[str, Power]
    responses: Mapping[str, Response]
    """From the mildest to the gravest."""
    table: tuple[ResponseRow, ...]
    stages: Mapping[str, SupervisionStage]
    moves: tuple[Move, ...]
    lines: Mapping[str, MonitoredLine] = field(default_factory=lambda: MappingProxyType({}))
    attribution: Attribution | None = None
    interim: InterimResponse | None = None
    says: tuple[str, ...] = ()
    sha256: str = ""

    @property
    def figures(self) -> frozenset[str]:
        """The parameters of chance and of attribution, which no expression mentions."""
        mainly = () if self.attribution is None else (self.attribution.mainly,)
        return frozenset(mainly).union(*(line.figures for line in self.lines.values()))


def band_id(trigger: Trigger, band: SeverityBand) -> str:
    """Return the id of the criterion that a band is judged as."""
    return f"{trigger.id}.{band.name}"


def evidence_id(cause: CauseKind, evidence: EvidenceWanted) -> str:
    """Return the id of the criterion that what a kind of evidence needs is judged as."""
    return f"evidence.{cause.id}.{evidence.id}"


def exit_id(stage: SupervisionStage) -> str:
    """Return the id of the criterion that a stage's exit test is judged as."""
    return f"exit.{stage.id.replace(' ', '-')}"
