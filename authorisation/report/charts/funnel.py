"""All groups of a run by size, between the limits that chance sets at each size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from authorisation.explain.history.model import FunnelWords
from authorisation.model.value import natural_order
from authorisation.regime.chance.limits import ChanceZone
from authorisation.report.charts.axes import PlotArea, plot_area
from authorisation.report.charts.scale import EXACT, lower_limit, sizes
from authorisation.report.charts.svg import (
    FONT,
    ROW,
    Entry,
    fitted,
    format_per_cent,
    label,
    line,
    mark,
    picture,
    wide,
)

MARKS: Final = {ChanceZone.INSIDE: "dot", ChanceZone.WATCH: "square", ChanceZone.SERIOUS: "diamond"}
_ROOM: Final = Decimal("1.15")
_LEAST: Final = Decimal(5)
"""The largest size drawn is at least so many times the smallest: two round sizes lie between."""
_STUB: Final = Decimal(20)
_LONGEST: Final = Decimal(240)
_ASIDE: Final = Decimal(9)
_NAMED: Final = Decimal(44)
"""How far below the room for what is drawn the scale across has its name."""
_ACROSS: Final = (
    "Person-years: people, counted for the part of a year that is over; logarithmic scale"
)


@dataclass(frozen=True, slots=True)
class _Sizes:
    """The scale of sizes across: equal ratios are equally wide."""

    frame: PlotArea
    least: Decimal
    most: Decimal

    def x(self, size: Decimal) -> Decimal:
        low, high = (EXACT.ln(each) for each in (self.least, self.most))
        share = EXACT.divide(EXACT.ln(size) - low, high - low)
        return self.frame.left + EXACT.multiply(share, self.frame.right - self.frame.left)


@dataclass(frozen=True, slots=True)
class _Box:
    left: Decimal
    right: Decimal
    top: Decimal
    bottom: Decimal

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def inside(self, room: PlotArea) -> bool:
        """Whether all of it is in the room for what is drawn."""
        across = room.left <= self.left and self.right <= room.right
        return across and room.top <= self.top and self.bottom <= room.bottom

    def crossed_by(self, line: Sequence[tuple[Decimal, Decimal]]) -> bool:
        """Whether a line of points, from left to right, goes through it."""
        for (x1, y1), (x2, y2) in pairwise(line):
            left, right = max(x1, self.left), min(x2, self.right)
            if left > right or x1 == x2:
                continue
            slope = (y2 - y1) / (x2 - x1)
            ends = [y1 + slope * (x - x1) for x in (left, right)]
            if min(ends) < self.bottom + 2 and max(ends) > self.top - 2:
                return True
        return False


def funnel_chart(funnel: FunnelWords, name: str) -> str:
    """The drawing of a funnel; empty where no group has a place in it."""
    if not funnel.points:
        return ""
    edges = [value for edge in funnel.edges for value in (edge[2], lower_limit(edge[2]))]
    room = plot_area([*(p.variance for p in funnel.points), *edges], list(_entries(funnel)))
    across = _across(room, [point.people for point in funnel.points])
    places = [(across.x(p.people), room.y(p.variance)) for p in funnel.points]
    marks = [
        mark(
            MARKS[point.zone],
            *place,
            f"{point.name}, {point.label}: {format_per_cent(point.variance)}, {point.zone}",
        )
        for point, place in zip(funnel.points, places, strict=True)
    ]
    inside = [
        *room.head,
        *room.grid(),
        *_sizes(across),
        *_limits(funnel, across),
        *marks,
        *_names(funnel, across, places),
    ]
    return picture(
        funnel.title, " ".join(funnel.says), name, room.bottom + _NAMED + ROW / 2, inside
    )


def beyond(funnel: FunnelWords) -> tuple[str, ...]:
    """The groups beyond the serious limit, in order of name."""
    found = [p for p in funnel.points if p.zone == ChanceZone.SERIOUS]
    return tuple(
        f"{point.name}, {point.label}: {format_per_cent(abs(point.variance))}"
        f" {'over' if point.variance > 0 else 'under'}"
        for point in sorted(found, key=lambda each: (natural_order(each.name), each.name))
    )


def _entries(funnel: FunnelWords) -> Iterator[Entry]:
    yield Entry("limit watch", "line", "watch limit")
    yield Entry("limit serious", "line", "serious limit")
    there = {point.zone for point in funnel.points}
    for where, kind in MARKS.items():
        if where in there:
            yield Entry(kind, "mark", f"a group {where}")


def _across(room: PlotArea, people: Sequence[Decimal]) -> _Sizes:
    least, most = min(people) / _ROOM, max(people) * _ROOM
    if most < least * _LEAST:
        middle = EXACT.sqrt(least * most)
        half = EXACT.sqrt(_LEAST)
        least, most = middle / half, middle * half
    return _Sizes(room, least, most)


def _sizes(across: _Sizes) -> Iterator[str]:
    """Mark round sizes; a name that would touch the one before it is left out."""
    room, reached = across.frame, Decimal(0)
    for size in sizes(across.least, across.most):
        x, text = across.x(size), f"{size:,f}"
        yield line("grid", [(x, room.bottom), (x, room.bottom + 5)])
        if x - wide(text) / 2 > reached:
            yield label(text, x, room.bottom + ROW + 2)
            reached = x + wide(text) / 2 + 6
    yield label(_ACROSS, (room.left + room.right) / 2, room.bottom + _NAMED)


def _limits(funnel: FunnelWords, across: _Sizes) -> Iterator[str]:
    kinds = ("watch", "watch", "serious", "serious")
    for kind, places in zip(kinds, _limit_lines(funnel, across), strict=True):
        yield line(f"limit {kind}", places)


def _limit_lines(funnel: FunnelWords, across: _Sizes) -> Iterator[list[tuple[Decimal, Decimal]]]:
    """The points of both watch limits, then of both serious ones, from left to right."""
    for place in (1, 2):
        for side in (abs, lower_limit):
            places = [
                (across.x(edge[0]), across.frame.y(side(edge[place]))) for edge in funnel.edges
            ]
            if len(places) == 1:
                ((x, y),) = places
                places = [(x - _STUB, y), (x + _STUB, y)]
            yield places


def _names(
    funnel: FunnelWords, across: _Sizes, places: Sequence[tuple[Decimal, Decimal]]
) -> Iterator[str]:
    """Name groups beyond the serious limit beside their marks, where nothing is in the way."""
    taken = [_around(x - 5, x + 5, y) for x, y in places]
    lines = list(_limit_lines(funnel, across))
    for point, (x, y) in zip(funnel.points, places, strict=True):
        if point.zone != ChanceZone.SERIOUS:
            continue
        text = fitted(point.name, _LONGEST)
        for box in _boxes(x, y, wide(text)):
            free = box.inside(across.frame) and not any(map(box.meets, taken))
            if free and not any(map(box.crossed_by, lines)):
                taken.append(box)
                yield label(text, box.left, box.bottom - FONT / 6, "start", "name")
                break


def _boxes(x: Decimal, y: Decimal, width: Decimal) -> Iterator[_Box]:
    """The boxes where a mark's name may stand: at its right or left, then above or below it."""
    for down in (0, -1, 1, -2, 2):
        at = y + down * (FONT + 4)
        yield _around(x + _ASIDE, x + _ASIDE + width, at)
        yield _around(x - _ASIDE - width, x - _ASIDE, at)
        if down:
            yield _around(x - width / 2, x + width / 2, at)


def _around(left: Decimal, right: Decimal, y: Decimal) -> _Box:
    return _Box(left, right, y - FONT / 2, y + FONT / 2)
