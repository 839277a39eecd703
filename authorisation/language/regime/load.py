"""Loads the failure regime of a rule set, or collects every problem in its files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from authorisation.errors import InvalidRules
from authorisation.language.check.rule_set import check_rule_set
from authorisation.language.regime.build import RegimeBuilder
from authorisation.language.regime.scope import condition_questions
from authorisation.language.rules.asked_questions import ask_problems, asked
from authorisation.language.rules.build import Builder
from authorisation.language.rules.inheritance import Gathering, Part, Parts
from authorisation.language.rules.load import (
    EDITIONS,
    find_folder,
    load_rule_set,
    rule_set_folders,
    rule_set_names,
)
from authorisation.language.rules.question_bank import read_questions
from authorisation.language.written.regime import WrittenRegime
from authorisation.language.yaml.characters import quoted
from authorisation.language.yaml.document import Mapping, Node, Scalar
from authorisation.language.yaml.files import parsed
from authorisation.language.yaml.shape import entries, shape
from authorisation.model.canonical import sha256
from authorisation.model.question import QuestionBank
from authorisation.model.regime import Regime, band_id, exit_id
from authorisation.model.rules import (
    Criterion,
    DatedSeverity,
    Outcome,
    RuleSet,
    Severity,
    Source,
    Standing,
)
from authorisation.model.source import Formula, Location, Problem

REGIME: Final = "regime.yaml"
RETURNS: Final = "questions/returns"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rule set with its regime, and the bank of questions that returns may answer."""

    rules: RuleSet
    regime: Regime
    bank: QuestionBank


def has_regime(name_or_path: str | Path, *, root: Path) -> bool:
    """Return whether the rule set, or one that it extends, has a failure regime."""
    return any((folder / REGIME).is_file() for folder in rule_set_folders(name_or_path, root))


def _having(root: Path) -> str:
    """Return the names of the rule sets with a failure regime of their own, behind a colon."""
    names = [quoted(name) for name in rule_set_names(root) if (root / name / REGIME).is_file()]
    return f": {', '.join(names)}" if names else ""


def load_regime(name_or_path: str | Path, *, root: Path) -> Loaded:
    """Return a rule set and its failure regime, resolved and checked.

    Raises:
        InvalidRules: with every problem of every file, or because there is no regime.
    """
    rules = load_rule_set(name_or_path, root=root)
    folder, base = find_folder(name_or_path, root)
    path = next(
        (place / REGIME for place in rule_set_folders(name_or_path, root) if _has(place)), None
    )
    if path is None:
        raise InvalidRules(
            [
                Problem(
                    Location(quoted(rules.id)[1:-1]),
                    "this rule set has no failure regime",
                    f"write {REGIME} beside its rules, or choose rules that have one"
                    + _having(root),
                )
            ]
        )
    problems: list[Problem] = []
    bank = read_questions(base, problems, folder=RETURNS)
    gathering = Gathering(base, problems)
    parts = gathering.gather(folder, within=folder if folder.parent != base else base)
    node = parsed(path, problems, within=path.parent)
    written = shape(WrittenRegime, node, problems) if node is not None else None
    if parts is None or written is None or node is None:
        raise InvalidRules(problems)
    regime = _built(_Given(parts, written, rules, bank), entries(node, problems), problems)
    if problems:
        raise InvalidRules(problems)
    checked, found = check_rule_set(regime.rules)
    if found:
        raise InvalidRules(found)
    regime = replace(regime, rules=checked)
    digest = sha256(
        replace(regime, rules=replace(checked, bank=MappingProxyType({}), sha256="", says=()))
    )
    adopted = _adopted(rules.id, regime_edition(rules.edition), base)
    regime = replace(
        regime, sha256=digest, rules=replace(checked, sha256=digest, adopted_sha256=adopted)
    )
    return Loaded(rules, regime, bank)


def regime_edition(edition: str) -> str:
    """Return the name under which `editions.yaml` holds the regime of an edition."""
    return f"{edition} regime"


