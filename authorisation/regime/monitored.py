"""An authorised group as monitored: its history, its corrections, the second opinion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from authorisation.inference.durable.engine import ENGINE_NAME
from authorisation.model.returns import AuthorisedGroup
from authorisation.model.structs import short_repr
from authorisation.regime.conclusions import PeriodConclusions
from authorisation.regime.corrections import Correction
from authorisation.regime.replay import History, ReplayedPeriod


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
