"""All groups of a run by size, against what chance does, in the words of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.explain.safe import visible
from authorisation.explain.timeline import FunnelPoint, FunnelTold
from authorisation.regime.compiled import Compiled
from authorisation.regime.funnel import Funnel, funnel
from authorisation.regime.funnel import Group as Sized
from authorisation.regime.lines import LineSeen, budget_line, levels_of
from authorisation.regime.replay import History


def funnels_told(histories: Sequence[History], compiled: Compiled) -> tuple[FunnelTold, ...]:
    """Give a funnel for each budget line: each group's latest period whose figures are known."""
    return tuple(
        told
        for name in compiled.regime.lines
        if (told := _funnel(name, histories, compiled)) is not None
    )


def _funnel(name: str, histories: Sequence[History], compiled: Compiled) -> FunnelTold | None:
    latest = [(history, seen) for history in histories if (seen := _latest(history, name))]
    if not latest:
        return None
    newest = max((history for history, _ in latest), key=lambda each: each.day)
    settings = newest.results[-1].seen.settings
    line = compiled.regime.lines[name]
    found = funnel(list(_sized(latest)), budget_line(line, settings), levels_of(line, settings))
    return FunnelTold(
        title=f"{line.title[:1].upper()}{line.title[1:]}: all groups by size",
        points=tuple(
            FunnelPoint(
                name=point.group.name,
                people=point.group.person_years,
                variance=point.group.variance_percent,
                beyond=point.band.value,
            )
            for point in found.points
        ),
        edges=tuple(
            (edge.person_years, edge.limits.watch, edge.limits.severe) for edge in found.edges
        ),
        says=_says(found),
    )


def _latest(history: History, name: str) -> LineSeen | None:
    known = (r.seen.lines[name] for r in reversed(history.results))
    return next((seen for seen in known if seen.as_set is not None), None)


def _sized(latest: Sequence[tuple[History, LineSeen]]) -> Iterator[Sized]:
    for history, seen in latest:
        if seen.people is not None and seen.as_set is not None:
            percent = seen.as_set.variance.percent
            yield Sized(visible(history.group.name), seen.people, percent)


def _says(found: Funnel) -> str:
    above = found.above
    return (
        f"{len(found.points)} groups: {above.watch} above the watch limit, where chance alone puts"
        f" {above.expected_watch}, and {above.severe} above the serious limit, where chance alone"
        f" puts {above.expected_severe}. Being beyond a limit is no judgement of a group."
    )
