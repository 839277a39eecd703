"""Real groups and practices of 2013, where the data are: they are no part of this project."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from itertools import combinations
from time import process_time

import pytest

from authorisation.partners.areas import most_pools
from authorisation.partners.members import PoolMember
from authorisation.partners.plan_for_all import fewest_partners
from authorisation.partners.smallest import smallest_pools
from tests.real_groups import DATA, GROUPS, PRACTICES, needs_real_data

pytestmark = [pytest.mark.slow, needs_real_data]

LINE = 100_000


def rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def groups() -> list[PoolMember]:
    return [
        PoolMember(row["name"].removeprefix("NHS "), int(row["registered_patients_2013q2"]))
        for row in rows(GROUPS)
    ]


def near(shared: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs of names that share something: an area team, a primary care trust."""
    sharing = defaultdict(set)
    for what, name in shared:
        sharing[what].add(name.removeprefix("NHS "))
    return [pair for names in sharing.values() for pair in combinations(sorted(names), 2)]


def by_trust() -> list[tuple[str, str]]:
    trusts = rows(DATA / "pct_ccg_overlap_2012_2013.csv")
    return near([(row["pct_ods_code"], row["ccg_name"]) for row in trusts])


def by_area_team() -> list[tuple[str, str]]:
    return near([(row["area_team_ods"], row["name"]) for row in rows(GROUPS)])


def margins(pools) -> list[tuple[str, int]]:
    return [(", ".join(pool.members), pool.margin) for pool in pools]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Corby", ("Corby, Nene", 607_239)),
        ("Erewash", ("Erewash, Hardwick", 99_008)),
        ("Nottingham West", ("Nottingham West, Rushcliffe", 115_936)),
        ("Surrey Heath", ("East Surrey, Surrey Heath", 164_697)),
    ],
)
def test_each_of_the_four_below_the_line_reaches_it_with_one_of_its_trust(
    name: str, first: tuple[str, int]
) -> None:
    (member,) = [each for each in groups() if each.id == name]
    others = [each for each in groups() if each.id != name]
    found = smallest_pools(member, others, LINE, by_trust(), 10)
    alone = [
        (", ".join(sorted([name, each.id])), member.amount + each.amount - LINE)
        for each in others
        if {(name, each.id), (each.id, name)} & set(by_trust())
    ]

    assert found.partners == 1
    assert margins(found.pools) == sorted(alone, key=lambda pool: pool[1])
    assert margins(found.pools)[0] == first


@pytest.mark.parametrize(
    ("near", "pools"),
    [
        (
            by_trust,
            [
                ("Corby, Nene", 607_239),
                ("East Surrey, Surrey Heath", 164_697),
                ("Erewash, Hardwick", 99_008),
                ("Nottingham West, Rushcliffe", 115_936),
            ],
        ),
        (
            by_area_team,
            [
                ("Corby, Luton", 188_515),
                ("Crawley, Surrey Heath", 118_911),
                ("Erewash, Nottingham West", 90_631),
            ],
        ),
    ],
)
def test_two_of_them_pool_with_each_other_where_the_whole_area_team_is_near(near, pools) -> None:
    short = [each for each in groups() if each.amount < LINE]
    others = [each for each in groups() if each.amount >= LINE]
    plan = fewest_partners(short, others, LINE, near(), each_once=True, time_limit=60)

    assert plan.is_optimal
    assert margins(plan.pools) == pools


@pytest.mark.parametrize("each_once", [True, False])
def test_thirty_three_below_150_000_are_left_without_a_pool_only_where_nothing_reaches(
    each_once: bool,
) -> None:
    short = [each for each in groups() if each.amount < 150_000]
    others = [each for each in groups() if each.amount >= 150_000]
    plan = fewest_partners(short, others, 150_000, by_trust(), each_once=each_once, time_limit=60)

    assert len(short) == 33
    assert plan.is_optimal
    assert (len(plan.partners), len(plan.without_pool)) == (10, 3)


@pytest.mark.parametrize(
    ("area", "areas", "pools", "without"),
    [("area_team_code", 27, 548, 0), ("lad_name_2011", 326, 396, 87)],
)
def test_practices_form_as_many_pools_as_whole_lines_allow(
    area: str, areas: int, pools: int, without: int
) -> None:
    """In 87 districts there cannot be one: together their practices have too few patients."""
    practices = [row for row in rows(PRACTICES) if row["in_ccg_2013_list"] == "1"]
    members = [PoolMember(row["practice_code"], int(row["list_size"])) for row in practices]
    area_of = {row["practice_code"]: row[area] for row in practices}
    began = process_time()
    found = most_pools(members, LINE, area_of, time_limit=120)
    seconds = process_time() - began
    brought = Counter[str]()
    for each in members:
        brought[area_of[each.id]] += int(each.amount)
    formed = [each for part in found for pool in part.pools for each in pool.members]
    left_out = [each for part in found for each in part.left_out]

    assert len(members) == 8053
    assert sorted([*formed, *left_out]) == sorted(each.id for each in members)
    assert all(part.is_optimal for part in found)
    assert (len(found), sum(len(part.pools) for part in found)) == (areas, pools)
    assert {part.area for part in found if not part.pools} == {
        each for each, total in brought.items() if total < LINE
    }
    assert sum(not part.pools for part in found) == without
    assert seconds < 30
