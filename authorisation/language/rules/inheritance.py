"""Gathers the files of a rule set with those of the sets it extends or uses, still as written.

Every entry keeps the edition it came from. A child's entry changes what it inherits by `replace`,
`amend` or `remove` (see `written.rules` and `written.criteria`); anything else must be new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from authorisation.language.rules.amendments import (
    AMEND,
    REMOVE,
    amend,
    entry_id,
    entry_title,
    inherited_change,
)
from authorisation.language.rules.find import RULE_SET_FILE, rule_set_names
from authorisation.language.written.criteria import WrittenCriterion
from authorisation.language.written.rules import (
    WrittenCriterionRemoval,
    WrittenLeftOut,
    WrittenRemoval,
    WrittenRuleSet,
    WrittenSeverities,
    WrittenSource,
)
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Scalar
from authorisation.language.yaml.files import list_yaml_files, read_yaml_file
from authorisation.language.yaml.names import PlacedName
from authorisation.language.yaml.nodes import require_mapping, require_sequence
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import suggest_name
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.rules import SEVERITY_WORDS, Parties, Severity
from authorisation.model.source import Location

MAX_CHAIN: Final = 20
_MOST_NAMED: Final = 12
Removal = TypeVar("Removal", bound=WrittenRemoval)


@dataclass(frozen=True, slots=True)
class RuleSetEntry:
    """One entry as written, with the edition that wrote or last changed it."""

    node: Node
    edition: str
    at: Location


@dataclass(slots=True)
class GatheredRuleSet:
    """The entries of one rule set, by name and still as written, with those it inherits."""

    head: WrittenRuleSet
    at: Location
    edition: str
    in_force: tuple[date, date | None]
    followed_by: tuple[str, ...]
    dated_by: str = "as_of"
    sources: dict[str, WrittenSource] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    severities: dict[Severity, str] = field(default_factory=lambda: dict(SEVERITY_WORDS))
    parties: Parties = field(default_factory=Parties)
    asks: list[PlacedName] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    left_out: list[WrittenLeftOut] = field(default_factory=list)
    parameters: dict[str, RuleSetEntry] = field(default_factory=dict)
    derived: dict[str, RuleSetEntry] = field(default_factory=dict)
    criteria: dict[str, RuleSetEntry] = field(default_factory=dict)
    outcomes: Node | None = None
    removed: dict[str, tuple[str, WrittenRemoval]] = field(default_factory=dict)
    """The criteria taken out of what is inherited, by id, each with its title."""
    removed_at: dict[str, Location] = field(default_factory=dict)
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


def gather_rule_set(folder: Path, base: Path, problems: Problems) -> GatheredRuleSet | None:
    """Return the entries of a rule set with those that it rests on under `base`.

    None, with every problem, where they cannot be read.
    """
    within = base if folder.parent == base else folder
    return _RuleSetGatherer(base, problems).gather(folder, within)


def merge_parameters(
    node: Mapping, parts: GatheredRuleSet, edition: str, problems: Problems
) -> None:
    """Enter the figures that an edition adds to those that it inherits, or changes of them."""
    gatherer = _RuleSetGatherer(Path(), problems)
    gatherer.merge_named(node, parts.parameters, edition)
    parts.removed_at.update(gatherer.removed_at())


@dataclass(slots=True)
class _RuleSetGatherer:
    """Gathers a rule set and all that it rests on, adding every problem."""

    root: Path
    problems: Problems
    trail: tuple[Path, ...] = ()
    removed: dict[tuple[str, str], Location] = field(default_factory=dict)
    """Where an edition removes what it inherits, by edition and name."""

    def gather(self, folder: Path, within: Path) -> GatheredRuleSet | None:
        """Return the entries of a folder with those it extends or uses; None if unreadable."""
        node = read_yaml_file(folder / RULE_SET_FILE, self.problems, within=within)
        head = validate_shape(WrittenRuleSet, node, self.problems) if node is not None else None
        if head is None or not isinstance(node, Mapping):
            return None
        self.trail = (*self.trail, folder.resolve())
        parent = (
            self._gather_other(head.extends, node["extends"].at, "extends")
            if head.extends
            else None
        )
        edition = f"{head.id} {head.edition}"
        period = (head.in_force.since, head.in_force.until)
        following = self._following(head, node)
        if parent is None:
            parts = GatheredRuleSet(
                head, node.at, edition, period, following, lineage=(folder,), beginnings=period[:1]
            )
        else:
            period, following = _inherited_end(head, parent)
            parts = replace(
                parent,
                head=head,
                at=node.at,
                edition=edition,
                in_force=period,
                followed_by=following,
                removed={},
                lineage=(folder, *parent.lineage),
                beginnings=(period[0], *parent.beginnings),
            )
        for number, name in enumerate(head.uses):
            self._use(parts, name, require_sequence(node["uses"], [])[number].at)
        self.trail = self.trail[:-1]
        if head.extends and parent is None:
            return None
        self._merge_head(parts, node)
        self._merge_files(parts, folder, within)
        parts.removed_at.update(self.removed_at())
        return parts

    def _following(self, head: WrittenRuleSet, node: Mapping) -> tuple[str, ...]:
        """Return what follows a rule set, adding a problem for itself and for one named twice."""
        for number, name in enumerate(head.followed_by):
            twice = name in head.followed_by[:number]
            if twice or name == head.id:
                at = require_sequence(node["followed_by"], [])[number].at
                why = "is named twice" if twice else "cannot follow itself"
                self.problems.wrong(at, f"{quote(name)} {why}", "leave it out here")
        return tuple(head.followed_by)

    def removed_at(self) -> Iterator[tuple[str, Location]]:
        """Yield each name that was taken out so far, and where."""
        yield from ((name, at) for (_, name), at in self.removed.items())

    def _gather_other(self, name: str, at: Location, what: str) -> GatheredRuleSet | None:
        folder = self.root / name
        if folder.resolve() in self.trail:
            message = f"{quote(name)} {what} itself, directly or in a ring"
            remedy = f"take the name out of `{what}` in one of the rule sets of the ring"
            self.problems.wrong(at, message, remedy)
            return None
        if len(self.trail) > MAX_CHAIN:
            self.problems.wrong(at, f"more than {MAX_CHAIN} rule sets rest on one another")
            return None
        if not folder.is_dir():
            remedy = (
                "rule sets are looked for beside the folder `questions`; a proposal on those that "
                "come with the program stands where there is no such folder"
            )
            self.problems.unknown_name(name, at, rule_set_names(self.root), "rule set", remedy)
            return None
        return self.gather(folder, self.root)

    def _use(self, parts: GatheredRuleSet, name: str, at: Location) -> None:
        used = self._gather_other(name, at, "uses")
        if used is None:
            return
        for parameter, part in used.parameters.items():
            if parameter in parts.parameters and parts.parameters[parameter] != part:
                message = f"{quote(name)} brings in {quote(parameter)}, which is there already"
                self.problems.wrong(at, message)
            parts.parameters[parameter] = part
        for source, written in used.sources.items():
            self._source(parts, source, written, at)

    def _source(
        self, parts: GatheredRuleSet, name: str, written: WrittenSource, at: Location
    ) -> None:
        if parts.sources.setdefault(name, written) != written:
            message = f"the source {quote(name)} is already described differently"
            self.problems.wrong(at, message, "leave it out here: it is inherited")

    def _merge_head(self, parts: GatheredRuleSet, node: Mapping) -> None:
        head = parts.head
        sources = node.get("sources")
        for name, written in head.sources.items():
            at = sources.key_at(name) if isinstance(sources, Mapping) else node.at
            self._source(parts, name, written, at)
        parts.domains.update(head.domains)
        parts.severities.update(_severity_words(head.severities))
        if head.parties is not None:
            parts.parties = Parties(
                applicant=head.parties.applicant or parts.parties.applicant,
                authority=head.parties.authority or parts.parties.authority,
            )
        for gone in head.no_longer_asks:
            if not any(asked.text == gone.text for asked in parts.asks):
                near = suggest_name(gone.text, [asked.text for asked in parts.asks])
                self.problems.wrong(gone.at, f"{quote(gone.text)} is not asked", near)
        parts.removed_at.update((gone.text, gone.at) for gone in head.no_longer_asks)
        dropped = {gone.text for gone in head.no_longer_asks}
        kept = [asked for asked in parts.asks if asked.text not in dropped]
        known = {asked.text for asked in kept}
        parts.asks = [*kept, *(asked for asked in head.asks if asked.text not in known)]
        parts.says = list(head.says) or parts.says
        parts.left_out = [*parts.left_out, *head.left_out]
        if head.dated_by is not None:
            if head.dated_by not in {"as_of", "submission.received_on"}:
                at = node["dated_by"].at
                message = f"{quote(head.dated_by)} is no date that values are found by"
                remedy = "write `as_of` or `submission.received_on`"
                self.problems.wrong(at, message, remedy)
            parts.dated_by = head.dated_by

    def _merge_files(self, parts: GatheredRuleSet, folder: Path, within: Path) -> None:
        path = folder / "parameters.yaml"
        if (
            path.exists()
            and (node := read_yaml_file(path, self.problems, within=within)) is not None
        ):
            self.merge_named(require_mapping(node, self.problems), parts.parameters, parts.edition)
        for path in list_yaml_files(folder / "criteria"):
            if (node := read_yaml_file(path, self.problems, within=within)) is not None:
                self._criteria_file(require_mapping(node, self.problems), parts)
        path = folder / "outcomes.yaml"
        if path.exists():
            parts.outcomes = read_yaml_file(path, self.problems, within=within)
        elif parts.outcomes is None:
            remedy = "write one beside `ruleset.yaml`: it says what follows from the findings"
            self.problems.wrong(parts.at, "the rule set has no `outcomes.yaml`", remedy)

    def _criteria_file(self, node: Mapping, parts: GatheredRuleSet) -> None:
        for key, value in node.items():
            match key:
                case "derived":
                    self.merge_named(
                        require_mapping(value, self.problems, key), parts.derived, parts.edition
                    )
                case "criteria":
                    for entry in require_sequence(value, self.problems, key):
                        self._criterion(entry, parts)
                case _:
                    near = suggest_name(key, ("derived", "criteria"))
                    self.problems.wrong(node.key_at(key), f"unknown key {quote(key)}", near)

    def merge_named(self, node: Mapping, known: dict[str, RuleSetEntry], edition: str) -> None:
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
        known[name] = RuleSetEntry(new, edition, entry.at)
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
            remedy = suggest_name(name, known) or _listed(known)
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


def _inherited_end(
    head: WrittenRuleSet, parent: GatheredRuleSet
) -> tuple[tuple[date, date | None], tuple[str, ...]]:
    """Return when a child is in force and what follows it, its parent's where it says neither.

    What begins once its parent has ended inherits no end.
    """
    since, until = head.in_force.since, head.in_force.until
    following = tuple(head.followed_by)
    parents_end = parent.in_force[1]
    if parents_end is not None and since < parents_end:
        until = until or parents_end
        if "followed_by" not in head.model_fields_set:
            following = tuple(name for name in parent.followed_by if name != head.id)
    return (since, until), following


def _listed(known: Iterable[str]) -> str:
    """What there is to change, for a remedy; of many the first."""
    names = [quote(name) for name in known]
    if not names:
        return "nothing of the kind is inherited: write a new entry, or leave this out"
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"there are: {', '.join(names[:_MOST_NAMED])}{more}"


def _severity_words(written: WrittenSeverities | None) -> dict[Severity, str]:
    if written is None:
        return {}
    words = {severity: getattr(written, severity.value) for severity in Severity}
    return {severity: text for severity, text in words.items() if text}
