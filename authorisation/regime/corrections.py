"""What a corrected or withdrawn return changed, from its own period on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import msgspec

from authorisation.model.returns import FiledReturn
from authorisation.regime.judge_period import PeriodJudge
from authorisation.regime.known_returns import AnswerChange, answer_changes
from authorisation.regime.replay import History, ReplayedPeriod, replay_corrections


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
    """A return that was corrected, withdrawn or late, and what came out otherwise."""

    filed: FiledReturn
    answers: tuple[AnswerChange, ...]
    """What it gives otherwise than the version before; nothing where it corrects none."""
    changes: tuple[PeriodChange, ...]
    anew: bool = False
    """Whether it files again, whole, what was withdrawn."""


def corrections(judge: PeriodJudge, day: date) -> tuple[Correction, ...]:
    """Replay around each return received by that day that changed one before it.

    Raises:
        InvalidSubmission: as for `replay_history`.
    """
    found: list[Correction] = []
    for filed, before, after in replay_corrections(judge, day):
        old, new = (
            next(r.judged.filed for r in history.results if r.period == filed.period)
            for history in (before, after)
        )
        answers = tuple(answer_changes(old, new)) if filed.corrects else ()
        changes = tuple(_period_changes(before, after))
        anew = filed.corrects and old is None
        found.append(Correction(filed, answers, changes, anew))
    return tuple(found)


def _period_changes(before: History, after: History) -> Iterator[PeriodChange]:
    for old, new in zip(before.results, after.results, strict=True):
        if old is new:
            continue
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
