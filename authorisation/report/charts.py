"""Charts as SVG written by hand: the same figures give the same bytes on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from html import escape
from typing import Final

from authorisation.explain.safe import visible
from authorisation.explain.timeline import FunnelTold, LineTold, PointTold

WIDTH: Final = 720
HEIGHT: Final = 280
LEFT: Final = 60
RIGHT: Final = 16
TOP: Final = 16
BOTTOM: Final = 44
_EXACT: Final = Context(prec=28, rounding=ROUND_HALF_EVEN)
_TENTH: Final = Decimal("0.1")
_LEAST: Final = Decimal(1)
_ROOM: Final = Decimal("1.1")
_MANY: Final = 12


@dataclass(frozen=True, slots=True)
class _Axes:
    """Where a figure lies in the picture; up is more."""

    least_x: Decimal
    most_x: Decimal
    reach: Decimal
    """The largest figure to either side of nothing."""

    def x(self, value: Decimal) -> str:
        """Give the place across."""
        whole = self.most_x - self.least_x
        share = (value - self.least_x) / whole if whole else Decimal("0.5")
        return _number(LEFT + share * (WIDTH - LEFT - RIGHT))

    def y(self, value: Decimal) -> str:
        """Give the place down."""
        half = Decimal(HEIGHT - TOP - BOTTOM) / 2
        return _number(TOP + half - value / self.reach * half)


def _number(value: Decimal) -> str:
    return f"{_EXACT.quantize(_EXACT.plus(value), _TENTH):f}"


def variance_chart(line: LineTold, group: str, chart: str) -> str:
    """Draw a budget line over time: its variance, what chance does, and the limits."""
    points = list(enumerate(line.points))
    sizes = [abs(size) for _, point in points for size in _sizes(point)]
    if not sizes:
        return ""
    axes = _Axes(Decimal(0), Decimal(max(len(points) - 1, 0)), max(*sizes, _LEAST) * _ROOM)
    title = f"{group}: {line.title} by period"
    known = [f"{p.label} {_per_cent(p.variance)}" for _, p in points if p.variance is not None]
    missing = [p.label for _, p in points if p.variance is None]
    desc = f"Spending above budget in per cent of the budget: {', '.join(known) or 'none known'}."
    desc += f" Not known: {', '.join(missing)}." if missing else ""
    inside = [
        *_bands(points, axes),
        *_grid(axes),
        *_labels(line, axes),
        *_limits(points, axes),
        *_path(points, axes),
    ]
    return _svg(title, desc, chart, inside)


def _sizes(point: PointTold) -> Iterator[Decimal]:
    for value in (point.variance, point.remainder):
        if value is not None:
            yield value
    for span in (point.watch, point.serious):
        if span is not None:
            yield span[1]


def _bands(points: Sequence[tuple[int, PointTold]], axes: _Axes) -> Iterator[str]:
    """Shade what chance does; where its figures leave a range, the wider is shaded."""
    for name, kind in (("serious", "chance-far"), ("watch", "chance")):
        for run in _runs(points, name):
            up = [f"{axes.x(Decimal(n))},{axes.y(span[1])}" for n, span in run]
            down = [f"{axes.x(Decimal(n))},{axes.y(-span[1])}" for n, span in reversed(run)]
            yield f'<polygon class="{kind}" points="{" ".join(up + down)}"/>'


def _limits(points: Sequence[tuple[int, PointTold]], axes: _Axes) -> Iterator[str]:
    for name in ("watch", "serious"):
        for run in _runs(points, name):
            for end in (0, 1):
                path = " ".join(f"{axes.x(Decimal(n))},{axes.y(span[end])}" for n, span in run)
                yield f'<polyline class="limit {name}" points="{path}"/>'


def _runs(
    points: Sequence[tuple[int, PointTold]], name: str
) -> Iterator[list[tuple[int, tuple[Decimal, Decimal]]]]:
    run: list[tuple[int, tuple[Decimal, Decimal]]] = []
    for number, point in points:
        span: tuple[Decimal, Decimal] | None = getattr(point, name)
        if span is None:
            if run:
                yield run
            run = []
        else:
            run.append((number, span))
    if run:
        yield run


def _path(points: Sequence[tuple[int, PointTold]], axes: _Axes) -> Iterator[str]:
    run: list[str] = []
    for number, point in points:
        if point.variance is None:
            yield from _joined(run)
            run = []
        else:
            run.append(f"{axes.x(Decimal(number))},{axes.y(point.variance)}")
    yield from _joined(run)
    for number, point in points:
        x = axes.x(Decimal(number))
        if point.variance is None:
            yield f'<text class="gap" x="{x}" y="{axes.y(Decimal(0))}">?</text>'
            continue
        about = f"{point.label}: {_per_cent(point.variance)}"
        dot = f'<circle class="dot" cx="{x}" cy="{axes.y(point.variance)}" r="4">'
        yield f"{dot}<title>{_safe(about)}</title></circle>"


def _joined(run: Sequence[str]) -> Iterator[str]:
    if len(run) > 1:
        yield f'<polyline class="line" points="{" ".join(run)}"/>'


def _grid(axes: _Axes) -> Iterator[str]:
    for value in (axes.reach / _ROOM, Decimal(0), -axes.reach / _ROOM):
        y = axes.y(value)
        yield f'<line class="grid" x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}"/>'
        yield f'<text class="tick end" x="{LEFT - 6}" y="{y}">{_per_cent(value)}</text>'


def _labels(line: LineTold, axes: _Axes) -> Iterator[str]:
    every = max(1, len(line.points) // _MANY + 1)
    for number, point in enumerate(line.points):
        if number % every == 0:
            x, y = axes.x(Decimal(number)), HEIGHT - BOTTOM + 24
            yield f'<text class="tick" x="{x}" y="{y}">{_safe(point.label)}</text>'


def funnel_chart(funnel: FunnelTold, chart: str) -> str:
    """Draw all groups by size, between the limits that chance sets at each size."""
    if not funnel.points:
        return ""
    sizes = [_log(point.people) for point in funnel.points]
    reach = max(
        *(abs(point.variance) for point in funnel.points),
        *(edge[2] for edge in funnel.edges),
        _LEAST,
    )
    axes = _Axes(min(sizes), max(sizes), reach * _ROOM)
    inside: list[str] = list(_grid(axes))
    for place, kind in ((1, "watch"), (2, "serious")):
        for sign in (1, -1):
            path = " ".join(
                f"{axes.x(_log(edge[0]))},{axes.y(edge[place] * sign)}" for edge in funnel.edges
            )
            inside.append(f'<polyline class="limit {kind}" points="{path}"/>')
    for point in funnel.points:
        at = f'cx="{axes.x(_log(point.people))}" cy="{axes.y(point.variance)}"'
        about = f"{point.name}: {_per_cent(point.variance)}, {point.beyond}"
        inside.append(f'<circle class="dot" {at} r="3"><title>{_safe(about)}</title></circle>')
    for size in (min(p.people for p in funnel.points), max(p.people for p in funnel.points)):
        y = HEIGHT - BOTTOM + 24
        text = f"{size:,.0f} person-years"
        inside.append(f'<text class="tick" x="{axes.x(_log(size))}" y="{y}">{text}</text>')
    return _svg(funnel.title, funnel.says, chart, inside)


def _log(value: Decimal) -> Decimal:
    return _EXACT.ln(value)


def _svg(title: str, desc: str, chart: str, inside: Iterable[str]) -> str:
    head = (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-labelledby="{chart}-title {chart}-desc" xmlns="http://www.w3.org/2000/svg">'
    )
    told = (
        f'<title id="{chart}-title">{_safe(title)}</title>'
        f'<desc id="{chart}-desc">{_safe(desc)}</desc>'
    )
    return "\n".join([head, told, *inside, "</svg>"])


def _per_cent(value: Decimal | None) -> str:
    if value is None:
        return "not known"
    near = _EXACT.quantize(value, Decimal("0.01"))
    text = f"{near:f}".rstrip("0").rstrip(".")
    return f"{'0' if text in ('-0', '') else text}%"


def _safe(text: str) -> str:
    return escape(visible(text))
