"""The editions of a rule set that are kept, with those of the rule sets that it rests on."""

from __future__ import annotations

from pathlib import Path

from authorisation.language.rules.find import edition_folder, find_rule_set_folder, kept_editions
from authorisation.model.rules import RuleSet
from authorisation.model.value import natural_order
from authorisation.usecases.library import Library


def editions_of(asked: str | Path, library: Library) -> dict[str, str | Path]:
    """Every edition of a rule set, the oldest first, and before them those of what it rests on.

    By name, such as `gpcc-2010 2010-10-31.2`, each with what loads it.

    Raises:
        InvalidRules: the rules cannot be used.
    """
    found: dict[str, str | Path] = {}
    for other in rests_on(asked, library):
        found |= editions_of(other, library)
    return found | own_editions(asked, library)


def rests_on(asked: str | Path, library: Library) -> tuple[str | Path, ...]:
    """The rule set that one extends and those that it uses, as what loads them."""
    rules, base = library.rule_set(asked), _base(asked, library)
    names = filter(None, (rules.extends, *rules.uses))
    return tuple(names) if base == library.folder else tuple(base / name for name in names)


def own_editions(asked: str | Path, library: Library) -> dict[str, str | Path]:
    """The editions of a rule set itself, as `editions_of` has them.

    Raises:
        InvalidRules: the rules cannot be used.
    """
    rules, base = library.rule_set(asked), _base(asked, library)
    own: dict[str, str | Path] = {
        edition: f"{rules.id}@{edition}"
        if base == library.folder
        else edition_folder(rules.id, edition, base) / rules.id
        for edition in kept_editions(rules.id, base)
    }
    own[_name(rules) if rules.edition in own else rules.edition] = asked
    return {f"{rules.id} {edition}": own[edition] for edition in sorted(own, key=natural_order)}


def _name(rules: RuleSet) -> str:
    """The edition of rules that were adopted, and perhaps edited since."""
    return f"{rules.edition} as edited here" if rules.edited else rules.edition


def _base(asked: str | Path, library: Library) -> Path:
    """The folder of rules with the editions of a rule set; of an edition that is kept, too."""
    if "@" in str(asked) and not Path(asked).is_dir():
        return library.folder
    _, base = find_rule_set_folder(asked, library.folder)
    return base
