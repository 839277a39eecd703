"""What a corrected or withdrawn return changed, from its own period on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import msgspec

from authorisation.model.returns import AuthorisedGroup, FiledReturn
from authorisation.regime.program import CompiledRegime
from authorisation.regime.replay import (
    History,
    ReplayedPeriod,
    ReplayOptions,
    replay_before_and_after,
)


class PeriodChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One period that came out otherwise, in the parts that did.

    `triggers` names each trigger with the letters of its bands before and after; `responses` and
    `stage` are those before and those after, and null where they are the same.
    """

    period: str
    triggers: tuple[tuple[str, str, str], ...]
    responses: tuple[tuple[str, ...], tuple[str, ...]] | None
    stage: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A return that was corrected or withdrawn, and what came out otherwise."""

    filed: FiledReturn
    changes: tuple[PeriodChange, ...]


def corrections(
    compiled: CompiledRegime, group: AuthorisedGroup, day: date, by: ReplayOptions
) -> tuple[Correction, ...]:
    """Replay around each correction and withdrawal received by that day.

    Raises:
        InvalidSubmission: as for `replay`.
    """
    found: list[Correction] = []
    for number, filed in enumerate(group.filed):
        if (filed.corrects or filed.withdrawn) and filed.received_on <= day:
            before, after = replay_before_and_after(compiled, group, number, by)
            found.append(Correction(filed, tuple(_period_changes(before, after))))
    return tuple(found)


def _period_changes(before: History, after: History) -> Iterator[PeriodChange]:
    for old, new in zip(before.results, after.results, strict=True):
        change = _period_change(old, new)
        if change.triggers or change.responses or change.stage:
            yield change


def _period_change(old: ReplayedPeriod, new: ReplayedPeriod) -> PeriodChange:
    triggers = tuple(
        (name, "".join(old.period_facts.bands[name]), "".join(letters))
        for name, letters in new.period_facts.bands.items()
        if letters != old.period_facts.bands[name]
    )
    one, other = old.conclusions.responses, new.conclusions.responses
    stages = (old.stage_after, new.stage_after)
    return PeriodChange(
        new.period.label,
        triggers,
        None if one == other else (one, other),
        None if stages[0] == stages[1] else stages,
    )
