"""What came of a property: it holds, it is refuted, or it could not be settled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from authorisation.model.case import Case, Property
from authorisation.policy.places import NO_FOLDERS, RuleFolders
from authorisation.policy.properties.evaluate import Trial


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A smallest submission that refutes a property, with what decides that."""

    case: Case
    """Its answers, stage, judgements, and the figures that are set for it."""
    trial: Trial
    """What the engine makes of it."""
    deciding: frozenset[str]
    """The ids of the criteria that decide it."""
    proved_fewest: bool = False
    """Whether it is proved that none with fewer answers and judgements refutes it."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The values of a figure for which a property holds, both ends included."""

    name: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Holds:
    """No submission refutes the property."""

    scope: tuple[str, ...]
    """What that is said of, in sentences."""
    of_nobody: bool = False
    """Whether there is no submission that the property is about, so that it says nothing."""
    of_short_lists: bool = False
    """Whether that is said of lists of only so many entries, which the scope names."""


@dataclass(frozen=True, slots=True)
class Refuted:
    """The engine confirms that a submission refutes the property."""

    counterexample: Counterexample
    holds_within: Interval | None = None
    """Of a figure that is left free: the values for which it holds all the same."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """It is not known whether any submission refutes the property."""

    reason: str
    remedy: str = ""
    fault: bool = False
    """Whether that is by a fault of this program."""


PropertyVerdict: TypeAlias = Holds | Refuted | Unsettled


@dataclass(frozen=True, slots=True)
class PropertyResult:
    """A property and what came of it."""

    declared: Property
    verdict: PropertyVerdict

    @property
    def word(self) -> str:
        """The word for the verdict: `holds`, `refuted` or `undecided`."""
        match self.verdict:
            case Holds():
                return "holds"
            case Refuted():
                return "refuted"
            case _:
                return "undecided"

    @property
    def failed(self) -> bool:
        """Whether it came out otherwise than it says; what is undecided did not."""
        if self.declared.expect_refuted:
            return isinstance(self.verdict, Holds)
        return isinstance(self.verdict, Refuted)

    @property
    def undecided(self) -> bool:
        """Whether it could not be settled."""
        return isinstance(self.verdict, Unsettled)


@dataclass(frozen=True, slots=True)
class PropertyRun:
    """The results of the properties of a rule set, its own before those that it inherits."""

    asked: str
    """The rule set as it was asked for: by its name, or its folder."""
    rule_set: str
    edition: str
    results: tuple[PropertyResult, ...]
    folders: RuleFolders = NO_FOLDERS
    """The folders that the files of the rules lie in."""

    @property
    def failed(self) -> tuple[PropertyResult, ...]:
        """The results that came out otherwise than the property says."""
        return tuple(result for result in self.results if result.failed)

    @property
    def fault(self) -> bool:
        """Whether a property is undecided by a fault of this program."""
        return any(isinstance(e.verdict, Unsettled) and e.verdict.fault for e in self.results)

    @property
    def portable(self) -> PropertyRun:
        """The same run, in which names of files mean the same on every machine."""
        place = self.folders.place
        return replace(
            self,
            asked=self.rule_set,
            results=tuple(
                replace(each, declared=replace(each.declared, at=place(each.declared.at)))
                for each in self.results
            ),
        )
