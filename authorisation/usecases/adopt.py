"""Write down which rules were adopted, so that edited ones can be told from them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from authorisation.errors import InvalidOption
from authorisation.language.regime.load import regime_edition
from authorisation.language.rules.editions import read_editions
from authorisation.language.rules.find import (
    EDITIONS_FILE,
    QUESTIONS_FOLDER,
    edition_folder,
    find_rule_set_folder,
)
from authorisation.language.rules.fingerprint import TEST_FOLDERS
from authorisation.language.rules.load import load_rule_set
from authorisation.language.yaml.regular_files import is_yaml
from authorisation.model.regime import Regime
from authorisation.model.rules import RuleSet
from authorisation.usecases.filesystem.files import folders_made, write_all
from authorisation.usecases.library import Library

_HEAD = (
    "# Editions that were adopted: rule set, edition, and the SHA-256 of its resolved rules.\n"
    "# Written by `authorise check --adopt SET`; runs under other rules say that they are edited.\n"
)


def adopt(name: str, library: Library, *, force: bool = False) -> str:
    """Write down the rules as they are now as their edition, keep their files, and say so.

    Raises:
        InvalidOption: other rules were adopted under that edition before, without `force`.
        InvalidRules: the rules, or the list of editions, cannot be used.
    """
    own, base = find_rule_set_folder(name, library.folder)
    rules = library.rule_set(name)
    regime = library.failure_regime(name)
    states = [rules, regime.rules] if regime else [rules]
    kept = edition_folder(rules.id, rules.edition, base)
    if not any(state.edited for state in states):
        if not kept.exists() and "@" not in name:
            _keep_files(rules, own, base, read_editions(base))
        return f"{rules.id}: edition {rules.edition} is adopted as it is"
    if any(state.edited and state.adopted_sha256 for state in states) and not force:
        raise InvalidOption(
            f"{rules.id}: other rules were adopted as edition {rules.edition}",
            "give `ruleset.yaml` a new `edition`; or, if nobody has used the old one yet, "
            "add --force",
        )
    path = base / EDITIONS_FILE
    editions = _with(read_editions(base), rules, regime)
    _keep_files(rules, own, base, editions)
    write_all({path: _text(editions).encode()})
    return f"{rules.id}: adopted as edition {rules.edition} in {path}"


def _keep_files(
    rules: RuleSet, own: Path, base: Path, editions: Mapping[str, Mapping[str, str]]
) -> None:
    """Keep the files of an edition, those it rests on, and the bank of questions, but no tests."""
    kept = edition_folder(rules.id, rules.edition, base)
    of_edition = (rules.edition, regime_edition(rules.edition))
    known = {e: sha for e, sha in editions.get(rules.id, {}).items() if e in of_edition}
    contents = {kept / EDITIONS_FILE: _text({rules.id: known}).encode()}
    folders = {rules.id: own, QUESTIONS_FOLDER: base / QUESTIONS_FOLDER}
    folders.update((name, base / name) for name in _rested_on(rules, base))
    for name, folder in folders.items():
        for file in sorted(filter(is_yaml, folder.rglob("*.*"))):
            part = file.relative_to(folder)
            if part.parts[0] not in TEST_FOLDERS:
                contents[kept / name / part] = file.read_bytes()
    with folders_made(dict.fromkeys(file.parent for file in contents)):
        write_all(contents)


def _rested_on(rules: RuleSet, base: Path) -> tuple[str, ...]:
    """Give the names of the rule sets that one extends or uses, and of those that these do."""
    found: dict[str, None] = {}
    waiting = [name for name in (rules.extends, *rules.uses) if name]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            other = load_rule_set(name, root=base)
            waiting += [each for each in (other.extends, *other.uses) if each]
    return tuple(found)


def _with(
    editions: Mapping[str, Mapping[str, str]], rules: RuleSet, regime: Regime | None
) -> dict[str, Mapping[str, str]]:
    known = {**editions.get(rules.id, {}), rules.edition: rules.sha256}
    if regime is not None:
        known[regime_edition(rules.edition)] = regime.rules.sha256
    return {**editions, rules.id: known}


def _text(editions: Mapping[str, Mapping[str, str]]) -> str:
    lines = []
    for name in sorted(editions):
        lines.append(f"{name}:")
        lines += [f"  '{edition}': {known}" for edition, known in sorted(editions[name].items())]
    return _HEAD + "\n".join(lines) + "\n"
