"""What a corrected or withdrawn return changed, from its own period on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from authorisation.model.returns import Filed, Group
from authorisation.regime.program import Compiled
from authorisation.regime.replay import History, Replaying, Result, before_and_after


@dataclass(frozen=True, slots=True)
class Change:
    """One period that came out otherwise, in the parts that did."""

    period: str
    triggers: tuple[tuple[str, str, str], ...]
    """Each trigger with the letters of its bands before and after."""
    responses: tuple[tuple[str, ...], tuple[str, ...]] | None
    stage: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A return that was corrected or withdrawn, and what came out otherwise."""

    filed: Filed
    changes: tuple[Change, ...]


def corrections(
    compiled: Compiled, group: Group, day: date, by: Replaying
) -> tuple[Correction, ...]:
    """Replay around each correction and withdrawal received by that day.

    Raises:
        InvalidSubmission: as for `replay`.
    """
    found: list[Correction] = []
    for number, filed in enumerate(group.filed):
        if (filed.corrects or filed.withdrawn) and filed.received_on <= day:
            before, after = before_and_after(compiled, group, number, by)
            found.append(Correction(filed, tuple(_changes(before, after))))
    return tuple(found)


def _changes(before: History, after: History) -> Iterator[Change]:
    for old, new in zip(before.results, after.results, strict=True):
        change = _change(old, new)
        if change.triggers or change.responses or change.stage:
            yield change


def _change(old: Result, new: Result) -> Change:
    triggers = tuple(
        (name, "".join(old.told.bands[name]), "".join(letters))
        for name, letters in new.told.bands.items()
        if letters != old.told.bands[name]
    )
    one, other = old.conclusions.responses, new.conclusions.responses
    stages = (old.stage_after, new.stage_after)
    return Change(
        new.period.label,
        triggers,
        None if one == other else (one, other),
        None if stages[0] == stages[1] else stages,
    )
