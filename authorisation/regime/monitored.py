"""An authorised group as monitored: its history, its corrections, the second opinion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from authorisation.inference.durable.engine import ENGINE_NAME
from authorisation.model.returns import AuthorisedGroup, FiledReturn
from authorisation.model.structs import short_repr
from authorisation.regime.conclusions import PeriodConclusions
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


class HistoryOpinion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The second engine's conclusions on a history beside ours, or why there are none.

    `conclusions` counts those that both engines came to; `differs` names the results in which
    they differ, with the facts that only one came to. `unavailable` says why there is no second
    opinion, and what to do about it; it is empty where there is one.
    """

    engine: str = ENGINE_NAME
    version: str = ""
    conclusions: int = 0
    differs: tuple[str, ...] = ()
    unavailable: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class MonitoredGroup:
    """One group's history, its corrections, and the second opinion on them."""

    group: AuthorisedGroup
    history: History
    variants: Mapping[str, tuple[ReplayedPeriod, ...]]
    """The same periods under each variant of the figures of chance that have no source."""
    corrections: tuple[Correction, ...]
    opinion: HistoryOpinion

    def __repr__(self) -> str:
        return short_repr(self, repr(self.group.name), f"{len(self.history.results)} periods")


def named_conclusions(
    history: History, variants: Mapping[str, tuple[ReplayedPeriod, ...]]
) -> Iterator[tuple[str, PeriodConclusions]]:
    """Yield what every period came to with a name for it; of a variant only what differs."""
    for result in history.results:
        yield from _named_conclusions(str(result.period), result)
    for variant, results in variants.items():
        for result, main in zip(results, history.results, strict=True):
            if result is not main:
                yield from _named_conclusions(f"{result.period}, {variant}", result)


def _named_conclusions(
    name: str, result: ReplayedPeriod
) -> Iterator[tuple[str, PeriodConclusions]]:
    yield name, result.conclusions
    if result.possible is not result.conclusions:
        yield f"{name}, as far as possible", result.possible
