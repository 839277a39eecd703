"""Rule sets by name: read and checked, or as they were when these very files were last checked."""

from __future__ import annotations

from pathlib import Path

from authorisation.language.rules.encoded import decode_rule_set, encode_rule_set
from authorisation.language.rules.find import find_rule_set_folder
from authorisation.language.rules.fingerprint import rules_fingerprint
from authorisation.model.rules import RuleSet
from authorisation.usecases.filesystem.cache_folder import keep_entry, read_entry
from authorisation.usecases.filesystem.places import rules_root


def load_rules(name: str, root: Path | None, *, cached: bool) -> RuleSet:
    """Return a rule set by its name or folder; with `cached`, from the user's cache if it is there.

    Raises:
        InvalidOption: the folder of rules that was given holds none.
        InvalidRules: with every problem of every file.
    """
    place = rules_root(root)
    folder, base = find_rule_set_folder(name, place)
    key = rules_fingerprint(folder, base) if cached else None
    if key is not None and (known := _known(key)) is not None:
        return known
    # Reading rules takes libraries that nothing else of such a run needs.
    from authorisation.language.rules.load import load_rule_set  # noqa: PLC0415

    rules = load_rule_set(name, root=place)
    # Only what was read is kept: the files may have changed while it was.
    if key is not None and rules_fingerprint(folder, base) == key:
        keep_entry(key, encode_rule_set(rules))
    return rules


def _known(key: str) -> RuleSet | None:
    entry = read_entry(key)
    try:
        return None if entry is None else decode_rule_set(entry)
    except ValueError:
        return None
