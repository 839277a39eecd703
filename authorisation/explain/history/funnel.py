"""Funnels in words: all groups of a run by size, against the limits of chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from authorisation.explain.history.model import (
    BEYOND_SERIOUS,
    BEYOND_WATCH,
    INSIDE,
    FunnelPoint,
    FunnelTold,
)
from authorisation.explain.words.quantities import amount, counted, listed
from authorisation.explain.words.safe import visible
from authorisation.model.regime import Line
from authorisation.model.returns import Period
from authorisation.regime.attribution.measure import LineSeen, budget_line, levels_of
from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.chance.dispersion import FEWEST, dispersion
from authorisation.regime.chance.funnel import Funnel, funnel
from authorisation.regime.chance.funnel import Group as Sized
from authorisation.regime.chance.limits import Band
from authorisation.regime.chance.rounding import figure
from authorisation.regime.program import Compiled
from authorisation.regime.replay import History

_BEYOND: Final[Mapping[Band, str]] = {
    Band.INSIDE: INSIDE,
    Band.WATCH: BEYOND_WATCH,
    Band.SEVERE: BEYOND_SERIOUS,
}
_TENTH: Final = Decimal("0.1")
DRAWN_IN: Final = Decimal("0.1")
"""The share of groups on either side that is winsorised, so that outliers do not widen the
limits (see `regime.chance.dispersion` for the method and its source)."""
_WHOLE: Final = 10
"""From this number of groups on, an expected number is rounded to a whole one."""


@dataclass(frozen=True, slots=True)
class _In(Sized):
    """A group in the funnel, with the period of its figures."""

    period: Period


def funnels_told(histories: Sequence[History], compiled: Compiled) -> tuple[FunnelTold, ...]:
    """A funnel for each budget line, of each group's latest period whose figures are known."""
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
    groups = list(_sized(latest))
    budget = budget_line(line, settings)
    found = funnel(groups, budget, levels_of(line, settings))
    return FunnelTold(
        title=f"{line.title[:1].upper()}{line.title[1:]}: all groups by size",
        points=tuple(
            FunnelPoint(
                name=point.group.name,
                people=point.group.person_years,
                variance=point.group.variance_percent,
                beyond=_BEYOND[point.band],
                label=point.group.period.label,
            )
            for point in found.points
            if isinstance(point.group, _In)
        ),
        edges=tuple(
            (edge.person_years, edge.limits.watch, edge.limits.severe) for edge in found.edges
        ),
        says=(*_says(found, groups, len(histories)), *_shared(groups, budget, line)),
    )


def _latest(history: History, name: str) -> LineSeen | None:
    known = (r.seen.lines[name] for r in reversed(history.results))
    return next((seen for seen in known if seen.as_set is not None), None)


def _sized(latest: Sequence[tuple[History, LineSeen]]) -> Iterator[_In]:
    for history, seen in latest:
        if seen.people is not None and seen.as_set is not None:
            percent = seen.as_set.variance.percent
            yield _In(visible(history.group.name), seen.people, percent, seen.period)


def _says(found: Funnel, groups: Sequence[_In], asked: int) -> Iterator[str]:
    above = found.above
    yield (
        f"{counted(Decimal(len(found.points)), 'group')}: {above.watch} above the watch limit,"
        f" where chance alone would put {_about(above.expected_watch)}, and {above.severe} above"
        f" the serious limit, where chance alone would put {_about(above.expected_severe)}. This is"
        " spending before any cause is taken off it. Being beyond a limit is no judgement of a"
        " group."
    )
    periods = Counter(sorted(group.period for group in groups))
    if len(periods) > 1:
        told = [f"{counted(Decimal(n), 'group')} at {p.label}" for p, n in periods.items()]
        yield (
            f"The groups are at different periods: {listed(told)}. A part of a year counts as"
            " fewer person-years, and there chance does more."
        )
    if missing := asked - len(groups):
        yield (
            f"{counted(Decimal(missing), 'group')} without a known budget, spending or population"
            " cannot be shown."
        )


def _shared(groups: Sequence[_In], budget: BudgetLine, line: Line) -> Iterator[str]:
    """Yield the excess dispersion of these groups, and how to use it as the tau between years.

    Spiegelhalter's additive method (Statistics in Medicine 2005;24:1185), as
    `regime.chance.dispersion` estimates it, with `DRAWN_IN` of the groups winsorised.

    It is stated and never used by itself: a group's limits must not depend on which other
    files lie beside its own.
    """
    if len(groups) < FEWEST:
        return
    tau = figure(float(dispersion(groups, budget, DRAWN_IN).tau), 2)
    method = "the outermost tenth on either side drawn in, by Spiegelhalter's additive method"
    used = f"The limits here rest on {amount(budget.tau)}%"
    if tau == 0:
        yield f"These groups differ no more than each one's own chance explains ({method}). {used}."
        return
    yield (
        f"These groups differ by {amount(tau)}% more than each one's own chance explains"
        f" ({method}). {used}; to see all under what these groups suggest, add --set"
        f" {line.between_years}={amount(tau)}%."
    )


def _about(expected: Decimal) -> str:
    """Format an expected number of groups, to a tenth below `_WHOLE`, else to a whole number."""
    if expected < _TENTH:
        return "fewer than 0.1"
    near = expected.quantize(_TENTH if expected < _WHOLE else Decimal(1), rounding=ROUND_HALF_UP)
    return f"about {f'{near:f}'.removesuffix('.0')}"
