"""The smallest pools of one group that falls short on its own."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, TypeAlias

from authorisation.partners.members import Amount, Nearness, Pairs, Pool, PoolMember, PoolMembers

_MOST_STEPS: Final = 100_000
"""Of the search around one centre: about half a second."""
Subset: TypeAlias = tuple[int, tuple[str, ...]]
"""What the members bring together, and their ids in order."""


@dataclass(frozen=True, slots=True)
class FoundSubsets:
    """Subsets in the order of what they bring, then of their ids; whether the search was ended.

    Where it was, they are all there are or, if as many as were asked for, the first of all.
    """

    subsets: tuple[Subset, ...]
    is_exhaustive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallestPools:
    """The pools of a group with the fewest partners, in the order of their margins, then of ids."""

    partners: int | None
    """How many partners it takes; None where all that are near do not reach the line together."""
    pools: tuple[Pool, ...]
    has_more: bool
    """Whether there are more of as few partners: these are the first, up to the limit."""
    is_exhaustive: bool
    """Whether the search was ended; otherwise pools of a smaller margin may be missing."""


def smallest_pools(
    member: PoolMember, candidates: Iterable[PoolMember], line: Amount, near: Pairs, limit: int
) -> SmallestPools:
    """All pools of a group with as few partners as reach the line.

    A pool has a member, the group itself or another, that all its other members are near. How few
    partners it takes is always exact.

    >>> hollin, others = PoolMember("hollin", 60), [PoolMember("ash", 30), PoolMember("birch", 50)]
    >>> found = smallest_pools(hollin, others, 100, None, limit=10)
    >>> [(pool.members, pool.margin) for pool in found.pools]
    [(('birch', 'hollin'), 10)]
    >>> chain = [("hollin", "ash"), ("ash", "birch")]
    >>> smallest_pools(hollin, others, 100, chain, limit=10).pools[0].members
    ('ash', 'birch', 'hollin')

    Raises:
        ValueError: the limit is below 1, the line is 0, or an id is there twice.
    """
    if limit < 1:
        raise ValueError("the limit is below 1")
    members = PoolMembers([member, *candidates], line)
    stars = _stars(member.id, Nearness(near, tuple(members.by_id)))
    sizes: dict[tuple[str, ...], tuple[list[str], int, int]] = {}
    for base, others in stars.items():
        ordered = members.largest_first(others)
        needed = members.line - sum(members.amounts[each] for each in base)
        size = least_size(ordered, members.amounts, needed)
        if size is not None:
            sizes[base] = (ordered, size, needed)
    if not sizes:
        return SmallestPools(partners=None, pools=(), has_more=False, is_exhaustive=True)
    partners = min(len(base) - 1 + size for base, (_, size, _) in sizes.items())
    found: set[tuple[str, ...]] = set()
    is_exhaustive = True
    for base, (ordered, size, needed) in sizes.items():
        if len(base) - 1 + size == partners:
            subsets = smallest_subsets(
                ordered, members.amounts, size, needed, limit=limit + 1, most_steps=_MOST_STEPS
            )
            is_exhaustive &= subsets.is_exhaustive
            found.update(tuple(sorted((*base, *ids))) for _, ids in subsets.subsets)
    pools = sorted(map(members.pool, found), key=lambda pool: (pool.margin, pool.members))
    return SmallestPools(
        partners=partners,
        pools=tuple(pools[:limit]),
        has_more=len(pools) > limit,
        is_exhaustive=is_exhaustive,
    )


def _stars(member: str, nearness: Nearness) -> dict[tuple[str, ...], frozenset[str]]:
    """The centres that pools of a member may have, each with the member, and who is near it.

    A centre to whom nobody is near that is not near the member itself gives no other pools.
    """
    own = nearness.around(member)
    stars: dict[tuple[str, ...], frozenset[str]] = {(member,): own - {member}}
    for centre in sorted(own - {member}) if nearness.is_given else ():
        around = nearness.around(centre)
        if not around <= own:
            stars[member, centre] = around - {member, centre}
    return stars


def least_size(ids: Sequence[str], amounts: Mapping[str, int], needed: int) -> int | None:
    """The number of them that bring enough, the largest first; None where all together do not.

    `ids` is in descending order of amounts.
    """
    sums = list(accumulate((amounts[each] for each in ids), initial=0))
    size = bisect_left(sums, needed)
    return size if size < len(sums) else None


def smallest_subsets(
    ids: Sequence[str],
    amounts: Mapping[str, int],
    size: int,
    needed: int,
    *,
    limit: int,
    most_steps: int,
) -> FoundSubsets:
    """The first `limit` sets of exactly `size` that bring at least what is needed.

    `ids` is in descending order of amounts. A branch is left where the largest that remain bring
    too little, or the smallest more than the worst of `limit` sets that were found. After
    `most_steps` branches the search stops where it is, with one set at least if there is any.
    """
    ordered = [amounts[each] for each in ids]
    sums = list(accumulate(ordered, initial=0))
    count = len(ids)
    found: list[Subset] = []
    branches: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, ())]
    steps = 0
    while branches:
        start, total, chosen = branches.pop()
        left = size - len(chosen)
        if not left:
            if total >= needed:
                insort(found, (total, tuple(sorted(ids[each] for each in chosen))))
                del found[limit:]
            continue
        if steps > most_steps:
            if not found and sums[size] >= needed:
                found.append((sums[size], tuple(sorted(ids[:size]))))
            return FoundSubsets(tuple(found), is_exhaustive=False)
        end = _end_of_enough(sums, start, left, needed - total)
        rest = sums[count] - sums[count - left + 1]
        next_branches = []
        for at in range(end - 1, start - 1, -1):
            steps += 1
            if len(found) == limit and total + ordered[at] + rest > found[-1][0]:
                break
            next_branches.append((at + 1, total + ordered[at], (*chosen, at)))
        branches.extend(reversed(next_branches))
    return FoundSubsets(tuple(found), is_exhaustive=True)


def _end_of_enough(sums: Sequence[int], start: int, size: int, missing: int) -> int:
    """The end of the places from which on the `size` largest bring what is missing."""
    places = range(start, len(sums) - size)
    return start + bisect_right(places, -missing, key=lambda at: sums[at] - sums[at + size])
