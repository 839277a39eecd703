"""Values of failure regimes side by side: which are harder on a group, and which easier."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, TypeVar

from msgspec import Struct

from authorisation.model.regime import Regime
from authorisation.policy.comparison.regimes.tables import (
    moves_by_situation,
    responses_by_situation,
)
from authorisation.regime.program import NO_RESPONSE_NAME

T = TypeVar("T")


class ValueChange(Struct, frozen=True):
    """One value in words, and which way it goes; both ways where it is neither more nor less."""

    words: str
    stricter: bool
    looser: bool


def fewer_is_stricter(
    name: str, old: int, new: int, words: Callable[[int], str] = str
) -> Iterator[ValueChange]:
    """Yield the change of a number of which a smaller one is harder on a group."""
    if old != new:
        yield ValueChange(f"{name} {words(old)} → {words(new)}", new < old, new > old)


def more_is_stricter(name: str, old: int, new: int) -> Iterator[ValueChange]:
    """Yield the change of a number of which a larger one is harder on a group."""
    if old != new:
        yield ValueChange(f"{name} {old} → {new}", new > old, new < old)


def further_is_stricter(name: str, old: Iterable[str], new: Iterable[str]) -> Iterator[ValueChange]:
    """Yield what else a set has, which is harder on a group, and what it has no longer."""
    came, went = sorted({*new} - {*old}), sorted({*old} - {*new})
    if came:
        yield ValueChange(f"{name}: also {', '.join(came)}", stricter=True, looser=False)
    if went:
        yield ValueChange(f"{name}: no longer {', '.join(went)}", stricter=False, looser=True)


def response_changes(old: Regime, new: Regime) -> Iterator[ValueChange]:
    """Yield in how many situations another response is made, with one of them, each way.

    Responses stand from the mildest to the gravest; both regimes have the same.
    """
    triggers = _distinct_names(row.triggers for row in (*old.table, *new.table))
    responses, responses_now = (responses_by_situation(each.table, triggers) for each in (old, new))
    order = [None, *new.responses]
    yield from _situations(
        responses, responses_now, order.index, lambda each: each or NO_RESPONSE_NAME
    )


def move_changes(old: Regime, new: Regime) -> Iterator[ValueChange]:
    """Yield in how many situations a group goes to another stage, with one of them, each way.

    Stages stand from the mildest to the gravest; both regimes have the same, and responses too.
    """
    triggers = _distinct_names(move.triggers for move in (*old.moves, *new.moves))
    stages = (*old.stages.values(), *new.stages.values())
    powers = tuple(dict.fromkeys(each.power for each in stages if each.power))
    reached, reached_now = (_reached(each, triggers, powers) for each in (old, new))
    yield from _situations(reached, reached_now, [*new.stages].index, str)


def _distinct_names(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))


def _reached(
    regime: Regime, triggers: Sequence[str], powers: Sequence[str]
) -> Mapping[tuple[Any, ...], str]:
    """The stage that a group comes to, whatever happens and whichever of these powers are open."""
    opened = [frozenset(c) for n in range(len(powers) + 1) for c in combinations(powers, n)]
    found = moves_by_situation(regime.moves, regime, triggers)
    return {
        (*situation, each): next(
            (stage for stage in stages if regime.stages[stage].power in {"", *each}), situation[0]
        )
        for situation, stages in found.items()
        for each in opened
    }


def _situations(
    old: Mapping[Any, T],
    new: Mapping[Any, T],
    gravity: Callable[[T], int],
    words: Callable[[T], str],
) -> Iterator[ValueChange]:
    differing = {each: gravity(new[each]) - gravity(old[each]) for each in new if each in old}
    for graver in (True, False):
        those = [each for each, by in differing.items() if by and (by > 0) is graver]
        if those:
            first = those[0]
            kind = "graver" if graver else "milder"
            yield ValueChange(
                f"{kind} in {len(those):,} of {len(new):,} situations, such as"
                f" {_format_situation(first)}: {words(old[first])} → {words(new[first])}",
                stricter=graver,
                looser=not graver,
            )


def _format_situation(situation: tuple[Any, ...]) -> str:
    match situation:
        case (int() as severity, capability, control, trigger):
            fired = f", {trigger}" if trigger else ""
            return f"severity {severity}, capability {capability}, {control}{fired}"
        case (stage, response, exits, deadline, firing, powers):
            open_ = (f"power {each} open" for each in sorted(powers))
            beside = "".join(f", {each}" for each in (*sorted(firing), *open_))
            return f"{stage}, response {response}, exit {exits}, deadline {deadline}{beside}"
    return ", ".join(map(str, situation))
