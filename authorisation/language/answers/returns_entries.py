"""The entries of a file of returns: what the Board did, the causes claimed, and their order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from authorisation.language.answers.answers import AnswerReading, read_answer
from authorisation.language.answers.judges import names_group
from authorisation.language.answers.placeholders import ReturnsWords
from authorisation.language.written.answers import WrittenReturns, WrittenShare
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node
from authorisation.language.yaml.problems import Problems, require_mapping, require_sequence
from authorisation.language.yaml.scalars import PlacedName
from authorisation.model.calendar import parse_period
from authorisation.model.question import Question, ValueType
from authorisation.model.regime import CAPABILITIES, Regime
from authorisation.model.returns import (
    AuthorisationCondition,
    BoardAct,
    CapabilityGrade,
    ClaimStatus,
    FiledReturn,
    Period,
    Proof,
    Share,
)
from authorisation.model.source import Location
from authorisation.model.value import Answer

Entry = TypeVar("Entry")


def placed_entries(
    written: Iterable[Entry], node: Mapping, key: str
) -> Iterator[tuple[Entry, Mapping]]:
    """Yield each entry of a list whose shape is checked, with the mapping that it is read from."""
    listed = require_sequence(node[key], []) if key in node else []
    for entry, place in zip(written, listed, strict=True):
        yield entry, require_mapping(place, [])


@dataclass(frozen=True, slots=True)
class BoardReader:
    """Reads what the Board did from the entries of one file, adding every problem."""

    written: WrittenReturns
    node: Mapping
    regime: Regime
    problems: Problems

    @property
    def authority(self) -> str:
        """The name of whoever decides."""
        return self.regime.rules.parties.authority

    def conditions(self) -> Iterator[AuthorisationCondition]:
        """Yield the conditions of authorisation."""
        since, written = self.written.authorised_on, self.written.conditions or ()
        ids: set[str] = set()
        for condition, given in placed_entries(written, self.node, "conditions"):
            if condition.id and condition.id in ids:
                message = f"two conditions have the id {quote(condition.id)}"
                self.problems.wrong(given["id"].at, message, "give each an id of its own")
            ids.add(condition.id)
            due, done = condition.due_on, condition.discharged_on
            for key, day in (("due_on", due), ("discharged_on", done)):
                if day is not None and day < since:
                    message = f"`{day}` lies before the group was authorised, on `{since}`"
                    remedy = f"correct `{key}` or `authorised_on`"
                    self.problems.wrong(given[key].at, message, remedy)
            yield AuthorisationCondition(
                requires=condition.requires, due_on=due, discharged_on=done, id=condition.id
            )

    def check_discharges(self, conditions: Iterable[AuthorisationCondition]) -> None:
        """Check what returns say was discharged: each condition once, by its id, on a day."""
        ids = {each.id: each for each in conditions if each.id}
        discharged: dict[str, tuple[Period | None, Location]] = {}
        for entry, given in placed_entries(self.written.returns, self.node, "returns"):
            named = entry.period or entry.corrects or entry.withdraws
            period = parse_period(named.text, self.regime.periods) if named else None
            if entry.withdraws is not None:
                discharged = {n: each for n, each in discharged.items() if each[0] != period}
                continue
            places = require_mapping(given.get("discharged", Mapping(given.at)), [])
            for name, day in entry.discharged.items():
                at = places.key_at(name)
                if name not in ids:
                    remedy = "name one by its id, or give it that `id` under `conditions`"
                    self.problems.unknown_name(name, at, ids, "condition", remedy)
                    continue
                if before := self._discharged_before(ids[name], period, discharged.get(name)):
                    message = f"{quote(name)} was discharged already, {before}"
                    self.problems.wrong(at, message, "keep one of the two")
                discharged[name] = period, at
                if not self.written.authorised_on <= day <= entry.received_on:
                    message = f"`{day}` lies before authorisation, or after this return came"
                    self.problems.wrong(places[name].at, message, "correct one of the days")

    @staticmethod
    def _discharged_before(
        condition: AuthorisationCondition,
        period: Period | None,
        earlier: tuple[Period | None, Location] | None,
    ) -> str:
        """The words for where a condition was said to be discharged before; empty where it was not.

        A correction may say it of its own period again.
        """
        if condition.discharged_on is not None:
            return f"on `{condition.discharged_on}` under `conditions`"
        return f"at {earlier[1]}" if earlier and earlier[0] != period else ""

    def capability(self) -> Iterator[CapabilityGrade]:
        """Yield the grades of the management."""
        written = self.written
        graded: set[date] = set()
        for capability, given in placed_entries(written.capability, self.node, "capability"):
            if capability.grade not in CAPABILITIES:
                message = f"{quote(str(capability.grade))} is not a grade of capability"
                self.problems.wrong(given["grade"].at, message, "write 1, 2, 3 or 4")
            if capability.on in graded:
                message = f"capability was graded already on `{capability.on}`"
                self.problems.wrong(given["on"].at, message, "keep one grade a day")
            if names_group(capability.by, written.name, written.code):
                message = f"capability is graded by {quote(capability.by)}, the group itself"
                self.problems.wrong(
                    given["by"].at, message, f"name who judged it for {self.authority}"
                )
            graded.add(capability.on)
            yield CapabilityGrade(
                grade=capability.grade, by=capability.by, on=capability.on, reason=capability.reason
            )

    def acts(self) -> Iterator[BoardAct]:
        """Yield what the Board did, in the order of the file."""
        written, stages = self.written, self.regime.stages
        before = written.authorised_on
        for act, given in placed_entries(written.acts, self.node, "acts"):
            named = [key for key in ("stage", "not_taken", "deadline") if key in given]
            if len(named) != 1:
                remedy = "write `stage: …`, `not_taken: …` or `deadline: …`"
                self.problems.wrong(
                    given.at, f"an act of {self.authority} is exactly one thing", remedy
                )
                continue
            if act.on < before:
                message = f"`{act.on}` lies before the day above it, `{before}`"
                remedy = "put acts in the order of their days, from authorisation on"
                self.problems.wrong(given["on"].at, message, remedy)
            if act.deadline is not None and act.deadline < act.on:
                message = f"the deadline is moved to `{act.deadline}`, before the day of the act"
                self.problems.wrong(given["deadline"].at, message, "correct one of the two dates")
            if names_group(act.by, written.name, written.code):
                message = f"an act of {self.authority} is by {quote(act.by)}, the group itself"
                self.problems.wrong(
                    given["by"].at, message, f"name who did it for {self.authority}"
                )
            before = max(before, act.on)
            stage, not_taken = (
                self.problems.known_name(name, stages, "stage") if name else ""
                for name in (act.stage, act.not_taken)
            )
            yield BoardAct(
                on=act.on,
                by=act.by,
                reason=act.reason,
                stage=stage,
                not_taken=not_taken,
                deadline=act.deadline,
            )


AMOUNT: Final = Question(
    path="amount",
    type=ValueType.MONEY,
    ask="How much of the overspend does the cause explain?",
    unit="GBP",
    minimum=Decimal(0),
    decimals=2,
)


def build_shares(
    causes: Iterable[tuple[WrittenShare, Node]], regime: Regime, problems: Problems
) -> tuple[Share, ...]:
    """Build the claims of a return, each written at its node; none may stand there twice."""
    shares: list[Share] = []
    for written, place in causes:
        share = _build_share(written, require_mapping(place, []), regime, problems)
        if share is None:
            continue
        if share.amount is not None and share in shares:
            message = f"the same claim of {quote(share.cause)} stands here twice"
            problems.wrong(share.at, message, "keep one of the two, or say how they differ")
        shares.append(share)
    return tuple(shares)


def _build_share(
    written: WrittenShare, node: Mapping, regime: Regime, problems: Problems
) -> Share | None:
    before = len(problems)
    cause = _known_name(written.cause, regime.causes, "cause", problems)
    about = _about(written.about, regime, problems)
    status = _known_name(written.status, tuple(map(str, ClaimStatus)), "status", problems)
    known = len(problems) == before
    amount: Answer = None
    if "amount" in node:
        amount = read_answer(node["amount"], AMOUNT, AMOUNT.path, AnswerReading(problems))
    if not known:
        return None
    return Share(
        cause=cause,
        about=about,
        standing=ClaimStatus(status),
        by=written.by,
        on=written.on,
        amount=amount if isinstance(amount, Decimal) else None,
        main=written.main,
        claimed_by=written.claimed_by,
        claimed_on=written.claimed_on,
        arose=written.arose,
        evidence=tuple(
            Proof(kind=p.kind.text, document=p.document, by=p.by, on=p.on) for p in written.evidence
        ),
        at=node.at,
    )


def _about(written: PlacedName, regime: Regime, problems: Problems) -> str:
    """Return the id of the budget line or trigger that a cause is about.

    An overspend is explained by budget line, not by trigger.
    """
    by_line = {trigger.id: trigger.line for trigger in regime.triggers}
    if line := by_line.get(written.text):
        message = f"{quote(written.text)} is about money, which is explained by budget line"
        problems.wrong(written.at, message, f"write {quote(line)}")
        return written.text
    explainable = (*regime.lines, *(trigger for trigger, line in by_line.items() if not line))
    return _known_name(written, explainable, "budget line or trigger", problems)


def _known_name(named: PlacedName, known: Collection[str], what: str, problems: Problems) -> str:
    return problems.known_name(named, known, what, f"there are: {', '.join(known)}")


@dataclass(slots=True)
class ReturnOrder:
    """Checks each return of a file against those before it."""

    problems: Problems
    words: ReturnsWords
    previous: FiledReturn | None = None
    """The return just before, whichever version it is."""
    by_period: dict[Period, FiledReturn] = field(default_factory=dict)
    """The newest version for each period."""
    first_at: dict[Period, Location] = field(default_factory=dict)
    """Where the first version for each period stands."""

    def accepts(self, filed: FiledReturn, first: Period) -> bool:
        """Return whether a return may follow those before it; if not, add the problem.

        A first version may stand below those of later periods: it is late, and counts from its day.
        """
        fault = self._fault(filed, first)
        if fault:
            self.problems.wrong(filed.at, *fault)
            return False
        self.previous = filed
        self.by_period[filed.period] = filed
        self.first_at.setdefault(filed.period, filed.at)
        return True

    def _fault(self, filed: FiledReturn, first: Period) -> tuple[str, str] | None:
        period = filed.period
        if period < first:
            return (
                f"`{period}` lies before `{first}`, the first period due",
                "correct `first`, or the day of authorisation",
            )
        if filed.received_on < period.begins:
            return f"`{period}` was received before it began", "correct `received_on`"
        if self.previous is not None and filed.received_on < self.previous.received_on:
            return (
                f"`{period}` was received before the return above it",
                "put returns in the order in which they were received",
            )
        if filed.corrects or filed.withdrawn:
            return self._later_version(filed)
        if period in self.by_period:
            return self._filed_again(period)
        return None

    def _filed_again(self, period: Period) -> tuple[str, str]:
        newest, message = self.by_period[period], f"`{period}` was filed already, at"
        if newest.withdrawn:
            return (
                f"{message} {self.first_at[period]}, and withdrawn at {newest.at}",
                f"{self.words.corrects.format(period)} to file it anew, with all of its answers",
            )
        return (
            f"{message} {self.first_at[period]}",
            f"{self.words.corrects.format(period)} for a later version",
        )

    def _later_version(self, filed: FiledReturn) -> tuple[str, str] | None:
        period = filed.period
        if period not in self.by_period:
            remedy = f"{self.words.first_version.format(period)} for the first version"
            return f"`{period}` was never filed", remedy
        if filed.withdrawn and self.by_period[period].withdrawn:
            return f"`{period}` was withdrawn already", "keep one of the two"
        return None
