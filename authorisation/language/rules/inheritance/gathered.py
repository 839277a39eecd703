"""The entries of one rule set with those that it inherits, still as written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import msgspec
from msgspec.structs import replace

from authorisation.language.written.rules import (
    WrittenGrades,
    WrittenLeftOut,
    WrittenPooling,
    WrittenRemoval,
    WrittenRuleSet,
    WrittenSource,
    WrittenUnread,
)
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Scalar
from authorisation.language.yaml.scalars import PlacedName
from authorisation.model.question import with_groups
from authorisation.model.rules import SEVERITY_WORDS, Parties, Severity
from authorisation.model.source import Location, Problem, Remedy


class RuleSetEntry(msgspec.Struct, frozen=True):
    """One entry as written, with the edition that wrote or last changed it."""

    node: Node
    edition: str
    at: Location
    changes: str = ""
    """The edition that had the entry before; empty where it is new."""


class GatheredRuleSet(msgspec.Struct):
    """The entries of one rule set, by name and still as written, with those it inherits."""

    head: WrittenRuleSet
    at: Location
    edition: str
    in_force: tuple[date, date | None]
    followed_by: tuple[str, ...]
    dated_by: str = "as_of"
    sources: dict[str, WrittenSource] = msgspec.field(default_factory=dict)
    domains: dict[str, str] = msgspec.field(default_factory=dict)
    scales: dict[str, WrittenGrades] = msgspec.field(default_factory=dict)
    severities: dict[Severity, str] = msgspec.field(default_factory=lambda: dict(SEVERITY_WORDS))
    parties: Parties = msgspec.field(default_factory=Parties)
    pooling: tuple[WrittenPooling, Location] | None = None
    """What a pool is to reach, and where that stands."""
    asks: list[PlacedName] = msgspec.field(default_factory=list)
    says: list[str] = msgspec.field(default_factory=list)
    left_out: list[WrittenLeftOut] = msgspec.field(default_factory=list)
    unread: list[WrittenUnread] = msgspec.field(default_factory=list)
    """The inherited ones first; those of the rule set itself stand in its `head` too."""
    parameters: dict[str, RuleSetEntry] = msgspec.field(default_factory=dict)
    derived: dict[str, RuleSetEntry] = msgspec.field(default_factory=dict)
    criteria: dict[str, RuleSetEntry] = msgspec.field(default_factory=dict)
    outcomes: Node | None = None
    removed: dict[str, tuple[str, WrittenRemoval]] = msgspec.field(default_factory=dict)
    """The criteria taken out of what is inherited, by id, each with its title."""
    removed_at: dict[str, Location] = msgspec.field(default_factory=dict)
    """Where each figure, criterion or question was taken out of what is inherited."""
    lineage: tuple[Path, ...] = ()
    """The folders whose cases run on this rule set: its own first, then its parents'."""
    beginnings: tuple[date, ...] = ()
    """The first day in force of each of those."""

    def message_places(self) -> dict[str, Location]:
        """Return where each text of criteria and outcomes stands that may show something."""
        found: dict[str, Location] = {}
        nodes = [entry.node for entry in self.criteria.values()]
        nodes += [self.outcomes] if self.outcomes is not None else []
        while nodes:
            match nodes.pop():
                case Scalar() as scalar:
                    if "{" in scalar.text or "}" in scalar.text:
                        found[scalar.text.strip()] = scalar.at
                case Mapping() as mapping:
                    nodes += mapping.values()
                case sequence:
                    nodes += sequence
        return found


def with_removals(problems: Iterable[Problem], parts: GatheredRuleSet) -> Iterator[Problem]:
    """Yield problems; one about a name that was taken out says where, too."""
    gone = parts.removed_at.keys() - {
        *parts.parameters,
        *parts.derived,
        *parts.criteria,
        *(asked.text for asked in parts.asks),
    }
    for problem in problems:
        name = problem.written.strip('"')
        found = sorted(gone.intersection(with_groups(name)))
        if found:
            gone_name = "it" if found[0] == name else quote(found[0])
            message = f"{problem.message}; {gone_name} was removed at {parts.removed_at[found[0]]}"
            words = f"keep {quote(found[0])}, or change what names it as well"
            if problem.help and found[0] != name:
                words = f"{problem.help}{'' if problem.help.endswith('?') else ';'} else {words}"
            yield replace(problem, message=message, remedy=Remedy(words, problem.fixes))
        else:
            yield problem
