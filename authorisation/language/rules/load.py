"""Loads a rule set from its folder, or collects every problem in its files.

A rule set ends no later than where a child beside it, or another of its parents', comes into force.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from authorisation.errors import InvalidRules
from authorisation.language.check.rule_set import checked_rule_set
from authorisation.language.rules.build import RuleSetBuilder
from authorisation.language.rules.editions import adopted_sha256
from authorisation.language.rules.find import RULE_SET_FILE, find_rule_set_folder
from authorisation.language.rules.inheritance.gather import gather_rule_set
from authorisation.language.rules.inheritance.gathered import GatheredRuleSet, with_removals
from authorisation.language.rules.late_parts import build_pooling, build_unread
from authorisation.language.rules.question_bank import read_question_bank
from authorisation.language.rules.references import build_sources, check_asks, find_questions
from authorisation.language.rules.unread_files import unread_files
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Scalar, text_of
from authorisation.language.yaml.files import read_yaml_file
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import InvalidScalar, parse_date
from authorisation.model.canonical import sha256
from authorisation.model.question import QuestionBank
from authorisation.model.rules import RuleSet

_IN_FORCE: Final = (
    "`from` is the first day in force, and `until` the first day after it: exchange or mend them"
)


def load_rule_set(name_or_path: str | Path, *, root: Path) -> RuleSet:
    """Return a rule set, resolved and checked, by its name under `root` or by its folder.

    A folder that has `questions` beside it has its own bank and parents there, not under `root`.

    Raises:
        InvalidRules: with every problem of every file, in their order.
    """
    folder, base = find_rule_set_folder(name_or_path, root)
    problems, gathered = Problems(), Problems()
    parts = gather_rule_set(folder, base, gathered)
    lineage = parts.lineage if parts else ()
    bank = read_question_bank(base, problems, rule_sets=lineage[::-1])
    bank_complete = not problems
    problems.extend(gathered)
    if parts is None:
        raise InvalidRules(problems)
    rule_set = _build_rule_set(parts, bank, problems)
    if bank_complete:
        problems.extend(check_asks(parts.asks, bank.questions))
    if folder.parent == base and rule_set.id != folder.name:
        message = f"the id {quote(rule_set.id)} is not the name of its folder, {quote(folder.name)}"
        problems.wrong(parts.at, message)
    if not problems:
        rule_set, found = checked_rule_set(rule_set, parts.message_places())
        problems.extend(found)
        if parts.pooling is not None:
            pooling = build_pooling(*parts.pooling, rule_set, problems)
            rule_set = replace(rule_set, pooling=pooling)
        rule_set = replace(rule_set, unread=build_unread(parts, rule_set, problems))
    if problems:
        unread = unread_files(lineage[::-1], base)
        raise InvalidRules([*with_removals(problems, parts), *unread])
    return _with_hashes(rule_set, base)


def rule_set_folders(name_or_path: str | Path, root: Path) -> tuple[Path, ...]:
    """Return a rule set's folder and those of its parents, nearest first.

    Raises:
        InvalidRules: with every problem that keeps them from being found.
    """
    folder, base = find_rule_set_folder(name_or_path, root)
    problems = Problems()
    parts = gather_rule_set(folder, base, problems)
    if parts is None:
        raise InvalidRules(problems)
    return parts.lineage


def _build_rule_set(parts: GatheredRuleSet, bank: QuestionBank, problems: Problems) -> RuleSet:
    builder = RuleSetBuilder(parts, bank.questions, problems)
    head = parts.head
    rule_set = RuleSet(
        id=head.id,
        edition=head.edition,
        title=head.title,
        in_force=parts.in_force,
        dated_by=parts.dated_by,
        sources=MappingProxyType(build_sources(parts.sources)),
        domains=MappingProxyType(parts.domains),
        severities=MappingProxyType(parts.severities),
        parties=parts.parties,
        asks=tuple(ask.text for ask in parts.asks),
        questions=MappingProxyType(find_questions(parts.asks, bank.questions)),
        bank=bank.questions,
        consistency=bank.consistency,
        across=bank.across,
        parameters=MappingProxyType(builder.parameters()),
        derived=MappingProxyType(builder.derived()),
        criteria=MappingProxyType(builder.criteria()),
        outcomes=builder.outcomes(),
        says=tuple(parts.says),
        extends=head.extends or "",
        ancestors=tuple(place.name for place in parts.lineage[1:]),
        uses=tuple(head.uses),
        removed=MappingProxyType({n: gone.reason for n, (_, gone) in parts.removed.items()}),
        removed_criteria=MappingProxyType(builder.removed_criteria()),
        left_out=builder.left_out(),
        followed_by=parts.followed_by,
    )
    since, until = rule_set.in_force
    if until is not None and until <= since:
        problems.wrong(parts.at, "`in_force` ends before it begins", _IN_FORCE)
    return rule_set


def _with_hashes(rule_set: RuleSet, base: Path) -> RuleSet:
    """Return the rules with their hash, that of the adopted edition, and when others follow."""
    since, until = rule_set.in_force
    followed_by = rule_set.followed_by
    own_adopted = adopted_sha256(rule_set.id, rule_set.edition, base)
    begins: dict[str, date] = {}
    heirs: list[tuple[date, str]] = []
    for name, edition, extends, begun in _other_rule_sets(base):
        begins[name] = begun
        # What nobody has adopted is a proposal, and does not end what somebody has.
        counts = not own_adopted or adopted_sha256(name, edition, base)
        if counts and extends in {rule_set.id, *rule_set.ancestors} and begun > since:
            heirs.append((begun, name))
    if heirs and (until is None or min(heirs)[0] <= until):
        begun, heir = min(heirs)
        sooner = until is not None and begun < until
        until, followed_by = begun, (heir,) if sooner else followed_by or (heir,)
    return replace(
        rule_set,
        in_force=(since, until),
        followed_by=followed_by,
        followers_begin=MappingProxyType({n: begins[n] for n in followed_by if n in begins}),
        sha256=sha256(replace(rule_set, bank=MappingProxyType({}), pooling=None, unread=())),
        adopted_sha256=own_adopted,
    )


def _other_rule_sets(base: Path) -> Iterator[tuple[str, str, str, date]]:
    """Yield the id, edition, parent's id and first day in force of each rule set of a folder."""
    for path in sorted(base.glob(f"*/{RULE_SET_FILE}")):
        node = read_yaml_file(path, [], within=base)
        if not isinstance(node, Mapping):
            continue
        edition, extends, force = (node.get(key) for key in ("edition", "extends", "in_force"))
        match force:
            case Mapping():
                force = force.get("from")
            case list():
                force = force[0] if force else None
        if isinstance(force, Scalar):
            named, parent = text_of(edition), text_of(extends)
            try:
                yield path.parent.name, named, parent, parse_date(force.text)
            except InvalidScalar:
                continue
