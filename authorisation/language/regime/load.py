"""Loads the failure regime of a rule set, or collects every problem in its files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec import structs

from authorisation.errors import InvalidRules
from authorisation.language.check.rule_set import checked_rule_set
from authorisation.language.regime.build import RegimeBuilder
from authorisation.language.regime.figures import check_figures
from authorisation.language.regime.scope import DOTTED, SAME_YEAR, condition_questions
from authorisation.language.rules.build import RuleSetBuilder
from authorisation.language.rules.editions import adopted_sha256
from authorisation.language.rules.find import find_rule_set_folder, rule_set_names
from authorisation.language.rules.inheritance.entries import merge_parameters
from authorisation.language.rules.inheritance.gather import gather_rule_set
from authorisation.language.rules.inheritance.gathered import (
    GatheredRuleSet,
    RuleSetEntry,
    with_removals,
)
from authorisation.language.rules.late_parts import check_nothing_unread_is_cited, cited_passages
from authorisation.language.rules.load import load_rule_set, rule_set_folders
from authorisation.language.rules.question_bank import read_question_bank
from authorisation.language.rules.references import (
    build_sources,
    check_asks,
    check_impersonal,
    find_questions,
)
from authorisation.language.written.regime import WrittenRegime, WrittenRegimeChanges
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node
from authorisation.language.yaml.files import read_yaml_file
from authorisation.language.yaml.problems import Problems, require_mapping
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.canonical import sha256
from authorisation.model.passage import Passage
from authorisation.model.question import QuestionBank
from authorisation.model.regime import Regime, band_id, evidence_id, exit_id
from authorisation.model.rules import Criterion, DatedSeverity, Outcome, RuleSet, Severity
from authorisation.model.source import Formula, Location, Problem

REGIME_FILE: Final = "regime.yaml"
RETURN_QUESTIONS: Final = "questions/returns"


@dataclass(frozen=True, slots=True)
class LoadedRegime:
    """A rule set with its regime, and the bank of questions that returns may answer."""

    rules: RuleSet
    regime: Regime
    bank: QuestionBank
    since: date
    """The first day of the oldest of the regimes that it goes on from, itself among them."""


def has_regime(name_or_path: str | Path, *, root: Path) -> bool:
    """Return whether the rule set, or one that it extends, has a failure regime."""
    return any(map(_has_own_regime, rule_set_folders(name_or_path, root)))


def _with_regime(root: Path) -> str:
    """Return the names of the rule sets with a failure regime of their own, behind a colon."""
    names = [quote(name) for name in rule_set_names(root) if _has_own_regime(root / name)]
    return f": {', '.join(names)}" if names else ""


def load_regime(name_or_path: str | Path, *, root: Path) -> LoadedRegime:
    """Return a rule set and its failure regime, resolved and checked.

    Raises:
        InvalidRules: with every problem of every file, or because there is no regime.
    """
    rules = load_rule_set(name_or_path, root=root)
    folder, base = find_rule_set_folder(name_or_path, root)
    problems = Problems()
    bank = read_question_bank(base, problems, folder=RETURN_QUESTIONS)
    parts = gather_rule_set(folder, base, problems)
    if parts is None:
        raise InvalidRules(problems)
    if not any(map(_has_own_regime, parts.lineage)):
        remedy = f"write {REGIME_FILE} beside its rules, or choose rules that have one"
        at = Location(quote(rules.id)[1:-1], line=0)
        problem = Problem(at, "this rule set has no failure regime", remedy + _with_regime(root))
        raise InvalidRules([problem])
    read = _read_regime(parts, problems)
    if read is None:
        raise InvalidRules(problems)
    node, written = read
    regime = _build_regime(parts, written, node, rules, bank, problems)
    check_nothing_unread_is_cited(parts, _citing(regime), regime.rules.sources, problems)
    if problems:
        raise InvalidRules(with_removals(problems, parts))
    checked, found = checked_rule_set(regime.rules)
    if found:
        raise InvalidRules(with_removals(found, parts))
    regime = replace(regime, rules=checked)
    as_written = structs.replace(
        checked,
        in_force=parts.in_force,
        followed_by=parts.followed_by,
        bank=MappingProxyType({}),
        says=(),
    )
    digest = sha256(replace(regime, rules=as_written))
    adopted = adopted_sha256(rules.id, regime_edition(rules.edition), base)
    regime = replace(
        regime, sha256=digest, rules=structs.replace(checked, sha256=digest, adopted_sha256=adopted)
    )
    return LoadedRegime(rules, regime, bank, _since(parts))


def _citing(regime: Regime) -> tuple[tuple[str, Passage], ...]:
    triggers = {trigger.id: trigger for trigger in regime.triggers}
    others = {"moves": regime.moves, "interim": regime.interim, "attribution": regime.attribution}
    named = (regime.causes, regime.powers, regime.responses, regime.stages)
    return cited_passages(triggers, *named, regime.rules.parameters, others)


def _since(parts: GatheredRuleSet) -> date:
    inherited = zip(parts.lineage, parts.beginnings, strict=True)
    return min(parts.in_force[0], *(begun for place, begun in inherited if _has_own_regime(place)))


def regime_edition(edition: str) -> str:
    """Return the name under which `editions.yaml` holds the regime of an edition."""
    return f"{edition} regime"


def _has_own_regime(folder: Path) -> bool:
    return (folder / REGIME_FILE).is_file()


def _read_regime(
    parts: GatheredRuleSet, problems: Problems
) -> tuple[Mapping, WrittenRegime] | None:
    """Read the regime of a rule set or of its nearest parent, and the changes to its figures.

    The figures and sources go into the parts of the rule set.
    """
    changes: list[tuple[Path, Mapping, WrittenRegimeChanges]] = []
    for place in filter(_has_own_regime, parts.lineage):
        node = read_yaml_file(place / REGIME_FILE, problems, within=place)
        if node is None:
            return None
        entries = require_mapping(node, problems)
        inherits = any(map(_has_own_regime, parts.lineage[parts.lineage.index(place) + 1 :]))
        if inherits and {*entries} <= {*WrittenRegimeChanges.model_fields}:
            amended = validate_shape(WrittenRegimeChanges, node, problems)
            if amended is None:
                return None
            changes.append((place, entries, amended))
            continue
        written = validate_shape(WrittenRegime, node, problems)
        if written is None:
            return None
        edition = place.name if changes else parts.edition
        parts.sources.update(written.sources)
        parts.parameters = _entries_by_name(entries.get("parameters"), edition)
        for child, given, amended in reversed(changes):
            parts.sources.update(amended.sources)
            written.sources.update(amended.sources)
            figures = require_mapping(given.get("parameters", Mapping(given.at)), problems)
            merge_parameters(figures, parts, child.name, problems)
        return entries, written
    return None


def _build_regime(
    parts: GatheredRuleSet,
    written: WrittenRegime,
    node: Mapping,
    rules: RuleSet,
    bank: QuestionBank,
    problems: Problems,
) -> Regime:
    edition = parts.edition
    parts.derived = _entries_by_name(node.get("derived"), edition)
    builder = RuleSetBuilder(parts, bank.questions, problems)
    problems.extend(check_asks(written.returns, bank.questions))
    problems.extend(check_asks(written.at_authorisation, rules.bank))
    problems.extend(check_impersonal(written.returns, bank.questions))
    problems.extend(check_impersonal(written.at_authorisation, rules.bank))
    returns = find_questions(written.returns, bank.questions)
    authorisation = find_questions(written.at_authorisation, rules.bank)
    own = builder.parameters()
    names = RegimeBuilder(parts, problems, {**rules.parameters, **own}, returns)
    regime = names.regime(written, node, authorisation, rules)
    questions = condition_questions(returns, authorisation, regime.lines.values(), rules.criteria)
    if bank.consistency:
        questions = MappingProxyType({**questions, SAME_YEAR.path: SAME_YEAR})
    day = rules.in_force[0]
    condition_rules = RuleSet(
        id=rules.id,
        edition=rules.edition,
        title=rules.title,
        in_force=rules.in_force,
        followed_by=rules.followed_by,
        dated_by="as_of",
        sources=MappingProxyType({**rules.sources, **build_sources(written.sources)}),
        domains=regime.strands,
        asks=(),
        questions=questions,
        bank=questions,
        consistency=tuple(
            test
            for test in bank.consistency
            # One about a question that is not asked is left out.
            if {*DOTTED.findall(test.test.text)} <= {*questions}
        ),
        parameters=MappingProxyType({**rules.parameters, **own}),
        derived=MappingProxyType(builder.derived()),
        criteria=MappingProxyType(_criteria(regime, day, edition)),
        outcomes=(Outcome(id="watched", title="Watched", when=Formula("true"), sources=("ours",)),),
        says=rules.says,
        parties=rules.parties,
    )
    regime = replace(regime, rules=condition_rules)
    problems.extend(names.check_line_names(questions, condition_rules))
    if not problems:
        problems.extend(check_figures(regime, names.figures))
    return regime


def _entries_by_name(node: Node | None, edition: str) -> dict[str, RuleSetEntry]:
    if not isinstance(node, Mapping):
        return {}
    return {name: RuleSetEntry(value, edition, node.key_at(name)) for name, value in node.items()}


def _criteria(regime: Regime, day: date, edition: str) -> dict[str, Criterion]:
    severity = (DatedSeverity(since=day, severity=Severity.NOTE, source="ours"),)
    bands = [
        Criterion(
            id=band_id(trigger, band),
            title=trigger.title,
            severities=severity,
            sources=trigger.sources,
            domain=trigger.strand,
            require=band.when,
            met=trigger.says,
            edition=edition,
            at=trigger.at,
        )
        for trigger in regime.triggers
        for band in trigger.bands
    ]
    tests = [
        (evidence_id(cause, evidence), evidence.title, cause.sources, evidence.needs)
        for cause in regime.causes.values()
        for evidence in cause.evidence
    ]
    tests += [
        (exit_id(stage), f"the exit test of {stage.title}", stage.sources, stage.exit)
        for stage in regime.stages.values()
    ]
    others = [
        Criterion(
            id=name,
            title=title,
            severities=severity,
            sources=sources,
            require=require,
            edition=edition,
        )
        for name, title, sources, require in tests
        if require is not None
    ]
    return {each.id: each for each in (*bands, *others)}
