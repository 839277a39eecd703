"""Names in the funnel stand where there is room, and on no line."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from authorisation.explain.history.model import FunnelPoint, FunnelWords
from authorisation.regime.chance.limits import ChanceZone
from authorisation.report import formats
from authorisation.report.charts.funnel import funnel_chart
from authorisation.report.charts.svg import FONT, wide

SIZES = (50_000, 100_000, 200_000, 300_000, 400_000, 500_000, 700_000, 900_000)
EDGES = tuple(
    (Decimal(size), Decimal(600) / Decimal(size).sqrt(), Decimal(1100) / Decimal(size).sqrt())
    for size in SIZES
)
GROUPS = {
    "Imaginary Shire": (500_000, "5"),
    "Imaginary Plain": (120_000, "3.6"),
    "Imaginary Fen": (300_000, "2.2"),
    "Imaginary Weir": (80_000, "-6"),
    "Imaginary Rise": (850_000, "1.5"),
}


def chart(groups: dict[str, tuple[int, str]]) -> str:
    points = tuple(
        FunnelPoint(
            name=name,
            people=Decimal(people),
            variance=Decimal(variance),
            zone=ChanceZone.SERIOUS,
            label="2013-14 Q4",
        )
        for name, (people, variance) in sorted(groups.items(), key=lambda each: each[1][0])
    )
    return funnel_chart(FunnelWords(title="", points=points, edges=EDGES, says=()), "f")


def names(svg: str) -> dict[str, tuple[float, float]]:
    return {
        str(each.text): (float(each.attrib["x"]), float(each.attrib["y"]))
        for each in ET.fromstring(svg).iter()
        if set(each.attrib.get("class", "").split()) == {"start", "name"}
    }


def limits(svg: str) -> list[list[tuple[float, float]]]:
    """The points of each limit; those in the key are short."""
    found = []
    for each in ET.fromstring(svg).iter():
        if "limit" in each.attrib.get("class", "").split():
            x_and_y = [place.split(",") for place in each.attrib["points"].split()]
            found.append([(float(x), float(y)) for x, y in x_and_y])
    return [line for line in found if len(line) > 2]


def test_D11_every_group_has_its_name_where_there_is_room() -> None:
    svg = chart(GROUPS)

    assert len(limits(svg)) == 4
    assert set(names(svg)) == set(GROUPS)


@pytest.mark.parametrize("name", GROUPS)
def test_D11_no_name_lies_over_a_limit(name: str) -> None:
    svg = chart(GROUPS)
    x, y = names(svg)[name]
    left, right = x, x + float(wide(name))
    top, bottom = y - float(FONT) * 0.8, y + float(FONT) * 0.2
    crossed = [
        (at, height)
        for line in limits(svg)
        for (x1, y1), (x2, y2) in pairwise(line)
        for step in range(101)
        if left <= (at := x1 + (x2 - x1) * step / 100) <= right
        and top <= (height := y1 + (y2 - y1) * step / 100) <= bottom
    ]

    assert crossed == []


def test_D11_a_chart_scrolls_in_a_box_of_its_own_and_lists_keep_their_heads() -> None:
    files = (Path(formats.__file__).with_name(name) for name in ("page.css", "charts.css"))
    style = "".join(file.read_text("utf-8") for file in files)
    rules = (part.partition("\n}")[0] for part in style.split("@media (max-width: 40em) {")[1:])
    narrow = "".join(rules)

    assert ".wide { overflow-x: auto; }" in style
    assert ".chart { min-width: 44rem; }" in narrow  # smaller, its letters could not be read
    assert ".label { display: inline; }" in narrow
