"""What became of each mutant: whether a case noticed it, and what would have."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from msgspec import Struct, structs

from authorisation.policy.mutation.edits import EditKind, Mutant, NamedChange
from authorisation.policy.places import NO_FOLDERS, RuleFolders


class Fate(StrEnum):
    """The fate of a mutant: killed where a case comes out otherwise, else it survived.

    Equivalent is one that comes to the same for every submission.
    """

    KILLED = "killed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"


class MutantResult(NamedChange, frozen=True):
    """One mutant, and what became of it."""

    fate: Fate
    killed_by: str = ""
    """The place and name of the first case that noticed."""
    killing_case: str = ""
    """A case in YAML that would notice, where it survived and one was found."""
    reason: str = ""
    """Why there is none, where it survived; of an equivalent one, for what scope it is so."""
    fault: bool = False
    """Whether there is none by a fault of this program."""

    @property
    def solved(self) -> bool:
        """Whether the solver found what tells it from the rules, or that nothing does."""
        return self.fate is Fate.EQUIVALENT or bool(self.killing_case)

    @classmethod
    def of_mutant(
        cls,
        mutant: Mutant,
        fate: Fate,
        *,
        killed_by: str = "",
        killing_case: str = "",
        reason: str = "",
        fault: bool = False,
    ) -> MutantResult:
        """The result of a mutant, without its rules."""
        what = (mutant.kind, mutant.at, mutant.was, mutant.becomes, mutant.of)
        return cls(*what, fate, killed_by, killing_case, reason, fault)


class MutationRun(Struct, frozen=True):
    """The mutants of a rule set and of its failure regime, in the order of its files."""

    asked: str
    """The rule set as it was asked for: by its name, or its folder."""
    rule_set: str
    edition: str
    results: tuple[MutantResult, ...]
    containing: str = ""
    """What the names of the changed parts had to contain; empty for all."""
    folders: RuleFolders = NO_FOLDERS
    """The folders that the files of the rules lie in."""

    @property
    def portable(self) -> MutationRun:
        """The same run, in which names of files mean the same on every machine."""
        place = self.folders.place
        results = tuple(structs.replace(each, at=place(each.at)) for each in self.results)
        return structs.replace(self, asked=self.rule_set, results=results)

    @property
    def survivors(self) -> tuple[MutantResult, ...]:
        """The mutants that no case noticed."""
        return tuple(each for each in self.results if each.fate is Fate.SURVIVED)

    @property
    def fault(self) -> bool:
        """Whether the engine did not confirm what the solver found, of some mutant."""
        return any(each.fault for each in self.results)

    def count(self, kind: EditKind | None = None) -> Counter[Fate]:
        """The number of mutants of each fate, in all or of one kind."""
        return Counter(each.fate for each in self.results if kind in (None, each.kind))
