"""Over-dispersion: by hand, where the answer is known, and on real counts.

The counts of waiting-time pathways only try the estimator: they move with seasons, recording and
capacity, and say nothing of how spending varies.
"""

import csv
import math
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from statistics import NormalDist, mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.regime.chance.funnel import (
    Dispersion,
    FunnelGroup,
    GroupVariance,
    estimate_dispersion,
    portfolio_dispersion,
)
from tests.published.figures import published
from tests.regime.lines import WHOLE
from tests.shared import SHARED

TENTH = Decimal("0.1")


def test_by_hand():
    """Ten groups of deviation 1: one pulled in on either side, then tau^2 = phi - 1."""
    scores = [-9, -3, -2, -1, 0, 0, 1, 2, 3, 20]
    found = estimate_dispersion([GroupVariance(score, 1) for score in scores], TENTH)

    # Pulled in: (9+9+4+1+1+4+9+9)/10 = 4.6, over 0.678655, which is
    # what chance alone leaves: 0.8 - 2 * 1.281552 * 0.175498 + 0.2 * 1.281552^2; sqrt(5.778117)
    assert found == Dispersion(Decimal("6.778117"), Decimal("2.403771"))
    # As they are: (81+9+4+1+1+4+9+400)/10.
    assert estimate_dispersion(
        [GroupVariance(score, 1) for score in scores], Decimal(0)
    ).phi == Decimal("50.900000")


def test_chance_alone_needs_no_tau():
    even = [NormalDist().inv_cdf((rank + 0.5) / 200) for rank in range(200)]

    assert estimate_dispersion([GroupVariance(z, 1) for z in even], TENTH).tau == 0
    assert estimate_dispersion([GroupVariance(z, 1) for z in even], Decimal(0)).tau <= Decimal(
        "0.1"
    )


@pytest.mark.parametrize("share", ["0", "0.1"])
def test_a_known_tau_is_found_again(share):
    """Two thousand groups with 0.5 % between them; what winsorising takes away is put back."""
    drawn = random.Random(1)
    groups = []
    for number in range(2000):
        people = drawn.randint(70_000, 900_000)
        spread = math.sqrt((360**2) / people + 0.5**2)
        value = Decimal(repr(round(drawn.gauss(0, spread), 6)))
        groups.append(FunnelGroup(str(number), Decimal(people), value))
    line = replace(WHOLE, tau=Decimal(3), tau_source="not to be used")

    found = portfolio_dispersion(groups, line, Decimal(share))

    assert Decimal("0.45") < found.tau < Decimal("0.55")


@pytest.mark.parametrize(
    ("measured", "share", "says"),
    [
        ([GroupVariance(1, 1)] * 9, "0.1", "9 groups are too few"),
        ([GroupVariance(1, 0)] * 10, "0.1", "chance does not move it"),
        ([GroupVariance(math.nan, 1)] * 10, "0.1", "no variance"),
        ([GroupVariance(1, 1)] * 10, "0.5", "from 0 to 0.4"),
        ([GroupVariance(1, 1)] * 10, "NaN", "from 0 to 0.4"),
    ],
)
def test_what_gives_no_estimate(measured, share, says):
    with pytest.raises(ValueError, match=says):
        estimate_dispersion(measured, Decimal(share))


measures = st.builds(GroupVariance, st.floats(-50, 50), st.floats(0.1, 20))


@given(
    st.lists(measures, min_size=10, max_size=30).flatmap(
        lambda m: st.tuples(st.just(m), st.permutations(m))
    ),
    st.sampled_from([Decimal(0), TENTH, Decimal("0.2")]),
)
def test_order_never_matters_and_pulling_in_never_adds(pair, share):
    found = estimate_dispersion(pair[0], share)

    assert found == estimate_dispersion(pair[1], share)
    left = {Decimal(0): 1, TENTH: Decimal("0.678654"), Decimal("0.2"): Decimal("0.412086")}[share]
    assert found.phi * left <= estimate_dispersion(pair[0], Decimal(0)).phi


def test_a_few_real_counts_by_the_formula():
    """Ten commissioners, six months: the ends pulled in, then tau by the formula."""
    measured = _against_means(published("pathways").values())
    scores = sorted(each.variance / each.deviation for each in measured)
    pulled = [min(max(score, scores[6]), scores[-7]) for score in scores]
    phi = sum(score**2 for score in pulled) / 60 / 0.6786546
    weights = [each.deviation**-2 for each in measured]

    found = estimate_dispersion(measured, TENTH)

    assert len(measured) == 60
    assert float(estimate_dispersion(measured, Decimal(0)).phi) == pytest.approx(
        sum(score**2 for score in scores) / 60
    )
    assert float(found.phi) == pytest.approx(phi)
    assert float(found.tau) == pytest.approx(math.sqrt(60 * (phi - 1) / sum(weights)))


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the shared data are not here")
@pytest.mark.parametrize(
    "file",
    ["rtt_pathways_by_pct_2009_12_to_2010_05", "rtt_pathways_by_ccg_2014_12_to_2015_05"],
)
@pytest.mark.parametrize("pathway", ["admitted", "incomplete", "non_admitted"])
def test_real_counts_differ_far_more_than_chance(file, pathway):
    """Month to month they move 5 to 14 %; over Poisson the mean square is 7 to 234."""
    measured = _against_means(_counts(file, pathway))

    raw, pulled = estimate_dispersion(measured, Decimal(0)), estimate_dispersion(measured, TENTH)

    squares = [(each.variance / each.deviation) ** 2 for each in measured]
    assert float(raw.phi) == pytest.approx(mean(squares))
    assert raw.phi >= 5
    assert 1 < pulled.phi < raw.phi
    assert 3 < pulled.tau < 14


def _counts(file: str, pathway: str) -> Iterable[list[int]]:
    """The counts of each commissioner, month by month."""
    counts: dict[str, list[int]] = defaultdict(list)
    with (SHARED / "data" / f"{file}.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["pathway"] == pathway and row["tf_total"]:
                counts[row["commissioner_code"]].append(int(row["tf_total"]))
    return counts.values()


def _against_means(counts: Iterable[list[int]]) -> list[GroupVariance]:
    """Each month compared with the mean of its commissioner's, in per cent."""
    return [
        GroupVariance(100 * (month / mean(months) - 1), 100 / math.sqrt(mean(months)))
        for months in counts
        if len(months) >= 6 and min(months) >= 20
        for month in months
    ]
