"""What each adopted edition of a rule set changed of its criteria."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from authorisation.policy.comparison.changes import RulesPart, find_changes
from authorisation.policy.comparison.result import ComparedRules
from authorisation.policy.comparison.words import describe_change
from authorisation.report.pages.rules.parts import EditionChanges
from authorisation.usecases.inspecting.editions import own_editions
from authorisation.usecases.library import Library


def edition_changes(asked: str | Path, library: Library) -> Mapping[str, Sequence[EditionChanges]]:
    """What editions changed of each criterion since the edition before, by its id.

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
