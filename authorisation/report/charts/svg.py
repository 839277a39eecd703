"""The parts of charts as SVG written by hand: the same figures give the same bytes everywhere.

No label leaves the picture, whatever it says: its width is estimated upwards, it is shortened to
the room there is, and moved inwards at the edges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from markupsafe import escape

from authorisation.explain.words.safe import visible
from authorisation.model.canonical import decimal_text
from authorisation.report.charts.scale import EXACT
from authorisation.report.markup import safe

WIDTH: Final = Decimal(680)
FONT: Final = Decimal(12)
"""The size of all text in charts, as `charts.css` has it."""
EDGE: Final = Decimal(2)
ROW: Final = Decimal(18)
_TENTH: Final = Decimal("0.1")
_HUNDREDTH: Final = Decimal("0.01")
_SAMPLE: Final = Decimal(26)
_GAP: Final = Decimal(18)
_WIDE: Final = frozenset("mwMWQO@%&")
_NARROW: Final = frozenset("ijlrtf.,:;!|()[]' ")

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a chart's key: the CSS class of what is drawn, and what it means."""

    kind: str
    shape: Literal["line", "area", "mark", "word"]
    text: str


def _coordinate(value: Decimal) -> str:
    """Format a place in the picture."""
    return f"{EXACT.quantize(EXACT.plus(value), _TENTH):f}"


def wide(text: str) -> Decimal:
    """The width of a text at most, in any sans-serif type that stands in for Arial."""
    return sum((_wide(character) for character in text), Decimal(0)) * FONT


def _wide(character: str) -> Decimal:
    if not character.isascii():
        return Decimal("1.4")
    if character in _WIDE:
        return Decimal("1.02")
    if character in _NARROW:
        return Decimal("0.42")
    return Decimal("0.8") if character.isupper() else Decimal("0.6")


def fitted(text: str, room: Decimal) -> str:
    """As much of a text as there is room for, made visible but not yet escaped."""
    shown = visible(text)
    if wide(shown) <= room:
        return shown
    while shown and wide(shown) + wide("…") > room:
        shown = shown[:-1]
    return f"{shown.rstrip()}…"


def label(text: str, x: Decimal, y: Decimal, anchor: Anchor = "middle", kind: str = "") -> str:
    """A text at a place, or as near to it as keeps all of it in the picture."""
    shown = fitted(text, WIDTH - 2 * EDGE)
    before = {"start": Decimal(0), "middle": wide(shown) / 2, "end": wide(shown)}[anchor]
    after = wide(shown) - before
    at = min(max(x, EDGE + before), WIDTH - EDGE - after)
    classes = " ".join(filter(None, (kind, "" if anchor == "middle" else anchor)))
    given = f' class="{classes}"' if classes else ""
    return f'<text{given} x="{_coordinate(at)}" y="{_coordinate(y)}">{escape(shown)}</text>'


def line(kind: str, places: Sequence[tuple[Decimal, Decimal]]) -> str:
    """A line that joins places."""
    return f'<polyline class="{kind}" points="{_points(places)}"/>'


def area(kind: str, places: Sequence[tuple[Decimal, Decimal]]) -> str:
    """A shade over what places enclose."""
    return f'<polygon class="{kind}" points="{_points(places)}"/>'


def _points(places: Iterable[tuple[Decimal, Decimal]]) -> str:
    return " ".join(f"{_coordinate(x)},{_coordinate(y)}" for x, y in places)


def mark(kind: str, x: Decimal, y: Decimal, about: str = "") -> str:
    """A mark, its shape as telling as its colour; pointing at it shows `about`."""
    hint = f"<title>{safe(about)}</title>" if about else ""
    if kind == "dot":
        center = f'cx="{_coordinate(x)}" cy="{_coordinate(y)}"'
        return f'<circle class="dot" {center} r="4">{hint}</circle>'
    if kind == "square":
        corners = [(x - 4, y - 4), (x + 4, y - 4), (x + 4, y + 4), (x - 4, y + 4)]
    else:
        corners = [(x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y)]
    return f'<polygon class="{kind}" points="{_points(corners)}">{hint}</polygon>'


def key(entries: Sequence[Entry], left: Decimal) -> tuple[list[str], Decimal]:
    """The key to the parts of a chart, laid out from the top, and its height."""
    drawn: list[str] = []
    x, y = left, ROW
    for entry in entries:
        text = fitted(entry.text, WIDTH - left - _SAMPLE - 3 * EDGE)
        whole = _SAMPLE + 3 * EDGE + wide(text)
        if x > left and x + whole > WIDTH - EDGE:
            x, y = left, y + ROW
        drawn += _sample(entry, x, y)
        drawn.append(label(text, x + _SAMPLE + 2 * EDGE, y, "start"))
        x += whole + _GAP
    return drawn, y + ROW / 2


def _sample(entry: Entry, x: Decimal, y: Decimal) -> Iterator[str]:
    middle = y - FONT / 3
    match entry.shape:
        case "line":
            yield line(entry.kind, [(x, middle), (x + _SAMPLE, middle)])
        case "area":
            high, low = middle - FONT / 2, middle + FONT / 2
            corners = [(x, high), (x + _SAMPLE, high), (x + _SAMPLE, low), (x, low)]
            yield area(entry.kind, corners)
        case "mark":
            yield mark(entry.kind, x + _SAMPLE / 2, middle)
        case "word":
            yield label("?", x + _SAMPLE / 2, y, kind=entry.kind)


def picture(title: str, desc: str, name: str, height: Decimal, inside: Iterable[str]) -> str:
    """A chart put together; `name` begins the ids in it, so that a page may hold several."""
    head = (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {_coordinate(height)}" role="img"'
        f' aria-labelledby="{name}-title {name}-desc" xmlns="http://www.w3.org/2000/svg">'
    )
    labels = (
        f'<title id="{name}-title">{safe(title)}</title><desc id="{name}-desc">{safe(desc)}</desc>'
    )
    return "\n".join([head, labels, *inside, "</svg>"])


def format_per_cent(value: Decimal) -> str:
    """Format a figure in per cent, to two decimals at most."""
    return f"{decimal_text(EXACT.quantize(value, _HUNDREDTH))}%"
