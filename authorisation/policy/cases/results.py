"""What came of a case: every way in which the rules differ from what it expects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from msgspec import Struct, structs

from authorisation.model.regime_case import AnyCase
from authorisation.model.source import Location, Problem
from authorisation.policy.places import NO_FOLDERS, RuleFolders
from authorisation.policy.properties.results import PropertyResult, PropertyRun


class CaseDifference(Struct, frozen=True):
    """One thing in which the rules differ from what a case expects of them.

    `of` is a criterion, `outcome`, or what a case of a regime looks at. `expected` is empty where
    the case could not be held against the rules at all.
    """

    of: str
    expected: str
    actual: str
    because: tuple[str, ...] = ()
    """The judgements that decided what came out, a line each."""

    def __str__(self) -> str:
        expected = f"expected {self.expected}, got " if self.expected else ""
        return f"{self.of}: {expected}{self.actual}"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case and its differences from what it expects; it passed where there are none."""

    case: AnyCase
    differences: tuple[CaseDifference, ...]

    @property
    def passed(self) -> bool:
        """Whether the rules did what the case says."""
        return not self.differences

    def placed(self, place: Callable[[Location], Location]) -> CaseResult:
        """The same result of a case whose file is named otherwise."""
        return replace(self, case=replace(self.case, at=place(self.case.at)))


@dataclass(frozen=True, slots=True)
class CaseRun:
    """The results of the cases of a rule set that were run, in the order of their files."""

    asked: str
    """The rule set as it was asked for: by its name, or its folder."""
    rule_set: str
    edition: str
    results: tuple[CaseResult, ...]
    not_covered: tuple[Problem, ...] = ()
    """The parts of the rules that no case looks at, where all cases were run."""
    containing: str = ""
    """What the names of the cases had to contain; empty where all were run."""
    folders: RuleFolders = NO_FOLDERS
    """The folders that the files of the rules lie in."""
    properties: PropertyRun | None = None
    """What came of the properties of the rule set, where they were proved too."""

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The results in which the rules answered otherwise."""
        return tuple(result for result in self.results if not result.passed)

    @property
    def failed_properties(self) -> tuple[PropertyResult, ...]:
        """The properties that came out otherwise than they say."""
        return self.properties.failed if self.properties else ()

    @property
    def portable(self) -> CaseRun:
        """The same run, in which names of files mean the same on every machine."""
        place = self.folders.place
        return replace(
            self,
            results=tuple(each.placed(place) for each in self.results),
            not_covered=tuple(structs.replace(p, at=place(p.at)) for p in self.not_covered),
            properties=self.properties and self.properties.portable,
        )
