"""What an assessment leaves to be watched: its conditions with ids, and what was answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from authorisation.engine.outcomes import due_date
from authorisation.engine.results import Assessment, ImposedCondition
from authorisation.explain.assessment.outcome import outcome_title, standing_outcome
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.problems import Problems
from authorisation.model.regime import Regime
from authorisation.model.returns import AuthorisationCondition
from authorisation.model.source import Location
from authorisation.model.value import Answer
from authorisation.model.verdict import Verdict
from authorisation.records.assessment_shape import DecisionRecord

_LATER: Final = "write it under `conditions` where it was imposed, with its day"
_NO_CONDITION: Final = (Verdict.MET, Verdict.NOT_APPLICABLE)


@dataclass
class AuthorisedBy:
    """An assessment as what a group was authorised by, with the decision if somebody added it."""

    assessment: Assessment
    decision: DecisionRecord | None
    file: str
    left_out: Problems = field(default_factory=Problems)
    """What cannot be said of the group, in the order in which it was asked for."""

    @cached_property
    def _decided(self) -> tuple[str, date]:
        """Which outcome was decided, empty where none was; and when, else the day assessed."""
        if self.decision is not None:
            return self.decision.outcome, self.decision.on
        departure = self.assessment.departures.get("")
        return (departure.outcome, departure.on) if departure else ("", self.assessment.as_of)

    @property
    def day(self) -> date:
        """The day of the decision, without one that of the assessment."""
        return self._decided[1]

    def answers(self, regime: Regime) -> dict[str, Answer]:
        """What was answered of the questions that the regime looks back at, as it asks them."""
        given, asked = self.assessment.counted.answers, self.assessment.rules.bank
        found = {path: given[path] for path in regime.authorisation if path in given}
        for path in found:
            if asked[path] != regime.authorisation[path]:
                message = f"{quote(path)} is asked otherwise by {quote(regime.rules.id)}"
                self._leave_out(message, "answer it under `at_authorisation`")
        return {p: each for p, each in found.items() if asked[p] == regime.authorisation[p]}

    def conditions(self) -> tuple[AuthorisationCondition, ...] | None:
        """The conditions of the outcome decided or indicated; None where nobody knows them."""
        decided, _ = self._decided
        outcome = standing_outcome(self.assessment, decided)
        if outcome is None and decided:
            title = outcome_title(decided, self.assessment.rules)
            message = f"the rules leave {quote(title)} no conditions, for they do not indicate it"
            self._leave_out(message, "write under `conditions` what was imposed")
        elif outcome is None:
            message = "several outcomes are possible, so nobody knows the conditions yet"
            self._leave_out(message, "keep a record once it is settled, or decided")
        return None if outcome is None else tuple(self._imposed(outcome.conditions))

    def _imposed(
        self, conditions: tuple[ImposedCondition, ...]
    ) -> Iterator[AuthorisationCondition]:
        for each in conditions:
            finding = self.assessment.finding(each.criterion)
            departure = self.assessment.departures.get(each.criterion)
            named, due = quote(each.criterion), due_date(finding, self.day)
            if departure is not None and departure.verdict in _NO_CONDITION:
                what = f"was decided to be {departure.verdict} by {departure.by}"
                self._leave_out(f"{named} {what}, so it is no condition", "nothing need be done")
            elif each.perhaps:
                what = "is a condition or none, by answers that are missing"
                self._leave_out(f"{named} {what}", _LATER)
            elif due is None:
                self._leave_out(f"nothing says when the condition {named} is due", _LATER)
            else:
                shown = f"; discharged by: {each.evidence}" if each.evidence else ""
                yield AuthorisationCondition(
                    id=each.criterion, requires=f"{finding.criterion.title}{shown}", due_on=due
                )

    def _leave_out(self, message: str, remedy: str) -> None:
        self.left_out.wrong(Location(self.file, line=0), message, remedy)
