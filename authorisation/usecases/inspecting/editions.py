"""The editions of a rule set that are kept, with those of the rule sets that it rests on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from authorisation.language.rules.find import kept_editions
from authorisation.model.rules import RuleSet
from authorisation.usecases.library import Library

_RUNS: Final = re.compile(r"\d+|\D+")


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
    return found | _own_editions(asked, rules, library)


def _own_editions(asked: str | Path, rules: RuleSet, library: Library) -> dict[str, str | Path]:
    own: dict[str, str | Path] = {
        edition: f"{rules.id}@{edition}" for edition in kept_editions(rules.id, library.folder)
    }
    edited = rules.edition in own and rules.edited
    own[f"{rules.edition} as edited here" if edited else rules.edition] = asked
    return {f"{rules.id} {edition}": own[edition] for edition in sorted(own, key=_counted)}


def _counted(edition: str) -> list[tuple[int, str]]:
    """What sorts editions as a reader counts: `2012-10-01.9` before `2012-10-01.10`."""
    return [(int(run), "") if run.isdigit() else (-1, run) for run in _RUNS.findall(edition)]
