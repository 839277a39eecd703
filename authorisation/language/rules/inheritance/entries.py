"""Enters what an edition adds to the entries that it inherits, and what it changes of them.

Every entry keeps the edition it came from. A child's entry changes what it inherits by `replace`,
`amend` or `remove` (see `written.rules` and `written.criteria`); anything else must be new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, TypeVar

import msgspec

from authorisation.language.rules.inheritance.gathered import GatheredRuleSet, RuleSetEntry
from authorisation.language.written.criteria import WrittenCriterion
from authorisation.language.written.rules import WrittenCriterionRemoval, WrittenRemoval
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence, text_of
from authorisation.language.yaml.problems import Problems, require_mapping, require_sequence
from authorisation.language.yaml.scalars import suggest_name
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.source import Location

REPLACE: Final = "replace"
AMEND: Final = "amend"
REMOVE: Final = "remove"
OPERATIONS: Final = (REPLACE, AMEND, REMOVE)
DATED_KEYS: Final = frozenset({"values", "severity"})


def inherited_change(node: Node) -> tuple[str, Node] | None:
    """Return how an entry changes an inherited one, and its body; None for a new entry."""
    if isinstance(node, Mapping) and len(node) == 1:
        key, body = next(iter(node.items()))
        if key in OPERATIONS:
            return key, body
    return None


def amend(old: Node, changes: Mapping, edition: str = "") -> Node:
    """Return an entry with the keys that change; `values` and a dated `severity` merge by date.

    A plain severity holds, as its `edition` wrote it, until the first day of a dated one.
    """
    if not isinstance(old, Mapping):
        return old
    new = Mapping.merged(old.at, old)
    for key, value in changes.items():
        before = new.get(key)
        if key == "severity" and isinstance(before, Scalar) and isinstance(value, Mapping):
            before = _dated_before(before, value, old, edition)
        if key in DATED_KEYS and isinstance(before, Mapping) and isinstance(value, Mapping):
            value = Mapping.merged(before.at, before, value)  # noqa: PLW2901 - what it then has
        new.put(key, value, changes.key_at(key))
    return new


def _dated_before(plain: Scalar, changes: Mapping, old: Mapping, edition: str) -> Mapping:
    """A plain severity as an entry that begins before all that are laid over it."""
    source = old.get("source")
    cited = source[0] if isinstance(source, Sequence) and source else source
    written = edition.rpartition(" ")[2]
    earlier = min([written, *changes]) if written else min(changes, default="")
    try:
        since = date.fromisoformat(earlier)
    except ValueError:
        # A day that is none is told where the days are read.
        since = date.max
    if earlier in changes and since > date.min:
        since -= timedelta(days=1)
    entry = Mapping(plain.at)
    entry.put("value", plain, plain.at)
    if cited is not None:
        entry.put("source", cited, plain.at)
    dated = Mapping(plain.at)
    dated.put(since.isoformat(), entry, plain.at)
    return dated


def entry_id(node: Node) -> Scalar | None:
    """Return the id of an entry as it is written; None where it has none."""
    found = node.get("id") if isinstance(node, Mapping) else None
    return found if isinstance(found, Scalar) and not found.empty else None


def entry_title(node: Node) -> str:
    """Return the title of an entry as it is written; empty where it has none."""
    return text_of(node.get("title")) if isinstance(node, Mapping) else ""


_MOST_NAMED: Final = 12
Removal = TypeVar("Removal", bound=WrittenRemoval)


def merge_parameters(
    node: Mapping, parts: GatheredRuleSet, edition: str, problems: Problems
) -> None:
    """Enter the figures that an edition adds to those that it inherits, or changes of them."""
    entries = EntryMerger(problems)
    entries.merge(node, parts.parameters, edition)
    parts.removed_at.update(entries.removed_at())


class EntryMerger(msgspec.Struct):
    """Enters the entries of editions beside those they inherit, adding every problem."""

    problems: Problems
    removed: dict[tuple[str, str], Location] = msgspec.field(default_factory=dict)
    """Where an edition removes what it inherits, by edition and name."""

    def removed_at(self) -> Iterator[tuple[str, Location]]:
        """Yield each name that was taken out so far, and where."""
        yield from ((name, at) for (_, name), at in self.removed.items())

    def merge_criteria(self, node: Mapping, parts: GatheredRuleSet) -> None:
        """Enter what a file of criteria adds, replaces, amends or removes."""
        for key, value in node.items():
            match key:
                case "derived":
                    derived = require_mapping(value, self.problems, key)
                    self.merge(derived, parts.derived, parts.edition)
                case "criteria":
                    for entry in require_sequence(value, self.problems, key):
                        self._criterion(entry, parts)
                case _:
                    near = suggest_name(key, ("derived", "criteria"))
                    self.problems.wrong(node.key_at(key), f"unknown key {quote(key)}", near)

    def merge(self, node: Mapping, known: dict[str, RuleSetEntry], edition: str) -> None:
        """Enter what is new, replaced, amended or removed."""
        for name, value in node.items():
            at = node.key_at(name)
            change = inherited_change(value)
            if change is not None:
                self._change(change, RuleSetEntry(value, edition, at), name, known, WrittenRemoval)
            elif self._is_new(name, at, known, edition):
                known[name] = RuleSetEntry(value, edition, at)

    def _change(
        self,
        change: tuple[str, Node],
        entry: RuleSetEntry,
        name: str,
        known: dict[str, RuleSetEntry],
        removal: type[Removal],
    ) -> Removal | None:
        """Replace, amend or remove what is inherited; give the removal where it is one."""
        (key, body), edition = change, entry.edition
        if not self._is_inherited(name, key, entry.at, known, edition):
            return None
        if key == REMOVE or not isinstance(body, Mapping):
            gone = validate_shape(removal, body, self.problems)
            if gone is not None:
                del known[name]
                self.removed[edition, name] = entry.at
            return gone
        inherited = known[name]
        new = amend(inherited.node, body, inherited.edition) if key == AMEND else body
        known[name] = RuleSetEntry(new, edition, entry.at, inherited.edition)
        return None

    def _criterion(self, node: Node, parts: GatheredRuleSet) -> None:
        found = inherited_change(node)
        if found is None:
            identity = entry_id(node)
            if identity is None:
                validate_shape(WrittenCriterion, node, self.problems)
            elif self._is_new(identity.text, node.at, parts.criteria, parts.edition):
                parts.criteria[identity.text] = RuleSetEntry(node, parts.edition, node.at)
            return
        key, body = found
        identity = entry_id(body)
        if identity is None:
            self.problems.wrong(body.at, "`id` is missing", f"say which criterion to {key}")
            return
        name, entry = identity.text, RuleSetEntry(node, parts.edition, identity.at)
        title = entry_title(parts.criteria[name].node) if name in parts.criteria else ""
        if removal := self._change(found, entry, name, parts.criteria, WrittenCriterionRemoval):
            parts.removed[name] = title, removal

    def _is_inherited(
        self, name: str, key: str, at: Location, known: dict[str, RuleSetEntry], edition: str
    ) -> bool:
        """Whether an entry is there to change and this edition has not changed it yet."""
        earlier = self.removed.get((edition, name))
        if earlier is None and name not in known:
            remedy = suggest_name(name, known) or _format_known(known)
            self.problems.wrong(at, f"there is no {quote(name)} to {key}", remedy)
            return False
        if earlier is None and known[name].edition != edition:
            return True
        place = known[name].at if earlier is None else earlier
        message = f"{quote(name)} is already defined, changed or removed at {place}"
        self.problems.wrong(at, message, "say all that changes of it in one place")
        return False

    def _is_new(
        self, name: str, at: Location, known: dict[str, RuleSetEntry], edition: str
    ) -> bool:
        if (gone := self.removed.get((edition, name))) is not None:
            message = f"{quote(name)} is already removed at {gone}"
            self.problems.wrong(at, message, "write `replace:` instead of both")
            return False
        if name not in known:
            return True
        earlier = known[name]
        if earlier.edition == edition:
            self.problems.wrong(at, f"{quote(name)} is already defined at {earlier.at}")
        else:
            remedy = "write `replace:` or `amend:` here to change it"
            message = f"{quote(name)} is inherited from {earlier.edition}, at {earlier.at}"
            self.problems.wrong(at, message, remedy)
        return False


def _format_known(known: Iterable[str]) -> str:
    """The names that there are to change, for a remedy; of many the first."""
    names = [quote(name) for name in known]
    if not names:
        return "nothing of the kind is inherited: write a new entry, or leave this out"
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"there are: {', '.join(names[:_MOST_NAMED])}{more}"
