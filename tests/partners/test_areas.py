"""Each area has as many pools as trying every division of it finds."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given

from authorisation.partners import areas
from authorisation.partners.areas import most_pools
from authorisation.partners.members import PoolMember
from tests.partners.worlds import World, subsets, worlds


@given(worlds())
def test_there_are_as_many_as_trying_everything_finds(world: World) -> None:
    area_of = {each.id: "north" for each in world.members}
    (found,) = most_pools(world.members, world.line, area_of, time_limit=60)
    formed = [each for pool in found.pools for each in pool.members]
    amounts = {each.id: each.amount for each in world.members}

    assert len(found.pools) == found.at_most == most(amounts, world.line)
    assert sorted([*formed, *found.left_out]) == list(amounts)
    assert not found.left_out or not found.pools
    assert all(pool.margin >= 0 for pool in found.pools)


def most(amounts: dict[str, object], line: object) -> int:
    """The greatest number of sets, no two with a common member, that each reach the line."""
    return max(
        (
            1 + most({each: amounts[each] for each in amounts if each not in ids}, line)
            for ids in subsets(list(amounts))
            if sum(amounts[each] for each in ids) >= line
        ),
        default=0,
    )


THREE_OF_NINE = [PoolMember(each, 9) for each in "abc"]
"""Twice the line in all, but any pool takes two of them."""


def test_what_whole_lines_would_allow_and_members_do_not_is_proved_by_the_solver() -> None:
    (found,) = most_pools(THREE_OF_NINE, 12, dict.fromkeys("abc", "north"), time_limit=60)

    assert [pool.members for pool in found.pools] == [("a", "b", "c")]
    assert found.at_most == 1
    assert found.is_optimal


def test_where_whole_lines_are_reached_no_solver_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ortools.sat.python.cp_model", None)
    members = [PoolMember("a", 31), PoolMember("b", 7), PoolMember("c", 6), PoolMember("d", 1)]
    (found,) = most_pools(members, 12, dict.fromkeys("abcd", "north"), time_limit=60)

    assert [(pool.members, pool.margin) for pool in found.pools] == [
        (("a",), 19),
        (("b", "c", "d"), 2),
    ]
    assert found.is_optimal


def test_where_nothing_is_proved_the_gap_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(areas, "_MOST_CHOICES", 0)
    (found,) = most_pools(THREE_OF_NINE, 12, dict.fromkeys("abc", "north"), time_limit=60)

    assert (len(found.pools), found.at_most) == (1, 2)
    assert not found.is_optimal


def test_areas_are_in_order_and_one_below_the_line_has_none() -> None:
    members = [*THREE_OF_NINE, PoolMember("d", 11)]
    area_of = {"a": "west", "b": "west", "c": "west", "d": "east"}
    east, west = most_pools(members, 12, area_of, time_limit=60)

    assert (east.area, east.pools, east.at_most, east.left_out) == ("east", (), 0, ("d",))
    assert (west.area, len(west.pools)) == ("west", 1)
