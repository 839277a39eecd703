"""The frame of a chart: its key, a scale in per cent at the left, and room for what is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from authorisation.report.charts import svg
from authorisation.report.charts.scale import EXACT, ticks

_TALL: Final = Decimal(230)
_BELOW: Final = Decimal(28)
_BESIDE: Final = Decimal(14)
_LEAST: Final = Decimal(1)
"""One per cent to either side is drawn in any case, so that trifles look like trifles."""
OVERSPEND: Final = "Overspend (below 0: underspend), in per cent"


@dataclass(frozen=True, slots=True)
class PlotArea:
    """The area where figures lie in the picture; up is more."""

    marks: tuple[Decimal, ...]
    top: Decimal
    left: Decimal
    head: tuple[str, ...]
    """The key and the name of the scale, drawn."""

    @property
    def right(self) -> Decimal:
        """The place where the room for what is drawn ends, at the right."""
        return svg.WIDTH - _BESIDE

    @property
    def bottom(self) -> Decimal:
        """The place where the room for what is drawn ends, below."""
        return self.top + _TALL

    @property
    def height(self) -> Decimal:
        """The height of the whole picture."""
        return self.bottom + _BELOW

    def y(self, value: Decimal) -> Decimal:
        """The place of a figure in per cent."""
        low, high = self.marks[0], self.marks[-1]
        share = EXACT.divide(EXACT.subtract(value, low), EXACT.subtract(high, low))
        return EXACT.subtract(self.bottom, EXACT.multiply(share, _TALL))

    def grid(self) -> Iterator[str]:
        """Draw the scale; no overspend and no underspend has a line of its own."""
        for value in self.marks:
            y = self.y(value)
            kind = "grid" if value else "grid nought"
            yield svg.line(kind, [(self.left, y), (self.right, y)])
            yield svg.label(svg.format_per_cent(value), self.left - 6, y + svg.FONT / 3, "end")


def plot_area(values: Sequence[Decimal], entries: Sequence[svg.Entry]) -> PlotArea:
    """Room for figures in per cent, below a key."""
    marks = ticks(min(*values, -_LEAST), max(*values, _LEAST))
    left = max(svg.wide(svg.format_per_cent(each)) for each in marks) + 10
    parts, high = svg.key(entries, svg.EDGE)
    name = svg.label(OVERSPEND, svg.EDGE, high + svg.ROW, "start")
    return PlotArea(marks, high + 2 * svg.ROW, left, (*parts, name))
