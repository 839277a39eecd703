"""The funnel: points where they belong, edges that narrow, and what chance alone would flag."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from authorisation.regime.chance.funnel import Funnel, FunnelGroup, GroupsBeyond, funnel
from authorisation.regime.chance.limits import ChanceZone, chance_limits
from tests.regime.lines import LEVELS, WHOLE

# Registered patients of April to June 2013; variances are for illustration.
CORBY = FunnelGroup("NHS Corby", Decimal(70_729), Decimal("2.6"))
MIDDLE = FunnelGroup("of 320,000", Decimal(320_000), Decimal("1.5"))
DEVON = FunnelGroup("NEW Devon", Decimal(902_287), Decimal("1.2"))
UNDER = FunnelGroup("of 500,000", Decimal(500_000), Decimal("-1.2"))


def test_the_same_overspend_means_more_in_a_larger_group():
    found = funnel([DEVON, UNDER, CORBY, MIDDLE], WHOLE, LEVELS, steps=4)

    assert [(point.group.name, point.zone) for point in found.points] == [
        ("NHS Corby", ChanceZone.INSIDE),
        ("of 320,000", ChanceZone.WATCH),
        ("of 500,000", ChanceZone.WATCH),
        ("NEW Devon", ChanceZone.SERIOUS),
    ]
    assert found.above == GroupsBeyond(2, 1, Decimal("0.100"), Decimal("0.004"))
    assert [str(edge.person_years) for edge in found.edges] == [
        "70729",
        "133670",
        "252622",
        "477428",
        "902287",
    ]
    assert found.edges[0].limits == chance_limits(WHOLE, [Decimal(70_729)], LEVELS)


def test_no_groups_make_an_empty_funnel():
    assert funnel([], WHOLE, LEVELS) == Funnel((), (), GroupsBeyond(0, 0, Decimal(0), Decimal(0)))


def test_groups_of_one_size_have_one_edge():
    assert len(funnel([CORBY, CORBY], WHOLE, LEVELS).edges) == 1


groups = st.builds(
    FunnelGroup,
    name=st.text(max_size=3),
    person_years=st.decimals(1, 10**6, places=2),
    variance_percent=st.decimals(-9, 9, places=3),
)


@given(
    st.lists(groups, min_size=1, max_size=6).flatmap(
        lambda g: st.tuples(st.just(g), st.permutations(g))
    )
)
def test_edges_narrow_and_span_the_groups(pair):
    found = funnel(pair[0], WHOLE, LEVELS)
    sizes = [edge.person_years for edge in found.edges]
    watch = [edge.limits.watch for edge in found.edges]

    assert (sizes[0], sizes[-1]) == (
        found.points[0].group.person_years,
        found.points[-1].group.person_years,
    )
    assert sizes == sorted(sizes)
    assert watch == sorted(watch, reverse=True)
    assert found == funnel(pair[1], WHOLE, LEVELS)
