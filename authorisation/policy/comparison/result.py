"""What the comparison of two rule sets comes to, before it is put into words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum

from msgspec import Struct

from authorisation.explain.assessment.comparison import ChangedFinding, OutcomeChange
from authorisation.model.regime import Regime
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.policy.comparison.changes import Change, RulesPart
from authorisation.policy.comparison.meaning import Meaning, MeaningScope
from authorisation.policy.comparison.moves import Responsible
from authorisation.policy.places import NO_FOLDERS, RuleFolders


class ComparedApplication(Struct, frozen=True):
    """The results of one application before and now, and the changes its other outcome is from."""

    change: OutcomeChange
    responsible: Responsible | None = None
    """None where the outcome is the same."""


class OutcomeMove(Struct, frozen=True):
    """A move from one outcome to another: the number of applications, and the first by title."""

    old: str
    new: str
    number: int
    titles: tuple[str, ...]


class CountedFinding(Struct, frozen=True):
    """The number of applications for which a criterion comes out otherwise, in the same way."""

    finding: ChangedFinding
    """Without margins, which differ."""
    moved: int
    """Of the applications whose outcome is another."""
    others: int


def counted_findings(applications: Iterable[ComparedApplication]) -> tuple[CountedFinding, ...]:
    """The findings that differ, each once; those that most have whose outcome is another first."""
    numbers: dict[ChangedFinding, list[int]] = {}
    for each in applications:
        for finding in each.change.changes:
            alike = replace(finding, margin_old="", margin_new="")
            numbers.setdefault(alike, [0, 0])[not each.change.other_outcome] += 1
    found = (CountedFinding(finding, *both) for finding, both in numbers.items())
    return tuple(sorted(found, key=lambda each: (-each.moved, -each.others)))


class ComparedTable(Struct, frozen=True, kw_only=True):
    """Very many applications compared, counted; those in `ComparedRules.applications` are a few."""

    number: int
    touched: int
    """How many have the same outcome, and other findings."""
    moves: tuple[OutcomeMove, ...]
    """That of most applications first."""
    findings: tuple[CountedFinding, ...]
    """Those that most have whose outcome is another first."""
    when: tuple[tuple[date, Stage], ...]
    """The days and stages of the assessments."""
    warnings: tuple[str, ...]

    @property
    def moved(self) -> int:
        """The number of applications that come to another outcome."""
        return sum(each.number for each in self.moves)


class DayChoice(StrEnum):
    """The way in which the day was chosen that meanings are told for."""

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
    """None where none were given; of a table, a few whose outcome is another."""
    table: ComparedTable | None = None
    """Where they are too many to name each."""

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
    def when(self) -> tuple[tuple[date, Stage], ...]:
        """The day and stage of each assessment; of a table, each once."""
        if self.table is not None:
            return self.table.when
        return tuple((each.change.as_of, each.change.stage) for each in self.applications or ())

    @property
    def moved(self) -> Iterator[ComparedApplication]:
        """The applications whose outcome is another."""
        return (each for each in self.applications or () if each.responsible is not None)
