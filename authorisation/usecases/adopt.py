"""Write down which rules were adopted, so that edited ones can be told from them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from authorisation.errors import InvalidOption
from authorisation.language.regime.load import has_regime, load_regime, regime_edition
from authorisation.language.rules.editions import EDITIONS_FILE, read_editions
from authorisation.language.rules.find import find_rule_set_folder
from authorisation.language.rules.load import load_rule_set
from authorisation.model.rules import RuleSet
from authorisation.usecases.filesystem.files import write_all
from authorisation.usecases.filesystem.places import rules_root

_HEAD = (
    "# Editions that were adopted: rule set, edition, and the SHA-256 of its resolved rules.\n"
    "# Written by `authorise check --adopt SET`; runs under other rules say that they are edited.\n"
)


def adopt(name: str, root: Path | None, *, force: bool = False) -> str:
    """Write down the rules as they are now as their edition, and say what was done.

    Raises:
        InvalidOption: other rules were adopted under that edition before, without `force`.
        InvalidRules: the rules, or the list of editions, cannot be used.
    """
    folder = rules_root(root)
    _, base = find_rule_set_folder(name, folder)
    rules = load_rule_set(name, root=folder)
    regime = _regime(name, folder)
    states = [state for state in (rules, regime) if state is not None]
    if not any(state.edited for state in states):
        return f"{rules.id}: edition {rules.edition} is adopted as it is"
    if any(state.edited and state.adopted_sha256 for state in states) and not force:
        raise InvalidOption(
            f"{rules.id}: other rules were adopted as edition {rules.edition}\n"
            "  help: give `ruleset.yaml` a new `edition`; or, if nobody has used the old one yet, "
            "add --force"
        )
    path = base / EDITIONS_FILE
    write_all({path: _text(_with(read_editions(base), rules, regime)).encode()})
    return f"{rules.id}: adopted as edition {rules.edition} in {path}"


def _regime(name: str, folder: Path) -> RuleSet | None:
    """Give what a failure regime is judged by, which is adopted beside the rules."""
    if not has_regime(name, root=folder):
        return None
    return load_regime(name, root=folder).regime.rules


def _with(
    editions: Mapping[str, Mapping[str, str]], rules: RuleSet, regime: RuleSet | None
) -> dict[str, Mapping[str, str]]:
    known = {**editions.get(rules.id, {}), rules.edition: rules.sha256}
    if regime is not None:
        known[regime_edition(rules.edition)] = regime.sha256
    return {**editions, rules.id: known}


def _text(editions: Mapping[str, Mapping[str, str]]) -> str:
    lines = []
    for name in sorted(editions):
        lines.append(f"{name}:")
        lines += [f"  '{edition}': {known}" for edition, known in sorted(editions[name].items())]
    return _HEAD + "\n".join(lines) + "\n"
