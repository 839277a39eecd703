"""A budget line over time: its variance, what chance does to it, and the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from operator import attrgetter
from typing import Final

from authorisation.explain.history.model import VariancePoint, VarianceSeries
from authorisation.report.charts.axes import PlotArea, plot_area
from authorisation.report.charts.scale import EXACT, lower_limit
from authorisation.report.charts.svg import (
    ROW,
    Entry,
    area,
    fitted,
    format_per_cent,
    label,
    line,
    mark,
    picture,
    wide,
)

_FARTHEST: Final = Decimal(20)
"""How far a limit is drawn to either side of where it holds, so that one period is seen at all."""
_LONGEST: Final = Decimal(160)
_APART: Final = Decimal(8)

Place = tuple[Decimal, Decimal]
Pick = Callable[[VariancePoint], Decimal | None]
_variance: Final[Pick] = attrgetter("variance")
_own: Final[Pick] = attrgetter("own")


@dataclass(frozen=True, slots=True)
class _PeriodAxis:
    """Each period has an equal part of the width, and stands in the middle of it."""

    frame: PlotArea
    periods: int

    @property
    def slot(self) -> Decimal:
        return EXACT.divide(self.frame.right - self.frame.left, Decimal(self.periods))

    def x(self, period: int) -> Decimal:
        return self.frame.left + EXACT.multiply(self.slot, Decimal(period) + Decimal("0.5"))

    def edges(self, run: Sequence[tuple[int, Decimal]]) -> list[Place]:
        """The places of a limit over neighbouring periods, drawn a little beyond them."""
        beyond = min(self.slot / 2, _FARTHEST)
        places = [(self.x(number), self.frame.y(value)) for number, value in run]
        (first, high), (last, low) = places[0], places[-1]
        return [(first - beyond, high), *places, (last + beyond, low)]


def variance_chart(series: VarianceSeries, title: str, name: str) -> str:
    """The drawing of a budget line over time; empty where no figure is known."""
    values = [value for point in series.points for value in _values(point)]
    if not values:
        return ""
    time = _PeriodAxis(plot_area(values, list(_entries(series))), len(series.points))
    inside = [
        *time.frame.head,
        *_bands(series.points, time),
        *time.frame.grid(),
        *_limits(series.points, time),
        *_labels(series.points, time),
        *(
            _series(series.points, time, _own, "own", "less what is not the group’s own doing")
            if has_own(series)
            else ()
        ),
        *_series(series.points, time, _variance, "dot", "overspend"),
        *_gaps(series.points, time),
    ]
    return picture(title, _desc(series), name, time.frame.height, inside)


def has_range(series: VarianceSeries) -> bool:
    """Whether figures that are open leave a limit open between two lines, in any period."""
    spans = (span for p in series.points for span in (p.watch, p.serious) if span is not None)
    return any(low != high for low, high in spans)


def has_own(series: VarianceSeries) -> bool:
    """Whether what is compared with the limits is other than the variance, in any period."""
    return any(point.own is not None and point.own != point.variance for point in series.points)


def _entries(series: VarianceSeries) -> Iterator[Entry]:
    yield Entry("line", "line", "overspend")
    if has_own(series):
        yield Entry("own-line", "line", "less what is accepted as not the group’s own doing")
    if any(point.watch for point in series.points):
        yield Entry("limit watch", "line", "watch limit")
        yield Entry("limit serious", "line", "serious limit")
        yield Entry("chance", "area", "chance alone, most of the time")
        yield Entry("chance-far", "area", "chance alone, nearly always")
    if any(point.variance is None for point in series.points):
        yield Entry("gap", "word", "not known")


def _desc(series: VarianceSeries) -> str:
    known = _format_figures(series, _variance)
    desc = f"Overspend in per cent: {known or 'none known'}."
    if has_own(series):
        own = _format_figures(series, _own)
        desc += f" Less what is accepted as not the group’s own doing: {own}."
    missing = [point.label for point in series.points if point.variance is None]
    return desc + (f" Not known: {', '.join(missing)}." if missing else "")


def _format_figures(series: VarianceSeries, pick: Pick) -> str:
    figures = ((point.label, pick(point)) for point in series.points)
    return ", ".join(f"{label} {format_per_cent(v)}" for label, v in figures if v is not None)


def _values(point: VariancePoint) -> Iterator[Decimal]:
    for value in (point.variance, point.own):
        if value is not None:
            yield value
    for span in (point.watch, point.serious):
        if span is not None:
            yield from (span[1], lower_limit(span[1]))


def _bands(points: Sequence[VariancePoint], time: _PeriodAxis) -> Iterator[str]:
    """Shade what chance does; where its figures leave a range, the wider is shaded."""
    for kind, pick in (("chance-far", _serious(1)), ("chance", _watch(1))):
        for run in _runs(points, pick):
            up = time.edges(run)
            down = time.edges([(number, lower_limit(value)) for number, value in run])
            yield area(kind, [*up, *reversed(down)])


def _limits(points: Sequence[VariancePoint], time: _PeriodAxis) -> Iterator[str]:
    for name, pick in (("watch", _watch), ("serious", _serious)):
        drawn = {
            line(f"limit {name}", time.edges(run)): None
            for end in (0, 1)
            for run in _runs(points, pick(end))
        }
        yield from drawn


def _series(
    points: Sequence[VariancePoint], time: _PeriodAxis, pick: Pick, kind: str, what: str
) -> Iterator[str]:
    for run in _runs(points, pick):
        places = [(time.x(number), time.frame.y(value)) for number, value in run]
        yield line("line" if kind == "dot" else "own-line", places)
        for (number, value), (x, y) in zip(run, places, strict=True):
            yield mark(kind, x, y, f"{points[number].label}: {format_per_cent(value)}, {what}")


def _gaps(points: Sequence[VariancePoint], time: _PeriodAxis) -> Iterator[str]:
    y = time.frame.y(Decimal(0)) - 4
    for number, point in enumerate(points):
        if point.variance is None:
            yield label("?", time.x(number), y, kind="gap")


def _labels(points: Sequence[VariancePoint], time: _PeriodAxis) -> Iterator[str]:
    """Name periods, the latest in any case, and as many before it as there is room for."""
    names = [fitted(point.label, _LONGEST) for point in points]
    widest = max(map(wide, names))
    # A label at an edge may have to move inwards by half its width.
    room = widest + _APART + max(widest / 2 - time.slot / 2, Decimal(0))
    every = int(EXACT.divide(room, time.slot).to_integral_value(rounding=ROUND_CEILING))
    for number, name in enumerate(names):
        if (len(names) - 1 - number) % every == 0:
            yield label(name, time.x(number), time.frame.bottom + ROW)


def _runs(points: Sequence[VariancePoint], pick: Pick) -> Iterator[list[tuple[int, Decimal]]]:
    """Yield the figures of neighbouring periods together; what is not known parts them."""
    run: list[tuple[int, Decimal]] = []
    for number, point in enumerate(points):
        value = pick(point)
        if value is not None:
            run.append((number, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _watch(end: int) -> Pick:
    return lambda point: point.watch[end] if point.watch else None


def _serious(end: int) -> Pick:
    return lambda point: point.serious[end] if point.serious else None
