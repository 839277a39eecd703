"""The editions of a rule set that are kept, those of what it rests on, and what each changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from authorisation.language.rules.find import edition_folder, find_rule_set_folder, kept_editions
from authorisation.model.rules import RuleSet
from authorisation.model.value import natural_order
from authorisation.policy.comparison.changes import RulesPart, find_changes
from authorisation.policy.comparison.result import ComparedRules
from authorisation.policy.comparison.words import describe_change
from authorisation.report.pages.rules.parts import EditionChanges
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


def edition_changes(asked: str | Path, library: Library) -> Mapping[str, Sequence[EditionChanges]]:
    """The changes to each criterion, by its id, in each edition since the edition before.

    Raises:
        InvalidRules: one of the editions cannot be used.
    """
    places = own_editions(asked, library).values()
    found: dict[str, list[EditionChanges]] = {}
    for old, new in pairwise(map(library.rule_set, places)):
        changes = find_changes(old, new)
        days = old.in_force[0], new.in_force[0]
        compared = ComparedRules(old=old, new=new, days=days, changes=changes, meanings=())
        words: dict[str, list[str]] = {}
        for change in changes:
            if change.part is RulesPart.CRITERION:
                words.setdefault(change.of, []).append(str(describe_change(change, compared)))
        for name, texts in words.items():
            found.setdefault(name, []).append(EditionChanges(new.edition, tuple(texts)))
    return found


def _name(rules: RuleSet) -> str:
    """The edition of rules that were adopted, and perhaps edited since."""
    return f"{rules.edition} as edited here" if rules.edited else rules.edition


def _base(asked: str | Path, library: Library) -> Path:
    """The folder of rules with the editions of a rule set; of an edition that is kept, too."""
    if "@" in str(asked) and not Path(asked).is_dir():
        return library.folder
    _, base = find_rule_set_folder(asked, library.folder)
    return base
