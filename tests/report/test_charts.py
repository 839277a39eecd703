"""Charts: all of what is drawn and written lies in the picture, and says no more than is known."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Literal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.explain.history.model import (
    FunnelPoint,
    FunnelWords,
    VariancePoint,
    VarianceSeries,
)
from authorisation.regime.chance.limits import ChanceZone
from authorisation.report.charts.funnel import beyond, funnel_chart
from authorisation.report.charts.svg import WIDTH, label, wide
from authorisation.report.charts.variance import has_range, variance_chart
from tests.examples import examples

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = """
278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556
556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833
722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556
556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334
260 334 584
"""
HELVETICA = dict(zip(map(chr, range(32, 127)), map(int, WIDTHS.split()), strict=True))
"""How wide each character is, in thousandths of the size, in the type that Arial is cut to."""


def point(
    label: str = "2013-14 Q1",
    variance: str | None = "2",
    own: str | None = None,
    watch: tuple[str, str] | None = ("2.5", "2.5"),
) -> VariancePoint:
    if variance is None:
        return VariancePoint(label=label, variance=None, watch=None, serious=None)
    span = None if watch is None else (Decimal(watch[0]), Decimal(watch[1]))
    return VariancePoint(
        label=label,
        variance=Decimal(variance),
        watch=span,
        serious=None if span is None else (span[0] * 2, span[1] * 2),
        own=Decimal(own or variance),
    )


def line(*points: VariancePoint) -> VarianceSeries:
    return VarianceSeries(title="the whole budget", points=points)


def drawn(told: VarianceSeries, kind: str) -> list[ET.Element]:
    root = ET.fromstring(variance_chart(told, "Alpha", "c"))
    return [each for each in root if each.get("class") == kind and "points" in each.attrib]


def places(element: ET.Element) -> list[tuple[Decimal, Decimal]]:
    pairs = (pair.split(",") for pair in element.attrib["points"].split())
    return [(Decimal(x), Decimal(y)) for x, y in pairs]


def test_a_character_is_never_wider_than_it_is_taken_to_be() -> None:
    assert [c for c, width in HELVETICA.items() if wide(c) < Decimal(width * 12) / 1000] == []


def test_one_period_has_a_band_with_a_width() -> None:
    told = line(point(), point(variance=None), point(), point())

    for kind in ("chance", "chance-far"):
        widths = [
            max(x for x, _ in places(each)) - min(x for x, _ in places(each))
            for each in drawn(told, kind)[:2]
        ]
        assert min(widths) >= 26, kind


@pytest.mark.parametrize(
    ("watch", "limits"),
    [(("2.5", "2.5"), 1), (("2.5", "3"), 2), (None, 0)],
    ids=["one figure, one limit", "a range, two", "no limit known"],
)
def test_limits(watch: tuple[str, str] | None, limits: int) -> None:
    told = line(point(watch=watch), point(watch=watch))
    in_key = 1 if limits else 0

    assert len(drawn(told, "limit watch")) == limits + in_key
    assert has_range(told) is (limits == 2)


def test_what_is_compared_is_drawn_only_where_it_is_another_figure() -> None:
    same, other = line(point(), point()), line(point(), point(own="0.3"))

    assert "own" not in variance_chart(same, "Alpha", "c").replace("unknown", "")
    assert "2013-14 Q1: 0.3%, less what is not the group’s own doing" in variance_chart(
        other, "Alpha", "c"
    )


def test_nothing_known_is_no_chart() -> None:
    assert variance_chart(line(point(variance=None)), "Alpha", "c") == ""
    assert funnel_chart(FunnelWords(title="", points=(), edges=(), says=()), "f") == ""


def test_groups_beyond_the_serious_limit_are_listed_by_name() -> None:
    told = FunnelWords(
        title="",
        points=(
            funnel_point("beta", 10, "9", ChanceZone.SERIOUS),
            funnel_point("Gamma", 20, "-5", ChanceZone.SERIOUS),
            funnel_point("Alpha", 30, "3", ChanceZone.SERIOUS),
            funnel_point("Delta", 40, "2", ChanceZone.WATCH),
        ),
        edges=(),
        says=(),
    )

    assert beyond(told) == (
        "Alpha, Q1: 3% over",
        "beta, Q1: 9% over",
        "Gamma, Q1: 5% under",
    )


def funnel_point(name: str, people: int, variance: str, where: ChanceZone) -> FunnelPoint:
    return FunnelPoint(
        name=name, people=Decimal(people), variance=Decimal(variance), zone=where, label="Q1"
    )


amounts = st.decimals(-(10**12), 10**12, places=6) | st.decimals(-9, 9, places=6)
limits = st.tuples(st.decimals(0, 50, places=6), st.decimals(0, 50, places=6)).map(
    lambda pair: (min(pair), max(pair))
)
# No file that holds U+FFFE or U+FFFF is read, and no XML may hold them.
readable = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
labels = st.text(readable, max_size=60) | st.just("2013-14 Q4")
points = st.one_of(
    labels.map(lambda text: point(text, None)),
    st.builds(
        VariancePoint,
        label=labels,
        variance=amounts,
        own=amounts,
        watch=st.none() | limits,
        serious=st.none() | limits,
    ),
)
funnels = st.lists(
    st.builds(
        FunnelPoint,
        name=labels,
        people=st.decimals(1, 10**15, places=2),
        variance=amounts,
        zone=st.sampled_from([ChanceZone.INSIDE, ChanceZone.WATCH, ChanceZone.SERIOUS]),
        label=labels,
    ),
    min_size=1,
    max_size=8,
)


@given(labels, st.integers(0, 680), st.sampled_from(["start", "middle", "end"]))
def test_a_label_moves_inwards_at_an_edge(
    text: str, x: int, anchor: Literal["start", "middle", "end"]
) -> None:
    left, right = span(ET.fromstring(label(text, Decimal(x), Decimal(0), anchor)))

    assert -1 < left <= right < WIDTH + 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Q1", "2013-14 Q4", "W" * 60, "\u202e" * 9])
def test_labels_stay_inside_and_apart_however_many_periods_there_are(name: str) -> None:
    for periods in (*range(1, 41), 400):
        chart = variance_chart(line(*[point(name)] * periods), name, "c")
        assert list(outside(chart)) == []
        assert list(touching(chart)) == []


@settings(max_examples=examples(150))
@given(st.lists(points, min_size=1, max_size=40), labels)
def test_all_of_a_variance_chart_lies_in_its_picture(told: list[VariancePoint], name: str) -> None:
    chart = variance_chart(VarianceSeries(title=name, points=tuple(told)), name, "c")

    assert bool(chart) == any(each.variance is not None for each in told)
    if chart:
        assert list(outside(chart)) == []
        assert list(touching(chart)) == []


@settings(max_examples=examples(150))
@given(funnels, st.tuples(limits, limits))
def test_all_of_a_funnel_lies_in_its_picture(
    told: list[FunnelPoint], ends: tuple[tuple[Decimal, Decimal], tuple[Decimal, Decimal]]
) -> None:
    sizes = [each.people for each in told]
    edges = ((min(sizes), *ends[0]), (max(sizes), *ends[1]))
    chart = funnel_chart(
        FunnelWords(title="", points=tuple(told), edges=edges[: len(set(sizes))], says=()), "f"
    )

    assert list(outside(chart)) == []


def outside(chart: str) -> Iterator[str]:
    """Tell each element of which a part lies outside the picture."""
    root = ET.fromstring(chart)
    _, _, width, height = map(Decimal, root.attrib["viewBox"].split())
    for each in root.iter():
        spots = places(each) if "points" in each.attrib else []
        if each.tag == f"{SVG}circle":
            spots = [(Decimal(each.attrib["cx"]), Decimal(each.attrib["cy"]))]
        if each.tag == f"{SVG}text":
            left, right = span(each)
            y = Decimal(each.attrib["y"])
            spots = [(left, y - 10), (right, y + 3)]
        if not all(0 <= x <= width and 0 <= y <= height for x, y in spots):
            yield ET.tostring(each, "unicode")


def touching(chart: str) -> Iterator[tuple[str | None, str | None]]:
    """Tell the labels on one line, other than the key's, that run into each other."""
    texts = [each for each in ET.fromstring(chart).iter(f"{SVG}text") if "class" not in each.attrib]
    last = max((Decimal(each.attrib["y"]) for each in texts), default=None)
    row = [each for each in texts if Decimal(each.attrib["y"]) == last]
    for before, after in pairwise(row):
        if span(before)[1] > span(after)[0]:
            yield before.text, after.text


def span(text: ET.Element) -> tuple[Decimal, Decimal]:
    x, size = Decimal(text.attrib["x"]), wide(text.text or "")
    anchor = next((a for a in ("start", "end") if a in text.get("class", "").split()), "middle")
    left = {"start": x, "middle": x - size / 2, "end": x - size}[anchor]
    return left, left + size