def _adopted(name: str, edition: str, base: Path) -> str:
    """Return the hash under which a regime was adopted; empty where it was not."""
    if not (base / EDITIONS).exists():
        return ""
    root = parsed(base / EDITIONS, [], within=base)
    known = root.get(name) if isinstance(root, Mapping) else None
    found = known.get(edition) if isinstance(known, Mapping) else None
    return found.text if isinstance(found, Scalar) else ""


def _has(folder: Path) -> bool:
    return (folder / REGIME).is_file()


@dataclass(frozen=True, slots=True)
class _Given:
    """The rule set, entries and questions that a regime is built from."""

    parts: Parts
    written: WrittenRegime
    rules: RuleSet
    bank: QuestionBank


def _built(given: _Given, node: Mapping, problems: list[Problem]) -> Regime:
    parts, written, rules = given.parts, given.written, given.rules
    edition = parts.edition
    parts.sources.update(written.sources)
    parts.parameters = _parts(node.get("parameters"), edition)
    parts.derived = _parts(node.get("derived"), edition)
    builder = Builder(parts, given.bank.questions, problems)
    problems.extend(ask_problems(written.returns, given.bank.questions))
    problems.extend(ask_problems(written.at_authorisation, rules.bank))
    returns = asked(written.returns, given.bank.questions)
    authorisation = asked(written.at_authorisation, rules.bank)
    own = builder.parameters()
    names = RegimeBuilder(parts, problems, {**rules.parameters, **own}, returns)
    regime = names.regime(written, node, authorisation)
    questions = condition_questions(returns, authorisation, regime.lines.values(), rules.criteria)
    day = rules.in_force[0]
    judged = RuleSet(
        id=rules.id,
        edition=rules.edition,
        title=rules.title,
        in_force=rules.in_force,
        dated_by="as_of",
        sources=MappingProxyType(_sources(rules, written)),
        domains=regime.strands,
        asks=(),
        questions=questions,
        bank=questions,
        consistency=(),
        parameters=MappingProxyType({**rules.parameters, **own}),
        derived=MappingProxyType(builder.derived()),
        criteria=MappingProxyType(_criteria(regime, day, edition)),
        outcomes=(Outcome(id="watched", title="Watched", when=Formula("true"), sources=("ours",)),),
        says=rules.says,
    )
    regime = replace(regime, rules=judged)
    problems.extend(names.unknown_names(questions, judged))
    return regime


def _parts(node: Node | None, edition: str) -> dict[str, Part]:
    if not isinstance(node, Mapping):
        return {}
    return {name: Part(value, edition, node.key_at(name)) for name, value in node.items()}


def _sources(rules: RuleSet, written: WrittenRegime) -> dict[str, Source]:
    own = {
        name: Source(
            id=name,
            title=source.title,
            publisher=source.publisher,
            published=source.published,
            standing=source.standing or Standing.OPINION,
            called=source.called,
            note=source.note,
        )
        for name, source in written.sources.items()
    }
    return {**rules.sources, **own}


def _criteria(regime: Regime, day: date, edition: str) -> dict[str, Criterion]:
    """Return each band and exit test as a criterion by id, for the engine to judge."""
    severity = (DatedSeverity(since=day, severity=Severity.NOTE, source="ours"),)
    found: dict[str, Criterion] = {}
    for trigger in regime.triggers:
        for band in trigger.bands:
            name = band_id(trigger, band)
            found[name] = Criterion(
                id=name,
                title=trigger.title,
                severities=severity,
                sources=trigger.sources,
                domain=trigger.strand,
                require=band.when,
                met=trigger.says,
                edition=edition,
                at=trigger.at,
            )
    for stage in regime.stages.values():
        if stage.exit is not None:
            name = exit_id(stage)
            found[name] = Criterion(
                id=name,
                title=f"the exit test of {stage.title}",
                severities=severity,
                sources=stage.sources,
                require=stage.exit,
                edition=edition,
            )
    return found
