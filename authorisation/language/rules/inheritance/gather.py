"""Gathers the files of a rule set with those of the sets it extends or uses, still as written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from authorisation.language.rules.find import RULE_SET_FILE, rule_set_names
from authorisation.language.rules.inheritance.entries import EntryMerger
from authorisation.language.rules.inheritance.gathered import GatheredRuleSet
from authorisation.language.written.rules import WrittenRuleSet, WrittenSource
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping
from authorisation.language.yaml.files import list_yaml_files, read_yaml_file
from authorisation.language.yaml.problems import Problems, require_mapping, require_sequence
from authorisation.language.yaml.scalars import suggest_name
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.rules import Parties, Severity
from authorisation.model.source import Location

MAX_CHAIN: Final = 20


def gather_rule_set(folder: Path, base: Path, problems: Problems) -> GatheredRuleSet | None:
    """Return the entries of a rule set with those that it rests on under `base`.

    None, with every problem, where they cannot be read.
    """
    within = base if folder.parent == base else folder
    return _RuleSetGatherer(base, problems, EntryMerger(problems)).gather(folder, within)


class _RuleSetGatherer(msgspec.Struct):
    root: Path
    problems: Problems
    entries: EntryMerger
    trail: tuple[Path, ...] = ()

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
        if head.pooling is None and parts.pooling is not None:
            pooling, _ = parts.pooling  # goes with the criterion that it is for
            parts.pooling = parts.pooling if pooling.criterion.text in parts.criteria else None
        parts.removed_at.update(self.entries.removed_at())
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
        parts.scales.update(head.scales)
        if head.severities is not None:
            words = {severity: getattr(head.severities, severity.value) for severity in Severity}
            parts.severities.update((severity, text) for severity, text in words.items() if text)
        if head.parties is not None:
            parts.parties = Parties(
                applicant=head.parties.applicant or parts.parties.applicant,
                authority=head.parties.authority or parts.parties.authority,
            )
        if head.pooling is not None:
            parts.pooling = head.pooling, node.key_at("pooling")
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
        parts.unread = [*parts.unread, *head.unread]
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
            self.entries.merge(
                require_mapping(node, self.problems), parts.parameters, parts.edition
            )
        for path in list_yaml_files(folder / "criteria"):
            if (node := read_yaml_file(path, self.problems, within=within)) is not None:
                self.entries.merge_criteria(require_mapping(node, self.problems), parts)
        path = folder / "outcomes.yaml"
        if path.exists():
            parts.outcomes = read_yaml_file(path, self.problems, within=within)
        elif parts.outcomes is None:
            remedy = "write one beside `ruleset.yaml`: it says what follows from the findings"
            self.problems.wrong(parts.at, "the rule set has no `outcomes.yaml`", remedy)


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
