"""What the Board set, judged and did about a group, as its file of returns has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from authorisation.language.answers.own_name import names_group
from authorisation.language.written.returns import WrittenReturns
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping
from authorisation.language.yaml.nodes import require_mapping, require_sequence
from authorisation.language.yaml.problems import Problems
from authorisation.model.calendar import parse_period
from authorisation.model.regime import CAPABILITIES, Regime
from authorisation.model.returns import (
    AuthorisationCondition,
    BoardAct,
    CapabilityGrade,
    Period,
)
from authorisation.model.source import Location

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
