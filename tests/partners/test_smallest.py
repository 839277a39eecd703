"""The smallest pools of one group are those that trying every set finds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from authorisation.partners import smallest
from authorisation.partners.members import PoolMember
from authorisation.partners.smallest import smallest_pools
from tests.partners.worlds import World, subsets, worlds


@given(worlds())
def test_they_are_all_that_trying_every_set_finds(world: World) -> None:
    first, *others = world.members
    found = smallest_pools(first, others, world.line, world.near, 100)
    pools = [
        ids
        for ids in subsets([each.id for each in world.members])
        if first.id in ids and world.is_pool(ids)
    ]
    fewest = min(map(len, pools), default=None)

    assert found.partners == (None if fewest is None else fewest - 1)
    assert {pool.members for pool in found.pools} == {i for i in pools if len(i) == fewest}
    assert list(found.pools) == sorted(found.pools, key=lambda pool: (pool.margin, pool.members))
    assert all(pool.total - world.line == pool.margin for pool in found.pools)
    assert found.is_exhaustive
    assert not found.has_more


@given(worlds())
def test_a_limit_cuts_after_the_first(world: World) -> None:
    first, *others = world.members
    whole = smallest_pools(first, others, world.line, world.near, 100)
    cut = smallest_pools(first, others, world.line, world.near, 2)

    assert cut.pools == whole.pools[:2]
    assert cut.has_more == (len(whole.pools) > 2)


def test_where_too_many_are_equal_to_look_at_the_search_ends_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """847,660,528 sets of ten bring the same, and none differs but in its ids."""
    monkeypatch.setattr(smallest, "_MOST_STEPS", 1_000)
    others = [PoolMember(f"{at:02}", 10) for at in range(40)]
    found = smallest_pools(PoolMember("short", 1), others, 101, None, 5)

    assert found.partners == 10
    assert len(found.pools) == 5
    assert found.has_more
    assert not found.is_exhaustive


def test_a_search_that_ends_at_once_still_finds_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smallest, "_MOST_STEPS", 0)
    others = [PoolMember(each, 4) for each in "bcd"]
    found = smallest_pools(PoolMember("a", 3), others, 11, None, 5)

    assert [pool.members for pool in found.pools] == [("a", "b", "c")]
    assert not found.is_exhaustive


def test_another_may_be_the_one_that_all_are_near() -> None:
    others = [PoolMember("b", 4), PoolMember("c", 4), PoolMember("d", 4)]
    near = [("b", "a"), ("b", "c"), ("d", "b"), ("c", "c"), ("a", "elsewhere")]
    found = smallest_pools(PoolMember("a", 3), others, 11, near, 5)

    assert [pool.members for pool in found.pools] == [("a", "b", "c"), ("a", "b", "d")]
    assert smallest_pools(PoolMember("a", 3), others, 16, near, 5).partners is None


def test_amounts_are_summed_exactly() -> None:
    third = Decimal("0.3333333333333333333333333333333333")
    others = [PoolMember("b", third), PoolMember("c", third), PoolMember("d", Decimal("1E-34"))]
    (pool,) = smallest_pools(PoolMember("a", third), others, 1, None, 5).pools

    assert pool.members == ("a", "b", "c", "d")
    assert (pool.total, pool.margin) == (1, 0)


@pytest.mark.parametrize(
    "amount", ["-1", "NaN", "Infinity", "1E34", "1E-35", "1E999999999"], ids=str
)
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="is no amount"):
        PoolMember("a", Decimal(amount))


@pytest.mark.parametrize(
    ("others", "line", "limit", "why"),
    [([PoolMember("a", 1)], 5, 5, "twice"), ([], 0, 5, "the line is 0"), ([], 5, 0, "below 1")],
)
def test_what_cannot_be_asked_is_refused(others, line: int, limit: int, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        smallest_pools(PoolMember("a", 1), others, line, None, limit)
