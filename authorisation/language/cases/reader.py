"""Reads the entries of case files by name, with what each takes over from the one it extends.

A case of the same name stands in place of the parent's, also where other cases extend it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from authorisation.errors import InvalidRules
from authorisation.language.rules.load import rule_set_folders
from authorisation.language.written.cases import (
    WrittenCase,
    WrittenRegimeCase,
    WrittenRows,
    WrittenTable,
)
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Sequence
from authorisation.language.yaml.files import list_yaml_files, read_yaml_file
from authorisation.language.yaml.problems import Problems, require_sequence

WrittenEntry: TypeAlias = WrittenCase | WrittenTable | WrittenRegimeCase | WrittenRows
Entry = TypeVar("Entry", bound=WrittenEntry)
Situation = TypeVar("Situation")
Case = TypeVar("Case")


@dataclass(frozen=True, slots=True)
class CaseEntry(Generic[Entry]):
    """One case or table as written, and the rule set that it belongs to."""

    name: str
    node: Mapping
    shape: Entry
    rule_set: str
    generation: int = 0
    """How many entries of that name stand in its place, in the rule sets that inherit it."""

    @property
    def key(self) -> tuple[str, int]:
        """The name and the generation, which tell it from every other entry."""
        return self.name, self.generation


@dataclass(slots=True)
class CaseReader(ABC, Generic[Entry, Situation, Case]):
    """Reads the cases of one rule set, each situation once, adding every problem."""

    problems: Problems = field(default_factory=Problems, init=False)
    entries: dict[tuple[str, int], CaseEntry[Entry]] = field(default_factory=dict, init=False)
    situations: dict[tuple[str, int], Situation] = field(default_factory=dict, init=False)

    @abstractmethod
    def read_entry(self, node: Node) -> tuple[str, Entry] | None:
        """Return the name and the shape of an entry; None, with a problem, where it has none."""

    @abstractmethod
    def read_situation(self, entry: CaseEntry[Entry], base: Situation | None) -> Situation:
        """Return a case without its expectations, with what it takes over from another."""

    @abstractmethod
    def read_cases(self, entry: CaseEntry[Entry]) -> Iterator[Case]:
        """Yield the cases of an entry: one, or one for each row."""

    def load(
        self, name_or_path: str | Path, folder: str, *, root: Path, rule_set: str
    ) -> tuple[Case, ...]:
        """Return the cases in that folder of a rule set and of its parents, its own first.

        Raises:
            InvalidRules: with every problem in them.
        """
        lineage = rule_set_folders(name_or_path, root)
        names = (rule_set, *(parent.name for parent in lineage[1:]))
        above: Counter[str] = Counter()
        for place, name in zip(lineage, names, strict=True):
            for entry in self._entries_in(place, folder, name).values():
                placed = replace(entry, generation=above[entry.name])
                above[entry.name] += 1
                self.entries[placed.key] = placed
        self._raise_problems()
        own = (entry for entry in self.entries.values() if not entry.generation)
        cases = tuple(case for entry in own for case in self.read_cases(entry))
        self._raise_problems()
        return cases

    def situation(self, name: str) -> Situation:
        """Return the situation of the case or table of that name."""
        unread: dict[tuple[str, int], CaseEntry[Entry]] = {}
        other: tuple[str, int] | None = (name, 0)
        while other is not None and other not in self.situations:
            unread[other] = self.entries[other]
            other = self._base_key(unread[other], unread)
        base = None if other is None else self.situations[other]
        for entry in reversed(unread.values()):
            base = self.situations[entry.key] = self.read_situation(entry, base)
        return self.situations[name, 0]

    def _entries_in(self, place: Path, folder: str, rule_set: str) -> dict[str, CaseEntry[Entry]]:
        own: dict[str, CaseEntry[Entry]] = {}
        for path in list_yaml_files(place / folder):
            root = read_yaml_file(path, self.problems, within=place)
            for node in require_sequence(root, self.problems) if root is not None else ():
                found = self.read_entry(node)
                if found is None or not isinstance(node, Mapping):
                    continue
                name, shape = found
                if name in own:
                    message = f"a case called {quote(name)} is already at {own[name].node.at}"
                    self.problems.wrong(node.at, message, "give each case a name of its own")
                own.setdefault(name, CaseEntry(name, node, shape, rule_set))
        return own

    def _base_key(
        self, entry: CaseEntry[Entry], extending: Collection[tuple[str, int]]
    ) -> tuple[str, int] | None:
        """Return the key of the case that an entry extends; None where there is none.

        By its own name an entry extends the one in whose place it stands. A problem is added where
        that is no case, or one of those that extend this one.
        """
        extends = None if isinstance(entry.shape, WrittenRows) else entry.shape.extends
        if extends is None:
            return None
        above = entry.generation + 1 if extends.text == entry.name else 0
        key = (extends.text, above)
        if key in extending or (above and key not in self.entries):
            message = f"{quote(extends.text)} extends itself, directly or in a ring"
            remedy = "name another case, or leave `extends` out and say here all that it needs"
            self.problems.wrong(extends.at, message, remedy)
            return None
        other = self.entries.get(key)
        if other is None or not _is_case(other):
            own = (each for each in self.entries.values() if not each.generation)
            cases = [each.name for each in own if _is_case(each)]
            self.problems.unknown_name(extends.text, extends.at, cases, "case")
            return None
        return key

    def _raise_problems(self) -> None:
        if self.problems:
            raise InvalidRules(self.problems)


def _is_case(entry: CaseEntry[Entry]) -> bool:
    """Whether others may extend an entry, as they may not extend a table."""
    return isinstance(entry.shape, (WrittenCase, WrittenRegimeCase))


def table_rows(
    rows: Iterable[Node], columns: int, problems: Problems, message: str
) -> Iterator[tuple[int, Sequence]]:
    """Yield each row with its number, from 1; one of another length is a problem."""
    for number, row in enumerate(rows, start=1):
        if isinstance(row, Sequence) and len(row) == columns:
            yield number, row
        else:
            has = f"; it has {len(row)}" if isinstance(row, Sequence) else ""
            problems.wrong(row.at, message + has, f"write `[...]` with {columns} values in it")
