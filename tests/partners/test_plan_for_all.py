"""Pools for all short groups at once have as few partners as trying everything finds."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.errors import EngineUnavailable
from authorisation.partners.members import PoolMember
from authorisation.partners.plan_for_all import PoolPlan, fewest_partners
from tests.partners.worlds import World, subsets, worlds


def planned(world: World, *, each_once: bool) -> PoolPlan:
    """A plan, of which every pool is one."""
    plan = fewest_partners(
        world.short, world.others, world.line, world.near, each_once=each_once, time_limit=60
    )
    joined = {each for pool in plan.pools for each in pool.members}
    short = {each.id for each in world.short}

    assert all(world.is_pool(pool.members) for pool in plan.pools)
    assert plan.partners == tuple(sorted(joined - short))
    assert plan.without_pool == tuple(sorted(short - joined))
    assert plan.is_optimal
    return plan


@given(worlds())
def test_where_pools_may_overlap_as_few_join_as_may(world: World) -> None:
    plan = planned(world, each_once=False)
    ids = [each.id for each in world.members]
    short = {each.id for each in world.short}
    pools = [set(each) for each in subsets(ids) if world.is_pool(each)]
    served = short.intersection(*[set().union(*pools)])
    fewest = min(
        len(joining)
        for joining in ((), *subsets([each.id for each in world.others]))
        if served <= set().union(*(each for each in pools if each <= short | {*joining}))
    )

    assert set(plan.without_pool) == short - served
    assert len(plan.partners) == fewest


@given(worlds())
def test_where_each_is_in_one_pool_fewest_are_left_out_and_then_fewest_join(world: World) -> None:
    plan = planned(world, each_once=True)
    members = [each for pool in plan.pools for each in pool.members]
    short = {each.id for each in world.short}
    best = min(
        (len(short - joined), len(joined - short))
        for pools in disjoint_pools(world, [each.id for each in world.members])
        for joined in [set().union(*pools)]
    )

    assert len(members) == len(set(members))
    assert (len(plan.without_pool), len(plan.partners)) == best


def disjoint_pools(world: World, ids: list[str]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Yield all ways to form pools of which no two share a member."""
    if not ids:
        yield ()
        return
    first, *rest = ids
    yield from disjoint_pools(world, rest)
    for others in ((), *subsets(rest)):
        if world.is_pool((first, *others)):
            left = [each for each in rest if each not in others]
            for pools in disjoint_pools(world, left):
                yield ((first, *others), *pools)


LARGE = (998_714_320_938, 487_870_175_448, 611_360_127_756, 766_801_699_193, 448_881_480_537)
NEAR_LARGE = "01 02 12 13 14 34 15 25 06 16 17 27 57 67 08 18 28 38 58"


def test_what_the_solver_simplifies_to_a_worse_plan_is_not_said_to_be_the_best() -> None:
    """Two of the short ones reach the line around the third; OR-tools 9.15 would have two join."""
    amounts = (*LARGE, 401_456_890_966, 1, 388_639_872_246, 233_198_300_809)
    members = [PoolMember(str(at), amount) for at, amount in enumerate(amounts)]
    pairs = [(pair[0], pair[1]) for pair in NEAR_LARGE.split()]
    plan = fewest_partners(
        members[:3], members[3:], 1_000_000_000_002, pairs, each_once=True, time_limit=60
    )

    assert [pool.members for pool in plan.pools] == [("0", "1", "2")]
    assert plan.is_optimal


@pytest.mark.parametrize("each_once", [False, True])
def test_the_order_in_which_members_are_given_changes_nothing(each_once: bool) -> None:
    draw = random.Random(7)
    members = [PoolMember(f"{at:02}", draw.randint(1, 3)) for at in range(14)]
    pairs = [(one.id, two.id) for one in members for two in members if draw.random() < 0.3]
    plans = set()
    for _ in range(3):
        draw.shuffle(members)
        draw.shuffle(pairs)
        short = [each for each in members if each.amount < 3]
        others = [each for each in members if each.amount >= 3]
        plans.add(fewest_partners(short, others, 7, pairs, each_once=each_once, time_limit=60))

    assert len(plans) == 1


def test_of_two_that_would_do_the_one_with_the_smaller_margin_joins() -> None:
    others = [PoolMember("b", 50), PoolMember("c", 9), PoolMember("d", 60)]
    plan = fewest_partners([PoolMember("a", 1)], others, 10, None, each_once=True, time_limit=60)

    assert [(pool.members, pool.margin) for pool in plan.pools] == [(("a", "c"), 0)]


@given(worlds(), st.booleans())
def test_without_time_there_is_a_plan_and_nothing_is_said_to_be_proved(
    world: World, each_once: bool
) -> None:
    plan = fewest_partners(
        world.short, world.others, world.line, world.near, each_once=each_once, time_limit=0
    )
    pooled = [each for pool in plan.pools for each in pool.members]
    short = {each.id for each in world.short}

    assert all(world.is_pool(pool.members) for pool in plan.pools)
    assert set(plan.without_pool) == short - set(pooled)
    assert len(pooled) == len(set(pooled)) or not each_once
    assert plan.least_partners == 0
    assert plan.is_optimal == (
        not plan.partners and len(plan.without_pool) == plan.least_without_pool
    )


def test_without_time_too_nobody_is_the_centre_of_one_pool_and_in_another() -> None:
    others = [PoolMember("x", 7), PoolMember("y", 4)]
    near = [("a", "y"), ("x", "y"), ("b", "x")]
    plan = fewest_partners(
        [PoolMember("a", 3), PoolMember("b", 3)], others, 10, near, each_once=True, time_limit=0
    )

    assert [pool.members for pool in plan.pools] == [("a", "x", "y")]
    assert plan.without_pool == ("b",)


def test_numbers_longer_than_the_solver_takes_are_refused() -> None:
    short = [PoolMember("a", 10**20 + 1), PoolMember("b", 10**20)]

    with pytest.raises(ValueError, match="more digits than the solver takes"):
        fewest_partners(short, [], 2 * 10**20, None, each_once=True, time_limit=1)


def test_without_the_solver_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ortools.sat.python.cp_model", None)

    with pytest.raises(EngineUnavailable, match=r"pip install '\.\[pool\]'"):
        fewest_partners([], [], 1, None, each_once=True, time_limit=1)
