"""What the comparison of two rule sets comes to, before it is put into words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from msgspec import Struct

from authorisation.explain.assessment.comparison import OutcomeChange
from authorisation.model.regime import Regime
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.policy.comparison.changes import Change, RulesPart
from authorisation.policy.comparison.meaning import Meaning, MeaningScope
from authorisation.policy.comparison.moves import Responsible
from authorisation.policy.places import NO_FOLDERS, RuleFolders


class ComparedApplication(Struct, frozen=True):
    """What one application comes to before and now, and which changes its other outcome is from."""

    change: OutcomeChange
    responsible: Responsible | None = None
    """None where the outcome is the same."""


class DayChoice(StrEnum):
    """How the day was chosen that meanings are told for."""

    NAMED = "named"
    LAST_CHANGE = "the last on which a change begins"
    FIRST_IN_FORCE = "the first on which the new rules are in force"


class ComparedRules(Struct, frozen=True, kw_only=True):
    """Two rule sets, or one on two days, and all that is not the same."""

    old: RuleSet
    new: RuleSet
    regimes: tuple[Regime | None, Regime | None] = (None, None)
    folders: tuple[RuleFolders, RuleFolders] = (NO_FOLDERS, NO_FOLDERS)
    """Those of the files of each."""
    days: tuple[date, date]
    """The days whose figures and severities the meanings are of, before and now."""
    day_choice: DayChoice = DayChoice.NAMED
    changes: tuple[Change, ...]
    """Of the text; of rules on two days, of what is in force."""
    meanings: tuple[Meaning, ...]
    scope: MeaningScope = MeaningScope(Stage.DECISION, partial=False)
    applications: tuple[ComparedApplication, ...] | None = None
    """None where none were given."""

    def rules_with(self, part: RulesPart) -> tuple[RuleSet, RuleSet]:
        """The rules that have the names of a part, before and now."""
        if part is not RulesPart.REGIME:
            return self.old, self.new
        old, new = self.regimes
        return old.rules if old else self.old, new.rules if new else self.new

    @property
    def two_days(self) -> bool:
        """Whether what is in force on one day is compared with what is on another."""
        return self.days[0] != self.days[1]

    @property
    def moved(self) -> Iterator[ComparedApplication]:
        """Those whose outcome is another."""
        return (each for each in self.applications or () if each.responsible is not None)
