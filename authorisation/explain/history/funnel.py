"""Funnels in words: all groups of a run by size, against the limits of chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from authorisation.explain.history.model import FunnelPoint, FunnelWords
from authorisation.explain.words.quantities import format_amount, format_count, join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.model.returns import Period
from authorisation.regime.attribution.measure import LineMeasure, budget_line_of, levels_of
from authorisation.regime.chance.budget_line import BudgetLine
from authorisation.regime.chance.funnel import (
    FEWEST_GROUPS,
    Funnel,
    FunnelGroup,
    funnel,
    portfolio_dispersion,
)
from authorisation.regime.chance.limits import ChanceZone
from authorisation.regime.chance.rounding import round_statistic
from authorisation.regime.program import CompiledRegime
from authorisation.regime.replay import History

_TENTH: Final = Decimal("0.1")
WINSORISED_SHARE: Final = Decimal("0.1")
"""The share of groups on either side that is winsorised, so that outliers do not widen the
limits (see `regime.chance.funnel` for the method and its source)."""
_ROUNDED_FROM: Final = 10
"""From this number of groups on, an expected number is rounded to a whole one."""

_NAMESAKES: Final = "{} that several files are of cannot be shown: which is right is not known."


@dataclass(frozen=True, slots=True)
class _GroupAtPeriod(FunnelGroup):
    """A group in the funnel, with the period of its figures."""

    period: Period


def describe_funnels(
    histories: Sequence[History], compiled: CompiledRegime, alike: int = 0
) -> tuple[FunnelWords, ...]:
    """A funnel for each budget line, of each group's latest period whose figures are known.

    `alike` is how many groups are left out, since several files are of each.
    """
    return tuple(
        words
        for name in compiled.regime.lines
        if (words := _describe_funnel(name, histories, compiled, alike)) is not None
    )


def _describe_funnel(
    name: str, histories: Sequence[History], compiled: CompiledRegime, alike: int
) -> FunnelWords | None:
    latest = [(history, measure) for history in histories if (measure := _latest(history, name))]
    if not latest:
        return None
    newest = max((history for history, _ in latest), key=lambda each: each.day)
    settings = newest.results[-1].judged.settings
    line = compiled.regime.lines[name]
    groups = list(_groups_at_period(latest))
    budget = budget_line_of(line, settings)
    found = funnel(groups, budget, levels_of(line, settings))
    return FunnelWords(
        title=f"{upper_initial(line.title)}: all groups by size",
        points=tuple(
            FunnelPoint(
                name=point.group.name,
                people=point.group.person_years,
                variance=point.group.variance_percent,
                zone=point.zone,
                label=point.group.period.label,
            )
            for point in found.points
            if isinstance(point.group, _GroupAtPeriod)
        ),
        edges=tuple(
            (edge.person_years, edge.limits.watch, edge.limits.serious) for edge in found.edges
        ),
        says=(
            *_summary_sentences(found, groups, len(histories)),
            *([_NAMESAKES.format(format_count(alike, "group"))] if alike else []),
            *_dispersion_sentences(groups, budget),
        ),
    )


def _latest(history: History, name: str) -> LineMeasure | None:
    known = (r.judged.lines[name] for r in reversed(history.results))
    return next((measure for measure in known if measure.as_set is not None), None)


def _groups_at_period(latest: Sequence[tuple[History, LineMeasure]]) -> Iterator[_GroupAtPeriod]:
    for history, measure in latest:
        if measure.people is not None and measure.as_set is not None:
            percent = measure.as_set.variance.percent
            yield _GroupAtPeriod(
                visible(history.group.name), measure.people, percent, measure.period
            )


def _summary_sentences(
    found: Funnel, groups: Sequence[_GroupAtPeriod], asked: int
) -> Iterator[str]:
    above = found.above
    underspent = [p for p in found.points if p.group.variance_percent < 0]
    below = sum(p.zone is ChanceZone.SERIOUS for p in underspent)
    beyond = f" Beyond it with an underspend: {below}." if below else ""
    yield (
        f"{format_count(len(found.points), 'group')}: {above.watch} above the watch limit,"
        f" where chance alone would put {_format_expected(above.expected_watch)},"
        f" and {above.serious} above the serious limit,"
        f" where chance alone would put {_format_expected(above.expected_serious)}."
        f"{beyond} This is spending before any cause is taken off it. Being beyond a"
        " limit is no judgement of a group."
    )
    periods = Counter(sorted(group.period for group in groups))
    if len(periods) > 1:
        counts = [f"{format_count(n, 'group')} at {p.label}" for p, n in periods.items()]
        yield (
            f"The groups are at different periods: {join_words(counts)}. A part of a year counts as"
            " fewer person-years, and there chance does more."
        )
    if missing := asked - len(groups):
        yield (
            f"{format_count(missing, 'group')}"
            " without a known budget, spending or population"
            " cannot be shown."
        )


def _dispersion_sentences(groups: Sequence[_GroupAtPeriod], budget: BudgetLine) -> Iterator[str]:
    """Yield the excess dispersion of these groups, which the tau between years is to cover.

    Spiegelhalter's additive method (Statistics in Medicine 2005;24:1185), as
    `regime.chance.funnel` estimates it, with `WINSORISED_SHARE` of the groups winsorised.

    It is stated and never used by itself: a group's limits must not depend on which other
    files lie beside its own.
    """
    if len(groups) < FEWEST_GROUPS:
        return
    tau = round_statistic(float(portfolio_dispersion(groups, budget, WINSORISED_SHARE).tau), 2)
    method = "the outermost tenth on either side drawn in"
    used = f"The limits here rest on {format_amount(budget.tau)}%"
    if tau == 0:
        yield (
            "These groups differ by no more beyond each one's own chance than this method can find"
            f" ({method}). {used}."
        )
        return
    yield (
        f"These groups differ by {format_amount(tau)}% more than each one's own chance explains"
        f" ({method}). {used}, as the rules have it."
    )


def _format_expected(expected: Decimal) -> str:
    """Format an expected number of groups: to a tenth below `_ROUNDED_FROM`, else whole."""
    if expected < _TENTH:
        return "fewer than 0.1"
    near = expected.quantize(
        _TENTH if expected < _ROUNDED_FROM else Decimal(1), rounding=ROUND_HALF_UP
    )
    return f"about {f'{near:f}'.removesuffix('.0')}"
