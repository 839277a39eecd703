"""The editions of a rule set that are kept, with those of the rule sets that it rests on."""

from __future__ import annotations

from pathlib import Path

from authorisation.explain.words.quantities import natural_order
from authorisation.language.rules.find import kept_editions
from authorisation.usecases.library import Library


def editions_of(asked: str | Path, library: Library) -> dict[str, str | Path]:
    """Every edition of a rule set, the oldest first, and before them those of what it rests on.

    By name, such as `gpcc-2010 2010-10-31.2`, each with what loads it.

    Raises:
        InvalidRules: the rules cannot be used.
    """
    rules = library.rule_set(asked)
    found: dict[str, str | Path] = {}
    for other in filter(None, (rules.extends, *rules.uses)):
        found |= editions_of(other, library)
    return found | own_editions(asked, library)


def own_editions(asked: str | Path, library: Library) -> dict[str, str | Path]:
    """The editions of a rule set itself, as `editions_of` has them.

    Raises:
        InvalidRules: the rules cannot be used.
    """
    rules = library.rule_set(asked)
    own: dict[str, str | Path] = {
        edition: f"{rules.id}@{edition}" for edition in kept_editions(rules.id, library.folder)
    }
    edited = rules.edition in own and rules.edited
    own[f"{rules.edition} as edited here" if edited else rules.edition] = asked
    return {f"{rules.id} {edition}": own[edition] for edition in sorted(own, key=natural_order)}
